"""The `tcp` kind against servers that do one exact thing each."""

import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import trio
from pydantic import ValidationError

from specrunner.events import Exchange
from specrunner.plugin import Progress
from specrunner.protocols.tcp import TCP, TcpAction
from specrunner.transport import HttpTransport
from tests.requests.fakes import FakeFiles, context

Handler = Callable[[trio.SocketStream], Awaitable[None]]


def read(exchange: Exchange, name: str) -> object:
    return TCP.subjects.subjects[name].read(exchange)


@asynccontextmanager
async def serving(handle: Handler) -> AsyncIterator[str]:
    async with trio.open_nursery() as nursery:
        (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
        nursery.start_soon(trio.serve_listeners, handle, [listener])
        yield f"127.0.0.1:{listener.socket.getsockname()[1]}"
        nursery.cancel_scope.cancel()


async def play(address: str, **fields: object) -> Exchange:
    action = TcpAction.model_validate({"connect": address, **fields})
    async with HttpTransport() as transport:
        return await TCP.runner.run(action, context(transport, FakeFiles(a_bin=b"\x00\xff")))


async def hear_all(stream: trio.SocketStream) -> bytes:
    return b"".join([bytes(part) async for part in stream])


async def test_every_piece_arrives_byte_for_byte_and_in_order():
    heard: list[bytes] = []

    async def handle(stream: trio.SocketStream) -> None:
        heard.append(await hear_all(stream))
        await stream.send_all(b"bye")
        await stream.aclose()

    async with serving(handle) as address:
        exchange = await play(
            address,
            send=[
                "é\n",
                {"line": "x"},
                {"hex": "00 fF"},
                {"base64": "AQI="},
                {"file": "a.bin"},
                {"text": "ab", "times": 3},
                {"text": "drip", "drip": {"size": 3, "every": "1ms"}},
                {"half_close": True},
            ],
        )
    assert heard == [b"\xc3\xa9\nx\r\n\x00\xff\x01\x02\x00\xffabababdrip"]
    assert (read(exchange, "text"), read(exchange, "ended"), read(exchange, "unsent")) == ("bye", "closed", 0)
    assert [message.attributes["piece"] for message in exchange.sent] == [
        *("text", "line", "hex", "base64", "file", "text", "text")
    ]


async def test_what_ends_the_reading_is_told():
    async def greet(stream: trio.SocketStream) -> None:
        await stream.send_all(b"220 ready\r\n")
        if await stream.receive_some(100):
            await stream.send_all(b"250 ok\r\n")
            await trio.sleep_forever()
        await stream.aclose()

    async with serving(greet) as address:
        matched = await play(address, send=[{"wait_for": "^220"}, {"line": "HELO x"}], read={"until": "250 ok"})
        early = await play(address, send=[{"half_close": True}], read={"until": "never"})
        idle = await play(address, read={"idle": "50ms"})
        late = await play(address, read={"within": "50ms"})
        full = await play(address, read={"max": 5})
        missed = await play(address, send=[{"wait_for": "999"}, "x"], read={"within": "50ms"})
    found = [read(each, "ended") for each in (matched, early, idle, late, full, missed)]
    assert found == ["matched", "early_close", "idle", "time", "full", "time"]
    assert read(full, "bytes") == b"220 r"
    assert read(matched, "lines") == ["220 ready", "250 ok"]
    assert missed.sent == ()


async def test_a_reset_is_told_from_a_close_on_both_sides():
    seen: list[str] = []

    async def break_off(stream: trio.SocketStream) -> None:
        await stream.receive_some(1)
        stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        stream.socket.close()

    async def notice(stream: trio.SocketStream) -> None:
        try:
            await hear_all(stream)
        except trio.BrokenResourceError:
            seen.append("reset")
        else:
            seen.append("closed")

    async with serving(break_off) as address:
        theirs = await play(address, send="x")
    async with serving(notice) as address:
        ours = await play(address, send=["x", {"pause": "10ms"}, {"reset": True}])
        await trio.sleep(0.05)
    assert (read(theirs, "ended"), read(ours, "ended"), seen) == ("reset", "reset_by_us", ["reset"])


async def test_what_the_peer_does_not_take_is_counted():
    async def deaf(stream: trio.SocketStream) -> None:
        stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        stream.socket.close()

    async with serving(deaf) as address:
        exchange = await play(address, send=[{"text": "x" * 1024, "times": 20_000}])
    assert read(exchange, "unsent") > 0
    assert read(exchange, "ended") == "reset"


ANSWERS = (
    b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: 1\r\nX-A: 2\r\n\r\n"
    b'7\r\n{"a":1}\r\n0\r\nX-Sum: 7\r\n\r\n'
    b"HTTP/1.1 204 No Content\r\n\r\n"
    b"HTTP/1.0 200 OK\r\n\r\nrest"
)


@pytest.mark.parametrize("size", [1, 7, len(ANSWERS)])
async def test_interim_answers_and_trailers_are_visible(size: int):
    async def answer(stream: trio.SocketStream) -> None:
        for start in range(0, len(ANSWERS), size):
            await stream.send_all(ANSWERS[start : start + size])
        await stream.aclose()

    async with serving(answer) as address:
        exchange = await play(address, send="GET / HTTP/1.1\r\n\r\n")
    first, second, third = read(exchange, "answers")
    assert [each["status"] for each in first["interim"]] == [103]
    assert first["interim"][0]["headers"]["link"] == "</a.css>"
    assert (first["status"], first["json"], first["trailers"]["x-sum"]) == (200, {"a": 1}, "7")
    assert first["headers"]["x-a"] == ["1", "2"]
    assert (second["status"], second["size"]) == (204, 0)
    assert (third["http_version"], third["text"]) == ("HTTP/1.0", "rest")


async def test_what_is_no_http_says_so():
    async def ssh(stream: trio.SocketStream) -> None:
        await stream.send_all(b"SSH-2.0-OpenSSH_9.2\r\n")
        await stream.aclose()

    async with serving(ssh) as address:
        (answer,) = read(await play(address), "answers")
    assert "SSH-2.0-OpenSSH_9.2" in answer["problem"]


async def test_nothing_that_listens_is_a_fault():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    exchange = await play(f"127.0.0.1:{port}", send="x")
    assert exchange.fault is not None
    assert (exchange.fault.kind, exchange.fault.message) == ("refused", f"nothing listens on 127.0.0.1:{port}")


async def test_a_file_that_is_not_there_is_a_fault_before_anything_is_sent():
    exchange = await play("127.0.0.1:1", send=[{"file": "missing.bin"}])
    assert exchange.fault is not None
    assert exchange.fault.kind == "file"


PROBLEMS = {
    "two in one": ([{"text": "a", "hex": "00"}], "this has `text` and `hex`; it must have one"),
    "nothing": ([{"times": 2}], "this has nothing; it must have one"),
    "odd hex": ([{"hex": "0"}], "this is no hex: "),
    "no base64": ([{"base64": "*"}], "this is no base64: "),
    "a drip of a pause": ([{"pause": "1s", "times": 2}], "`times` means nothing beside `pause`"),
    "after the reset": ([{"reset": True}, "x"], "nothing can be done after `reset`"),
    "a bad regex": ([{"wait_for": "("}], "a `(` is never closed"),
}


@pytest.mark.parametrize(("send", "message"), PROBLEMS.values(), ids=PROBLEMS)
def test_mistakes_in_a_script_are_found_before_anything_is_sent(send: list[object], message: str):
    action = TcpAction.model_validate({"connect": "x:1", "send": send})
    assert TCP.check_action is not None
    (problem,) = TCP.check_action(action)
    assert message in problem.message


def test_an_address_is_needed():
    with pytest.raises(ValidationError, match="must be `host:port`"):
        TcpAction.model_validate({"connect": " "})


async def test_what_came_until_the_time_of_the_step_is_over_is_kept():
    async def handle(stream: trio.SocketStream) -> None:
        await stream.send_all(b"half")
        await hear_all(stream)

    class Watched(Progress):
        """Ends the step with the first bytes."""

        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, value)
            if name == "bytes_received" and value:
                step.cancel()

    async with serving(handle) as address, HttpTransport() as transport:
        action = TcpAction.model_validate({"connect": address, "send": [], "read": {"within": "60s"}})
        with trio.CancelScope() as step:
            ctx = replace(context(transport), progress=Watched())
            await TCP.runner.run(action, ctx)
    assert [message.body for message in ctx.progress.received] == [b"half"]
