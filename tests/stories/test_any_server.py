"""Any server will do that speaks the documented part of GitHub's REST API."""

from connectors.sandbox.faults import Fault, FaultKind
from tests.stories.documents import TABLE
from tests.stories.stage import Stage
from tests.stories.test_following import row


def test_a_server_that_knows_no_paths_by_id_is_addressed_by_name(heard: Stage) -> None:
    heard.home.faults.add(Fault(FaultKind.STATUS_BEFORE, path=r"^/repositories/", times=None, status=404))
    number = heard.finished(TABLE)
    heard.clock.advance(days=1)
    heard.alice.closes(heard.app, heard.tickets()["A1"].handle)
    heard.alice.deletes(heard.app, heard.tickets()["A2"].handle)
    heard.settle()

    assert row(heard.status(number), "A1").endswith("| done |")
    assert row(heard.status(number), "A2").endswith("| gone |")
    heard.later(days=36)
    assert len(heard.reviews()) == 1
