"""Until when: the words that people use for a date in an action, and the one day that they name, if they name one.

Words resolve against the day on which the document was written, and only where they leave no choice. The conventions:

- A deadline named by a period is the last day of the period: `Q1 2027` is 2027-03-31, `by March` is 31 March.
- Quarters and halves are those of the calendar. A week is a working week: `EOW`, `next week`, `week 48` are Fridays.
- Without a year it is the next one, if that is within ten months; beyond that the author may have meant the last one.
- `next Tuesday` is clear only where the Tuesday to come is in next week; `by Friday`, written on a Friday, never is.
- `before 1 December` is 30 November; `by`, `until` and a bare date include their day. A range means its end.
- `01.12.2026` is day first; with slashes or hyphens both orders are tried, and two possible days are no answer.
- A two-digit year is in this century. Times of day and their zones are left out; the day is taken as written.

Not here: whether a date is past or far away (rules/), or the date of the document itself (written.py).
"""

from service.document.dates.finding import find_due, find_group_due, parse_field
from service.document.dates.meaning import Doubt, Due, Meaning
from service.document.dates.resolving import full_dates, parse_date

__all__ = ["Doubt", "Due", "Meaning", "find_due", "find_group_due", "full_dates", "parse_date", "parse_field"]
