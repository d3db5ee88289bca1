"""The closed choices of the sandbox Jira: deployments, categories of status, permissions, kinds of account.

Not Jira's full vocabulary: only what the sandbox decides on.
"""

from __future__ import annotations

from enum import Enum, StrEnum


class Deployment(Enum):
    """What `serverInfo` calls it: Data Center still says "Server"."""

    CLOUD = "Cloud"
    DATACENTER = "Server"


class Category(Enum):
    """A status category: its id, its key, its name and its colour. The key is the same in every language."""

    UNDEFINED = (1, "undefined", "No Category", "medium-gray")
    NEW = (2, "new", "To Do", "blue-gray")
    INDETERMINATE = (4, "indeterminate", "In Progress", "yellow")
    DONE = (3, "done", "Done", "green")

    @property
    def id(self) -> int:
        return self.value[0]

    @property
    def key(self) -> str:
        return self.value[1]

    @property
    def title(self) -> str:
        return self.value[2]

    @property
    def color(self) -> str:
        return self.value[3]

    @classmethod
    def from_key(cls, key: str) -> Category:
        for category in cls:
            if category.key == key:
                return category
        raise ValueError(f"no status category {key!r}; there are: {', '.join(it.key for it in cls)}")


class AccountKind(Enum):
    PERSON = "atlassian"
    APP = "app"
    CUSTOMER = "customer"


class Permission(StrEnum):
    """Project permissions by their keys, and the global ones that the sandbox asks for."""

    BROWSE_PROJECTS = "BROWSE_PROJECTS"
    CREATE_ISSUES = "CREATE_ISSUES"
    EDIT_ISSUES = "EDIT_ISSUES"
    ASSIGN_ISSUES = "ASSIGN_ISSUES"
    ASSIGNABLE_USER = "ASSIGNABLE_USER"
    TRANSITION_ISSUES = "TRANSITION_ISSUES"
    ADD_COMMENTS = "ADD_COMMENTS"
    EDIT_ALL_COMMENTS = "EDIT_ALL_COMMENTS"
    LINK_ISSUES = "LINK_ISSUES"
    MODIFY_REPORTER = "MODIFY_REPORTER"
    MOVE_ISSUES = "MOVE_ISSUES"
    DELETE_ISSUES = "DELETE_ISSUES"
    SET_ISSUE_SECURITY = "SET_ISSUE_SECURITY"
    ADMINISTER_PROJECTS = "ADMINISTER_PROJECTS"
    ADMINISTER = "ADMINISTER"
    USER_PICKER = "USER_PICKER"

    @property
    def is_global(self) -> bool:
        return self in (Permission.ADMINISTER, Permission.USER_PICKER)


PROJECT_PERMISSIONS = frozenset(it for it in Permission if not it.is_global)

ROLES = {
    "reader": frozenset({Permission.BROWSE_PROJECTS}),
    "commenter": frozenset({Permission.BROWSE_PROJECTS, Permission.ADD_COMMENTS}),
    "member": PROJECT_PERMISSIONS
    - {
        Permission.ADMINISTER_PROJECTS,
        Permission.EDIT_ALL_COMMENTS,
        Permission.DELETE_ISSUES,
        Permission.MODIFY_REPORTER,
        Permission.SET_ISSUE_SECURITY,
    },
    "admin": PROJECT_PERMISSIONS,
}
"""Short words for what people usually may do in a project; `founding` takes lists of keys as well."""


def permissions_of(given: str | list[str] | tuple[str, ...] | frozenset[Permission]) -> frozenset[Permission]:
    """A role's word, or a list of keys."""
    if isinstance(given, str):
        if given not in ROLES:
            raise ValueError(f"no role {given!r}; there are: {', '.join(ROLES)}, or a list of permissions")
        return ROLES[given]
    return frozenset(Permission(key) for key in given)
