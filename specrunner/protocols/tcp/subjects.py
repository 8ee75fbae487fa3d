"""What can be asked of a raw connection."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress

from ...checks import Subject, SubjectTable
from ...events import Exchange
from ...values import MISSING

ENDS = {
    "closed": "the peer ended the connection, and that was waited for",
    "matched": "what came has the match that was waited for",
    "idle": "nothing came for as long as `read.idle` says",
    "early_close": "the peer ended the connection before there was a match",
    "reset": "the peer broke the connection off",
    "reset_by_us": "the script broke the connection off",
    "time": "the time was over before what was waited for",
    "full": "more came than `read.max` allows",
}

ANSWER = {
    "status": "The status code.",
    "reason": "The reason phrase.",
    "http_version": "`HTTP/1.1` or `HTTP/1.0`.",
    "headers": "The header fields, by name in lower case; a repeated one is a list.",
    "header_lines": "The header fields as they came, in order: `Name: value`.",
    "text": "The body, without its framing, not decompressed.",
    "json": "The body as JSON; absent when it is none.",
    "size": "The size of the body in bytes.",
    "trailers": "The fields behind the body, by name in lower case.",
    "interim": "The 1xx answers before it: `status`, `reason`, `headers` each.",
    "notices": "What is odd about it.",
    "problem": "Why it is no whole answer; absent when it is.",
}

FAULT = {
    "kind": "What went wrong: `refused`, `tls`, `dns`, ...",
    "phase": "Where: `dns`, `connect`, `tls`.",
    "message": "It in a sentence.",
}


def _data(exchange: Exchange) -> bytes:
    return b"".join(message.body for message in exchange.received)


def _text(exchange: Exchange) -> str:
    return _data(exchange).decode("utf-8", "replace")


def _attribute(name: str) -> Callable[[Exchange], object]:
    return lambda exchange: exchange.attributes.get(name, MISSING)


def _timing(name: str) -> Callable[[Exchange], object]:
    return lambda exchange: exchange.timing_s.get(name, MISSING)


def _answers(exchange: Exchange) -> list[dict[str, object]]:
    # Lazy: the reader of answers belongs to the transport, which checking specs does not need.
    from ...transport import RawAnswer, read_answers

    def view(answer: RawAnswer) -> dict[str, object]:
        body = answer.body.decode("utf-8", "replace")
        found: dict[str, object] = {
            "headers": answer.headers,
            "header_lines": [f"{name}: {value}" for name, value in answer.headers.pairs],
            "text": body,
            "size": len(answer.body),
            "trailers": answer.trailers,
            "interim": [{"status": i.status, "reason": i.reason, "headers": i.headers} for i in answer.interim],
            "notices": answer.notices,
        }
        if answer.status is not None:
            found |= {"status": answer.status, "reason": answer.reason, "http_version": answer.http_version}
        if answer.problem:
            found["problem"] = answer.problem
        with suppress(ValueError):
            found["json"] = json.loads(body)
        return found

    is_ended = bool(exchange.attributes.get("is_peer_done"))
    return [view(each) for each in read_answers(_data(exchange), _methods(exchange), is_ended=is_ended)]


def _methods(exchange: Exchange) -> list[str]:
    """The methods of the requests that were sent, as far as the bytes look like requests."""
    sent = b"".join(message.body for message in exchange.sent).decode("latin-1")
    lines = sent.replace("\r\n", "\n").split("\n")
    return [line.partition(" ")[0] for line in lines if line.rstrip().endswith(("HTTP/1.1", "HTTP/1.0"))]


def _fault(exchange: Exchange) -> object:
    fault = exchange.fault
    return MISSING if fault is None else {"kind": fault.kind, "phase": fault.phase, "message": fault.message}


_SUBJECTS = (
    Subject(
        "text", "All that came, as UTF-8 text; what is not UTF-8 shows as `\N{REPLACEMENT CHARACTER}`.", "text", _text
    ),
    Subject("lines", "The same, line by line, without line ends.", "list", lambda e: _text(e).splitlines()),
    Subject("bytes", "All that came, as bytes.", "any", _data),
    Subject("hex", "All that came, as hexadecimal digits in lower case.", "text", lambda e: _data(e).hex()),
    Subject("size", "How much came.", "size", lambda e: len(_data(e))),
    Subject(
        "ended",
        "What ended the reading: " + "; ".join(f"`{name}`: {doc}" for name, doc in ENDS.items()) + ".",
        "text",
        _attribute("ended"),
    ),
    Subject("answers", "What came, read as HTTP/1 answers, in order.", "list", _answers, fields=ANSWER),
    Subject("unsent", "How many bytes the peer did not take any more.", "size", _attribute("unsent")),
    Subject(
        "remote_address", "The address that was connected to: `127.0.0.1:80`.", "text", _attribute("remote_address")
    ),
    Subject("tls", "The TLS connection and the server's certificate.", "map", _attribute("tls")),
    Subject(
        "first_byte_after", "The time from start to the first byte that came.", "duration", _timing("first_byte")
    ),
    Subject("time", "The time from start to end.", "duration", _timing("total")),
    Subject("fault", "Why there is no connection.", "map", _fault, fields=FAULT, hidden_when_fault=False),
)

SUBJECTS = SubjectTable("tcp", {subject.name: subject for subject in _SUBJECTS})
