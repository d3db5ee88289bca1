"""Real post-mortems, read and judged as a person labelled them: no figure of the labelled corpus is below its bar."""

import random
from pathlib import Path

import pytest

from tests.bench import fuzz, reading
from tests.document.documents import needs_corpus


@needs_corpus
def test_every_bar_is_reached(capsys: pytest.CaptureFixture[str]) -> None:
    assert reading.main([]) == 0, capsys.readouterr().out


def test_without_a_corpus_the_bench_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reading.main([str(tmp_path)]) == 0
    assert "skipped: there is no labelled corpus" in capsys.readouterr().out


def test_a_seed_of_the_fuzzer_makes_the_same_texts_again() -> None:
    def some(seed: int) -> list[str]:
        made = fuzz.texts(random.Random(seed))
        return [next(made) for _ in range(5)]

    assert some(7) == some(7) != some(8)
