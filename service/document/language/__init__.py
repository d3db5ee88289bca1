"""The words of one language that reading and judging look for: what config/rules/*.yaml hold.

Values in values.py, the files in loading.py, phrases to patterns in phrases.py, which language a text is in in
choosing.py. Not here: what is made of the words (headings.py, fields.py, rules/).
"""

from service.document.language.choosing import language_of
from service.document.language.loading import LanguageError, Problem, load_languages, shipped_languages
from service.document.language.values import Language, Languages

__all__ = [
    "Language",
    "LanguageError",
    "Languages",
    "Problem",
    "language_of",
    "load_languages",
    "shipped_languages",
]
