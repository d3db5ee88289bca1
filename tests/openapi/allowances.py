"""What the vendor's description does not say and its prose or practice does: the only excuses the validator knows.

Each has its reason. None is for us: a request of ours that the description does not allow is a fault of ours.
"""

from __future__ import annotations

# Statuses that any operation may answer though few list them.
STATUSES = {
    301: "a renamed or moved repository: best practices for using the REST API, 'follow redirects'",
    304: "conditional requests work on every GET",
    400: "a body that is no JSON",
    401: "bad credentials, on every operation",
    403: "a right that is missing, or a rate limit: troubleshooting the REST API",
    404: "a thing one may not see is not found, on every operation",
    410: "issues that are switched off or deleted, on every operation below them",
    422: "a field of the wrong type, on every operation",
    429: "a secondary rate limit",
    500: "the server failed",
    502: "the server failed",
    503: "the server failed",
    504: "the server failed",
}

# Request bodies that the prose of an operation allows and its schema does not.
BARE_LABEL_LISTS = (
    # "You can also pass an array of labels directly"; "You can pass an empty array to remove all labels."
    "POST /repos/{owner}/{repo}/issues/{issue_number}/labels",
    "PUT /repos/{owner}/{repo}/issues/{issue_number}/labels",
)

# Where the description contradicts itself: an account that is both a user and an enterprise cannot be, and everywhere
# else `installation` says one or the other.
BETTER_SCHEMAS = {
    ("GET /app/installations", 200): {"type": "array", "items": {"$ref": "#/components/schemas/installation"}},
}

# Redirects of renamed repositories lead here and the pages of lists link here; the description has only the named form.
BY_ID = (r"^/repositories/\d+(?=/|$)", "/repos/owner/repo")
