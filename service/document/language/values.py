"""What a file of config/rules/ may say. A field of these classes is a key of the file, and nothing else is accepted.

All are compared by identity, so that patterns made of them can be kept, and so that a check need not wait for Python to
make methods that nobody calls. Not here: reading the files (loading.py).
"""

from dataclasses import dataclass, field

Words = tuple[str, ...]
"""A list in the file. How a phrase is written is said in phrases.py."""


@dataclass(frozen=True, eq=False, repr=False)
class Headings:
    """The names under which people write each section."""

    summary: Words = ()
    impact: Words = ()
    timeline: Words = ()
    went_well: Words = ()
    root_cause: Words = ()
    lessons: Words = ()
    actions: Words = ()
    other: Words = ()
    """Known headings that are none of the sections, so that what stands under them belongs to none."""


@dataclass(frozen=True, eq=False, repr=False)
class Columns:
    """The names under which people write the fields of an action: over a table's column, or as a label."""

    key: Words = ()
    action: Words = ()
    owner: Words = ()
    due: Words = ()
    cause: Words = ()
    measure: Words = ()
    priority: Words = ()
    status: Words = ()
    link: Words = ()
    ignored: Words = ()


@dataclass(frozen=True, eq=False, repr=False)
class Lists:
    """How a sentence before a list says what the list holds."""

    announced: Words = ()
    """What can only be followed by things to do, wherever it stands."""
    planned: Words = ()
    """What shows, under a heading on actions, that they follow."""
    reported: Words = ()
    """What shows that something else follows: reasons, findings, names."""
    promised: Words = ()
    """What shows that a paragraph beside the list is one more thing to do."""


@dataclass(frozen=True, eq=False, repr=False)
class Specific:
    """What smart/specific and smart/measurable look for in an action.

    The lists down to `endless` are openings, looked for where a clause begins, and know their verbs in all forms;
    the others are looked for behind them.
    """

    endings: Words = ()
    """What verbs of the first lists may take at their end, so that `add` stands for `added` and `adding` too."""
    verbs: str = ""
    """`last` where a clause without a subject ends with its verb, as in "Alarme einrichten"."""
    preambles: Words = ()
    """What may stand before the verb and says nothing of the work: `we need to`, `please`."""
    articles: Words = ()
    """What stands before a noun, so that no verb follows: `the`."""
    modals: Words = ()
    """What stands between a subject and its verb: `the team | should | add`."""
    doing: Words = ()
    """Verbs whose result is there or is not: `add`, and irregular forms such as `wrote`."""
    artefacts: Words = ()
    """Things that exist or do not: `alert`, `runbook`."""
    studying: Words = ()
    """Verbs that learn something and leave nothing behind: `look into`."""
    deciding: Words = ()
    """Words that put a decision off: `consider`, `maybe`."""
    bettering: Words = ()
    """Verbs of a change that does not say what will be different: `improve`."""
    caring: Words = ()
    """Appeals to attention and good will: `be more careful`."""
    endless: Words = ()
    """Verbs of work that is never over; vague they are not: `monitor`, `continue to`."""
    questions: Words = ()
    """How a question begins, with a question mark or without."""
    studying_nouns: Words = ()
    """Nouns for `studying`: `investigation`."""
    bettering_nouns: Words = ()
    """Nouns for `bettering`: `improvements`."""
    better: Words = ()
    """Comparisons with what is there now, wherever they stand before the purpose: `better`, `more robust`."""
    soft: Words = ()
    """Words that leave open how much is enough; the action may be specific all the same: `as needed`, `more tests`."""
    joints: Words = ()
    """What may follow the noun that a clause is about: `of`, `for`, `in`."""
    copulas: Words = ()
    """What makes a clause a statement about how things are: `is`, `was`."""
    purposes: Words = ()
    """Where the purpose of a clause begins; behind it stands why, and not what."""
    means: Words = ()
    """What a verb of `doing` follows when it tells how: `by` adding."""
    goals: Words = ()
    """Where a state begins that can be seen from outside: `so that`."""
    contents: Words = ()
    """Where it is said what something better will hold or do: `to include`."""
    hollow: Words = ()
    """What makes such a state none: `in future`, `as expected`."""
    references: Words = ()
    """How a mere pointer to something else begins: `see`, `pull request`."""
    conjunctions: Words = ()
    """What a second verb follows: `and`, `then`."""
    subordinate: Words = ()
    """Behind these a second verb belongs to the question, and is no outcome: `how`, `whether`."""
    deliverables: Words = ()
    """What a study leaves behind nevertheless: `write up`, `open a ticket`."""
    limits: Words = ()
    """What stands before a number that is a goal: `under`, `at least`."""
    units: Words = ()
    """What such a number counts: `minutes`, `percent`."""
    rhythms: Words = ()
    """How often something is done, where that is said: `weekly`."""
    watched: Words = ()
    """What an alert would be the outcome of; chooses the example that a suggestion gives, as do the next two."""
    written: Words = ()
    """What a page would be the outcome of."""
    tested: Words = ()
    """What a test would be the outcome of."""


