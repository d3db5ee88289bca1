"""What most stories begin with."""

import pytest

from tests.planning.rig import Rig, new_rig


@pytest.fixture
def rig() -> Rig:
    return new_rig()
