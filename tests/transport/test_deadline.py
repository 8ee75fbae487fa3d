"""When a step's deadline strikes, the progress says in which phase, and how far it had come (rows 20 to 22)."""

from __future__ import annotations

import os

import pytest
import trio
import trio.testing

from specrunner.transport import HttpRequest, HttpTransport

from .scripted import Peer, RecordedProgress, Script, serving

DEADLINE_S = 30


async def interrupted(clock: trio.testing.MockClock, script: Script, request: HttpRequest) -> RecordedProgress:
    """The progress of a request that was cut off once everything had come to rest."""
    progress = RecordedProgress()
    async with serving(script) as server, HttpTransport() as transport:
        whole = HttpRequest(request.method, request.url.format(port=server.port), body=request.body)
        session = transport.new_session()
        async with trio.open_nursery() as nursery:

            async def send() -> None:
                with trio.move_on_after(DEADLINE_S) as scope:
                    await transport.send(whole, session, progress)
                assert scope.cancelled_caught

            nursery.start_soon(send)
            await trio.testing.wait_all_tasks_blocked(0.02)
            clock.jump(DEADLINE_S)
    return progress


def _saying(data: bytes) -> Script:
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(data)
        await peer.hold()

    return script


@pytest.mark.parametrize(
    ("data", "phase", "received"),
    [
        (b"", "first_byte", 0),
        (b"HTTP/1.1 200 OK\r\nX-Dri", "first_byte", 0),
        (b"HTTP/1.1 100 Continue\r\n\r\n", "first_byte", 0),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhell", "body", 4),
    ],
)
async def test_a_server_that_stops_is_cut_off_in_its_phase(mock_clock, data, phase, received):
    progress = await interrupted(mock_clock, _saying(data), HttpRequest("GET", "http://127.0.0.1:{port}/slow"))
    assert (progress.phase, progress.bytes_received) == (phase, received)
    assert [message.summary.partition(":{")[0].startswith("GET http://127.0.0.1:") for message in progress.sent] == [
        True
    ]


async def test_what_is_known_of_the_answer_is_in_the_progress(mock_clock):
    data = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhell"
    progress = await interrupted(mock_clock, _saying(data), HttpRequest("GET", "http://127.0.0.1:{port}/slow"))
    assert progress.attributes["status"] == 200
    assert progress.attributes["bytes_expected"] == 10
    assert str(progress.attributes["remote_address"]).startswith("127.0.0.1:")
    assert str(progress.attributes["url"]).endswith("/slow")


async def test_a_server_that_does_not_read_is_cut_off_while_sending(mock_clock):
    async def script(peer: Peer) -> None:
        await peer.hold()

    request = HttpRequest("POST", "http://127.0.0.1:{port}/", body=b"x" * 20_000_000)
    progress = await interrupted(mock_clock, script, request)
    assert progress.phase == "send"


async def test_a_tls_handshake_that_is_never_answered_is_cut_off_in_tls(mock_clock):
    async def script(peer: Peer) -> None:
        await peer.hold()

    progress = await interrupted(mock_clock, script, HttpRequest("GET", "https://127.0.0.1:{port}/"))
    assert progress.phase == "tls"


async def test_being_cut_off_leaves_no_descriptor_and_the_session_works_on(mock_clock):
    async def first(peer: Peer) -> None:
        await peer.request()
        await peer.hold()

    async def then(peer: Peer) -> None:
        while await peer.request():
            await peer.answer(b"ok")

    async with serving(first, then) as server, HttpTransport() as transport:
        session = transport.new_session()
        before = len(os.listdir("/proc/self/fd"))
        async with trio.open_nursery() as nursery:

            async def send() -> None:
                with trio.move_on_after(DEADLINE_S):
                    await transport.send(HttpRequest("GET", server.url), session, RecordedProgress())

            nursery.start_soon(send)
            await trio.testing.wait_all_tasks_blocked(0.02)
            mock_clock.jump(DEADLINE_S)
        session_result = await transport.send(HttpRequest("GET", server.url), session, RecordedProgress())
        assert session_result.fault is None
        session.close()
        await trio.testing.wait_all_tasks_blocked(0.02)
        # The scripted server holds its own end of the first connection.
        assert len(os.listdir("/proc/self/fd")) <= before + 1
