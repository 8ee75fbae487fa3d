"""Sending one action several times: all at one instant, or within a window."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio

from ..checks import ExchangeView
from ..events import Exchange, StepError
from ..lean import dataclass
from ..model import SpecModel
from ..plan import Volley
from ..plugin import VolleyExchange
from ..values import Scope, Template, format_duration

_NO_CONNECTION = ("dns", "connect", "tls")


@dataclass(frozen=True, slots=True)
class Salvo:
    """A volley, rendered: one action for each sending; `within_s` is None for a race."""

    actions: tuple[SpecModel, ...]
    within_s: float | None
    is_even: bool


def load(volley: Volley, action: SpecModel, render: Callable[[Scope], SpecModel] | None, scope: Scope) -> Salvo:
    """Everything is rendered before anything is sent. Raises EvaluationError."""
    count = int(_rendered(volley.count, scope))
    within_s = None if volley.within_s is None else float(_rendered(volley.within_s, scope))
    actions = [action if render is None else render(scope.child({"index": index})) for index in range(count)]
    return Salvo(tuple(actions), within_s, volley.is_even)


def _rendered(value: int | float | Template, scope: Scope) -> float:
    found = value.render(scope) if isinstance(value, Template) else value
    assert isinstance(found, int | float)
    return found


async def fire(
    salvo: Salvo, carry: Callable[[SpecModel], Awaitable[ExchangeView]], now_s: Callable[[], float]
) -> VolleyExchange:
    """Sends all of it; `carry` sends one, and never raises for what the target does."""
    views: dict[int, ExchangeView] = {}
    started_s = now_s()
    pause_s = (salvo.within_s or 0.0) / len(salvo.actions) if salvo.is_even else 0.0
    # Tasks that start together run in no certain order: they all wait for one door.
    door = trio.Event()

    async def one(index: int, action: SpecModel) -> None:
        await door.wait()
        if pause_s:
            await trio.sleep(index * pause_s)
        views[index] = await carry(action)

    async with trio.open_nursery() as nursery:
        for index, action in enumerate(salvo.actions):
            nursery.start_soon(one, index, action)
        await trio.lowlevel.checkpoint()
        door.set()
    parts = tuple(views[index] for index in range(len(salvo.actions)))
    return VolleyExchange(
        protocol=parts[0].exchange.protocol,
        started_s=started_s,
        timing_s={"total": now_s() - started_s},
        parts=parts,
        sent_at_s=tuple(_sent_at_s(part.exchange) for part in parts),
    )


def _sent_at_s(exchange: Exchange) -> float:
    """When it went out: a fresh connection had to be made first."""
    # Not every kind says when each message went out.
    began_s = max(exchange.sent[0].at_s, exchange.started_s) if exchange.sent else exchange.started_s
    return began_s + sum(exchange.timing_s.get(phase, 0.0) for phase in _NO_CONNECTION)


def inconclusive(volley: Volley, salvo: Salvo, exchange: VolleyExchange) -> StepError | None:
    """Why the volley proves nothing: it was not sent within its window."""
    took_s = max(exchange.sent_at_s) - min(exchange.sent_at_s)
    if salvo.within_s is None or took_s <= salvo.within_s:
        return None
    message = (
        f"inconclusive: sending {len(salvo.actions)} took {format_duration(took_s)}, "
        f"not {format_duration(salvo.within_s)} at most"
    )
    hint = "give `within` more time, or send fewer; a busy machine cannot keep the window"
    return StepError(message, volley.span, hint=hint)
