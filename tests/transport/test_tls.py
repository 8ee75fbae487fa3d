"""TLS that fails says why, by name and date; TLS that works says with whom."""

from __future__ import annotations

import datetime
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from specrunner.events import Fault
from specrunner.source import printable
from specrunner.transport import HttpRequest, HttpTransport, TlsOptions

from .scripted import Peer, RecordedProgress, Script, bytes_then_close, fault_of, get, serving

OK = bytes_then_close(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.fixture(scope="module")
def localhost(authority: trustme.CA) -> ssl.SSLContext:
    return context_of(authority.issue_cert("localhost", common_name="shop"))


def with_alerts(context: ssl.SSLContext) -> Script:
    """A handshake that tells the client why it failed: trio's own server side keeps the alert to itself."""

    async def script(peer: Peer) -> None:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        machine = context.wrap_bio(incoming, outgoing, server_side=True)

        async def step(action: Callable[[], object]) -> None:
            while True:
                try:
                    action()
                except ssl.SSLWantReadError:
                    await peer.send(outgoing.read())
                    data = await peer.stream.receive_some()
                    incoming.write(data) if data else incoming.write_eof()
                except ssl.SSLError:
                    await peer.send(outgoing.read())
                    await peer.stream.receive_some()
                    return
                else:
                    await peer.send(outgoing.read())
                    return

        await step(machine.do_handshake)
        await step(lambda: machine.read(1))

    return script


async def test_an_authority_that_is_given_makes_the_answer_trusted(ca_file, localhost):
    async with serving(OK, tls=localhost) as server:
        result = await get(server.https, tls=TlsOptions(ca=ca_file))
    assert result.fault is None
    assert result.hops[0].response is not None
    tls = result.hops[0].response.attributes["tls"]
    assert isinstance(tls, dict)
    assert tls["version"] == "TLSv1.3"
    assert tls["verified"] is True
    assert tls["san"] == ["localhost"]
    assert tls["subject"].endswith("CN=shop")
    assert tls["issuer"].startswith("O=trustme")
    assert tls["not_before"] == "2000-01-01T00:00:00Z"
    assert tls["not_after"].endswith("Z")
    assert set(result.timing_s) == {"dns", "connect", "tls", "first_byte", "total"}


async def test_an_unknown_authority_is_named_with_the_mend(localhost):
    async with serving(OK, tls=localhost) as server:
        fault = await fault_of(server.https)
    assert (fault.kind, fault.phase, fault.is_retryable) == ("tls", "tls", False)
    assert fault.message.startswith(f"the certificate of localhost:{server.port} (subject O=trustme")
    assert "is not trusted: its authority is not known here; it was issued by O=trustme" in fault.message
    hint = "give the authority's certificate as `tls: {ca: authority.pem}`; `verify: false` skips the check"
    assert fault.hint == hint


async def test_a_wrong_authority_file_is_named(localhost, tmp_path):
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    async with serving(OK, tls=localhost) as server:
        fault = await fault_of(server.https, tls=TlsOptions(ca=other))
    assert fault.kind == "tls"
    assert fault.hint == f"`tls.ca` is {other}: is that the authority that issued it?"


async def test_a_certificate_for_another_host_lists_its_names(authority, ca_file):
    tls = context_of(authority.issue_cert("shop.test", "*.shop.test"))
    async with serving(OK, tls=tls) as server:
        fault = await fault_of(server.https, tls=TlsOptions(ca=ca_file))
    assert fault.message.endswith(" is for shop.test, *.shop.test, not for localhost")
    assert fault.hint == "call it by one of those names, or set `tls: {server_name: ...}`"


async def test_a_certificate_is_checked_against_an_address_too(authority, ca_file, localhost):
    async with serving(OK, tls=localhost) as server:
        fault = await fault_of(f"https://127.0.0.1:{server.port}", tls=TlsOptions(ca=ca_file))
    assert fault.message.endswith(" is for localhost, not for 127.0.0.1")
    async with serving(OK, tls=context_of(authority.issue_cert("127.0.0.1"))) as server:
        result = await get(f"https://127.0.0.1:{server.port}", tls=TlsOptions(ca=ca_file))
    assert result.fault is None


async def test_server_name_is_sent_and_checked_instead_of_the_host(authority, ca_file):
    tls = context_of(authority.issue_cert("shop.test"))
    seen: list[str | None] = []
    tls.sni_callback = lambda _object, name, _context: seen.append(name)
    async with serving(OK, tls=tls) as server:
        result = await get(server.https, tls=TlsOptions(ca=ca_file, server_name="shop.test"))
    assert (result.fault, seen) == (None, ["shop.test"])


@pytest.mark.parametrize("name", [".shop.test", "ж" * 64 + ".test", "a\0b"])
async def test_a_name_that_cannot_be_sent_is_a_fault(localhost, name):
    async with serving(OK, tls=localhost) as server:
        fault = await fault_of(server.https, tls=TlsOptions(server_name=name))
    assert fault == Fault("tls", "tls", f"`{printable(name)}` cannot be sent as a server name")


async def test_an_expired_certificate_says_since_when(authority, ca_file):
    until = datetime.datetime(2021, 3, 4, 5, 6, 7, tzinfo=datetime.UTC)
    since = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    tls = context_of(authority.issue_cert("localhost", not_before=since, not_after=until))
    async with serving(OK, tls=tls) as server:
        fault = await fault_of(server.https, tls=TlsOptions(ca=ca_file))
    assert fault.message.endswith(" has expired on 2021-03-04T05:06:07Z")
    assert fault.hint == "renew it; `tls: {verify: false}` skips the check"


async def test_a_certificate_from_the_future_says_from_when(authority, ca_file):
    since = datetime.datetime(2199, 1, 1, tzinfo=datetime.UTC)
    until = datetime.datetime(2200, 1, 1, tzinfo=datetime.UTC)
    tls = context_of(authority.issue_cert("localhost", not_before=since, not_after=until))
    async with serving(OK, tls=tls) as server:
        fault = await fault_of(server.https, tls=TlsOptions(ca=ca_file))
    assert fault.message.endswith(" is not valid before 2199-01-01T00:00:00Z")
    assert fault.hint == "are the clocks of this machine and the issuer right?"


async def test_without_verification_there_is_a_notice_and_the_certificate_is_still_told(localhost):
    async with serving(OK, tls=localhost) as server:
        result = await get(server.https, tls=TlsOptions(verify=False))
    assert result.fault is None
    assert result.notices == (
        f"the certificate of localhost:{server.port} was not checked (`tls: {{verify: false}}`)",
    )
    assert result.hops[0].response is not None
    tls = result.hops[0].response.attributes["tls"]
    assert isinstance(tls, dict)
    assert (tls["verified"], tls["san"]) == (False, ["localhost"])


@pytest.mark.parametrize(
    ("version", "what"),
    [
        (ssl.TLSVersion.TLSv1_3, "the server asks for a client certificate"),
        (
            ssl.TLSVersion.TLSv1_2,
            "the server refused the handshake: it wants a client certificate, or has no cipher in common",
        ),
    ],
)
async def test_a_missing_client_certificate_is_asked_for(authority, ca_file, version, what):
    tls = context_of(authority.issue_cert("localhost"))
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.maximum_version = version
    authority.configure_trust(tls)
    async with serving(with_alerts(tls)) as server:
        fault = await fault_of(server.https, tls=TlsOptions(ca=ca_file))
    assert fault.message == f"TLS with localhost:{server.port}: {what}"
    assert fault.hint is not None
    assert fault.hint.endswith("give `tls: {cert: client.pem, key: client.key}`")


async def test_a_client_certificate_is_sent(authority, ca_file, tmp_path):
    own = authority.issue_cert("me@example.com")
    cert, key = tmp_path / "client.pem", tmp_path / "client.key"
    own.cert_chain_pems[0].write_to_path(str(cert))
    own.private_key_pem.write_to_path(str(key))
    tls = context_of(authority.issue_cert("localhost"))
    tls.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(tls)
    async with serving(OK, tls=tls) as server:
        result = await get(server.https, tls=TlsOptions(ca=ca_file, cert=cert, key=key))
    assert result.fault is None


async def test_a_client_certificate_of_an_unknown_authority_says_so(authority, ca_file, tmp_path):
    cert = tmp_path / "client.pem"
    trustme.CA().issue_cert("me@example.com").private_key_and_cert_chain_pem.write_to_path(str(cert))
    tls = context_of(authority.issue_cert("localhost"))
    tls.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(tls)
    async with serving(with_alerts(tls)) as server:
        fault = await fault_of(server.https, tls=TlsOptions(ca=ca_file, cert=cert))
    message = f"TLS with localhost:{server.port}: the server does not know the authority of the client certificate"
    assert fault.message == message


async def test_https_to_a_plain_port_says_what_answered():
    async with serving(bytes_then_close(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server:

        async def plain(peer: Peer) -> None:
            await peer.stream.receive_some()
            await peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        async with serving(plain) as other:
            fault = await fault_of(other.https)
    assert server.connections == 0
    assert fault == Fault(
        "tls",
        "tls",
        f"localhost:{other.port} speaks no TLS: got `HTTP/1.1 400 Bad Request`",
        f"write `http://` if the port is one for plain HTTP: http://localhost:{other.port}",
    )


async def test_a_server_that_only_speaks_old_tls_is_called_too_old():
    # The alert `protocol_version`, as a server sends it that knows TLS 1.0 only.
    async def script(peer: Peer) -> None:
        await peer.stream.receive_some()
        await peer.send(b"\x15\x03\x01\x00\x02\x02\x46")

    async with serving(script) as server:
        fault = await fault_of(server.https)
    assert fault == Fault(
        "tls",
        "tls",
        f"localhost:{server.port} and this machine have no TLS version in common: "
        "the server is too old, or too strict",
        'for an old test server lower `tls: {min_version: "1.0"}`; a raised `min_version` may be too high',
    )


async def test_a_raised_minimum_refuses_an_older_version(authority, ca_file):
    tls = context_of(authority.issue_cert("localhost"))
    tls.maximum_version = ssl.TLSVersion.TLSv1_2
    async with serving(with_alerts(tls)) as server:
        fault = await fault_of(server.https, tls=TlsOptions(ca=ca_file, min_version="1.3"))
        assert "have no TLS version in common" in fault.message
    async with serving(OK, tls=tls) as server:
        result = await get(server.https, tls=TlsOptions(ca=ca_file, min_version="1.0"))
    assert result.fault is None


async def test_a_connection_closed_during_the_handshake_says_so():
    async def script(peer: Peer) -> None:
        await peer.stream.receive_some()

    async with serving(script) as server:
        fault = await fault_of(server.https)
    message = f"localhost:{server.port} closed the connection during the TLS handshake"
    assert (fault.kind, fault.message, fault.is_retryable) == ("tls", message, True)


@pytest.mark.parametrize("option", ["ca", "cert"])
async def test_a_missing_file_is_a_fault_before_any_traffic(option, tmp_path):
    path = tmp_path / "nowhere.pem"
    async with serving(OK) as server:
        fault = await fault_of(server.https, tls=TlsOptions(**{option: path}))
    assert fault == Fault("file", "tls", f"`tls.{option}`: {path} cannot be read: No such file or directory")
    assert server.connections == 0


async def test_files_that_are_no_pem_are_named(tmp_path):
    path = tmp_path / "text.pem"
    path.write_text("hello")
    fault = await fault_of("https://localhost:1", tls=TlsOptions(ca=path))
    assert fault.message.startswith(f"`tls.ca`: {path} holds no certificate that can be read")
    fault = await fault_of("https://localhost:1", tls=TlsOptions(cert=path))
    assert fault.message.startswith(f"`tls.cert`: {path} and its key cannot be read as PEM")


async def test_a_key_of_another_certificate_is_named(authority, tmp_path):
    cert, key = tmp_path / "client.pem", tmp_path / "client.key"
    authority.issue_cert("a@b.c").cert_chain_pems[0].write_to_path(str(cert))
    authority.issue_cert("a@b.c").private_key_pem.write_to_path(str(key))
    fault = await fault_of("https://localhost:1", tls=TlsOptions(cert=cert, key=key))
    assert fault.message == f"`tls.key` {key} does not belong to `tls.cert` {cert}"


async def test_equal_options_share_one_context(ca_file, localhost, monkeypatch):
    made: list[object] = []
    real = ssl.SSLContext.load_verify_locations
    monkeypatch.setattr(
        ssl.SSLContext, "load_verify_locations", lambda self, **named: made.append(self) or real(self, **named)
    )
    async with serving(OK, tls=localhost) as server, HttpTransport() as transport:
        for _ in range(2):
            request = HttpRequest("GET", server.https, tls=TlsOptions(ca=ca_file))
            result = await transport.send(request, transport.new_session(), RecordedProgress())
            assert result.fault is None
    assert (len(made), server.connections) == (1, 2)
