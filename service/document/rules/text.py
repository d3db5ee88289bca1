"""How long a document and its parts are. Not here: what they say."""

from collections.abc import Iterator

from service.document.markdown.spoken import HIDDEN, spoken
from service.document.post_mortem import Passage, PostMortem, Severity, Where
from service.document.rules.registry import Context, Hit, rule

MOST = 65_536
"""Characters that GitHub takes as the text of one issue or comment; Jira takes 32,767 in a description."""

_LONG = 2_000
"""Characters of one paragraph, item or cell: about 300 words, and the most that the service's own lists show of one."""


@rule(
    "text/too-long",
    Severity.WARNING,
    meaning="A paragraph, item or cell is longer than anybody reads, or the document longer than trackers take.",
    why="A long block hides what matters in it; and what a tracker cuts off is not followed up.",
    source="GitHub's API refuses a text above 65,536 characters, Jira's one above 32,767; for paragraphs, GOV.UK "
    "“Content design”: short ones are read",
    failing="## Timeline\n\n" + "The queue grew, the page went out, and the next worker was added. " * 32,
    passing="## Timeline\n\n" + "- The queue grew, the page went out, and the next worker was added.\n" * 32,
)
def too_long(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    passages = post_mortem.passages
    length = sum(len(passage.source) + 1 for passage in passages)
    if length > MOST:
        yield Hit(
            (passages[0].lines[0], passages[-1].lines[1]),
            f"The prose alone has {length:,} characters; GitHub takes {MOST:,} in one issue, and Jira half of that.",
            "Move logs, transcripts and raw data into a document of their own, and link it.",
        )
    for passage in passages:
        if len(passage.source) > _LONG and (longest := _longest(passage)) > _LONG:
            yield Hit(
                passage.lines,
                f"The {passage.where} has {longest:,} characters; above {_LONG:,} few people read it to the end.",
                "Split it: one thought a paragraph, one event an item, and details in a section of their own.",
                severity=Severity.ADVICE,
            )


def _longest(passage: Passage) -> int:
    """Characters that are read: addresses, code and quotations are looked at, or skipped."""
    said = spoken(passage.source).replace(HIDDEN, "")
    return len(said) if passage.where is not Where.CELL else max(map(len, passage.source.split("|")))
