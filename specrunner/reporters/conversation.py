"""What was sent and what came back, as lines of text: heads whole, bodies up to a limit."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from ..events import Exchange, Message
from ..lean import dataclass
from .paint import Line, dim, safe, yellow
from .quantity import count_text, size_text
from .record import Sending

GUTTER = "  │ "


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a conversation is shown. `width` is that of one line."""

    header_count: int = 30
    body_lines: int = 20
    width: int = 160
    message_count: int = 10


DEFAULT_LIMITS = Limits()


def sending_lines(sending: Sending, limits: Limits, *, told: str = "") -> list[Line]:
    """The request as a command line (or what was sent), then what came back. `told` was said already."""
    exchange = sending.exchange
    if not exchange.sent and not exchange.received and exchange.fault is None:
        return [("  notice    " + safe(notice),) for notice in exchange.notices]
    lines: list[Line] = [("  request",)] if sending.curl or exchange.sent else []
    if sending.curl:
        lines += [(GUTTER + safe(part, 4000),) for part in sending.curl.splitlines()]
    else:
        lines += [(GUTTER + safe(message.summary),) for message in exchange.sent[-limits.message_count :]]
    lines += _received_lines(exchange, limits)
    if exchange.fault is not None:
        fault = exchange.fault
        message = "" if fault.message == told else f": {fault.message}"
        phase = f" ({fault.phase})" if fault.phase else ""
        lines.append(("  fault     ", yellow(safe(f"{fault.kind}{phase}{message}"))))
    lines += [("  notice    " + safe(notice),) for notice in exchange.notices]
    return lines


def _received_lines(exchange: Exchange, limits: Limits) -> list[Line]:
    if not exchange.received:
        return [("  response  none",)]
    *earlier, last = exchange.received
    lines: list[Line] = [("  response",)]
    if len(earlier) >= limits.message_count:
        left_out = len(earlier) - limits.message_count + 1
        lines.append((GUTTER, dim(f"… {count_text(left_out, 'earlier message')}")))
        earlier = earlier[left_out:]
    lines += [(GUTTER, dim(safe(message.summary))) for message in earlier]
    return lines + message_lines(last, limits)


def message_lines(message: Message, limits: Limits) -> list[Line]:
    """First line, headers, and the start of the body."""
    lines: list[Line] = [(GUTTER + safe(message.summary),)]
    pairs = message.headers.pairs
    for name, value in pairs[: limits.header_count]:
        lines.append((GUTTER, dim(safe(f"{name}: ")), safe(value, limits.width)))
    if len(pairs) > limits.header_count:
        lines.append((GUTTER, dim(f"… {count_text(len(pairs) - limits.header_count, 'more header')}")))
    body = body_lines(message, limits)
    if body:
        lines.append((GUTTER.rstrip(),))
        lines += [(GUTTER, *line) for line in body]
    return lines


def body_lines(message: Message, limits: Limits) -> list[Line]:
    """The start of a body: JSON laid out, other text as it is, anything else by its size and first bytes."""
    body = message.body
    size = len(body) if message.body_size_bytes is None else message.body_size_bytes
    if not body:
        return [] if not size else [(dim(f"({size_text(size)}, not recorded)"),)]
    text = _text(body)
    if text is None:
        return [(dim(f"({size_text(size)} that are no text, starting with {body[:12].hex(' ')})"),)]
    lines: list[Line] = []
    for line in _json_lines(text) if _is_json(text, is_whole=size == len(body)) else text.splitlines():
        if len(lines) == limits.body_lines:
            lines.append((dim(f"… ({size_text(size)} in all)"),))
            return lines
        lines.append((safe(line, limits.width),))
    if size > len(body):
        lines.append((dim(f"… ({size_text(size)} in all)"),))
    return lines


def _text(body: bytes) -> str | None:
    """The body as text where it is text: UTF-8 that is mostly without control characters."""
    start = body[:100_000]
    try:
        text = start.decode()
    except UnicodeDecodeError as error:
        # A cut may fall inside a character; any other undecodable byte means that this is no UTF-8 text.
        if error.start < len(start) - 3:
            return None
        text = start[: error.start].decode()
    odd = sum(character < " " and character not in "\t\n\r\x1b" for character in text)
    return None if odd * 10 > len(text) else text


def _is_json(text: str, *, is_whole: bool) -> bool:
    """Whether to lay a text out as JSON: what is not valid JSON is shown as it came, for the mistake to be seen."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    if not is_whole or len(text) >= 100_000:
        return True
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def _json_lines(text: str) -> Iterator[str]:
    """JSON with one member a line, every token as it was written: numbers keep their digits, duplicates stay."""
    line, depth, position = "", 0, 0
    while position < len(text):
        character = text[position]
        if character == '"':
            end = _string_end(text, position)
            line += text[position:end]
            position = end
            continue
        position += 1
        if character in "{[":
            rest = text[position : position + 200].lstrip()
            if rest[:1] in ("}", "]"):
                line += character + rest[0]
                position = text.index(rest[0], position) + 1
                continue
            depth += 1
            yield line + character
            line = "  " * min(depth, 20)
        elif character in "}]":
            depth = max(0, depth - 1)
            if line.strip():
                yield line
            line = "  " * min(depth, 20) + character
        elif character == ",":
            yield line + character
            line = "  " * min(depth, 20)
        elif character == ":":
            line += ": "
        elif not character.isspace():
            line += character
    if line.strip():
        yield line


def _string_end(text: str, start: int) -> int:
    """The offset behind the JSON string that starts at `start`; the end of the text when it does not end."""
    position = start + 1
    while position < len(text) and text[position] != '"':
        position += 2 if text[position] == "\\" else 1
    return min(position + 1, len(text))
