"""Connections over the life of a session: kept, given up, repeated where that is safe, and all closed at the end."""

from __future__ import annotations

import gc
import os
from typing import Any

import pytest
import trio
import trio.testing

from specrunner.transport import HttpRequest, HttpResult, HttpSession, HttpTransport

from .scripted import Peer, RecordedProgress, Script, fault_of, get, serving

KEPT_AGAIN = "the service had closed the kept connection; sent again on a new one"


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


async def polite(peer: Peer) -> None:
    """Answers every request, and keeps the connection."""
    while head := await peer.request():
        await peer.answer(b"" if head.startswith(b"HEAD") else b"ok")


async def send(transport: HttpTransport, session: HttpSession, method: str, url: str, **options: Any) -> HttpResult:
    return await transport.send(HttpRequest(method, url, **options), session, RecordedProgress())


def is_reused(result: HttpResult) -> object:
    assert result.fault is None, result.fault
    assert result.hops[-1].response is not None
    return result.hops[-1].response.attributes["reused"]


async def test_a_connection_is_kept_and_says_so():
    async with serving(polite) as server, HttpTransport() as transport:
        session = transport.new_session()
        first = await send(transport, session, "GET", server.url)
        again = await send(transport, session, "POST", server.url, body=b"x")
    assert (is_reused(first), is_reused(again), server.connections) == (False, True, 1)
    assert {"dns", "connect", "tls"} & set(again.timing_s) == set()
    assert {"connect"} <= set(first.timing_s)


async def test_sessions_share_no_connection():
    async with serving(polite) as server, HttpTransport() as transport:
        for _ in range(2):
            await send(transport, transport.new_session(), "GET", server.url)
    assert server.connections == 2


async def test_requests_at_once_have_a_connection_each_and_all_are_kept():
    async with serving(polite) as server, HttpTransport() as transport:
        session = transport.new_session()
        for _ in range(2):
            async with trio.open_nursery() as nursery:
                for _ in range(10):
                    nursery.start_soon(send, transport, session, "GET", server.url)
    assert server.connections == 10


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokEXTRA",
        b"HTTP/1.1 204 No Content\r\n\r\nEXTRA",
    ],
)
async def test_a_connection_is_not_kept_when_the_answer_speaks_against_it(answer):
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(answer)
        assert await peer.request() == b""

    async with serving(script, polite) as server, HttpTransport() as transport:
        session = transport.new_session()
        await send(transport, session, "GET", server.url)
        assert is_reused(await send(transport, session, "GET", server.url)) is False


async def test_a_body_after_head_is_noticed():
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.answer(b"ok")

    async with serving(script) as server:
        result = await get(server.url, method="HEAD")
    assert result.notices == ("2 bytes of a body came although HEAD asks for none; ignored, the connection closed",)


