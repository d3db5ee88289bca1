"""How an action is worded: whether it names an outcome, and whether one can see from it that the work is done.

An action is taken apart into clauses (clauses.py). The main one is judged by how it begins (opening.py; what it may
promise is in kinds.py), and what makes up for a vague beginning is looked for in all of them (outcome.py). worded.py
puts the three together, in an order that can be read off; advice.py says what is missing, and makes a better sentence
of the writer's own. The words are those of a language (lists.py), from config/rules/.

Not here: reading the document, or the rules that report what is found (rules/smart/).
"""

from service.document.wording.advice import bounded, specific, why_boundless, why_vague
from service.document.wording.kinds import Gap, Kind
from service.document.wording.lists import lists_of
from service.document.wording.worded import Worded, worded

__all__ = ["Gap", "Kind", "Worded", "bounded", "lists_of", "specific", "why_boundless", "why_vague", "worded"]