@dataclass(frozen=True, eq=False, repr=False)
class Wording:
    """What the rules of blame/ suggest to write instead. Every text may be missing.

    A name in braces stands for words of the text's own: `{task}` for "rotate the key", `{object}` for "the key",
    `{what}` for "The key was", `{done}` for "rotated".
    """

    person: str = ""
    """Where nothing of the sentence can be turned safely."""
    error: str = ""
    """For an error of people that is given as the cause."""
    to_do: str = ""
    """For something that was not done; knows `{task}`."""
    not_done: str = ""
    """The same; knows `{what}`, `{done}` and `{task}`."""
    done: str = ""
    """For something that was done; knows `{what}` and `{done}`."""
    counterfactual: str = ""
    should: str = ""
    """For something that was not done; knows `{what}` and `{done}`."""
    question: str = ""
    why: str = ""
    """For a question why somebody did something; knows `{task}`."""
    why_not: str = ""
    """For a question why somebody did not do it; knows `{task}`."""
    who: str = ""
    """For a question who did something; knows `{object}` and `{done}`."""


@dataclass(frozen=True, eq=False, repr=False)
class Blame:
    """What the rules of blame/ look for in prose: a person, and next to it a word that accuses."""

    persons: Words = ()
    """Words that are always one person, such as `she`."""
    writer: Words = ()
    """The same, for the one who writes."""
    reader: Words = ()
    """The same, for the one who reads; a text for customers speaks to them, too."""
    roles: Words = ()
    """Nouns for one person at work, such as `engineer`."""
    doubtful: Words = ()
    """Nouns and pronouns that may as well mean a program; they count before `lapses` alone."""
    names: Words = ()
    """Given names, but for those that products bear, too. Handles, and the owners of actions, need not be listed."""
    articles: Words = ()
    """What begins a noun phrase: `the`, `an`, `our`."""
    prepositions: Words = ()
    """A person behind one of these words is not the one who acts."""
    joins: Words = ()
    """Words that begin a part of a sentence, such as `because`; what they part is not taken together."""
    relatives: Words = ()
    """What begins a clause about the person, before what it did: `who`."""
    between: Words = ()
    """Words that may stand between the person and what it did, such as `had`."""
    lapses: Words = ()
    """What only people do, behind a person: `forgot to`."""
    failings: Words = ()
    """What programs do, too, behind a person: `failed to`."""
    harmless: Words = ()
    """Longer phrases that begin like one of the others and accuse nobody: `failed to reproduce`."""
    tasks: Words = ()
    """Those of the lapses and failings that are followed by what was to be done: `forgot to`."""
    coordinates: Words = ()
    """Words behind which a lapse still belongs to the person that began the sentence: `but`."""
    unmeant: Words = ()
    """Adverbs for what was not meant, behind a person and in front of what it did: `accidentally`."""
    by_mistake: Words = ()
    """The same, behind what was done: `by mistake`."""
    by: Words = ()
    """What stands in front of the person in `was deleted by Bob`."""
    undergone: Words = ()
    """Verbs by which something happens to a person: `was`, `received`."""
    modals: Words = ()
    """Words by which something is only possible, or denied: `may`, `cannot`."""
    fault_of: Words = ()
    """What accuses the person that follows: `caused by`."""
    faults: Words = ()
    """What accuses the person that is said to have it: `fault` in `Bob's fault`."""
    negligence: Words = ()
    """What accuses by itself: `carelessness`, `due to human error`."""
    errors: Words = ()
    """What accuses where it is all that is said: a cell `human error`."""
    denials: Words = ()
    """What takes the accusation back, in the same part of a sentence: `not because`."""
    turns: Words = ()
    """Where a sentence turns, so that a denial before it says nothing about what follows: `but`."""
    conditions: Words = ()
    """Words in front of what did not happen, or not yet: `if`."""
    should_have: Words = ()
    """The beginning of a counterfactual, behind a person and in front of a participle: `should have`."""
    counterfactuals: Words = ()
    """A whole one, behind a person: `could have prevented`."""
    reproaches: Words = ()
    """A whole one, whoever is meant: `should have known better`."""
    if_only: Words = ()
    """A counterfactual in front of a person: `if only`."""
    unreal: Words = ()
    """The same, where one of `consequences` follows: `if`, in `if Bob had tested it, it would not have broken`."""
    consequences: Words = ()
    modal_heads: Words = ()
    """The first word of a counterfactual that ends with one of `modal_ends`: `hätte … müssen`."""
    modal_ends: Words = ()
    why: Words = ()
    """The beginning of a question, in front of a person: `why did`."""
    why_not: Words = ()
    """The same, where it asks for what was not done: `why didn't`."""
    why_else: Words = ()
    """The same, where no infinitive follows: `how could`."""
    who: Words = ()
    """The beginning of a question for a person: `who approved`."""
    who_alone: Words = ()
    """A whole one: `who is responsible`."""
    negations: Words = ()
    clauses: Words = ()
    """Words at which a task ends that a suggestion takes over: `and`."""
    judging: Words = ()
    """Words that a suggestion leaves out when it takes over the rest: `bad`."""
    personal: Words = ()
    """Words for a person that no suggestion takes over: `her`."""
    participles: Words = ()
    """Those without the regular ending, and words that stand for one: `been more`."""
    regular: str = ""
    """The ending of a regular participle, where it is also that of the past: `ed`."""
    continuous: str = ""
    """The ending of a verb that tells of something while it happens: `ing`."""
    verbs: Words = ()
    """Irregular verbs as three words: `write wrote written`. Without them nothing is turned into the passive."""
    singular: str = ""
    """`was`, and `plural` is `were`."""
    plural: str = ""
    wording: Wording = field(default_factory=Wording)


