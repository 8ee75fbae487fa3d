"""Connecting: every address behind a name is judged, and exactly a judged one is called (rows 16, 17, 45, 46)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import trio

from specrunner.events import Fault
from specrunner.transport import AddressPolicy, RedirectPolicy

from .scripted import Peer, bytes_then_close, fault_of, get, serving

OK = bytes_then_close(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


class Names(trio.abc.HostnameResolver):
    """A name server with a fixed answer, or a failure."""

    def __init__(self, *addresses: str, error: OSError | None = None) -> None:
        self._addresses = addresses
        self._error = error
        self.asked: list[object] = []

    async def getaddrinfo(self, host, port, family=0, type=0, proto=0, flags=0):
        self.asked.append(host)
        if self._error is not None:
            raise self._error
        return [
            (socket.AF_INET6, type, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, type, 6, "", (address, port))
            for address in self._addresses
        ]

    async def getnameinfo(self, sockaddr, flags):
        raise AssertionError("nothing here looks names up by address")


@contextmanager
def resolving(names: Names) -> Iterator[Names]:
    old = trio.socket.set_custom_hostname_resolver(names)
    try:
        yield names
    finally:
        trio.socket.set_custom_hostname_resolver(old)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_port_without_a_listener_is_refused():
    port = free_port()
    assert await fault_of(f"http://127.0.0.1:{port}/") == Fault(
        "refused",
        "connect",
        f"nothing listens on 127.0.0.1:{port}",
        "is the service started, and on this port? A spec can start it: see `services`",
        is_retryable=True,
    )


async def test_a_refused_name_lists_the_addresses_that_were_tried():
    port = free_port()
    with resolving(Names("127.0.0.1", "127.0.0.2")):
        fault = await fault_of(f"http://shop.test:{port}/")
    assert fault.kind == "refused"
    assert fault.message == f"nothing listens on shop.test:{port} (tried 127.0.0.1, 127.0.0.2)"


async def test_the_second_address_of_a_name_is_tried_when_the_first_refuses():
    async with serving(OK) as server:
        with resolving(Names("127.0.0.3", "127.0.0.1")):
            result = await get(f"http://shop.test:{server.port}/")
    assert result.fault is None
    assert result.hops[0].response is not None
    assert result.hops[0].response.attributes["remote_address"] == f"127.0.0.1:{server.port}"
    assert set(result.timing_s) == {"dns", "connect", "first_byte", "total"}


async def test_the_first_address_that_answers_is_the_only_one_called():
    async with serving(OK) as first, serving(OK, host="127.0.0.2", port=first.port) as second:
        with resolving(Names("127.0.0.1", "127.0.0.2")):
            assert (await get(f"http://shop.test:{first.port}/")).fault is None
    assert (first.connections, second.connections) == (1, 0)


async def test_an_unknown_name_is_a_dns_fault():
    with resolving(Names(error=socket.gaierror(socket.EAI_NONAME, "Name or service not known"))):
        assert await fault_of("http://shpo.test/") == Fault(
            "dns",
            "dns",
            "the name `shpo.test` has no address",
            "is the name spelt right, and known on this machine?",
        )


async def test_a_name_server_that_is_down_may_be_tried_again():
    with resolving(Names(error=socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"))):
        assert await fault_of("http://shop.test/") == Fault(
            "dns",
            "dns",
            "the name `shop.test` could not be looked up: the name server did not answer",
            "does this machine have a network?",
            is_retryable=True,
        )


async def test_a_name_that_points_at_metadata_is_blocked_before_a_connection():
    with resolving(Names("169.254.169.254")):
        assert await fault_of("http://innocent.test/") == Fault(
            "blocked",
            "connect",
            "innocent.test:80 may not be called: 169.254.169.254 is a cloud's metadata address, "
            "which hands out credentials",
            "name `innocent.test` in `allow_hosts`, or in `network.allow` of the settings, if it is to be called",
        )


async def test_only_the_allowed_addresses_of_a_name_are_called():
    async with serving(OK) as server:
        with resolving(Names("169.254.169.254", "127.0.0.1")):
            result = await get(f"http://shop.test:{server.port}/")
    assert result.hops[0].response is not None
    assert result.hops[0].response.attributes["remote_address"] == f"127.0.0.1:{server.port}"


async def test_a_name_is_looked_up_once_so_that_a_second_answer_cannot_differ():
    async with serving(OK) as server:
        with resolving(Names("127.0.0.1")) as names:
            await get(f"http://rebinding.test:{server.port}/")
    assert len(names.asked) == 1


@pytest.mark.parametrize("spelling", ["0x7f.1", "2130706433", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]", "0"])
async def test_odd_spellings_are_judged_as_what_they_mean(spelling):
    fault = await fault_of(f"http://{spelling}:9/", addresses=AddressPolicy(allow_private=False))
    assert fault.kind == "blocked"
    assert "is a loopback address, and `network.private` of the settings is false" in fault.message


async def test_odd_spellings_reach_a_private_service_by_default():
    async with serving(OK) as server:
        result = await get(f"http://0x7f.1:{server.port}/")
    assert result.hops[0].response is not None
    assert result.hops[0].response.attributes["remote_address"] == f"127.0.0.1:{server.port}"


async def test_a_redirect_is_judged_as_well():
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.answer(b"", b"Location: http://169.254.169.254/latest", status=b"302 Found")

    async with serving(script) as server:
        result = await get(server.url, follow=RedirectPolicy(follow=True))
    assert result.fault is not None
    assert result.fault.kind == "blocked"
    assert [hop.request.summary for hop in result.hops] == [
        f"GET {server.url}/",
        "GET http://169.254.169.254/latest",
    ]


async def test_proxies_and_passwords_of_the_environment_are_not_used(monkeypatch, tmp_path):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".netrc").write_text("default login ann password secret\n")
    async with serving(OK) as server:
        result = await get(server.url)
    assert result.fault is None
    assert "authorization" not in result.hops[0].request.headers
