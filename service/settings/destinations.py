"""Whether what a mapping says fits the trackers that it names: projects, labels, and keys that only one kind has.

Not here: whether a mapping is there once only (merging.py), and whether the projects are there (the doctor).
"""

from collections.abc import Iterable, Iterator

from service.mappings import Home, Labels, TrackerKind
from service.settings import model, parsing
from service.settings.merged import Merged
from service.settings.parsing import Expected
from service.settings.problem import listed, meant
from service.settings.tracker_model import CALLED

JIRA_ONLY = {"post_mortems": ("type", "fields"), "tickets": ("type", "fields", "done", "wont_do")}
"""Keys of each; the reason for all is the same."""
_WHAT = {"post_mortems": "these post-mortems are in", "tickets": "these tickets go to"}

_PROJECTS = {TrackerKind.GITHUB: parsing.repository, TrackerKind.JIRA: parsing.project_key}


def check_destinations(merged: Merged, labels: Labels) -> None:
    _check_destination(merged, "post_mortems", merged.entry.post_mortems)
    _check_destination(merged, "tickets", merged.entry.tickets)
    for table in JIRA_ONLY:
        _check_jira_only(merged, table)
    _check_blanks(merged, labels)


def fits(home: Home, project: str) -> bool:
    """Whether a project can be of that name there."""
    try:
        _PROJECTS[home.kind](project)
    except Expected:
        return False
    return True


def _check_destination(merged: Merged, key: str, table: model.PostMortems | model.Tickets | None) -> None:
    for needed in ("tracker", "project"):
        place = merged.place(key, needed)
        if getattr(table, needed, None) is None and (place not in merged.source.lines or merged.source.is_blank(place)):
            merged.refuse((key, needed), "is missing here and in `defaults`")
    if table and table.project:
        _check_project(merged, key, merged.home(key), table.project)
    if table and table.tracker:
        _check_tracker(merged, key, table.tracker)


def _check_tracker(merged: Merged, key: str, tracker: str) -> None:
    names = merged.source.keys(("trackers",))
    if tracker not in names:
        known = f"`trackers` has {listed(names)}" if names else "`trackers` is empty"
        merged.refuse((key, "tracker"), f"names `{tracker}`, which is no tracker{meant(tracker, names)}; {known}")


def _check_project(merged: Merged, key: str, home: Home | None, project: str) -> None:
    """Where nobody knows what kind of tracker it is, a project may be called as on any."""
    kinds = [home.kind] if home else list(_PROJECTS)
    refusals: list[Expected] = []
    for kind in kinds:
        try:
            _PROJECTS[kind](project)
        except Expected as error:
            refusals.append(error)
    if len(refusals) == len(kinds):
        merged.refuse((key, "project"), f"{' or '.join(map(str, refusals))}, not `{project}`{refusals[-1].hint}")


def _check_jira_only(merged: Merged, table: str) -> None:
    """In `defaults` such a key is for those mappings that are Jira's; it is refused where there are none."""
    home = merged.home(table)
    if home is None or home.kind is TrackerKind.JIRA:
        return
    for key in JIRA_ONLY[table]:
        own = merged.place(table, key) == ("mappings", merged.position, table, key)
        written = merged.place(table, key) in merged.source.lines
        if written and (own or not any(one.kind is TrackerKind.JIRA for one in merged.homes.values())):
            what = f"means something in Jira only, and {_WHAT[table]} {CALLED[home.kind]} (`{home.tracker}`)"
            merged.refuse((table, key), what, "take it out")


def _check_blanks(merged: Merged, labels: Labels) -> None:
    """Jira takes no label with a blank in it, and would say so one ticket at a time."""
    for at, keys, names in _labels(merged.entry, labels):
        home = merged.home(at)
        if home is None or home.kind is not TrackerKind.JIRA:
            continue
        for label in names:
            if label.split() != [label]:
                what = f"is the label `{label}`, and Jira (`{home.tracker}`) takes none with a blank"
                merged.refuse(keys, what, f"write `{'-'.join(label.split())}`")


def _labels(entry: model.Mapping, labels: Labels) -> Iterator[tuple[str, tuple[str, ...], Iterable[str]]]:
    """Every label: whose tracker it is for, where it is written, what it is."""
    for meaning in ("start", "finished", "review"):
        yield "post_mortems", ("labels", meaning), [getattr(labels, meaning)]
    yield "tickets", ("labels", "action"), [labels.action]
    yield "post_mortems", ("match", "labels"), (entry.match and entry.match.labels) or ()
    yield "tickets", ("tickets", "labels"), (entry.tickets and entry.tickets.labels) or ()
