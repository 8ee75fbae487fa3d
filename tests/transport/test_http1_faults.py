"""What HTTP/1 servers do wrong (rows 23 to 34 of the hostile list): each a fact that says what to do."""

from __future__ import annotations

import pytest

from specrunner.events import Fault
from specrunner.transport import HttpLimits

from .scripted import Peer, bytes_then_close, bytes_then_hold, fault_after, fault_of, get, result_after, serving

CRASH_HINT = "did the service crash on this request? See its log"
OTHER_HINT = "another kind of service listens on that port"


async def test_a_connection_closed_at_once_is_disconnected_and_may_be_tried_again():
    assert await fault_after(b"") == Fault(
        "disconnected", "first_byte", "the connection was closed without an answer", CRASH_HINT, is_retryable=True
    )


async def test_a_connection_closed_in_the_head_says_how_far_it_came():
    assert await fault_after(b"HTTP/1.1 200 OK\r\nX: 1") == Fault(
        "disconnected",
        "first_byte",
        "the connection was closed in the middle of the answer's head, after 21 bytes",
        CRASH_HINT,
        is_retryable=True,
    )


async def test_a_reset_before_the_answer_is_disconnected():
    async def script(peer: Peer) -> None:
        await peer.request()
        peer.reset()

    async with serving(script) as server:
        fault = await fault_of(server.url)
    message = "the connection was reset by the service before an answer"
    assert fault == Fault("disconnected", "first_byte", message, CRASH_HINT, is_retryable=True)


async def test_a_body_shorter_than_its_content_length_says_received_and_expected():
    result = await result_after(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
    assert result.fault == Fault(
        "disconnected",
        "body",
        "the body is short: received 5 of 10 bytes",
        "the service closed the connection too early; does its log say why?",
        is_retryable=True,
    )
    response = result.hops[0].response
    assert response is not None
    assert (response.body, response.attributes["status"]) == (b"hello", 200)


async def test_chunks_that_stop_before_the_last_one_are_a_fault():
    fault = await fault_after(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
    message = "the body is cut short: received 5 bytes in chunks, and the last chunk never came"
    assert (fault.kind, fault.message) == ("disconnected", message)


async def test_a_body_longer_than_its_content_length_is_noticed_and_ends_the_connection():
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokEVIL")
        assert await peer.request() == b""

    async with serving(script) as server:
        result = await get(server.url)
    assert result.fault is None
    assert result.hops[0].response is not None
    assert result.hops[0].response.body == b"ok"
    assert result.notices == ("4 bytes came behind the body's 2; ignored, the connection closed",)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (b"Content-Length: 5\r\nContent-Length: 7\r\n", "the answer has contradicting Content-Lengths: 5 and 7"),
        (b"Content-Length: 5, 7\r\n", "the answer has contradicting Content-Lengths: 5 and 7"),
        (b"Content-Length: -1\r\n", "the Content-Length `-1` is no size"),
        (b"Content-Length: +5\r\n", "the Content-Length `+5` is no size"),
        (b"Content-Length: 5_0\r\n", "the Content-Length `5_0` is no size"),
        (b"Transfer-Encoding: gzip, chunked\r\n", "the transfer coding `gzip, chunked` is not understood"),
        (b"Transfer-Encoding: identity\r\n", "the transfer coding `identity` is not understood"),
        (b"X Y: 1\r\n", "the header line `X Y: 1` does not start with a field name"),
        (b": 1\r\n", "the header line `: 1` does not start with a field name"),
        (b"no colon\r\n", "the header line `no colon` has no colon"),
        (b"X: a\0b\r\n", "the header line `X: a\\x00b` holds a NUL"),
        (b"X: a\rb\r\n", "the header line `X: a b` holds a bare CR"),
        (b" X: 1\r\n", "the first header line ` X: 1` starts with a space"),
    ],
)
async def test_a_broken_field_is_a_protocol_fault_that_shows_it(fields, message):
    fault = await fault_after(b"HTTP/1.1 200 OK\r\n" + fields + b"\r\nhello")
    assert (fault.kind, fault.phase, fault.message) == ("protocol", "first_byte", message)


