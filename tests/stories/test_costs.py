"""What things cost, in exchanges with the tracker."""

from collections import Counter

from service.jobs import run_sweep
from tests.stories.documents import TABLE
from tests.stories.stage import Stage


def spent(stage: Stage, before: Counter[str]) -> Counter[str]:
    return stage.requests() - before


def look(stage: Stage, number: int) -> Counter[str]:
    ref = next(entry.ref for entry in stage.runtime.index.entries() if entry.name.endswith(f"#{number}"))
    before = stage.requests()
    from service.index import parse_ref
    from service.jobs import run_look

    run_look(stage.runtime, parse_ref(ref))
    return spent(stage, before)


def test_a_sweep_with_nothing_new_is_one_conditional_request_a_repository(heard: Stage) -> None:
    heard.finished(TABLE)
    for _ in range(3):
        for project in ("acme/incidents", "acme/app"):
            run_sweep(heard.runtime, "github", project)
    before = heard.requests()
    told = [run_sweep(heard.runtime, "github", project) for project in ("acme/incidents", "acme/app")]

    assert told == ["unchanged", "unchanged"]
    assert spent(heard, before) == {"GET /repos/{owner}/{repo}/issues": 2}


def test_a_look_at_a_post_mortem_being_written_reads_the_issue_and_its_comments(heard: Stage) -> None:
    number = heard.post_mortem(TABLE)

    assert look(heard, number) == {
        "GET /repos/{owner}/{repo}/issues/{issue_number}": 1,
        "GET /repos/{owner}/{repo}/issues/{issue_number}/comments": 1,
    }


def test_a_look_at_a_finished_one_adds_one_listing_for_all_tickets(heard: Stage) -> None:
    number = heard.finished(TABLE)

    assert look(heard, number) == {
        "GET /repos/{owner}/{repo}/issues/{issue_number}": 1,
        "GET /repos/{owner}/{repo}/issues/{issue_number}/comments": 1,
        "GET /repos/{owner}/{repo}/issues/{issue_number}/sub_issues": 1,
    }


def test_a_publish_costs_one_create_an_action_one_listing_and_a_fresh_read_for_each(heard: Stage) -> None:
    number = heard.post_mortem(TABLE)
    heard.clock.advance(hours=1)
    heard.alice.tags(heard.incidents, number, "postmortem:finished")
    spent_on_it = look(heard, number)

    assert spent_on_it["POST /repos/{owner}/{repo}/issues"] == 3
    assert spent_on_it["GET /repos/{owner}/{repo}/issues"] == 1
    assert spent_on_it["GET /repos/{owner}/{repo}"] == 2 + 3 + 1, "for the plan, before each create, before the status"
    assert spent_on_it["POST /repos/{owner}/{repo}/issues/{issue_number}/sub_issues"] == 3
    assert spent_on_it["PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}"] == 1
