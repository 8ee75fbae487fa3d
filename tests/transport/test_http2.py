"""HTTP/2: shared connections, streams that fail alone, and what servers do wrong."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.settings
import pytest
import trio
import trio.testing
import trustme

from specrunner.events import Fault
from specrunner.transport import HttpLimits, HttpRequest, HttpResult, HttpTransport, TlsOptions

from .scripted import Peer, RecordedProgress, Script, bytes_then_hold, fault_of, get, serving


class H2Server:
    """The server's end of one HTTP/2 connection; `seen` are whole requests in order."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.machine = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=False, header_encoding="latin-1")
        )
        self.seen: list[tuple[int, dict[str, str], bytes]] = []
        self._bodies: dict[int, bytes] = {}
        self._headers: dict[int, dict[str, str]] = {}
        self.resets: list[tuple[int, object]] = []
        self.is_open = True

    async def start(self) -> None:
        self.machine.initiate_connection()
        await self.flush()

    async def flush(self) -> None:
        if data := self.machine.data_to_send():
            await self.peer.send(data)

    async def read(self) -> None:
        data = await self.peer.stream.receive_some()
        if not data:
            self.is_open = False
            return
        for event in self.machine.receive_data(bytes(data)):
            if isinstance(event, h2.events.RequestReceived):
                self._headers[event.stream_id] = dict(event.headers)
                self._bodies[event.stream_id] = b""
            elif isinstance(event, h2.events.DataReceived):
                self._bodies[event.stream_id] += event.data
                self.machine.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, h2.events.StreamEnded):
                number = event.stream_id
                self.seen.append((number, self._headers[number], self._bodies[number]))
            elif isinstance(event, h2.events.StreamReset):
                self.resets.append((event.stream_id, event.error_code))
        await self.flush()

    async def request(self) -> tuple[int, dict[str, str], bytes] | None:
        while not self.seen and self.is_open:
            await self.read()
        return self.seen.pop(0) if self.seen else None

    async def answer(self, number: int, body: bytes, *fields: tuple[str, str], status: str = "200") -> None:
        self.machine.send_headers(number, [(":status", status), *fields])
        while body:
            window = min(self.machine.local_flow_control_window(number), 16384)
            if window:
                self.machine.send_data(number, body[:window])
                body = body[window:]
                await self.flush()
            else:
                await self.read()
        self.machine.end_stream(number)
        await self.flush()


Play = Callable[[H2Server], Awaitable[None]]


def speaking(play: Play) -> Script:
    async def script(peer: Peer) -> None:
        server = H2Server(peer)
        await server.start()
        await play(server)

    return script


