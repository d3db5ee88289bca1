"""What each team calls done and won't do: by project, whatever its key is by now.

Not here: what the words mean for an issue (outcomes.py).
"""

from collections.abc import Callable, Collection

from connectors.jira.outcomes import Words
from connectors.jira.places import Places
from connectors.tracker import ProjectId, TrackerError, Trouble

_HIDDEN = (Trouble.NOT_FOUND, Trouble.FORBIDDEN)


class Vocabulary:
    """The config names projects by their keys, and a renamed project has another: its old one leads to it still."""

    def __init__(self, words: Callable[[str], Words], named: Collection[str], places: Places) -> None:
        """`named`: the keys for which `words` has any, as the config has them."""
        self._words = words
        self._named = {key.upper() for key in named}
        self._places = places
        self._ids: dict[str, ProjectId | None] = {}

    def of(self, key: str) -> Words:
        """By the key that a project has now. Raises TrackerError where it has to ask for a key and gets no answer."""
        if key.upper() in self._named:
            return self._words(key)
        project = self._places.called(key)
        # A key that some project is known to bear was not given up.
        given_up = (old for old in sorted(self._named) if self._places.called(old) is None)
        was = next((old for old in given_up if project and self._id_of(old) == project), None)
        return self._words(was or key)

    def _id_of(self, key: str) -> ProjectId | None:
        """Asked once."""
        if key not in self._ids:
            try:
                self._ids[key] = self._places.id_of(key)
            except TrackerError as error:
                if error.trouble not in _HIDDEN:
                    raise
                self._ids[key] = None
        return self._ids[key]
