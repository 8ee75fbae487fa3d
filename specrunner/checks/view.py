"""An exchange as its subjects: read when asked for, each once."""

from __future__ import annotations

from collections.abc import Iterator

from ..events import Exchange
from ..source import did_you_mean
from ..values import MISSING, ExplainedMapping
from .subject import SubjectTable, Unreadable


class ExchangeView(ExplainedMapping):
    """The subjects of one exchange as a map: what `steps.<id>` is in an expression.

    A subject that this exchange has not is a missing key. Iterating gives those that it has, and so reads them all.
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
        if name not in self:
            raise KeyError(name)
        return self.peek(name)

    def explain_missing(self, key: str) -> tuple[str, str | None]:
        """Why a subject cannot be read here, for the author of an expression."""
        if key not in self.table.subjects:
            return f"`{self.table.kind}` has no subject `{key}`", did_you_mean(key, self.table.subjects, limit=30)
        reason = self.peek(key)
        return (str(reason), None) if isinstance(reason, Unreadable) else (f"the answer has no `{key}`", None)

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.table.subjects if self._has(name))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self.table.subjects and self._has(name)

    def _has(self, name: str) -> bool:
        value = self.peek(name)
        return value is not MISSING and not isinstance(value, Unreadable)

    def __repr__(self) -> str:
        return f"ExchangeView({self.exchange.protocol}: {', '.join(self.table.subjects)})"