async def echo(server: H2Server) -> None:
    while request := await server.request():
        number, headers, body = request
        text = "".join(f"{name}: {value}\n" for name, value in headers.items()).encode()
        await server.answer(number, text + body, ("x-stream", str(number)))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("h2") / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def tls_offering(authority: trustme.CA, *protocols: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    context.set_alpn_protocols(list(protocols))
    return context


async def fault_when(play: Play, **options: Any) -> Fault:
    async with serving(speaking(play)) as server:
        return await fault_of(server.url, http2=True, **options)


async def test_http2_is_negotiated_over_tls(authority, ca_file):
    async with serving(speaking(echo), tls=tls_offering(authority, "h2")) as server:
        result = await get(
            f"{server.https}/a?b",
            method="POST",
            http2=True,
            tls=TlsOptions(ca=ca_file),
            body=b"hello",
            headers=(("X-Case", "1"), ("Connection", "keep-alive")),
        )
    assert result.fault is None
    response = result.hops[0].response
    assert response is not None
    assert response.body.decode().split("\n") == [
        ":method: POST",
        f":authority: localhost:{server.port}",
        ":scheme: https",
        ":path: /a?b",
        "user-agent: specrunner/0.1.0",
        "accept: */*",
        "accept-encoding: gzip, deflate, br, zstd",
        "x-case: 1",
        "content-length: 5",
        "hello",
    ]
    assert response.summary == "200"
    assert response.attributes["http_version"] == "HTTP/2"
    assert isinstance(response.attributes["tls"], dict)
    assert response.attributes["tls"]["alpn"] == "h2"
    assert result.notices == ()


async def test_a_server_without_http2_is_called_by_http1_with_a_notice(authority, ca_file):
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.answer(b"ok")

    async with serving(script, tls=tls_offering(authority, "http/1.1")) as server:
        result = await get(server.https, http2=True, tls=TlsOptions(ca=ca_file))
    assert result.fault is None
    assert result.notices == (f"HTTP/2 was asked for; localhost:{server.port} speaks HTTP/1.1 only",)


async def test_without_tls_http2_is_spoken_by_prior_knowledge():
    async with serving(speaking(echo)) as server:
        result = await get(server.url, http2=True)
    assert result.hops[0].response is not None
    assert result.hops[0].response.attributes["http_version"] == "HTTP/2"


async def test_a_plain_server_that_answers_in_http1_says_so():
    async with serving(bytes_then_hold(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server:
        fault = await fault_of(server.url, http2=True)
    message = f"{server.where} answers in HTTP/1, not in HTTP/2"
    assert fault == Fault("protocol", "first_byte", message, "leave `http2` out for this service")


async def test_requests_at_once_share_one_connection():
    async def play(server: H2Server) -> None:
        # Answers only once all are there, and the last one first.
        requests = [await server.request() for _ in range(5)]
        for request in reversed(requests):
            assert request is not None
            await server.answer(request[0], request[1][":path"].encode())
        await server.request()

    bodies: dict[str, bytes] = {}
    async with serving(speaking(play)) as server, HttpTransport() as transport:
        session = transport.new_session()

        async def one(path: str) -> None:
            request = HttpRequest("GET", server.url + path, http2=True)
            result = await transport.send(request, session, RecordedProgress())
            assert result.hops[0].response is not None
            bodies[path] = result.hops[0].response.body

        async with trio.open_nursery() as nursery:
            for number in range(5):
                nursery.start_soon(one, f"/{number}")
    assert bodies == {f"/{number}": f"/{number}".encode() for number in range(5)}
    assert server.connections == 1


async def test_a_connection_is_kept_for_the_next_request():
    async with serving(speaking(echo)) as server, HttpTransport() as transport:
        session = transport.new_session()
        reused = []
        for _ in range(3):
            request = HttpRequest("GET", server.url, http2=True)
            result = await transport.send(request, session, RecordedProgress())
            assert result.hops[0].response is not None
            reused.append(result.hops[0].response.attributes["reused"])
    assert (reused, server.connections) == ([False, True, True], 1)


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 1_000_000])
async def test_bodies_of_any_size_go_both_ways(size):
    async def play(server: H2Server) -> None:
        while request := await server.request():
            await server.answer(request[0], request[2])

    body = bytes(size)
    async with serving(speaking(play)) as server:
        result = await get(server.url, method="POST", body=body, http2=True)
    assert result.fault is None
    assert result.hops[0].response is not None
    assert result.hops[0].response.body == body


async def test_the_length_of_a_body_that_head_leaves_out_is_no_limit():
    async def play(server: H2Server) -> None:
        request = await server.request()
        assert request is not None
        fields = [(":status", "200"), ("content-length", "99999999"), ("content-encoding", "exi")]
        server.machine.send_headers(request[0], fields, end_stream=True)
        await server.flush()
        await server.request()

    async with serving(speaking(play)) as server:
        assert (await get(server.url, method="HEAD", http2=True)).fault is None


async def test_interim_answers_and_trailers_are_recorded():
    async def play(server: H2Server) -> None:
        request = await server.request()
        assert request is not None
        server.machine.send_headers(request[0], [(":status", "103"), ("link", "</a.css>")])
        server.machine.send_headers(request[0], [(":status", "200")])
        server.machine.send_data(request[0], b"ok")
        server.machine.send_headers(request[0], [("x-sum", "abc")], end_stream=True)
        await server.flush()
        await server.request()

    async with serving(speaking(play)) as server:
        result = await get(server.url, http2=True)
    assert result.fault is None
    assert result.hops[0].response is not None
    attributes = result.hops[0].response.attributes
    assert attributes["interim"] == [{"status": 103, "reason": "", "headers": [["link", "</a.css>"]]}]
    assert attributes["trailers"] == [["x-sum", "abc"]]


async def test_a_stream_that_the_server_resets_is_a_fault_by_name():
    async def play(server: H2Server) -> None:
        request = await server.request()
        assert request is not None
        server.machine.reset_stream(request[0], h2.errors.ErrorCodes.INTERNAL_ERROR)
        await server.flush()
        await server.request()

    message = "the server broke the answer off with INTERNAL_ERROR"
    assert await fault_when(play) == Fault("protocol", "first_byte", message, "see the service's log")


async def test_a_refused_stream_may_be_tried_again():
    async def play(server: H2Server) -> None:
        request = await server.request()
        assert request is not None
        server.machine.reset_stream(request[0], h2.errors.ErrorCodes.REFUSED_STREAM)
        await server.flush()
        await server.request()

    fault = await fault_when(play)
    assert (fault.kind, fault.is_retryable) == ("disconnected", True)


async def test_going_away_with_an_error_is_a_fault_with_what_the_server_says():
    async def play(server: H2Server) -> None:
        await server.request()
        server.machine.close_connection(h2.errors.ErrorCodes.ENHANCE_YOUR_CALM, b"slow down")
        await server.flush()

    message = "the server closed the connection with ENHANCE_YOUR_CALM (slow down)"
    assert await fault_when(play) == Fault("disconnected", "first_byte", message, is_retryable=True)


async def test_a_connection_that_goes_away_takes_no_further_request():
    async def play(server: H2Server) -> None:
        request = await server.request()
        assert request is not None
        server.machine.send_headers(request[0], [(":status", "200")], end_stream=True)
        server.machine.close_connection()
        await server.flush()

    async with serving(speaking(play), speaking(echo)) as server, HttpTransport() as transport:
        session = transport.new_session()
        for _ in range(2):
            request = HttpRequest("POST", server.url, http2=True)
            assert (await transport.send(request, session, RecordedProgress())).fault is None
    assert server.connections == 2


async def test_a_kept_connection_that_was_closed_is_replaced_with_a_notice():
    async def play(server: H2Server) -> None:
        request = await server.request()
        assert request is not None
        await server.answer(request[0], b"ok")

    async with serving(speaking(play), speaking(echo)) as server, HttpTransport() as transport:
        session = transport.new_session()
        results: list[HttpResult] = []
        for _ in range(2):
            await trio.testing.wait_all_tasks_blocked(0.01)
            request = HttpRequest("GET", server.url, http2=True)
            results.append(await transport.send(request, session, RecordedProgress()))
    assert results[1].fault is None
    assert results[1].notices == ("the service had closed the kept connection; sent again on a new one",)


async def test_a_connection_closed_in_the_middle_is_disconnected():
    async def play(server: H2Server) -> None:
        request = await server.request()
        assert request is not None
        server.machine.send_headers(request[0], [(":status", "200"), ("content-length", "10")])
        server.machine.send_data(request[0], b"half")
        await server.flush()
        await server.peer.end()
        await server.request()

    async with serving(speaking(play)) as server:
        result = await get(server.url, http2=True)
    assert result.fault is not None
    assert result.fault.message == "the connection was closed before the answer was whole"
    assert result.hops[0].response is not None
    assert result.hops[0].response.body == b"half"


async def test_a_body_over_the_limit_ends_its_stream_only():
    resets: list[object] = []

    async def play(server: H2Server) -> None:
        request = await server.request()
        assert request is not None
        server.machine.send_headers(request[0], [(":status", "200")])
        server.machine.send_data(request[0], bytes(10_000))
        await server.flush()
        request = await server.request()
        assert request is not None
        resets.extend(server.resets)
        await server.answer(request[0], b"ok")
        await server.request()

    async with serving(speaking(play)) as server, HttpTransport() as transport:
        session = transport.new_session()
        limited = HttpRequest("GET", server.url, http2=True, limits=HttpLimits(body_bytes=5000))
        first = await transport.send(limited, session, RecordedProgress())
        then = await transport.send(HttpRequest("GET", server.url, http2=True), session, RecordedProgress())
    assert first.fault is not None
    assert first.fault.kind == "limit"
    assert (then.fault, server.connections) == (None, 1)
    assert resets == [(1, h2.errors.ErrorCodes.CANCEL)]


async def test_a_cancelled_request_leaves_the_others_alone(mock_clock):
    async def play(server: H2Server) -> None:
        first, second = await server.request(), await server.request()
        assert first is not None
        assert second is not None
        while not server.resets:
            await server.read()
        await server.answer(second[0] if second[1][":path"] == "/stays" else first[0], b"ok")
        await server.request()

    results: list[HttpResult] = []
    async with serving(speaking(play)) as server, HttpTransport() as transport:
        session = transport.new_session()

        async def one(path: str) -> None:
            request = HttpRequest("GET", server.url + path, http2=True)
            results.append(await transport.send(request, session, RecordedProgress()))

        async with trio.open_nursery() as nursery:
            nursery.start_soon(one, "/stays")
            await trio.testing.wait_all_tasks_blocked(0.02)
            with trio.CancelScope() as scope:
                async with trio.open_nursery() as inner:
                    inner.start_soon(one, "/leaves")
                    await trio.testing.wait_all_tasks_blocked(0.02)
                    scope.cancel()
    assert [result.fault for result in results] == [None]


async def test_too_many_fields_are_a_limit_fault():
    async def play(server: H2Server) -> None:
        request = await server.request()
        assert request is not None
        await server.answer(request[0], b"", *((f"x-{number}", "1") for number in range(20)))
        await server.request()

    fault = await fault_when(play, limits=HttpLimits(header_count=10))
    assert (fault.kind, fault.message) == ("limit", "the answer has 20 header fields, and 10 are allowed")


async def test_a_huge_head_is_a_limit_fault():
    async def play(server: H2Server) -> None:
        request = await server.request()
        assert request is not None
        await server.answer(request[0], b"", *((f"x-{number}", "v" * 1000) for number in range(200)))
        await server.request()

    fault = await fault_when(play)
    message = "the answer's head is larger than 100 KiB, or sent to exhaust memory"
    assert (fault.kind, fault.message) == ("limit", message)


async def test_bytes_that_are_no_http2_are_a_protocol_fault():
    async with serving(bytes_then_hold(b"SSH-2.0-OpenSSH_9.6\r\n")) as server:
        fault = await fault_of(server.url, http2=True)
    assert (fault.kind, fault.message) == ("protocol", "the answer is not HTTP: got `SSH-2.0-OpenSSH_9.6`")
    # SETTINGS on a stream, which the RFC forbids.
    async with serving(bytes_then_hold(b"\x00\x00\x00\x04\x00\x00\x00\x00\x01")) as server:
        fault = await fault_of(server.url, http2=True)
    assert fault.kind == "protocol"
    assert fault.message.startswith("what came back breaks HTTP/2: ")


async def test_fields_that_http2_forbids_are_a_fault():
    async with serving(speaking(echo)) as server:
        fault = await fault_of(server.url, http2=True, headers=(("TE", "gzip"),))
    assert (fault.kind, fault.phase) == ("request", "")
    assert fault.message.startswith("HTTP/2 does not allow this request: ")


async def streamed(play: Play) -> tuple[list[bytes], HttpResult]:
    """The pieces of an answer, each taken before the next is awaited, and what it came to."""
    pieces = []
    async with serving(speaking(play)) as server, HttpTransport() as transport:
        request = HttpRequest("GET", server.url, http2=True)
        with trio.fail_after(5):
            async with transport.stream(request, transport.new_session(), RecordedProgress()) as stream:
                while (piece := await stream.receive()) is not None:
                    pieces.append(piece)
    return pieces, stream.result


async def test_a_body_can_be_taken_as_it_comes():
    async def play(server: H2Server) -> None:
        number = (await server.request())[0]
        server.machine.send_headers(number, [(":status", "200")])
        for piece in (b"one", b"two"):
            server.machine.send_data(number, piece)
            await server.flush()
            await trio.sleep(0.05)  # so that they come apart
        server.machine.end_stream(number)
        await server.flush()
        await server.read()

    pieces, result = await streamed(play)
    assert (pieces, result.fault) == ([b"one", b"two"], None)
    assert result.hops[-1].response.attributes["http_version"] == "HTTP/2"


async def test_a_stream_that_is_reset_is_cut_behind_what_came():
    async def play(server: H2Server) -> None:
        number = (await server.request())[0]
        server.machine.send_headers(number, [(":status", "200")])
        server.machine.send_data(number, b"one")
        server.machine.reset_stream(number, h2.errors.ErrorCodes.INTERNAL_ERROR)
        await server.flush()
        await server.read()

    pieces, result = await streamed(play)
    assert pieces == [b"one"]
    assert result.fault.message == "the server broke the answer off with INTERNAL_ERROR"


async def test_a_stream_that_nobody_wants_any_more_is_cancelled():
    reset = trio.Event()

    async def play(server: H2Server) -> None:
        number = (await server.request())[0]
        server.machine.send_headers(number, [(":status", "200")])
        server.machine.send_data(number, b"one")
        await server.flush()
        while server.is_open and not server.resets:
            await server.read()
        assert server.resets == [(number, h2.errors.ErrorCodes.CANCEL)]
        reset.set()

    async with serving(speaking(play)) as server, HttpTransport() as transport:
        request = HttpRequest("GET", server.url, http2=True)
        with trio.fail_after(5):
            async with transport.stream(request, transport.new_session(), RecordedProgress()) as stream:
                assert await stream.receive() == b"one"
            await reset.wait()
