"""Fields that stand in brackets behind an action, in whatever order."""

import pytest

from service.document.reading import read

ORDERS = [
    "Add pool sizes, done when the list has them (RC1) (owner: @bob) due 2026-12-15",
    "Add pool sizes (RC1) (owner: @bob) due 2026-12-15, done when the list has them",
    "Add pool sizes (owner: @bob) (RC1), done when the list has them, due 2026-12-15",
    "Add pool sizes [owner: @bob], due 2026-12-15 (RC1). Done when: the list has them",
]


@pytest.mark.parametrize("line", ORDERS)
def test_every_field_is_found(line: str) -> None:
    action = read(f"# X\n\n## Actions\n\n- {line}\n").actions[0]

    assert action.title == "Add pool sizes"
    assert action.owners == ("@bob",)
    assert str(action.due) == "2026-12-15"
    assert action.causes == ("RC1",)
    assert action.measure == "the list has them"
