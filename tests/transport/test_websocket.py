"""An open WebSocket against servers that send exactly what a test says."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager

import pytest
import trio

from specrunner.transport import HttpRequest, HttpTransport, Reply, WebSocketConnection, WebSocketOptions
from specrunner.wire import (
    DeflateTerms,
    RawFrame,
    WebSocketClosed,
    WebSocketLimits,
    WebSocketMachine,
    websocket_accept,
)
from tests.wire.websocket.server import CLOSE, PING, PONG, TEXT, close, frame, sent_frames

from .scripted import RecordedProgress, serving

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
FIELDS = (
    ("Upgrade", "websocket"),
    ("Connection", "Upgrade"),
    ("Sec-WebSocket-Key", KEY),
    ("Sec-WebSocket-Version", "13"),
)


async def accept(peer):
    head = await peer.head()
    key = re.search(rb"(?i)sec-websocket-key: (\S+)", head)[1].decode()
    await peer.send(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + websocket_accept(key).encode() + b"\r\n\r\n"
    )


async def read_frames(peer, count):
    """The next frames of the client."""
    data = b""
    while True:
        try:
            frames = sent_frames(data)
        except IndexError:
            frames = []
        if len(frames) >= count:
            return frames
        piece = await peer.stream.receive_some()
        if not piece:
            return frames
        data += piece


@asynccontextmanager
async def connected(script, *, options=None, limits=None, deflate=None, handler=None):
    """A connection to a server that runs `script` behind the handshake."""

    async def whole(peer):
        await accept(peer)
        await script(peer)

    async with serving(whole) as server, HttpTransport() as transport, trio.open_nursery() as nursery:
        request = HttpRequest("GET", server.url, headers=FIELDS)
        upgraded = await transport.upgrade(request, transport.new_session(), RecordedProgress())
        assert upgraded.result.fault is None, upgraded.result.fault
        assert upgraded.switched is not None
        machine = WebSocketMachine(deflate, limits)
        options = options or WebSocketOptions()
        connection = WebSocketConnection(upgraded.switched, machine, options, trio.current_time)
        connection.handler = handler
        nursery.start_soon(connection.run)
        with trio.fail_after(10):
            yield connection
        nursery.cancel_scope.cancel()


def events(connection):
    return [(entry.event, entry.direction) for entry in connection.log.entries]


async def test_messages_come_in_order_with_their_times():
    async def script(peer):
        await peer.send(frame(TEXT, b"one") + frame(TEXT, b"two"))
        await peer.hold()

    async with connected(script) as connection:
        first, second = await connection.receive(), await connection.receive()
        assert (first.message.data, second.message.data) == ("one", "two")
        assert first.gap_s is None
        assert second.gap_s >= 0


async def test_bytes_behind_the_handshake_belong_to_the_websocket():
    async def whole(peer):
        head = await peer.head()
        key = re.search(rb"(?i)sec-websocket-key: (\S+)", head)[1].decode()
        answer = (
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {websocket_accept(key)}\r\n\r\n"
        )
        await peer.send(answer.encode() + frame(TEXT, b"early"))
        await peer.hold()

    async with serving(whole) as server, HttpTransport() as transport:
        request = HttpRequest("GET", server.url, headers=FIELDS)
        upgraded = await transport.upgrade(request, transport.new_session(), RecordedProgress())
        assert upgraded.switched.leftover == frame(TEXT, b"early")
        assert upgraded.result.notices == ()
        upgraded.switched.close()


async def test_an_answer_that_is_no_101_is_an_answer():
    async def script(peer):
        await peer.head()
        await peer.answer(b'{"error":"no token"}', b"Content-Type: application/json", status=b"401 Unauthorized")

    async with serving(script) as server, HttpTransport() as transport:
        request = HttpRequest("GET", server.url, headers=FIELDS)
        upgraded = await transport.upgrade(request, transport.new_session(), RecordedProgress())
        assert upgraded.switched is None
        response = upgraded.result.hops[-1].response
        assert (response.attributes["status"], response.body) == (401, b'{"error":"no token"}')


async def test_a_ping_is_answered_while_nobody_reads():
    answered = []

    async def script(peer):
        await peer.send(frame(TEXT, b"x") * 500 + frame(PING, b"alive?"))
        answered.extend(await read_frames(peer, 1))
        await peer.send(frame(TEXT, b"done"))
        await peer.hold()

    async with connected(script) as connection:
        while connection.unread < 501:
            await connection.wait_news()
        assert [(sent.opcode, sent.payload) for sent in answered] == [(PONG, b"alive?")]
        assert events(connection)[-3:] == [("PING", "received"), ("PONG", "sent"), ("MESSAGE", "received")]


async def test_the_automatic_pong_can_be_switched_off():
    async def script(peer):
        await peer.send(frame(PING, b"alive?") + frame(TEXT, b"x"))
        await peer.hold()

    async with connected(script, options=WebSocketOptions(answers_pings=False)) as connection:
        await connection.receive()
        assert events(connection) == [("PING", "received"), ("MESSAGE", "received")]


async def test_a_ping_measures_its_own_pong():
    async def script(peer):
        (ping,) = await read_frames(peer, 1)
        await peer.send(frame(PONG, b"unasked") + frame(PONG, ping.payload))
        await peer.hold()

    async with connected(script) as connection:
        rtt_s = await connection.ping(b"p1")
        assert 0 <= rtt_s < 5


async def test_the_servers_close_is_answered_and_clean():
    echoed = []

    async def script(peer):
        await peer.send(frame(TEXT, b"bye") + close(1008, "no token"))
        echoed.extend(await read_frames(peer, 1))

    async with connected(script) as connection:
        assert (await connection.receive()).message.data == "bye"
        assert await connection.receive() is None
        await connection.wait_closed()
        assert [(sent.opcode, sent.payload) for sent in echoed] == [(CLOSE, b"\x03\xf0")]
        assert connection.closed == WebSocketClosed(1008, "no token", "server", True)
        assert connection.fault().message == "the server closed the connection with 1008 (policy violation): no token"
        assert connection.log.entries[-1].facts == {
            "code": 1008,
            "reason": "no token",
            "initiator": "server",
            "clean": True,
        }


async def test_our_close_waits_for_the_answer_and_the_end():
    async def script(peer):
        (sent,) = await read_frames(peer, 1)
        await peer.send(frame(TEXT, b"last words") + frame(CLOSE, sent.payload))

    async with connected(script) as connection:
        assert await connection.close(4000, "enough", 5.0)
        assert connection.closed == WebSocketClosed(4000, "enough", "client", True)
        assert (await connection.receive()).message.data == "last words"


async def test_a_close_that_is_not_answered_in_time_ends_unclean():
    async def script(peer):
        await peer.hold()

    async with connected(script) as connection:
        assert not await connection.close(1000, "", 0.05)
        assert connection.closed == WebSocketClosed(1006, "", "client", False)


async def test_a_server_that_never_ends_tcp_is_a_remark():
    async def script(peer):
        (sent,) = await read_frames(peer, 1)
        await peer.send(frame(CLOSE, sent.payload))
        await peer.hold()

    async with connected(script, options=WebSocketOptions(end_s=0.05)) as connection:
        assert await connection.close(1000, "", 5.0)
        assert connection.closed.is_clean
        assert connection.notices == ["the server did not end TCP within 0.05s of the last Close frame"]


@pytest.mark.parametrize("is_reset", [False, True])
async def test_an_end_without_a_close_is_1006(is_reset):
    async def script(peer):
        if is_reset:
            peer.reset()

    async with connected(script) as connection:
        assert await connection.receive() is None
        await connection.wait_closed()
        assert connection.closed == WebSocketClosed(1006, "", "server", False)
        assert ("ERROR", None) in events(connection) or not is_reset
        assert connection.fault().message == "the server ended the connection without a Close frame (1006)"


@pytest.mark.parametrize("is_reset", [False, True])
async def test_tcp_can_be_dropped(is_reset):
    ended = trio.Event()

    async def script(peer):
        try:
            assert await peer.stream.receive_some() == b""
        except trio.BrokenResourceError:
            assert is_reset
        ended.set()

    async with connected(script) as connection:
        connection.drop(is_reset=is_reset)
        await connection.wait_closed()
        await ended.wait()
        assert connection.closed == WebSocketClosed(1006, "", "client", False)


async def test_a_break_of_the_protocol_is_answered_with_its_code():
    sent = []

    async def script(peer):
        await peer.send(frame(3, b"x"))
        sent.extend(await read_frames(peer, 1))

    async with connected(script) as connection:
        await connection.wait_closed()
        (answer,) = sent
        assert (answer.opcode, answer.payload[:2]) == (CLOSE, b"\x03\xea")
        fault = connection.fault()
        assert (fault.kind, fault.message) == (
            "protocol",
            "the server sent a frame of the reserved opcode 3; closed with 1002 (protocol error)",
        )


async def test_a_message_beyond_the_limit_is_answered_with_1009():
    sent = []

    async def script(peer):
        await peer.send(frame(TEXT, b"x" * 101))
        sent.extend(await read_frames(peer, 1))

    async with connected(script, limits=WebSocketLimits(message_bytes=100)) as connection:
        await connection.wait_closed()
        assert sent[0].payload[:2] == b"\x03\xf1"
        fault = connection.fault()
        assert (fault.kind, fault.message) == (
            "limit",
            "the message has 101 bytes or more, and 100 are allowed; closed with 1009 (message too big)",
        )


async def test_too_many_unread_messages_end_the_connection():
    async def script(peer):
        await peer.send(frame(TEXT, b"xy") * 20)
        await read_frames(peer, 1)

    async with connected(script, options=WebSocketOptions(unread_messages=10)) as connection:
        await connection.wait_closed()
        assert connection.closed.error == "11 messages of 22 bytes wait to be read, and no step reads them"


async def test_a_handler_answers_and_takes_the_message():
    answers, answered = [], trio.Event()

    async def script(peer):
        await peer.send(frame(TEXT, b"ping") + frame(TEXT, b"keep") + frame(TEXT, b"drop"))
        answers.extend(await read_frames(peer, 1))
        answered.set()
        await peer.hold()

    def handler(received):
        if received.message.data == "ping":
            return Reply(lambda: RawFrame(TEXT, b"pong", mask=b"abcd").encode(), size_bytes=4)
        return received.message.data == "drop"

    async with connected(script, handler=handler) as connection:
        assert (await connection.receive()).message.data == "keep"
        await answered.wait()
        assert answers[0].payload == b"pong"
        assert (connection.unread, connection.handled) == (0, 2)


async def test_not_reading_holds_the_server_back():
    sent = []

    async def script(peer):
        chunk = frame(TEXT, b"x" * 60_000)
        for _ in range(1000):
            await peer.send(chunk)
            sent.append(1)

    options = WebSocketOptions(unread_bytes=1 << 30)
    async with connected(script, options=options) as connection:
        connection.pause()
        before = -1
        while len(sent) != before:
            before = len(sent)
            await trio.sleep(0.2)
        assert before < 1000
        assert connection.unread < 10
        connection.resume()
        await connection.wait_closed()
        assert connection.unread == 1000


async def test_deflate_works_over_the_wire():
    async def script(peer):
        await peer.send(bytes.fromhex("c1 07 f2 48 cd c9 c9 07 00"))
        await peer.hold()

    async with connected(script, deflate=DeflateTerms()) as connection:
        received = await connection.receive()
        assert (received.message.data, received.message.is_compressed) == ("Hello", True)
