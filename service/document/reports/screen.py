"""Text as a terminal shows it: what is safe to print there, and how many cells it takes.

Not here: what is printed (terminal.py, excerpt.py).
"""

import re
from unicodedata import category, east_asian_width

import click

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)
"""A document must not be able to move the cursor, colour the terminal, reverse our words or hide among them."""
_ZWJ, _EMOJI = "\u200d", "\ufe0f"


def safe(text: str) -> str:
    """The same number of characters, none of which does anything."""
    return _UNSAFE.sub("\ufffd", text.replace("\t", " "))


def cells(text: str) -> list[int]:
    """How many cells each character takes: 0 where it joins the one before, 2 where it is wide (Unicode annex 11)."""
    widths: list[int] = []
    for at, character in enumerate(text):
        widths.append(0 if at and text[at - 1] == _ZWJ else _cells(character))
        if character == _EMOJI and at and widths[at - 1] == 1:
            widths[at] = 1
    return widths


def _cells(character: str) -> int:
    if " " <= character <= "~":
        return 1
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def styled(text: str, colour: bool, *, fg: str | None = None, bold: bool = False, dim: bool = False) -> str:
    """`dim` and `bold` are switched off again by the same reset."""
    return click.style(text, fg=fg, bold=bold or None, dim=dim or None) if colour and text else text
