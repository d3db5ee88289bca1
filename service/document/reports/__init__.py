"""How a checked document is shown: as JSON, as a compiler would, to GitHub Actions, and as SARIF.

Not here: finding anything (rules/), or where the output goes (the command line, the API).
"""

from service.document.reports.checked import to_json
from service.document.reports.github import to_github
from service.document.reports.sarif import to_sarif
from service.document.reports.terminal import to_text

__all__ = ["to_github", "to_json", "to_sarif", "to_text"]
