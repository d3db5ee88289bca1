"""Wording that makes a person the cause: statements, counterfactuals, and questions for who or why.

A rule holds only where the words for a person and the accusing words stand together (persons.py): a false alarm costs
more trust than a missed sentence. A group that speaks of itself as "we" accuses nobody. Not here: the words
(config/rules/), or whether a chain of causes ends at a person (the rules of cause/).
"""

from service.document.rules.blame import counterfactual, person, question

__all__ = ["counterfactual", "person", "question"]
