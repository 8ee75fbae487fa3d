"""Which route a call is for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from urllib.parse import parse_qsl, unquote

from ...events import Headers
from ...lean import dataclass
from ...model import MockAnswer, MockRoute
from ...transport import ServedRequest
from ...values import JsonError, parse_json, same_value

NOT_JSON = object()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, taken apart. `json` is NOT_JSON where the body is none."""

    method: str
    target: str
    path: str
    query: Mapping[str, object]
    headers: Headers
    body: bytes
    json: object

    def view(self, route: str, path_values: Mapping[str, str], count: int) -> dict[str, object]:
        """What templates read as `request`."""
        form = "application/x-www-form-urlencoded" in (self.headers.first("content-type") or "").lower()
        text = self.body.decode("utf-8", "replace")
        return {
            "method": self.method,
            "path": self.path,
            "target": self.target,
            "path_values": dict(path_values),
            "query": dict(self.query),
            "headers": self.headers,
            "text": text,
            "route": route,
            "count": count,
            **({} if self.json is NOT_JSON else {"json": self.json}),
            **({"form": _several(text)} if form else {}),
        }


def read_request(request: ServedRequest) -> Asked:
    """The request, its target split and decoded. A target with a host (of a proxy's client) loses it."""
    target = re.sub(r"^https?://[^/?#]*", "", request.target, flags=re.IGNORECASE)
    path, _, query = target.partition("?")
    return Asked(
        request.method,
        request.target,
        path or "/",
        _several(query),
        request.headers,
        request.body,
        _json(request.body),
    )


def _several(text: str) -> dict[str, object]:
    """Names and values of a query; a repeated name has the list of its values."""
    found: dict[str, object] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        known = found.get(name)
        found[name] = value if known is None else [*(known if isinstance(known, list) else [known]), value]
    return found


def _json(body: bytes) -> object:
    if not body:
        return NOT_JSON
    try:
        return parse_json(body).value
    except JsonError:
        return NOT_JSON


@dataclass(slots=True)
class Route:
    """A route and how often it answered."""

    fields: MockRoute
    count: int = 0
    _pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        parts = re.split(r"\{([^{}]*)\}", self.fields.path)
        pattern = "".join(re.escape(part) if index % 2 == 0 else _group(part) for index, part in enumerate(parts))
        self._pattern = re.compile(pattern, re.DOTALL)

    @property
    def title(self) -> str:
        return self.fields.title

    def fits(self, asked: Asked) -> dict[str, str] | None:
        """What its `{name}`s take of the path; None when the call is not for it. `when` is not asked here."""
        wanted = self.fields
        if wanted.method not in ("ANY", asked.method) or (wanted.times is not None and self.count >= wanted.times):
            return None
        found = self._pattern.fullmatch(asked.path)
        if found is None:
            return None
        if not all(_has(asked.query.get(name), value) for name, value in wanted.query.items()):
            return None
        if not all(_has(asked.headers.all(name), value) for name, value in wanted.headers.items()):
            return None
        if wanted.json_ is not None and (asked.json is NOT_JSON or not covers(wanted.json_, asked.json)):
            return None
        return {name: unquote(value) for name, value in found.groupdict().items()}

    def next_answer(self) -> MockAnswer:
        """The answer to the call that is counted with this."""
        answers = self.fields.answers
        index = self.count % len(answers) if self.fields.cycle else min(self.count, len(answers) - 1)
        self.count += 1
        return answers[index]


def _group(name: str) -> str:
    return f"(?P<{name[:-1]}>.*)" if name.endswith("*") else f"(?P<{name}>[^/]+)"


def _has(found: object, wanted: object) -> bool:
    """Whether one of the texts is the wanted value, written as a text."""
    text = str(wanted).lower() if isinstance(wanted, bool) else str(wanted)
    return text in (found if isinstance(found, list) else [found])


def covers(wanted: object, found: object) -> bool:
    """Whether maps have at least the wanted keys; all else must be equal, with its type."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            key in found and covers(value, found[key]) for key, value in wanted.items()
        )
    return same_value(wanted, found)
