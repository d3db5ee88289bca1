"""The words of a team's own language, in a folder `rules` next to the config file."""

from service.document.reading import read
from service.document.rules import Context, judge
from tests.settings.conftest import ConfigFile


def write_rules(config: ConfigFile, name: str, text: str) -> None:
    folder = config.path.parent / "rules"
    folder.mkdir(parents=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_words_next_to_the_config_file_are_read_with_those_that_ship(config: ConfigFile) -> None:
    write_rules(config, "fr.yaml", "language: fr\nheadings: {actions: [travaux à faire]}\n")
    (mapping,) = config.with_mapping("").mappings
    assert mapping.languages is not None
    assert {language.language for language in mapping.languages.all} == {"en", "de", "fr"}

    document = read("# Panne\n\n## Travaux à faire\n\n- Renouveler la clé — @alice\n", languages=mapping.languages)
    assert [action.title for action in document.actions] == ["Renouveler la clé"]
    assert judge(document, Context(languages=mapping.languages))


def test_words_of_a_teams_own_make_an_action_vague(config: ConfigFile) -> None:
    write_rules(config, "ours.yaml", "language: en\nspecific: {soft: [fluffier]}\n")
    (mapping,) = config.with_mapping("").mappings
    assert mapping.languages is not None
    assert "fluffier" in mapping.languages.default.specific.soft


def test_a_mistake_in_them_is_a_problem_of_the_config_with_its_line(config: ConfigFile) -> None:
    write_rules(config, "fr.yaml", "language: fr\nteams: [x]\nheadins: {}\n")
    said = config.problems(lambda: config.with_mapping(""))
    assert "rules/fr.yaml:3: headins: is no key here (did you mean `headings`?)" in said
