"""What was sent and what came back, whatever the protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from ..lean import dataclass


class Headers(Mapping[str, "str | list[str]"]):
    """Header fields in wire order; look-up ignores letter case.

    A field that came once is its text; a field that came several times is the list of its texts (never joined:
    Set-Cookie must not be). `pairs` keeps names as they were written.
    """

    __slots__ = ("_index", "pairs")

    def __init__(self, pairs: tuple[tuple[str, str], ...] = ()) -> None:
        self.pairs = pairs
        index: dict[str, str | list[str]] = {}
        for name, value in pairs:
            key = name.lower()
            known = index.get(key)
            if known is None:
                index[key] = value
            elif isinstance(known, list):
                known.append(value)
            else:
                index[key] = [known, value]
        self._index = index

    def __getitem__(self, name: str) -> str | list[str]:
        return self._index[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._index

    def __repr__(self) -> str:
        return f"Headers({self.pairs!r})"

    def all(self, name: str) -> list[str]:
        """Every value of a field, in wire order; empty when it is absent."""
        found = self._index.get(name.lower(), [])
        return list(found) if isinstance(found, list) else [found]

    def first(self, name: str) -> str | None:
        """The first value of a field, None when it is absent."""
        found = self._index.get(name.lower())
        return found[0] if isinstance(found, list) else found


@dataclass(frozen=True, slots=True)
class Message:
    """One thing sent or received. `summary` is its first line for people (`GET http://x/a`, `200 OK`).

    `attributes` hold what the protocol's subjects need (`method`, `url`, `status`, ...), as JSON values.
    `body` is the decoded content as bytes; `body_size_bytes` its true size where `body` was cut short for a record.
    """

    summary: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    attributes: Mapping[str, object] = field(default_factory=dict)
    at_s: float = 0.0
    body_size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no (whole) answer: a fact about the target, to be judged, never an exception.

    `kind` is one of the names in `FAULT_KINDS`; `phase` where it happened (`dns connect tls send first_byte body`);
    `message` says it to a QA engineer, `hint` how to mend it.
    """

    kind: str
    phase: str
    message: str
    hint: str | None = None
    is_retryable: bool = False


FAULT_KINDS: Mapping[str, str] = {
    "refused": "nothing listens on that host and port",
    "unreachable": "no route to the host",
    "dns": "the host name has no address",
    "url": "the address is not one that can be called",
    "blocked": "the resolved address is not allowed here",
    "tls": "the TLS handshake or the certificate check failed",
    "timeout": "no whole answer within the step's time",
    "disconnected": "the connection ended before the answer was whole",
    "protocol": "what came back breaks the protocol",
    "handle": "the step that was to leave something open left nothing to work on",
    "limit": "the answer is larger than a limit allows",
    "decoding": "the body does not decode as its headers say",
    "redirect": "the redirects could not be followed",
    "file": "a file to send could not be read",
    "request": "the request cannot be made of the values it was given",
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A step's conversation with its target. `started_s` is on the run's monotonic clock.

    `timing_s` has those of `connect tls first_byte total` that were seen; `attributes` what belongs to no single
    message, as JSON values; `notices` are remarks for the report (a body after a 204, a guessed character set).
    """

    protocol: str
    sent: tuple[Message, ...] = ()
    received: tuple[Message, ...] = ()
    started_s: float = 0.0
    timing_s: Mapping[str, float] = field(default_factory=dict)
    fault: Fault | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
