"""What a planted callback would call."""

import os
from pathlib import Path


def touch(*_: object) -> None:
    Path(os.environ["CANARY"]).touch()
