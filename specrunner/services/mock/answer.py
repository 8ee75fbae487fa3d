"""Answers as scripted: rendered for the call, then written, with what is to go wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

import trio

from ...lean import dataclass
from ...model import Later, MockAnswer, MockEvent
from ...transport import ServedAnswer
from ...values import dump_json

GARBAGE = b"\x16\x03\x01\x00\x05this is no HTTP\r\n\r\n\x00\xff"
"""What `fault: garbage` sends: bytes that no client can take for an answer."""

Fields = list[tuple[str, str]]
Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer with its templates filled in. `body` is None where events are sent instead."""

    status: int
    fields: Fields
    body: bytes | None


def render_answer(answer: MockAnswer, request: Mapping[str, object], read: Read) -> Rendered:
    """The answer to this request. Raises EvaluationError, and OSError for its file."""
    local = {"request": request}
    fields = _fields({} if answer.headers is None else answer.headers.render(local))
    names = {name.lower() for name, _ in fields}
    body, media_type = _body(answer, local, read)
    if media_type and "content-type" not in names:
        fields.append(("Content-Type", media_type))
    if "date" not in names:
        fields.append(("Date", format_datetime(datetime.now(UTC), usegmt=True)))
    status = 200 if answer.status is None else answer.status.render(local)
    return Rendered(status, fields, None if answer.events is not None else body)


def _fields(headers: Mapping[str, object]) -> Fields:
    found: Fields = []
    for name, value in headers.items():
        found += [(name, _line(each)) for each in (value if isinstance(value, list) else [value])]
    return found


def _line(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    # A line break would begin another field: what a request brings must not do that.
    return text.replace("\r", " ").replace("\n", " ")


def _body(answer: MockAnswer, local: Mapping[str, object], read: Read) -> tuple[bytes, str]:
    if answer.events is not None:
        return b"", "text/event-stream"
    if answer.json_ is not None:
        return dump_json(answer.json_.render(local)), "application/json"
    if answer.body is not None:
        return answer.body.render(local).encode(), "text/plain; charset=utf-8"
    if answer.file is not None:
        return read(answer.file), "application/json" if answer.file.endswith(".json") else "application/octet-stream"
    return b"", ""


async def write_answer(
    answer: MockAnswer, rendered: Rendered, request: Mapping[str, object], served: ServedAnswer
) -> None:
    """Sends it. Raises ClientGone, and EvaluationError for the templates of events."""
    await trio.sleep(answer.delay)
    match answer.fault:
        case "reset":
            await served.reset()
        case "close":
            await served.close()
        case "hang":
            await served.gone()
        case "garbage":
            await served.raw(GARBAGE)
            await served.close()
        case fault:
            await _write_whole(answer, rendered, request, served, is_cut=fault == "truncate")


async def _write_whole(
    answer: MockAnswer, rendered: Rendered, request: Mapping[str, object], served: ServedAnswer, *, is_cut: bool
) -> None:
    body = rendered.body
    if body is None:
        await served.head(rendered.status, rendered.fields, None)
        for event in answer.events or ():
            await trio.sleep(event.pause)
            await served.data(event_bytes(event, {"request": request}))
    else:
        # Where there is nothing to cut, a byte is promised that never comes.
        await served.head(rendered.status, rendered.fields, max(len(body), 1) if is_cut else len(body))
        for index, part in enumerate(_parts(answer, body[: len(body) // 2] if is_cut else body)):
            if index and answer.drip is not None:
                await trio.sleep(answer.drip.every)
            await served.data(part)
    if is_cut:
        await served.close()
    else:
        await served.end()


def _parts(answer: MockAnswer, body: bytes) -> Iterator[bytes]:
    size = max(len(body), 1) if answer.drip is None else answer.drip.size
    for start in range(0, len(body), size):
        yield body[start : start + size]


def event_bytes(event: MockEvent, local: Mapping[str, object]) -> bytes:
    """One event as it goes over the wire (WHATWG HTML 9.2)."""
    lines = [f": {line}" for line in (event.comment or "").splitlines()]
    lines += _given("event", event.event, local)
    data = event.data.render(local) if event.data is not None else None
    if event.json_ is not None:
        data = json.dumps(event.json_.render(local), ensure_ascii=False, separators=(",", ":"))
    lines += [f"data: {line}" for line in data.split("\n")] if data is not None else []
    lines += _given("id", event.id, local)
    lines += [f"retry: {round(event.retry * 1000)}"] if event.retry is not None else []
    return "".join(f"{line}\n" for line in [*lines, ""]).encode()


def _given(name: str, later: Later[str] | Later[str | int] | None, local: Mapping[str, object]) -> list[str]:
    return [] if later is None else [f"{name}: {later.render(local)}"]
