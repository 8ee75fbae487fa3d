"""The kind over real sockets: what arrives at a server, and what is told of its answer."""

import gzip
import ssl
from contextlib import suppress
from functools import partial

import pytest
import trio
import trustme

from specrunner.events import Exchange
from specrunner.protocols.http import HTTP
from specrunner.protocols.http.model import HttpAction
from specrunner.transport import HttpTransport
from tests.requests.fakes import FakeFiles, FakeSession, context
from tests.requests.server import Recorded, Recorder, recorder, reply


def read(exchange: Exchange, name: str) -> object:
    return HTTP.subjects.subjects[name].read(exchange)


async def run(server: Recorder, session: FakeSession | None = None, **fields: object) -> Exchange:
    action = HttpAction.model_validate({"base_url": server.url, **fields})
    async with HttpTransport() as transport:
        return await HTTP.runner.run(action, context(transport, FakeFiles(a_bin=b"\x00\xff"), session))


async def test_a_request_arrives_as_written():
    async with recorder() as server:
        exchange = await run(
            server,
            post="/a/../b?x=1",
            params={"y": [1, 2]},
            headers={"X-A": ["1", "2"]},
            json={"a": 1},
            cookies={"c": "d"},
        )
    (request,) = server.requests
    assert (request.method, request.target, request.body) == ("POST", "/a/../b?x=1&y=1&y=2", b'{"a":1}')
    assert request.all("x-a") == ["1", "2"]
    assert request.all("content-type") == ["application/json"]
    assert request.all("cookie") == ["c=d"]
    assert request.all("accept") == ["*/*"]
    assert request.all("user-agent")[0].startswith("specrunner/")
    assert exchange.fault is None
    assert read(exchange, "status") == 200


async def test_a_default_header_can_be_taken_out():
    async with recorder() as server:
        await run(server, get="/", headers={"Accept": None, "User-Agent": None})
    assert (server.requests[0].all("accept"), server.requests[0].all("user-agent")) == ([], [])


async def test_a_file_is_sent_byte_for_byte():
    async with recorder() as server:
        await run(server, put="/", file="a.bin")
    assert server.requests[0].body == b"\x00\xff"


async def test_a_compressed_answer_is_decoded_and_its_sizes_told():
    packed = gzip.compress(b'{"a": [1, 2]}' + b" " * 1000)
    answer = reply("200 OK", packed, "Content-Type: application/json", "Content-Encoding: gzip")
    async with recorder(lambda request: answer) as server:
        exchange = await run(server, get="/")
    assert read(exchange, "body") == {"a": [1, 2]}
    assert (read(exchange, "size"), read(exchange, "wire_size")) == (1013, len(packed))


async def test_cookies_of_a_session_come_back_and_others_stay_apart():
    answer = reply("200 OK", b"", "Set-Cookie: sid=7; Path=/; HttpOnly")
    async with recorder(lambda request: answer) as server, HttpTransport() as transport:
        ann, bob = FakeSession(), FakeSession()
        for session in (ann, ann, bob):
            action = HttpAction(get=f"{server.url}/")
            exchange = await HTTP.runner.run(action, context(transport, session=session))
    assert [request.all("cookie") for request in server.requests] == [[], ["sid=7"], []]
    assert read(exchange, "cookies") == {"sid": "7"}
    assert read(exchange, "set_cookies")["sid"]["http_only"] is True


def redirecting(request: Recorded) -> bytes:
    if request.target == "/end":
        return reply("200 OK", b"done")
    return reply("302 Found", b"", "Location: /end")


async def test_a_redirect_is_shown_unless_it_is_to_be_followed():
    async with recorder(redirecting) as server:
        shown = await run(server, get="/start")
        followed = await run(server, get="/start", redirects={"follow": True})
    assert (read(shown, "status"), read(shown, "headers")["location"], read(shown, "redirects")) == (302, "/end", [])
    assert (read(followed, "status"), read(followed, "body")) == (200, "done")
    assert read(followed, "url") == f"{server.url}/end"
    assert read(followed, "redirects") == [{"status": 302, "url": f"{server.url}/start", "location": "/end"}]


