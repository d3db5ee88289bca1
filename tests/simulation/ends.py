"""What a town has come to, so that two of them can be compared: the visible words of everything, without numbers.

Numbers and addresses depend on the order in which things were created; hidden lines hold them, too.
"""

import json
import re

from tests.simulation.survey import survey
from tests.simulation.town import Town
from tests.stories.github_site import BOT

_HIDDEN = re.compile(r"<!--.*?-->", re.DOTALL)
_NUMBERED = re.compile(r"http://[^\s)>|\"\]]*|\bacme/\w+#\d+|\b(?:APP|PM|OTHER)-\d+\b|#\d+")


def end(town: Town) -> list[str]:
    return sorted(
        json.dumps(
            [
                seen.project,
                seen.title,
                seen.open,
                sorted(seen.assignees),
                _shown(seen.body),
                [_shown(note.body) for note in seen.comments if note.author == BOT],
            ]
        )
        for seen in survey(town.sites).values()
    )


def _shown(body: str) -> str:
    return _NUMBERED.sub("", _HIDDEN.sub("", body))


def differing(wanted: list[str], found: list[str]) -> list[str]:
    missing = [text for text in wanted if text not in found]
    strange = [text for text in found if text not in wanted]
    return [*(f"should be: {text}" for text in missing), *(f"but is: {text}" for text in strange)]
