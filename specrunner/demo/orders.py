"""Orders, whose state is a function of time.

States:  created -> paid -> packed -> shipped      by themselves, at the times in the order's schedule
         created -> failed                         instead of `paid`, when the payment is declined
         created | paid | packed -> cancelled      when the customer says so
Rule:    nothing runs in the background. The state is computed from timestamps whenever somebody asks, so an
         idle shop costs nothing and a test that turns the clock sees each state exactly when it is due.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from .bounded import Bounded
from .catalogue import DECLINED, HELD
from .conditional import Tag


class State(StrEnum):
    CREATED = "created"
    PAID = "paid"
    PACKED = "packed"
    SHIPPED = "shipped"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in (State.SHIPPED, State.FAILED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Line:
    """`price_cents` is the price of one piece at the time of the order; later price changes do not reach it."""

    sku: str
    name: str
    qty: int
    price_cents: int

    @property
    def total_cents(self) -> int:
        return self.qty * self.price_cents


@dataclass(frozen=True, slots=True)
class Schedule:
    """Delays from the order's creation, in seconds."""

    paid_after_s: float
    packed_after_s: float
    shipped_after_s: float


@dataclass(frozen=True, slots=True)
class Order:
    id: int
    reference: str
    customer: str
    lines: tuple[Line, ...]
    note: str | None
    created_at_s: float
    schedule: Schedule
    version: int = 1
    edited_at_s: float = 0.0
    cancelled_at_s: float | None = None

    def history(self, now_s: float) -> tuple[tuple[State, float], ...]:
        """Every state reached so far and when, oldest first; never empty."""
        reached = [(State.CREATED, self.created_at_s)]
        reached += [(state, at_s) for state, at_s in self._coming() if at_s <= now_s]
        if self.cancelled_at_s is not None:
            cancelled_at_s = self.cancelled_at_s
            reached = [(state, at_s) for state, at_s in reached if at_s <= cancelled_at_s]
            reached.append((State.CANCELLED, cancelled_at_s))
        return tuple(reached)

    def state(self, now_s: float) -> State:
        return self.history(now_s)[-1][0]

    def updated_at_s(self, now_s: float) -> float:
        return max(self.history(now_s)[-1][1], self.edited_at_s)

    def tag(self, now_s: float) -> Tag:
        """Strong, so it must change with every visible change: edits count in the version, time in the state."""
        return Tag(f"{self.id}.{self.version}.{self.state(now_s)}")

    @property
    def total_cents(self) -> int:
        return sum(line.total_cents for line in self.lines)

    def _coming(self) -> tuple[tuple[State, float], ...]:
        codes = {line.sku for line in self.lines}
        if HELD in codes:
            return ()
        start_s, due = self.created_at_s, self.schedule
        if DECLINED in codes:
            return ((State.FAILED, start_s + due.paid_after_s),)
        return (
            (State.PAID, start_s + due.paid_after_s),
            (State.PACKED, start_s + due.packed_after_s),
            (State.SHIPPED, start_s + due.shipped_after_s),
        )


@dataclass(frozen=True, slots=True)
class Remembered:
    """The order that an Idempotency-Key made, and the body it was made from."""

    fingerprint: str
    order_id: int


class Orders:
    """At most `max_orders`; the oldest is forgotten for a new one. Deleted numbers are remembered, as many again."""

    def __init__(self, max_orders: int, max_keys: int) -> None:
        self._max_orders = max_orders
        self._orders: dict[int, Order] = {}
        self._deleted: Bounded[str] = Bounded(max_orders)
        self._keys: Bounded[Remembered] = Bounded(max_keys)

    def add(self, order: Order) -> None:
        self._orders[order.id] = order
        if len(self._orders) > self._max_orders:
            del self._orders[next(iter(self._orders))]

    def find(self, order_id: int) -> Order | None:
        return self._orders.get(order_id)

    def owner_of_deleted(self, order_id: int) -> str | None:
        """Name of the customer whose order this was, when it was deleted and that is still remembered."""
        return self._deleted.get(str(order_id))

    def select(self, keep: Callable[[Order], bool], after_id: int, count: int) -> tuple[Order, ...]:
        """Up to `count` orders with numbers above `after_id`, lowest first."""
        wanted = (order for order in self._orders.values() if order.id > after_id and keep(order))
        return tuple(order for order, _ in zip(wanted, range(count), strict=False))

    def edit(self, order: Order, now_s: float, *, lines: tuple[Line, ...], note: str | None) -> Order:
        """Change lines and note; the version counts up only when something is different."""
        if (order.lines, order.note) == (lines, note):
            return order
        edited = replace(order, lines=lines, note=note, version=order.version + 1, edited_at_s=now_s)
        self._orders[order.id] = edited
        return edited

    def cancel(self, order: Order, now_s: float) -> Order:
        cancelled = replace(order, cancelled_at_s=now_s)
        self._orders[order.id] = cancelled
        return cancelled

    def delete(self, order: Order) -> None:
        del self._orders[order.id]
        self._deleted.put(str(order.id), order.customer)

    def remember(self, key: str, remembered: Remembered) -> None:
        self._keys.put(key, remembered)

    def recall(self, key: str) -> Remembered | None:
        return self._keys.get(key)
