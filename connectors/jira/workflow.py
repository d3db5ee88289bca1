"""Opens and closes an issue by the steps that its workflow offers: found by where they lead, never by their names.

A workflow is not shown as a whole to whoever may only use it, so the way is found by going it: each status once.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from connectors.jira.errors import Refusal
from connectors.jira.outcomes import DONE
from connectors.jira.remembered import Remembered
from connectors.jira.site import Json, Site
from connectors.jira.transitions import Goal, Step, ending, onward, steps_of
from connectors.tracker import Issue, Reason, TrackerError, Trouble

HOPS = 8
"""Steps in a row; no workflow that people can bear is longer."""

LIFE = timedelta(hours=1)

_CALLED = {
    None: "open",
    Reason.COMPLETED: "done",
    Reason.NOT_PLANNED: "won't do",
    Reason.DUPLICATE: "duplicate",
}


class Workflow:
    """Raises TrackerError."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._resolutions: Remembered[list[str]] = Remembered(site.now, LIFE)

    def lead(self, issue: Issue, goal: Goal) -> None:
        """To the goal; whether it is met by then shows when the issue is read again."""
        act = f"move {issue.name} to {_CALLED[goal.reason]}"
        seen: set[str] = set()
        start = issue.status
        by_status: bool | None = None
        for _ in range(HOPS):
            steps = self._steps(issue, act)
            last = ending(steps, goal)
            if last is None and by_status is None:
                by_status = self._is_there(issue, goal, steps, act)
            if last is None and not by_status:
                last = self._unshown(steps, goal, act)
            if last is not None:
                if self._done(partial(self._end, issue, last, goal, act)):
                    return
                continue
            step = onward([step for step in steps if step.name != start], seen)
            if step is None:
                break
            seen.add(step.status)
            self._done(partial(self._take, issue, step, None, act))
        steps = self._steps(issue, act)
        dead_end = self._dead_end(issue, goal, steps, act)
        if seen and (back := next((step for step in steps if step.name == start and not step.wants()), None)):
            self._done(partial(self._take, issue, back, None, act))
        raise dead_end

    def clear_resolution(self, issue: Issue) -> None:
        """For workflows that open an issue again and leave what it was closed with."""
        act = f"take the resolution off {issue.name}"
        self._site.write("PUT", f"/issue/{issue.ref.number}", act, {"fields": {"resolution": None}})

    # -- one step

    def _done(self, move: Callable[[], None]) -> bool:
        """False where somebody else moved the issue at that moment: then it is looked at again."""
        try:
            move()
        except TrackerError as error:
            if error.trouble is not Trouble.MOVED:
                raise
            return False
        return True

    def _end(self, issue: Issue, step: Step, goal: Goal, act: str) -> None:
        by_itself = step.says(goal.words) is goal.reason
        shown = goal.among(step.resolutions or ())
        resolution = shown if by_itself or shown else goal.among(self._all_resolutions(act))
        try:
            self._take(issue, step, resolution, act)
        except Refusal as refusal:
            # Screens are known to want a resolution that they did not show, and to refuse one that they did.
            other = None if resolution else goal.among(self._all_resolutions(act))
            if not _about_resolution(refusal) or not (other or by_itself) or other == resolution:
                raise
            self._take(issue, step, other, act)

    def _take(self, issue: Issue, step: Step, resolution: str | None, act: str) -> None:
        if wanted := step.wants():
            fields = ", ".join(f"{field.name} ({field.id})" for field in wanted)
            raise TrackerError(
                f"{self._site.name} could not {act}: the step to {step.name} wants {fields}; do it by hand in Jira.",
                Trouble.INVALID,
            )
        body: dict[str, Any] = {"transition": {"id": step.id}}
        if resolution:
            body["fields"] = {"resolution": {"name": resolution}}
        self._site.write("POST", f"/issue/{issue.ref.number}/transitions", act, body)

    def _unshown(self, steps: Iterable[Step], goal: Goal, act: str) -> Step | None:
        """A step that would end it with a resolution that its screen does not show."""
        may = next((step for step in steps if goal.may_end(step) and step.resolutions is None), None)
        return may if may and goal.among(self._all_resolutions(act)) else None

    # -- what there is

    def _steps(self, issue: Issue, act: str) -> list[Step]:
        answer = self._site.get(f"/issue/{issue.ref.number}/transitions", act, {"expand": "transitions.fields"})
        with self._site.understood(act):
            return steps_of(self._site.items(answer, act, "transitions"))

    def _all_resolutions(self, act: str) -> list[str]:
        return self._resolutions.get("", lambda: [str(item.get("name")) for item in self._read_resolutions(act)])

    def _read_resolutions(self, act: str) -> Iterable[Json]:
        if self._site.cloud:
            return self._site.pages("/resolution/search", act, "values")
        return self._site.items(self._site.get("/resolution", act), act)

    def _statuses(self, issue: Issue, act: str) -> list[Json]:
        """Those of the project, of all its types: each once, although names are not unique."""
        types = self._site.items(self._site.get(f"/project/{issue.ref.project}/statuses", act), act)
        with self._site.understood(act):
            return list({status["id"]: status for item in types for status in item.get("statuses") or ()}.values())

    def _is_there(self, issue: Issue, goal: Goal, steps: list[Step], act: str) -> bool:
        """Whether a status of the project is the goal by itself. Nothing is moved towards one that cannot be met."""
        statuses = self._statuses(issue, act)
        there = [(str(it.get("name")), str((it.get("statusCategory") or {}).get("key") or "")) for it in statuses]
        if any(goal.met_by(name, category) for name, category in there):
            return True
        if not any(category == DONE for _, category in there) or goal.among(self._all_resolutions(act)) is None:
            raise self._dead_end(issue, goal, steps, act)
        return False

    def _dead_end(self, issue: Issue, goal: Goal, steps: Iterable[Step], act: str) -> TrackerError:
        names = list(dict.fromkeys(str(status.get("name")) for status in self._statuses(issue, act)))
        reached = list(dict.fromkeys(step.name for step in steps))
        cure = "do it by hand in Jira, or name a status under `done` or `wont_do` of the mapping"
        return TrackerError(
            f"{self._site.name} could not {act}: from where it stands its workflow leads to "
            f"{', '.join(reached) or 'no other status'}; the project has {', '.join(names)}: {cure}.",
            Trouble.DEAD_END,
        )


def _about_resolution(refusal: Refusal) -> bool:
    return "resolution" in refusal.fields or "resolution" in refusal.message.casefold()
