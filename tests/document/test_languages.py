"""The files of config/rules/: what they may say, and what is said of a mistake."""

from pathlib import Path

import pytest

from service.document.language import LanguageError, Languages, language_of, load_languages, shipped_languages


def loaded(folder: Path, **files: str) -> Languages:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_languages([folder])


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(LanguageError) as caught:
        loaded(folder, acme=text)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_two_files_of_one_language_are_taken_together(tmp_path: Path) -> None:
    languages = loaded(
        tmp_path,
        en="language: en\nname: English\nteams: [TBD]\n",
        team="language: en\nteams: [TBD, fill me]\nheadings: {actions: [homework]}\n",
    )
    assert len(languages.all) == 1
    assert languages.default.teams == ("TBD", "fill me")
    assert languages.default.headings.actions == ("homework",)
    assert languages.default.name == "English"


def test_words_that_yaml_takes_for_values_stay_words(tmp_path: Path) -> None:
    assert loaded(tmp_path, en="language: en\nteams: [no, 1, null, ~]\n").default.teams == (
        "no",
        "1",
        "null",
        "~",
    )


def test_an_unknown_key_is_named_with_its_line_and_what_was_meant(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "language: en\nheadings:\n  actoins: [tasks]\n")
    assert problem.startswith("acme.yaml:3: headings.actoins: is no key here (did you mean `actions`?); accepted: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("language: en\nteams: TBD\n", "acme.yaml:2: teams: expected a list"),
        ("language: en\nteams:\n- a\n- [b]\n", "acme.yaml:4: teams[1]: expected some words"),
        ("name: English\n", "acme.yaml:1: language: is missing"),
        ("- a\n", "acme.yaml:1: holds no keys"),
        ("", "acme.yaml:1: says nothing"),
        ("language: en\nname: x\nname: y\n", "acme.yaml:3: name: is given twice"),
        ("language: en\n\tname: x\n", "acme.yaml:2: is not YAML"),
        ("language: [\n", "is not YAML"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    assert said in refused(tmp_path, text)[0]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    assert len(refused(tmp_path, "language: en\nfoo: [a]\nbar: [b]\n")) == 2


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes(b"language: \xff\xfe")
    with pytest.raises(LanguageError, match=r"bad\.yaml:1: cannot be read"):
        load_languages([tmp_path])


def test_english_and_german_ship() -> None:
    assert [language.language for language in shipped_languages().all] == ["en", "de"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The signing key expired and every checkout was refused.", "en"),
        ("Der Schlüssel war abgelaufen, und alle Bestellungen wurden abgelehnt.", "de"),
        ("", "en"),
        ("503 503 503", "en"),
    ],
)
def test_a_text_is_judged_by_the_words_of_its_own_language(text: str, language: str) -> None:
    assert language_of(text, shipped_languages()).language == language
