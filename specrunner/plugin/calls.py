"""What a mocked peer was asked: written by the service, read by steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ..events import Headers
from ..lean import dataclass

MAX_CALLS = 10_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `route` is the title of the route that answered it, None where none did.

    `query` holds texts, and lists of them where a name is repeated; `path_values` what the route's `{name}`s took.
    `at_s` counts from the start of the peer, `gap_s` from the call before.
    """

    method: str
    target: str
    path: str
    query: Mapping[str, object]
    headers: Headers
    body: bytes
    route: str | None
    path_values: Mapping[str, str] = field(default_factory=dict)
    at_s: float = 0.0
    gap_s: float = 0.0


class CallLog:
    """The calls that a peer got, in order. Beyond 10,000 of them it forgets the oldest.

    `routes` are the titles of its routes. `troubles` are sentences about what a report should tell at the end.
    """

    def __init__(self, routes: tuple[str, ...]) -> None:
        self.routes = routes
        self.calls: list[Call] = []
        self.troubles: dict[str, None] = {}
        self._ever_called: dict[str, int] = dict.fromkeys(routes, 0)
        self._unmatched: dict[str, int] = {}

    def add(self, call: Call) -> None:
        self.calls.append(call)
        if len(self.calls) > MAX_CALLS:
            del self.calls[0]
        if call.route is not None:
            self._ever_called[call.route] += 1
        else:
            what = f"{call.method} {call.path}"
            self._unmatched[what] = self._unmatched.get(what, 0) + 1

    def forget(self) -> None:
        """The calls are gone for steps; what is told at the end stays."""
        self.calls = []

    def remarks(self, name: str) -> tuple[str, ...]:
        """What a reader of the report should know of the mock `name`, once the spec has ended."""
        found = [
            f"`{name}` was asked {times(count)} for {what}, which no route of it fits"
            for what, count in self._unmatched.items()
        ]
        found += [
            f"the route `{route}` of `{name}` was never called"
            for route, count in self._ever_called.items()
            if not count
        ]
        return (*found, *(f"`{name}`: {trouble}" for trouble in self.troubles))


def times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