async def test_an_old_server_may_keep_the_connection_by_asking():
    async def script(peer: Peer) -> None:
        while await peer.request():
            await peer.send(b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok")

    async with serving(script) as server, HttpTransport() as transport:
        session = transport.new_session()
        await send(transport, session, "GET", server.url)
        assert is_reused(await send(transport, session, "GET", server.url)) is True


@pytest.mark.parametrize(
    ("promise", "idle_s", "is_kept"), [(b"", 3.9, True), (b"", 4.1, False), (b"timeout=2", 2.1, False)]
)
async def test_a_connection_that_idled_is_not_trusted(promise, idle_s, is_kept):
    async def script(peer: Peer) -> None:
        while await peer.request():
            await peer.answer(b"ok", b"Keep-Alive: " + promise)

    now_s = 0.0
    async with serving(script) as server, HttpTransport(monotonic_s=lambda: now_s) as transport:
        session = transport.new_session()
        await send(transport, session, "GET", server.url)
        now_s = idle_s
        assert is_reused(await send(transport, session, "GET", server.url)) is is_kept


async def _once(peer: Peer) -> None:
    await peer.request()
    await peer.answer(b"ok")


async def test_a_connection_closed_while_idle_is_replaced_silently():
    async with serving(_once, polite) as server, HttpTransport() as transport:
        session = transport.new_session()
        await send(transport, session, "POST", server.url, body=b"x")
        await trio.testing.wait_all_tasks_blocked(0.01)
        again = await send(transport, session, "POST", server.url, body=b"x")
    assert (is_reused(again), again.notices) == (False, ())


async def test_stray_bytes_on_a_kept_connection_are_noticed_and_no_answer():
    stray = trio.Event()

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.answer(b"ok")
        await stray.wait()
        await peer.answer(b"poison")
        await peer.hold()

    async with serving(script, polite) as server, HttpTransport() as transport:
        session = transport.new_session()
        await send(transport, session, "GET", server.url)
        stray.set()
        await trio.testing.wait_all_tasks_blocked(0.01)
        again = await send(transport, session, "GET", server.url)
    assert again.hops[0].response is not None
    assert again.hops[0].response.body == b"ok"
    assert again.notices == (
        "the service sent bytes behind its last answer, unasked; the kept connection was closed",
    )


async def _closing_on_the_second(peer: Peer) -> None:
    await peer.request()
    await peer.answer(b"ok")
    await peer.head()


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "QUERY"])
async def test_a_kept_connection_that_closes_on_a_repeatable_request_is_replaced_with_a_notice(method):
    async with serving(_closing_on_the_second, polite) as server, HttpTransport() as transport:
        session = transport.new_session()
        await send(transport, session, "GET", server.url)
        again = await send(transport, session, method, server.url)
    assert (again.fault, again.notices, server.connections) == (None, (KEPT_AGAIN,), 2)


async def test_a_kept_connection_that_closes_on_a_post_is_a_fault():
    async with serving(_closing_on_the_second, polite) as server, HttpTransport() as transport:
        session = transport.new_session()
        await send(transport, session, "GET", server.url)
        again = await send(transport, session, "POST", server.url, body=b"x")
    assert again.fault is not None
    assert (again.fault.kind, again.fault.is_retryable, server.connections) == ("disconnected", True, 1)
    hint = "the connection was a kept one; a POST is not sent again by itself: use `retry` if it may be"
    assert again.fault.hint == hint


async def test_a_new_connection_that_closes_is_not_tried_again():
    async def script(peer: Peer) -> None:
        await peer.head()

    async with serving(script, polite) as server:
        fault = await fault_of(server.url)
    assert (fault.kind, server.connections) == ("disconnected", 1)


async def test_a_repeatable_request_that_got_half_an_answer_is_not_sent_again():
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.answer(b"ok")
        await peer.request()
        await peer.send(b"HTTP/1.1 200")

    async with serving(script, polite) as server, HttpTransport() as transport:
        session = transport.new_session()
        await send(transport, session, "GET", server.url)
        again = await send(transport, session, "GET", server.url)
    assert again.fault is not None
    assert server.connections == 1


async def test_at_the_end_no_descriptor_remains():
    async with serving(polite) as server:
        before = descriptors()
        async with HttpTransport() as transport:
            for _ in range(5):
                await send(transport, transport.new_session(), "GET", server.url)
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert descriptors() == before


async def test_a_closed_session_gives_its_connections_back():
    async with serving(polite) as server, HttpTransport() as transport:
        before = descriptors()
        session = transport.new_session()
        await send(transport, session, "GET", server.url)
        session.close()
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert descriptors() == before


async def test_a_session_that_is_dropped_gives_its_connections_back():
    async with serving(polite) as server, HttpTransport() as transport:
        before = descriptors()
        await send(transport, transport.new_session(), "GET", server.url)
        gc.collect()
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert descriptors() == before


async def test_faults_leave_no_descriptor():
    def saying(data: bytes) -> Script:
        async def script(peer: Peer) -> None:
            await peer.request()
            await peer.send(data)

        return script

    broken = [b"", b"SSH-2.0\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", b"HTTP/1.1 101 X\r\n\r\n"]
    async with serving(*map(saying, broken)) as server, HttpTransport() as transport:
        before = descriptors()
        session = transport.new_session()
        for _ in broken:
            assert (await send(transport, session, "GET", server.url)).fault is not None
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert descriptors() == before