@pytest.mark.parametrize(
    ("chunks", "message"),
    [
        (b"zz\r\nhello", "`zz` is no chunk size (hexadecimal, at most 16 digits)"),
        (b"-5\r\nhello", "`-5` is no chunk size (hexadecimal, at most 16 digits)"),
        (b"0x5\r\nhello", "`0x5` is no chunk size (hexadecimal, at most 16 digits)"),
        (
            b"100000000000000000000\r\n",
            "`100000000000000000000` is no chunk size (hexadecimal, at most 16 digits)",
        ),
        (b"2\r\nhello\r\n", "a chunk of the body is longer than the size that it announced"),
        (b"a" * 5000, "a chunk size of the body is longer than 4096 bytes"),
    ],
)
async def test_a_broken_chunk_is_a_protocol_fault_that_shows_it(chunks, message):
    fault = await fault_after(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
    assert (fault.kind, fault.phase, fault.message) == ("protocol", "body", message)


async def test_content_length_beside_chunks_is_noticed_and_the_chunks_count():
    async with serving(
        bytes_then_hold(
            b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        )
    ) as server:
        result = await get(server.url)
    assert result.fault is None
    assert result.hops[0].response is not None
    assert result.hops[0].response.body == b"hello"
    assert result.notices == (
        "the answer has both Content-Length and Transfer-Encoding, as in request smuggling; the latter counts",
    )


async def test_a_head_larger_than_the_limit_is_a_limit_fault():
    fault = await fault_after(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n")
    message = "the answer's head is larger than 100 KiB"
    assert fault == Fault("limit", "first_byte", message, "is that a loop in the service that adds fields?")


async def test_endless_header_fields_end_at_the_limit():
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(b"HTTP/1.1 200 OK\r\n")
        while True:
            await peer.send(b"X: 1\r\n" * 1000)

    async with serving(script) as server:
        fault = await fault_of(server.url)
    assert (fault.kind, fault.message) == ("limit", "the answer's head is larger than 100 KiB")


async def test_thousands_of_small_fields_are_a_limit_fault():
    fault = await fault_after(b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 9000 + b"\r\n")
    assert (fault.kind, fault.message) == ("limit", "the answer has 9000 header fields, and 1000 are allowed")


async def test_header_bytes_that_are_no_ascii_are_kept():
    result = await result_after(b"HTTP/1.1 200 OK\r\nX-Name: caf\xc3\xa9 \xff\r\nContent-Length: 0\r\n\r\n")
    assert result.hops[0].response is not None
    value = result.hops[0].response.headers["x-name"]
    assert isinstance(value, str)
    assert value.encode("latin-1") == b"caf\xc3\xa9 \xff"


@pytest.mark.parametrize(
    ("data", "message", "hint"),
    [
        (b"SSH-2.0-OpenSSH_9.6\r\n", "the answer is not HTTP: got `SSH-2.0-OpenSSH_9.6`", OTHER_HINT),
        (b"-ERR unknown command 'GET'\r\n", "the answer is not HTTP: got `-ERR unknown command 'GET'`", OTHER_HINT),
        (b"<html>HTTP/0.9</html>", "the answer is not HTTP: got `<html>HTTP/0.9</html>`", OTHER_HINT),
        (b"\x1b]0;owned\x07\r\n", "the answer is not HTTP: got `\\x1b]0;owned\\x07`", OTHER_HINT),
        (b"A" * 200, f"the answer is not HTTP: got `{'A' * 64}...`", OTHER_HINT),
        (
            b"\x15\x03\x01\x00\x02\x02\x46",
            "the answer is TLS, not plain HTTP",
            "write `https://` instead of `http://`",
        ),
        (
            b"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80",
            "the answer is HTTP/2, not HTTP/1.1",
            "the port speaks HTTP/2 only: set `http2: true`",
        ),
    ],
)
async def test_another_protocol_is_named(data, message, hint):
    assert await fault_after(data) == Fault("protocol", "first_byte", message, hint)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b"HTTP/1.1 99 Low", "HTTP/1.1 99 Low"),
        (b"HTTP/1.1 099 Low", "HTTP/1.1 099 Low"),
        (b"HTTP/1.1 OK", "HTTP/1.1 OK"),
        (b"HTTP/1 200 OK", "HTTP/1 200 OK"),
    ],
)
async def test_a_bad_status_line_is_shown(line, shown):
    fault = await fault_after(line + b"\r\n\r\n")
    assert fault == Fault("protocol", "first_byte", f"`{shown}` is no status line of HTTP")


