"""An exchange as its subjects: read when asked for, each once."""

from __future__ import annotations

from collections.abc import Iterator

from ..events import Exchange
from ..source import did_you_mean
from ..values import MISSING, ExplainedMapping
from .subject import SubjectTable, Unreadable


class ExchangeView(ExplainedMapping):
    """The subjects of one exchange as a map: what `steps.<id>` is in an expression.

    A subject that this exchange has not is a missing key; iterating gives every name of the table, read or not.
    """

    __slots__ = ("_read", "exchange", "table")

    def __init__(self, exchange: Exchange, table: SubjectTable) -> None:
        self.exchange = exchange
        self.table = table
        self._read: dict[str, object] = {}

    def peek(self, name: str) -> object:
        """The value of a subject of the table; MISSING, or the `Unreadable` that says why there is none."""
        known = self._read.get(name, self)
        if known is not self:
            return known
        value = self._read[name] = self._first(name)
        return value

    def _first(self, name: str) -> object:
        subject = self.table.subjects[name]
        fault = self.exchange.fault
        if fault is not None and subject.hidden_when_fault:
            return Unreadable(f"there is no answer: {fault.message}")
        try:
            return subject.read(self.exchange)
        except Unreadable as reason:
            return reason

    def __getitem__(self, name: str) -> object:
        if name not in self.table.subjects:
            raise KeyError(name)
        value = self.peek(name)
        if value is MISSING or isinstance(value, Unreadable):
            raise KeyError(name)
        return value

    def explain_missing(self, key: str) -> tuple[str, str | None]:
        """Why a subject cannot be read here, for the author of an expression."""
        if key not in self.table.subjects:
            return f"`{self.table.kind}` has no subject `{key}`", did_you_mean(key, self.table.subjects, limit=30)
        reason = self.peek(key)
        return (str(reason), None) if isinstance(reason, Unreadable) else (f"the answer has no `{key}`", None)

    def __iter__(self) -> Iterator[str]:
        return iter(self.table.subjects)

    def __len__(self) -> int:
        return len(self.table.subjects)

    def __repr__(self) -> str:
        return f"ExchangeView({self.exchange.protocol}: {', '.join(self)})"