@dataclass(frozen=True, eq=False, repr=False)
class Causes:
    """What the rules of cause/ look for in the last answer of a chain: people's failing, or a bare bug."""

    articles: Words = ()
    """What may stand before a noun: `the`, `another`."""
    failings: Words = ()
    """Names for people's failing, wherever they stand in a sentence: `human error`."""
    oversights: Words = ()
    """The same, where nothing else is said: `oversight`."""
    people: Words = ()
    """Nouns and pronouns for one person: `engineer`, `she`."""
    at_work: Words = ()
    """What may stand behind such a noun: `on call`."""
    one_of: Words = ()
    """What makes one of several: `one of our`."""
    several: Words = ()
    """Nouns for people behind `one_of`: `engineers`."""
    groups: Words = ()
    """They forget and mistake as one does; what they did not do is the way they work, and a process: `we`."""
    names: str = ""
    """`capitalised` where any capitalised word before a slip is taken for a name; else those of `blame.names` are."""
    between: Words = ()
    """Words that may stand between people and what they did: `had`, `simply`."""
    slips: Words = ()
    """What only people do, so that any name in front of it is taken for a person's: `forgot`."""
    misses: Words = ()
    """What machines do as well, and groups by the way they work; behind one person it is that person's failing."""
    addressing: Words = ()
    """Words that another name may follow, where the telling of a slip is cut off: `told`."""
    bugs: Words = ()
    """An answer that is no more than this, and the place where it was: `bug`."""
    presenting: Words = ()
    """What may stand before that, and adds nothing: `it was`."""
    due_to: Words = ()
    """The same, behind it: `caused by`."""
    places: Words = ()
    """What begins the place: `in`."""
    explaining: Words = ()
    """Words that no place goes on with, for they begin to explain: `lets`, `because`."""
    having: Words = ()
    """What stands between a thing and its bug: `contained`."""
    inside: Words = ()
    """What may stand behind that bug, and adds nothing: `in it`."""
    buggy: Words = ()
    """What says of a thing that it has one: `was buggy`."""
    denials: Words = ()
    """Shortly before the words, they say the opposite, or speak of what should guard against it: `not`, `prevents`."""
    denials_behind: Words = ()
    """The same, right behind the words: `is not`."""
    reasons: Words = ()
    """Behind the words, they go on to what made it possible: `because`."""
    reasons_after_comma: Words = ()
    """The same, behind a comma alone: `as`."""


@dataclass(frozen=True, eq=False, repr=False)
class Language:
    """Everything about one language."""

    language: str
    """Its code, such as `en`. Files of the same code are taken together."""
    name: str = ""
    """Its name in English."""
    common_words: Words = ()
    """The words by which a text is known to be written in it: the most frequent ones that other languages lack."""
    headings: Headings = field(default_factory=Headings)
    """Whole headings, and labels such as `Impact:`."""
    headings_with: Headings = field(default_factory=Headings)
    """Phrases that a longer heading contains."""
    columns: Columns = field(default_factory=Columns)
    first_names: Words = ()
    """By these a capitalised word is known to name a person."""
    teams: Words = ()
    """Names of teams that go without the word team, as in `Platform to add an alert`."""
    lists: Lists = field(default_factory=Lists)
    specific: Specific = field(default_factory=Specific)
    blame: Blame = field(default_factory=Blame)
    causes: Causes = field(default_factory=Causes)


@dataclass(frozen=True, eq=False, repr=False)
class Languages:
    """Those that are loaded, the default first."""

    all: tuple[Language, ...]

    @property
    def default(self) -> Language:
        return self.all[0]
