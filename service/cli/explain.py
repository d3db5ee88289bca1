"""`followthrough explain`: what a rule says, why, and how to mend it.

Not here: the page itself (service/document/reports/rule_page.py).
"""

import json
import sys
from difflib import get_close_matches

import click


@click.command()
@click.argument("rule", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How it is shown; markdown without a rule is docs/rules.md.",
)
def explain(rule: str | None, form: str) -> None:
    """Explain a rule: what it says, why, where that comes from, and an example that passes.

    Without RULE, all of them are listed.

    \b
    Examples:
      followthrough explain
      followthrough explain owner/missing
      followthrough explain --format json smart/measurable
    """
    click.echo(_page(rule, form) if rule else _list(form), nl=False, color=_colour())


def _page(name: str, form: str) -> str:
    from service.document.reports import rule_page
    from service.document.rules import RULES

    rule = RULES.get(name.strip().lower())
    if rule is None:
        click.echo(f"followthrough explain: {_unknown(name, list(RULES))}", err=True)
        sys.exit(2)
    match form:
        case "json":
            return _json(rule_page.to_json(rule))
        case "markdown":
            return f"# {rule.id}\n\n{rule_page.to_markdown(rule)}"
        case _:
            return rule_page.to_page(rule, colour=_colour())


def _list(form: str) -> str:
    from service.document.reports import rule_page

    rules = rule_page.by_family()
    match form:
        case "json":
            return _json([rule_page.to_json(rule) for rule in rules])
        case "markdown":
            return rule_page.to_document(rules)
        case _:
            return rule_page.to_list(rules, colour=_colour())


def _unknown(name: str, known: list[str]) -> str:
    """By the whole id, or by its last part alone: `missing` may be owner/missing, section/missing and more."""
    ends = [id for id in known if id.endswith(f"/{name.lower()}")]
    near = ends or get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    hint = f"the nearest is {' or '.join(near)}" if near else "followthrough explain lists all of them"
    return f"there is no rule {name!r}; {hint}."


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _colour() -> bool:
    from service.cli.check import wants_colour

    return wants_colour()