async def test_a_key_does_not_follow_a_redirect_to_another_origin():
    async with recorder() as other, recorder(lambda r: reply("307 X", b"", f"Location: {other.url}/")) as server:
        await run(
            server,
            get="/",
            headers={"X-Api-Key": "k", "Accept": "text/x"},
            auth={"bearer": "t"},
            redirects={"follow": True},
        )
    (request,) = other.requests
    assert (request.all("x-api-key"), request.all("authorization"), request.all("accept")) == ([], [], ["text/x"])


def challenging(request: Recorded) -> bytes:
    if request.all("authorization"):
        return reply("200 OK", b"in")
    return reply("401 Unauthorized", b"", 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"')


async def test_digest_is_met_over_the_wire():
    async with recorder(challenging) as server:
        exchange = await run(server, get="/x", auth={"digest": {"username": "ann", "password": "tea"}})
    assert read(exchange, "body") == "in"
    assert [message.attributes["status"] for message in exchange.received] == [401, 200]
    assert server.requests[1].all("authorization")[0].startswith('Digest username="ann", realm="r", uri="/x"')


async def test_where_nothing_listens_there_is_a_fault():
    async with recorder() as server:
        gone = server.url
    exchange = await run(Recorder(gone), get="/x")
    assert exchange.fault is not None
    assert read(exchange, "fault")["kind"] == "refused"
    assert read(exchange, "error") == f"nothing listens on {gone.removeprefix('http://')}"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"SSH-2.0-OpenSSH_9.6\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "disconnected"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nxyz", "decoding"),
    ],
)
async def test_an_answer_that_is_none_is_a_fault(answer, kind):
    async def speak(stream: trio.SocketStream) -> None:
        await stream.receive_some(65536)
        await stream.send_all(answer)
        await stream.aclose()

    async with trio.open_nursery() as nursery:
        listeners = await nursery.start(partial(trio.serve_tcp, speak, 0, host="127.0.0.1"))
        port = listeners[0].socket.getsockname()[1]
        exchange = await run(Recorder(f"http://127.0.0.1:{port}"), get="/")
        nursery.cancel_scope.cancel()
    assert exchange.fault is not None
    assert exchange.fault.kind == kind


async def test_a_body_above_the_limit_is_a_fault():
    async with recorder(lambda request: reply("200 OK", b"x" * 2000)) as server:
        exchange = await run(server, get="/", limits={"body": "1KiB"})
    assert exchange.fault is not None
    assert exchange.fault.kind == "limit"


async def test_a_line_break_from_a_value_cannot_make_a_header():
    async with recorder() as server:
        exchange = await run(server, get="/", headers={"X-A": "1\r\nX-B: 2"})
    assert exchange.fault is not None
    assert "X-A" in exchange.fault.message
    assert server.requests == []


async def test_an_unchecked_certificate_is_noted_and_its_facts_are_told():
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("shop.test").configure_cert(tls)

    async def speak(stream: trio.SSLStream) -> None:
        with suppress(trio.BrokenResourceError):  # the first client hangs up when it sees the certificate
            await stream.receive_some(65536)
            await stream.send_all(reply("200 OK", b"in"))

    async with trio.open_nursery() as nursery:
        listen = partial(trio.serve_ssl_over_tcp, speak, 0, tls, host="127.0.0.1")
        listeners = await nursery.start(listen)
        port = listeners[0].transport_listener.socket.getsockname()[1]
        server = Recorder(f"https://127.0.0.1:{port}")
        refused = await run(server, get="/")
        exchange = await run(server, get="/", tls={"verify": False})
        nursery.cancel_scope.cancel()
    assert refused.fault is not None
    assert refused.fault.kind == "tls"
    assert read(exchange, "body") == "in"
    assert read(exchange, "tls")["version"] == "TLSv1.3"
    assert any("was not checked" in notice for notice in exchange.notices)
    assert "--insecure" in HTTP.curl(exchange)
