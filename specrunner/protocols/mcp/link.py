"""What a client needs of a way to its server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Protocol

from ...events import Fault
from ...lean import dataclass
from ...requests import RequestOptions
from .call import Call, HttpFacts


@dataclass(frozen=True, slots=True)
class Extras:
    """What goes with a message over HTTP: the protocol's header fields, and options that replace the opener's."""

    headers: tuple[tuple[str, str], ...] = ()
    options: RequestOptions | None = None


@dataclass(slots=True)
class Delivery:
    """How a message that wants no answer arrived. `http` is empty where there is none."""

    fault: Fault | None = None
    http: HttpFacts = field(default_factory=HttpFacts)


class Link(Protocol):
    """One transport. All that comes in is given to the client's `hear`; its tasks run in the client's nursery."""

    name: str

    async def open(self) -> Fault | None:
        """Connects; the fault when there is nobody."""
        ...

    async def deliver(self, call: Call, extras: Extras) -> None:
        """Sends a request, and reads its own stream where it has one. Settles it when no answer can come."""
        ...

    async def tell(self, body: bytes, extras: Extras) -> Delivery:
        """Sends what wants no answer of its own: a notification, an answer of ours, something raw."""
        ...

    async def start_stream(self, extras: Extras) -> None:
        """Opens the stream for what the server tells by itself, where the transport has one."""
        ...

    async def resume(self, event_id: str, extras: Extras) -> Fault | None:
        """Asks for what came behind an event; what comes is heard on the stream `resume`."""
        ...

    def drop_stream(self) -> None:
        """Cuts the stream that `start_stream` opened."""
        ...

    async def finish(self, extras: Extras) -> Mapping[str, object]:
        """Says goodbye, and how that went."""
        ...

    def session_id(self) -> str | None:
        """The id of the session that the server gave with the handshake."""
        ...

    def facts(self) -> Mapping[str, object]:
        """What a subject may tell of the transport itself."""
        ...