# Bodies on their way out


async def test_a_large_body_arrives_whole():
    body = bytes(range(256)) * 4000
    seen: list[bytes] = []

    async def script(peer: Peer) -> None:
        while raw := await peer.request():
            seen.append(raw.partition(b"\r\n\r\n")[2])
            await peer.answer(b"ok")

    async with serving(script) as server, HttpTransport() as transport:
        session = transport.new_session()
        await send(transport, session, "POST", server.url, body=body)
        assert is_reused(await send(transport, session, "POST", server.url, body=body)) is True
    assert seen == [body, body]


async def test_an_early_answer_to_a_large_body_is_the_answer():
    async def script(peer: Peer) -> None:
        await peer.head()
        await peer.answer(b"too much", status=b"413 Content Too Large")
        await peer.hold()

    async with serving(script) as server:
        result = await get(server.url, method="POST", body=b"x" * 20_000_000)
    assert result.fault is None
    assert result.hops[0].response is not None
    assert result.hops[0].response.summary == "413 Content Too Large"


async def test_an_answer_before_a_reset_is_still_read():
    async def script(peer: Peer) -> None:
        await peer.head()
        await peer.answer(b"no", status=b"403 Forbidden")

    async with serving(script) as server:
        result = await get(server.url, method="POST", body=b"x" * 100)
    assert result.hops[0].response is not None
    assert result.hops[0].response.attributes["status"] == 403


async def test_a_body_goes_out_in_one_chunk_when_that_is_asked_for():
    seen: list[bytes] = []

    async def script(peer: Peer) -> None:
        seen.append(await peer.head() + await peer.body(15))
        await peer.answer(b"ok")

    async with serving(script) as server:
        await get(server.url, method="POST", body=b"hello", headers=(("Transfer-Encoding", "chunked"),))
    assert seen[0].endswith(b"\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
    assert b"Content-Length" not in seen[0]


async def test_header_text_goes_out_as_utf_8_and_bytes_as_they_are():
    seen: list[bytes] = []

    async def script(peer: Peer) -> None:
        seen.append(await peer.request())
        await peer.answer(b"ok")

    async with serving(script) as server:
        await get(server.url, headers=(("X-Text", "жук"), ("X-Bytes", b"\xff\x80")))
    assert "\r\nX-Text: жук\r\n".encode() in seen[0]
    assert b"\r\nX-Bytes: \xff\x80\r\n" in seen[0]


async def test_expect_100_continue_holds_the_body_back_until_it_is_asked_for():
    order: list[bytes] = []

    async def script(peer: Peer) -> None:
        order.append((await peer.head())[:4])
        await peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        order.append(await peer.body(5))
        await peer.answer(b"ok")

    async with serving(script) as server:
        result = await get(server.url, method="POST", body=b"hello", headers=(("Expect", "100-continue"),))
    assert (result.fault, order) == (None, [b"POST", b"hello"])
    assert result.hops[0].response is not None
    assert result.hops[0].response.attributes["interim"] == [{"status": 100, "reason": "Continue", "headers": []}]


async def test_expect_100_continue_keeps_the_body_when_the_answer_is_no():
    seen: list[bytes] = []

    async def script(peer: Peer) -> None:
        await peer.head()
        await peer.answer(b"", status=b"417 Expectation Failed")
        seen.append(await peer.body(1))

    async with serving(script) as server:
        result = await get(server.url, method="POST", body=b"hello", headers=(("Expect", "100-continue"),))
        await trio.testing.wait_all_tasks_blocked(0.01)
    assert result.hops[0].response is not None
    assert (result.hops[0].response.attributes["status"], seen) == (417, [b""])


async def test_expect_100_continue_goes_on_after_a_second_of_silence(autojump_clock):
    async def script(peer: Peer) -> None:
        await peer.head()
        await peer.body(5)
        await peer.answer(b"ok")

    async with serving(script) as server:
        result = await get(server.url, method="POST", body=b"hello", headers=(("Expect", "100-continue"),))
    assert result.fault is None
