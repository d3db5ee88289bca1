"""The one TrackerError for a listing of comments that shows fewer than there are. No I/O.

Not here: when a listing is held against the count of the issue (see `service`).
"""

from connectors.tracker import TrackerError, Trouble


def all_shown(shown: int, least: int, tracker: str, issue: str) -> None:
    """Raises it where that is so."""
    if shown < least:
        raise TrackerError(
            f"{tracker} counts {least} comments on {issue} and shows {shown}, so nothing is written about it until all "
            f"are shown; if that lasts, see whether the service's account may read them.",
            Trouble.INCOMPLETE,
        )
