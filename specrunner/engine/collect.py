"""`collect:` while its step runs: which messages came, whether that was enough, and what is said of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio

from ..checks import ExchangeView
from ..events import CheckResult, Exchange, Message, Outcome
from ..plan import Collection
from ..values import Scope, Template, format_duration

MAX_TOLD = 8
"""How many messages a failure lists."""

Receive = Callable[[], Awaitable[Message | None]]


class StepCollector:
    """Gathers the messages of one attempt. Raises EvaluationError when its options cannot be rendered."""

    def __init__(self, collection: Collection, scope: Scope, kind: str, clock: Callable[[], float]) -> None:
        self._collection = collection
        self._scope = scope
        self._kind = kind
        self._clock = clock
        self._messages: list[Message] = []
        self._nearest: list[CheckResult] = []
        self._started_s: float | None = None
        self._why = ""
        self._count = _number(collection.count, scope)
        self._within_s = float(_number(collection.within_s, scope) or 0.0)
        idle_s = _number(collection.idle_s, scope)
        self._idle_s = None if idle_s is None else float(idle_s)
        self.is_met = False

    @property
    def within_s(self) -> float:
        return self._within_s

    @property
    def idle_s(self) -> float | None:
        return self._idle_s

    @property
    def max_count(self) -> int:
        return self._collection.max_count

    @property
    def messages(self) -> tuple[Message, ...]:
        """What was taken so far."""
        return tuple(self._messages)

    @property
    def is_asking(self) -> bool:
        """Whether it wants something: otherwise whatever comes is fine."""
        return bool(self._collection.until) or self._count is not None

    def add(self, message: Message) -> bool:
        self._messages.append(message)
        until = self._collection.until
        if self._count is not None and len(self._messages) >= self._count:
            self.is_met = True
        if until and self._meets(message):
            self.is_met = True
        if not self.is_met and len(self._messages) >= self.max_count:
            self.stop(f"`max` is reached: {len(self._messages)} came")
        return self.is_met or bool(self._why)

    def _meets(self, message: Message) -> bool:
        exchange = Exchange(self._kind, received=(message,))
        view = ExchangeView(exchange, self._collection.messages)
        results = [result for check in self._collection.until for result in check.evaluate(view, self._scope)]
        unmet = [result for result in results if result.outcome is not Outcome.PASSED]
        if any(result.outcome is Outcome.ERRORED for result in unmet):
            # A template that cannot be rendered: no other message would change that.
            self._nearest = [result for result in unmet if result.outcome is Outcome.ERRORED]
            self.stop("`until` cannot be worked out")
        elif not self._nearest or len(unmet) <= len(self._nearest):
            self._nearest = unmet
        return not unmet

    def stop(self, why: str) -> None:
        self._why = self._why or why

    async def gather(self, receive: Receive) -> tuple[Message, ...]:
        if self._started_s is None:
            self._started_s = self._clock()
        first = len(self._messages)
        with trio.move_on_after(self._started_s + self._within_s - self._clock()) as within:
            await self._gather(receive)
        if within.cancelled_caught:
            self.stop(f"{format_duration(self._within_s)} are over")
        return tuple(self._messages[first:])

    async def _gather(self, receive: Receive) -> None:
        while True:
            with trio.move_on_after(float("inf") if self._idle_s is None else self._idle_s) as idle:
                message = await receive()
            if idle.cancelled_caught:
                assert self._idle_s is not None
                self.stop(f"nothing came for {format_duration(self._idle_s)}")
                return
            if message is None:
                self.stop("the stream ended")
                return
            if self.add(message):
                return

    def results(self) -> list[CheckResult]:
        """What is to be reported of it: nothing for a window, else whether it got what it wanted."""
        collection = self._collection
        if not self.is_asking or (collection.allow_timeout and not self.is_met):
            return []
        wanted = self._wanted()
        if self.is_met:
            actual = f"{_count_of(len(self._messages))}"
            return [CheckResult(Outcome.PASSED, "collect", self._matcher, wanted, actual, collection.span)]
        nearest = self._nearest[0] if self._nearest else None
        if nearest is not None and nearest.outcome is Outcome.ERRORED:
            return [nearest]
        came = self._told()
        explanation = f"{self._why or 'it ended before'}; {came}"
        if nearest is not None:
            explanation += f"; the nearest: {nearest.subject} is {nearest.actual}"
        return [
            CheckResult(
                Outcome.FAILED,
                "collect",
                self._matcher,
                wanted,
                _count_of(len(self._messages)),
                collection.span,
                explanation=explanation,
            )
        ]

    @property
    def _matcher(self) -> str:
        return "until" if self._count is None else "count"

    def _wanted(self) -> str:
        if self._count is not None:
            return _count_of(int(self._count))
        parts = [f"{check.subject_text}: {check.matcher_text}" for check in self._collection.until]
        return f"a message with {' and '.join(parts)}"

    def _told(self) -> str:
        if not self._messages:
            return "no message came"
        last = [message.summary for message in self._messages[-MAX_TOLD:]]
        more = len(self._messages) - len(last)
        before = f"{more} more, then " if more else ""
        return f"{_count_of(len(self._messages))} came: {before}{'; '.join(last)}"


def _count_of(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"


def _number(value: float | Template | None, scope: Scope) -> float | None:
    if isinstance(value, Template):
        rendered = value.render(scope)
        assert isinstance(rendered, int | float)
        return rendered
    return value
