"""Bodies taken as they come, over real connections and over the fake one."""

import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import trio

from specrunner.events import Fault
from specrunner.plugin import Progress
from specrunner.transport import (
    FakeAnswer,
    FakeTransport,
    HttpLimits,
    HttpRequest,
    HttpStream,
    HttpTransport,
    RedirectPolicy,
)

from .scripted import Peer, bytes_then_close, bytes_then_hold, serving

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@asynccontextmanager
async def streaming(url: str, **options: Any) -> AsyncIterator[HttpStream]:
    with trio.fail_after(5):
        async with HttpTransport() as transport:
            request = HttpRequest("GET", url, **options)
            async with transport.stream(request, transport.new_session(), Progress()) as stream:
                yield stream


async def all_of(stream: HttpStream) -> bytes:
    pieces = []
    while (piece := await stream.receive()) is not None:
        pieces.append(piece)
    return b"".join(pieces)


async def test_the_head_comes_before_the_body():
    async with serving(bytes_then_hold(CHUNKED)) as server, streaming(server.url) as stream:
        (hop,) = stream.result.hops
        assert hop.response.attributes["status"] == 200
        assert hop.response.headers["content-type"] == "text/event-stream"
        assert hop.timing_s["first_byte"] > 0
        assert not stream.is_over


async def test_pieces_come_one_by_one_and_the_end_is_told():
    more = trio.Event()

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(CHUNKED + b"3\r\none\r\n")
        await more.wait()
        await peer.send(b"3\r\ntwo\r\n0\r\n\r\n")

    async with serving(script) as server, streaming(server.url) as stream:
        assert await stream.receive() == b"one"
        more.set()
        assert await stream.receive() == b"two"
        assert await stream.receive() is None
        assert (stream.result.fault, stream.is_end_told, stream.is_over) == (None, True, True)
        assert stream.result.timing_s["total"] > 0


async def test_an_end_by_the_connection_cannot_be_told_from_a_cut():
    async with serving(bytes_then_close(HEAD + b"\r\nall")) as server, streaming(server.url) as stream:
        assert await all_of(stream) == b"all"
        assert (stream.result.fault, stream.is_end_told) == (None, False)


async def test_a_cut_is_a_fault_behind_what_came():
    async with serving(bytes_then_close(CHUNKED + b"3\r\none\r\n")) as server, streaming(server.url) as stream:
        assert await all_of(stream) == b"one"
        assert stream.result.fault.kind == "disconnected"
        assert stream.result.hops[-1].response.attributes["status"] == 200


async def test_without_a_head_there_is_only_a_fault():
    async with serving(bytes_then_close(b"")) as server, streaming(server.url) as stream:
        assert await stream.receive() is None
        assert stream.result.fault.message == "the connection was closed without an answer"


async def test_redirects_are_followed_and_their_bodies_left_out():
    async def moved(peer: Peer) -> None:
        await peer.request()
        await peer.answer(b"elsewhere", b"Location: /b", status=b"302 Found")
        await peer.request()
        await peer.answer(b"here")

    async with (
        serving(moved) as server,
        streaming(server.url, follow=RedirectPolicy(follow=True)) as stream,
    ):
        assert await all_of(stream) == b"here"
        assert [hop.response.attributes["status"] for hop in stream.result.hops] == [302, 200]


async def test_a_compressed_body_is_decoded_as_it_comes():
    content = gzip.compress(b"data: x\n\n" * 1000)
    fields = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(content)
    async with serving(bytes_then_close(HEAD + fields + content)) as server, streaming(server.url) as stream:
        assert await all_of(stream) == b"data: x\n\n" * 1000


async def test_a_bomb_ends_at_the_limit():
    content = gzip.compress(b"\0" * (64 << 20))
    fields = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(content)
    async with serving(bytes_then_hold(HEAD + fields + content)) as server, streaming(server.url) as stream:
        body = await all_of(stream)
        assert len(body) <= 10 << 20
        assert stream.result.fault.message == "more than 10 MiB of the body came at once"


async def test_the_whole_may_be_larger_than_the_limit():
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(CHUNKED)
        for _ in range(64):
            await peer.send(b"1000\r\n" + b"x" * 4096 + b"\r\n")
        await peer.send(b"0\r\n\r\n")

    limits = HttpLimits(body_bytes=128 * 1024)
    async with serving(script) as server, streaming(server.url, limits=limits) as stream:
        assert len(await all_of(stream)) == 64 * 4096


async def test_nothing_is_read_beyond_what_was_taken():
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(CHUNKED)
        while True:
            await peer.send(b"1000\r\n" + b"x" * 4096 + b"\r\n")

    async with serving(script) as server, streaming(server.url) as stream:
        await trio.sleep(0.05)
        assert len(await stream.receive()) <= 64 * 1024


async def test_leaving_early_closes_the_connection():
    gone = trio.Event()

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(CHUNKED + b"3\r\none\r\n")
        assert await peer.stream.receive_some(1) == b""
        gone.set()

    async with serving(script) as server:
        async with streaming(server.url) as stream:
            assert await stream.receive() == b"one"
        with trio.fail_after(5):
            await gone.wait()
        assert [hop.response.attributes["status"] for hop in stream.result.hops] == [200]


async def test_the_rest_of_an_ordinary_answer_is_bounded():
    limits = HttpLimits(body_bytes=5)
    async with (
        serving(bytes_then_close(HEAD + b"\r\nabcdefgh")) as server,
        streaming(server.url, limits=limits) as it,
    ):
        assert len(await it.rest()) <= 5


async def test_a_connection_whose_stream_ended_is_used_again():
    async def script(peer: Peer) -> None:
        for _ in range(2):
            await peer.request()
            await peer.send(CHUNKED + b"3\r\none\r\n0\r\n\r\n")

    async with serving(script) as server, HttpTransport() as transport:
        session = transport.new_session()
        for is_reused in (False, True):
            async with transport.stream(HttpRequest("GET", server.url), session, Progress()) as stream:
                assert await all_of(stream) == b"one"
                assert stream.result.hops[-1].response.attributes["reused"] is is_reused


async def test_the_fake_streams_likewise(autojump_clock):
    fault = Fault("disconnected", "body", "cut")
    answer = FakeAnswer(body=b"a", pieces=((1.0, b"b"), (2.0, b"c")), fault=fault)
    transport = FakeTransport(lambda message: answer)
    began_s = trio.current_time()
    async with transport.stream(HttpRequest("GET", "http://h/"), transport.new_session(), Progress()) as stream:
        assert [await stream.receive() for _ in range(4)] == [b"a", b"b", b"c", None]
        assert trio.current_time() - began_s == 3.0
        assert stream.result.fault == fault
