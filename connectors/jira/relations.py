"""The type of link that says only that two issues belong together: which one a Jira has, and what to do where none is.

Not here: drawing the links (writing.py).
"""

from connectors.jira import shapes
from connectors.jira.shapes import Relation
from connectors.jira.site import Site
from connectors.tracker import TrackerError, Trouble


class NoRelation(TrackerError):
    """No two issues can be linked there. `lack` and `cure` are the two halves of the sentence."""

    def __init__(self, name: str, lack: str, cure: str) -> None:
        super().__init__(f"{name} {lack}; {cure}.", Trouble.LACKING)
        self.lack = lack
        self.cure = cure


def relation(site: Site, act: str) -> Relation:
    """One exchange. Raises NoRelation, and TrackerError otherwise."""
    try:
        kinds = site.items(site.get("/issueLinkType", act), act, "issueLinkTypes")
    except TrackerError as error:
        if error.trouble is Trouble.NOT_FOUND:  # documented for this path: issue linking is disabled
            cure = "have its administrator switch issue linking on (Settings, Issue linking)"
            raise NoRelation(site.name, "has issue linking switched off", cure) from error
        raise
    if found := shapes.relation(kinds):
        return found
    lack = "has no type of link that says only that two issues belong together"
    raise NoRelation(site.name, lack, "have its administrator add the type Relates (Settings, Issue linking)")
