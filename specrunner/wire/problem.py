"""Problem details (RFC 9457): the machine-readable half of an error answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ..lean import dataclass

PROBLEM_MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. `type` is `about:blank` unless given; `status` is what the body says, not the answer's own.

    `ignored` names the members whose value has the wrong type, which section 3.1 wants ignored.
    """

    type: str = "about:blank"
    title: str | None = None
    status: int | None = None
    detail: str | None = None
    instance: str | None = None
    extensions: Mapping[str, object] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    def present(self) -> dict[str, object]:
        """The members that are there, extensions among them; `type` always."""
        known = {"title": self.title, "status": self.status, "detail": self.detail, "instance": self.instance}
        named = {name: value for name, value in known.items() if value is not None}
        return {**self.extensions, "type": self.type, **named}


def parse_problem(value: object) -> Problem | None:
    """The problem in a body's JSON value; None when the value is no map."""
    if not isinstance(value, Mapping):
        return None
    known: dict[str, object] = {}
    extensions: dict[str, object] = {}
    ignored: list[str] = []
    for name, member in value.items():
        if name not in _MEMBERS:
            extensions[str(name)] = member
        elif _fits(name, member):
            known[name] = member
        else:
            ignored.append(name)
    return Problem(**known, extensions=extensions, ignored=tuple(ignored))  # type: ignore[arg-type]


_MEMBERS = frozenset({"type", "title", "status", "detail", "instance"})


def _fits(name: str, member: object) -> bool:
    if name == "status":
        return isinstance(member, int) and not isinstance(member, bool)
    return isinstance(member, str)
