"""From the text of a query to its tree. Whether the values exist is asked in `matching`."""

from __future__ import annotations

from connectors.sandbox.jira.jql.tokens import RESERVED, Token, place, reserved, tokens
from connectors.sandbox.jira.jql.tree import Both, Clause, Either, Not, Order, Query, Tree
from connectors.sandbox.jira.refusals import Refusal, invalid

FIELDS = frozenset(
    {"project", "key", "issuekey", "id", "issue", "labels", "status", "statuscategory", "updated", "updateddate"}
    | {"created", "createddate", "assignee", "reporter", "issuetype", "type", "resolution"}
)
ORDERS = FIELDS - {"statuscategory"} | {"priority", "duedate"}
OPERATORS = ("=", "!=", "<=", ">=", "<", ">", "not in", "in", "is not", "is")
ORDER_MOST = 7


def parsed(text: str) -> Query:
    """Raises the 400 that Jira answers for what cannot be read."""
    return _Reader(text).query()


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.next = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.next]

    def taken(self) -> Token:
        token = self.token
        self.next += token.kind != "end"
        return token

    def took_word(self, word: str) -> bool:
        if not self.token.is_word(word):
            return False
        self.next += 1
        return True

    def took_sign(self, sign: str) -> bool:
        if not self.token.is_sign(sign):
            return False
        self.next += 1
        return True

    def query(self) -> Query:
        where = None if self.token.kind == "end" or self.token.is_word("order") else self.either()
        order = self.order() if self.took_word("order") else ()
        if self.token.kind != "end":
            raise self.unexpected("Expecting either 'OR' or 'AND' but got")
        return Query(where, order)

    def either(self) -> Tree:
        parts = [self.both()]
        while self.took_word("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def both(self) -> Tree:
        parts = [self.one()]
        while self.took_word("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def one(self) -> Tree:
        if self.took_word("not"):
            return Not(self.one())
        if self.took_sign("("):
            inner = self.either()
            self.closed()
            return inner
        return self.clause()

    def closed(self) -> None:
        if not self.took_sign(")"):
            raise self.unexpected("Expecting ')' before")

    def clause(self) -> Clause:
        field = self.field(FIELDS)
        operator = self.operator()
        return Clause(field, operator, self.values(operator))

    def field(self, known: frozenset[str]) -> str:
        token = self.taken()
        if token.kind not in ("word", "text"):
            self.next -= token.kind != "end"
            raise self.unexpected("Expecting a field name but got")
        if token.kind == "word" and token.value.lower() in RESERVED:
            raise reserved(token)
        if token.value.lower() not in known:
            raise invalid(f"Field '{token.value}' does not exist or you do not have permission to view it.")
        return token.value.lower()

    def operator(self) -> str:
        if self.token.kind == "sign" and self.token.value in OPERATORS:
            return self.taken().value
        if self.took_word("not"):
            if self.took_word("in"):
                return "not in"
        elif self.took_word("in"):
            return "in"
        elif self.took_word("is"):
            return "is not" if self.took_word("not") else "is"
        raise self.unexpected(
            "Expecting operator but got", "The valid operators are '=', '!=', '<', '>', '<=', '>=', 'IN' and 'IS'."
        )

    def values(self, operator: str) -> tuple[str, ...]:
        if operator not in ("in", "not in"):
            return (self.value(),)
        if not self.took_sign("("):
            raise self.unexpected("Expecting '(' but got")
        found = [self.value()]
        while self.took_sign(","):
            found.append(self.value())
        self.closed()
        return tuple(found)

    def value(self) -> str:
        token = self.taken()
        if token.kind == "text":
            return token.value
        if token.kind != "word":
            self.next -= token.kind != "end"
            raise self.unexpected("Expecting either a value, list or function but got")
        if self.token.is_sign("("):
            return self.function(token)
        if token.value.lower() in RESERVED and token.value.lower() not in ("empty", "null"):
            raise reserved(token)
        return token.value

    def function(self, token: Token) -> str:
        self.taken()
        self.closed()
        if token.value.lower() != "currentuser":
            raise invalid(f"Unable to find JQL function '{token.value}()'.")
        return "currentUser()"

    def order(self) -> tuple[Order, ...]:
        if not self.took_word("by"):
            raise self.unexpected("Expecting 'BY' but got")
        found = [self.ordered()]
        while self.took_sign(","):
            found.append(self.ordered())
        if len(found) > ORDER_MOST:
            raise invalid(f"The orderBy clause can contain a maximum of {ORDER_MOST} fields.")
        return tuple(found)

    def ordered(self) -> Order:
        field = self.field(ORDERS)
        if self.took_word("desc"):
            return Order(field, True)
        self.took_word("asc")
        return Order(field)

    def unexpected(self, what: str, hint: str = "") -> Refusal:
        got = "the end of the query" if self.token.kind == "end" else f"'{self.token.value}'"
        words = f"Error in the JQL Query: {what} {got}. {hint}".strip()
        return invalid(f"{words} {place(self.token.at)}")
