"""The words, signs and quoted texts of a query. What they mean together is in `parsing`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from connectors.sandbox.jira.refusals import Refusal, invalid

RESERVED = frozenset(
    """
    abort access add after alias all alter and any as asc audit avg before begin between boolean break by
    byte catch cf char character check checkpoint collate collation column commit connect continue count
    create current date decimal declare decrement default defaults define delete delimiter desc difference
    distinct divide do double drop else empty encoding end equals escape exclusive exec execute exists
    explain false fetch file field first float for from function go goto grant greater group having
    identified if immediate in increment index initial inner inout input insert int integer intersect
    intersection into is isempty isnull join last left less like limit lock long max min minus mode modify
    modulo more multiply next noaudit not notin nowait null number object of on option or order outer output
    power previous prior privileges public raise raw remainder rename resource return returns revoke right
    row rowid rownum rows select session set share size sqrt start strict string subtract sum synonym table
    then to trans transaction trigger true uid union unique update user validate values view when whenever
    where while with
    """.split()  # noqa: SIM905 - two hundred quoted words are no better
)

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<sign><=|>=|!=|=|<|>|\(|\)|,)|(?P<word>[^\s"'()=<>!,]+))""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    kind: str
    value: str
    at: int

    def is_word(self, word: str) -> bool:
        return self.kind == "word" and self.value.lower() == word

    def is_sign(self, sign: str) -> bool:
        return self.kind == "sign" and self.value == sign


def tokens(text: str) -> list[Token]:
    found: list[Token] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise _illegal(text, at)
        kind = str(match.lastgroup)
        found.append(Token(kind, _value(kind, match[kind]), match.start(kind)))
        at = match.end()
    return [*found, Token("end", "", len(text))]


def _value(kind: str, raw: str) -> str:
    return re.sub(r"\\(.)", r"\1", raw[1:-1]) if kind == "text" else raw


def _illegal(text: str, at: int) -> Refusal:
    rest = text[at:].lstrip()
    if rest[:1] in "\"'":
        return invalid(f"Error in the JQL Query: The quoted string '{rest[1:]}' has not been completed. {place(at)}")
    return invalid(
        f"Error in the JQL Query: The character '{rest[:1]}' is a reserved JQL character. You must enclose it in a "
        f"string or use the escape '\\u{ord(rest[0]):04x}' instead. {place(at)}"
    )


def place(at: int) -> str:
    return f"(line 1, character {at + 1})"


def reserved(token: Token) -> Refusal:
    return invalid(
        f"Error in the JQL Query: '{token.value}' is a reserved JQL word. You must surround it in quotation marks to "
        f"use it in a query. {place(token.at)}"
    )
