"""Proxies: only the one that is named, by forwarding or by a tunnel."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trio
import trustme

from specrunner.events import Fault
from specrunner.transport import AddressPolicy, HttpRequest, HttpTransport, TlsOptions

from .scripted import Peer, RecordedProgress, Script, bytes_then_close, fault_of, get, serving

OK = bytes_then_close(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("proxy") / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture(scope="module")
def localhost(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


def tunnelling(port: int, seen: list[bytes]) -> Script:
    """A proxy that opens a tunnel to `port`, wherever it is asked to."""

    async def script(peer: Peer) -> None:
        seen.append(await peer.head())
        await peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        async with await trio.open_tcp_stream("127.0.0.1", port) as far, trio.open_nursery() as nursery:

            async def pass_on(source: trio.abc.Stream, sink: trio.abc.Stream) -> None:
                async for data in source:
                    await sink.send_all(data)
                nursery.cancel_scope.cancel()

            nursery.start_soon(pass_on, peer.stream, far)
            nursery.start_soon(pass_on, far, peer.stream)

    return script


async def test_plain_http_goes_to_the_proxy_with_the_whole_url():
    seen: list[bytes] = []

    async def script(peer: Peer) -> None:
        while head := await peer.request():
            seen.append(head)
            await peer.answer(b"ok")

    async with serving(script) as proxy, HttpTransport() as transport:
        session = transport.new_session()
        named = proxy.url.replace("//", "//ann:p%40ss@")
        for _ in range(2):
            request = HttpRequest("GET", "http://shop.test/a?b", proxy=named)
            result = await transport.send(request, session, RecordedProgress())
            assert result.fault is None
    assert proxy.connections == 1
    assert seen[0].startswith(b"GET http://shop.test/a?b HTTP/1.1\r\nHost: shop.test\r\n")
    assert b"\r\nProxy-Authorization: Basic YW5uOnBAc3M=\r\n" in seen[0]
    # The proxy's password is no part of the recorded request.
    assert "proxy-authorization" not in result.hops[0].request.headers


async def test_https_goes_through_a_tunnel_and_the_server_is_still_checked(ca_file, localhost):
    seen: list[bytes] = []
    async with serving(OK, tls=localhost) as server, serving(tunnelling(server.port, seen)) as proxy:
        result = await get("https://localhost:444/", proxy=proxy.url, tls=TlsOptions(ca=ca_file))
        wrong = await fault_of("https://shop.test/", proxy=proxy.url, tls=TlsOptions(ca=ca_file))
    assert result.fault is None
    assert seen[0] == b"CONNECT localhost:444 HTTP/1.1\r\nHost: localhost:444\r\n\r\n"
    assert "is for localhost, not for shop.test" in wrong.message


async def test_a_proxy_may_itself_speak_tls(ca_file, localhost, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))
    async with serving(OK, tls=localhost) as proxy:
        result = await get("http://shop.test/", proxy=proxy.https)
    assert result.fault is None


async def test_a_proxy_that_wants_a_password_says_so():
    data = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    async with serving(bytes_then_close(data)) as proxy:
        fault = await fault_of("https://shop.test/", proxy=proxy.url)
    assert fault == Fault(
        "unreachable",
        "connect",
        f"the proxy {proxy.where} opened no tunnel to shop.test:443: 407 Proxy Authentication Required",
        "give its user and password: `proxy: http://user:password@host:port`",
    )


@pytest.mark.parametrize(
    ("data", "kind", "why"),
    [
        (b"SSH-2.0\r\n", "protocol", "the answer is not HTTP: got `SSH-2.0`"),
        (b"", "disconnected", "the connection was closed without an answer"),
    ],
)
async def test_a_proxy_that_speaks_no_http_says_so(data, kind, why):
    async with serving(bytes_then_close(data)) as proxy:
        fault = await fault_of("https://shop.test/", proxy=proxy.url)
    assert (fault.kind, fault.phase) == (kind, "connect")
    assert fault.message == f"the proxy {proxy.where} opened no tunnel to shop.test:443: {why}"


async def test_a_proxy_that_is_not_there_is_named_as_the_proxy():
    fault = await fault_of("http://shop.test/", proxy="http://127.0.0.1:1")
    assert (fault.kind, fault.message) == ("refused", "the proxy: nothing listens on 127.0.0.1:1")


@pytest.mark.parametrize(
    ("proxy", "message", "hint"),
    [
        ("localhost:3128", "the proxy `localhost:3128` is no URL", "write `http://host:port`"),
        ("ann:secret@localhost:3128", "the proxy `localhost:3128` is no URL", "write `http://host:port`"),
        (
            "socks5://localhost:1080",
            "the proxy scheme `socks5` is not supported",
            "`http://` and `https://` proxies are",
        ),
        (
            "http://exa mple",
            "`proxy`: `http://exa mple` cannot be called: there is a space in the host `exa mple`",
            None,
        ),
    ],
)
async def test_a_bad_proxy_is_a_fault_of_the_url(proxy, message, hint):
    fault = await fault_of("http://shop.test/", proxy=proxy)
    assert (fault.kind, fault.message, fault.hint) == ("url", message, hint)


async def test_an_address_is_judged_even_behind_a_proxy():
    async with serving(OK) as proxy:
        fault = await fault_of("http://169.254.169.254/", proxy=proxy.url)
        assert fault.kind == "blocked"
        allowed = AddressPolicy(allow_hosts=("169.254.169.254",))
        assert (await get("http://169.254.169.254/", proxy=proxy.url, addresses=allowed)).fault is None
    assert proxy.connections == 1


async def test_a_denied_name_is_not_asked_of_a_proxy():
    async with serving(OK) as proxy:
        denied = AddressPolicy(deny=("*.example.com",))
        assert await fault_of("http://www.example.com/", proxy=proxy.url, addresses=denied) == Fault(
            "blocked",
            "connect",
            "www.example.com:80 may not be called: it is denied by `network.deny` of the settings",
            "take it out of `network.deny` in the settings if it is to be called",
        )
    assert proxy.connections == 0
