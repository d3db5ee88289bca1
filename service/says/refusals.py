"""Why something that was asked for is not done, as one sentence each."""

from service.document.text import contain
from service.observed import How
from service.record import Refusal


def refusal(refused: Refusal) -> str:
    """A finish that came while errors stood. Said before the tracker is asked to open it again, which it may refuse."""
    when, by = f"{refused.at:%Y-%m-%d}", contain(refused.by)
    if refused.how == How.CLOSE:
        return (
            f"{by} closed this on {when}. No ticket was created, because the points marked ❌ come first. "
            "Until they are mended it should be open; close it once more then."
        )
    return (
        f"{by} asked on {when} to finish. No ticket was created, because the points marked ❌ come first; "
        "it finishes by itself when they are mended."
    )


def not_allowed(by: str, permission: str) -> str:
    return (
        f"{contain(by)} asked to finish, but has {permission} permission here; "
        "somebody with triage permission or more can ask."
    )


def may_not_waive(by: str, rule: str) -> str:
    return (
        f"{contain(by)} asked to waive `{rule}`, which takes triage permission here, or more; "
        "somebody who has it can ask the same."
    )


def more_public(destination: str, visibility: str, source: str) -> str:
    return (
        f"No ticket is created: {destination} is {visibility}, and this post-mortem is {source}. "
        "An admin can map it to a project that is as closed, or set `allow_public` for this mapping."
    )


def more_open(destination: str, level: str, home: str) -> str:
    """Of a post-mortem that fewer people may read than its project."""
    return (
        f"No ticket is created: only {contain(level)} may read this post-mortem, and others read {destination}. "
        f"An admin can map its tickets to {home}, where they get the same level, or set `allow_public` for this "
        "mapping."
    )


def review_more_open(cycle: int, level: str) -> str:
    return (
        f"Review {cycle} is left as it is: only {contain(level)} may read this post-mortem, and others read the "
        "review. It is brought up to date once it has the same level."
    )


def unreadable(destination: str, why: str) -> str:
    return f"No ticket is created in {destination}: {tracker_says(why)}"


def tracker_says(message: str) -> str:
    """A tracker's own sentence, which may quote anything."""
    return contain(" ".join(message.split()), 500)


def closed_to_issues(destination: str) -> str:
    return f"No ticket is created: {destination} is archived or has its issues switched off."


def too_little_permission(destination: str, permission: str) -> str:
    return (
        f"No ticket is created: the service has {permission} permission in {destination}, "
        "and needs write to set owner and labels."
    )


def foreign_claim(kind: str) -> str:
    return (
        f"Another account wrote an issue that claims to be this {kind}. Nothing is created until an admin has looked: "
        "either the service's account was changed, or somebody copied hidden text."
    )


def no_place_for_review(project: str) -> str:
    return f"A review is due and cannot be opened: {project} is archived or has its issues switched off."


def review_refused(why: str) -> str:
    return f"A review is due and cannot be opened. {tracker_says(why)}"


def ticket_gone(name: str) -> str:
    return (
        f"The ticket {name} was deleted, or the service can no longer see it. It is not created again by itself; "
        "link another issue in the action's row."
    )


def nobody_assigned(name: str) -> str:
    return f"{name} has nobody assigned; an action needs one owner."


def several_assigned(name: str, people: str) -> str:
    return f"{name} is assigned to {people}; an action needs one owner."


def review_gone(cycle: int) -> str:
    return f"Review {cycle} was deleted before it was closed, so it does not count as held."


def nobody_reviews(cycle: int) -> str:
    return f"Review {cycle} has nobody assigned; assign the person who will hold it."


def other_key(url: str) -> str:
    return (
        f"The service's own comment {url} is signed with a key that is not configured any more, so its tickets cannot "
        "be told apart. Add the old key to FOLLOWTHROUGH_SECRET_KEY, behind the new one."
    )


def empty_listing(project: str) -> str:
    return (
        f"Nothing is created in {project} for now: its list of issues does not show an issue that is known to exist, "
        "so it cannot tell whether something was created before."
    )


def untied(why: str) -> str:
    return f"The tickets are named in the text alone, and not shown as linked issues: {tracker_says(why)}"


def silent(tracker: str) -> str:
    return f"{contain(tracker)} does not answer, so what is left to do there waits until it does."


def uncertain_comment(what: str, told: str = "") -> str:
    """`told` is what the tracker's answer was, as a sentence."""
    why = told or "The tracker did not answer, or does not show it yet."
    return f"It is not known whether {what} was written, so it is looked for before it is written once more. {why}"


def uncertain(what: str) -> str:
    return (
        f"The tracker did not answer when {what} was created, and its list does not show one yet. "
        "It is looked for again before anything else is created."
    )