async def test_an_unexpected_101_is_a_protocol_fault():
    fault = await fault_after(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")
    assert fault == Fault(
        "protocol",
        "first_byte",
        "the server switched protocols, to websocket, without being asked",
        "an http step cannot go on after 101",
    )


async def test_interim_answers_are_recorded():
    result = await result_after(
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    )
    assert result.hops[0].response is not None
    assert result.hops[0].response.attributes["interim"] == [
        {"status": 103, "reason": "Early Hints", "headers": [["Link", "</a.css>"]]}
    ]


async def test_endless_interim_answers_end_at_the_limit():
    async def script(peer: Peer) -> None:
        await peer.request()
        while True:
            await peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    async with serving(script) as server:
        fault = await fault_of(server.url)
    assert fault == Fault(
        "limit",
        "first_byte",
        "more than 20 interim answers came (the last: 100), and no final one",
        "is the service stuck in sending them?",
    )


@pytest.mark.parametrize(
    ("data", "status", "notice"),
    [
        (b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", 999, None),
        (
            b"HTTP/1.1 204 No Content\r\n\r\nbody",
            204,
            "4 bytes of a body came although status 204 has none; ignored, the connection closed",
        ),
        (
            b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n",
            200,
            "the header `X` is folded over several lines, which HTTP/1.1 forbids",
        ),
        (
            b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
            200,
            "lines of the answer's head end in a bare LF instead of CR LF",
        ),
        (
            b"HTTP/1.1 200 OK\r\nX : 1\r\nContent-Length: 0\r\n\r\n",
            200,
            "there is a space between the header name `X` and its colon",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
            200,
            "the answer repeats its Content-Length 2 times",
        ),
        (
            b"HTTP/1.0 200 OK\r\n\r\nhello",
            200,
            "the body ended with the connection; whether it is whole cannot be told",
        ),
    ],
)
async def test_a_lesser_sin_is_accepted_with_a_notice(data, status, notice):
    result = await result_after(data)
    assert result.fault is None
    assert result.hops[0].response is not None
    assert result.hops[0].response.attributes["status"] == status
    assert result.notices == ((notice,) if notice else ())


async def test_an_endless_body_ends_at_the_limit_and_keeps_what_came():
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            await peer.send(b"x" * 10_000)

    async with serving(script) as server:
        result = await get(server.url, limits=HttpLimits(body_bytes=50_000))
    hint = "raise `limits: {body: ...}` if so much is expected"
    assert result.fault == Fault("limit", "body", "the body is larger than 48.8 KiB", hint)
    assert result.hops[0].response is not None
    assert result.hops[0].response.body == b"x" * 50_000


async def test_a_body_announced_larger_than_the_limit_is_not_read():
    async with serving(bytes_then_hold(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")) as server:
        fault = await fault_of(server.url)
    message = "the answer announces a body of 99999999 bytes, and 10 MiB are allowed"
    assert (fault.kind, fault.message) == ("limit", message)


async def test_trailers_are_recorded():
    result = await result_after(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nX-Sum: abc\r\n\r\n"
    )
    assert result.fault is None
    assert result.hops[0].response is not None
    assert result.hops[0].response.body == b"hello"
    assert result.hops[0].response.attributes["trailers"] == [["X-Sum", "abc"]]


async def test_plain_http_on_a_tls_port_says_so():
    async with serving(bytes_then_close(b"\x15\x03\x03\x00\x02\x02\x0a")) as server:
        fault = await fault_of(server.url)
    assert (fault.message, fault.hint) == (
        "the answer is TLS, not plain HTTP",
        "write `https://` instead of `http://`",
    )
