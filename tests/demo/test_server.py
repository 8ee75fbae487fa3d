"""The app on a real socket. Clients here are bare streams, so that nothing smooths over what the server does."""

import ssl
from contextlib import asynccontextmanager

import httpx2
import pytest
import trio
import trustme

from specrunner.demo import create_app
from specrunner.demo.server import Binding, serve

pytestmark = pytest.mark.filterwarnings("error")


@asynccontextmanager
async def running(binding: Binding):
    """URL of a server that is up for as long as the block lasts."""
    send_url, receive_url = trio.open_memory_channel[str](1)
    over = trio.Event()
    async with trio.open_nursery() as nursery:

        async def run() -> None:
            await serve(create_app(), binding, announce=send_url.send_nowait, until=over.wait)

        nursery.start_soon(run)
        with trio.fail_after(10):
            url = await receive_url.receive()
        yield url
        over.set()


def address(url: str) -> tuple[str, int]:
    host, _, port = url.rpartition("//")[2].rpartition(":")
    return host, int(port)


async def test_it_listens_on_a_free_port_and_says_which():
    async with running(Binding()) as url, httpx2.AsyncClient(base_url=url, trust_env=False) as client:
        assert url.startswith("http://127.0.0.1:")
        assert (await client.get("/health")).json()["status"] == "ok"


async def test_one_connection_takes_request_after_request():
    async with running(Binding()) as url:
        stream = await trio.open_tcp_stream(*address(url))
        for _ in range(3):
            await stream.send_all(b"GET /http/status/204 HTTP/1.1\r\nHost: shop\r\n\r\n")
            assert (await stream.receive_some()).startswith(b"HTTP/1.1 204")
        await stream.aclose()


async def test_a_body_that_is_refused_does_not_break_the_connection():
    async with running(Binding()) as url, httpx2.AsyncClient(base_url=url, trust_env=False) as client:
        statuses = [
            (await client.post("/http/echo", content=b"x" * 3_000_000)).status_code,
            (await client.post("/orders", content=b"x" * 900_000)).status_code,
            (await client.get("/health")).status_code,
        ]
    assert statuses == [413, 401, 200]


async def test_a_client_that_leaves_does_no_harm(capfd):
    async with running(Binding()) as url:
        for request in (
            b"GET /http/drip?duration_s=9 HTTP/1.1\r\nHost: shop\r\n\r\n",
            b"POST /http/echo HTTP/1.1\r\nHost: shop\r\nContent-Length: 100\r\n\r\nabc",
        ):
            stream = await trio.open_tcp_stream(*address(url))
            await stream.send_all(request)
            await trio.testing.wait_all_tasks_blocked(0.05)
            await stream.aclose()
        async with httpx2.AsyncClient(base_url=url, trust_env=False) as client:
            assert (await client.get("/health")).status_code == 200
    assert capfd.readouterr() == ("", "")


async def test_it_stops_within_a_second_though_an_answer_is_under_way():
    with trio.fail_after(5):
        async with running(Binding()) as url:
            stream = await trio.open_tcp_stream(*address(url))
            await stream.send_all(b"GET /http/delay/50 HTTP/1.1\r\nHost: shop\r\n\r\n")
            await trio.testing.wait_all_tasks_blocked(0.05)
            began_s = trio.current_time()
    assert trio.current_time() - began_s < 1
    await stream.aclose()


async def test_an_address_that_is_taken_is_an_os_error():
    async with running(Binding()) as url:
        with pytest.raises(OSError, match="Address already in use"):
            await serve(create_app(), Binding(port=address(url)[1]), announce=print, until=trio.sleep_forever)


async def test_the_access_log_goes_to_standard_error(capfd):
    async with (
        running(Binding(logs_access=True)) as url,
        httpx2.AsyncClient(base_url=url, trust_env=False) as client,
    ):
        await client.get("/http/status/204?retry_after=1")
    out, err = capfd.readouterr()
    assert out == ""
    assert '"GET /http/status/204?retry_after=1 HTTP/1.1" 204 -' in err


async def test_with_a_certificate_it_speaks_http_2_to_clients_it_knows(tmp_path):
    authority = trustme.CA()
    server, client_ca, ann = tmp_path / "server.pem", tmp_path / "ca.pem", tmp_path / "ann.pem"
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(server))
    authority.cert_pem.write_to_path(str(client_ca))
    authority.issue_cert("ann@shop.test").private_key_and_cert_chain_pem.write_to_path(str(ann))
    context = ssl.create_default_context(cafile=str(client_ca))
    async with running(Binding(certificate=server, client_ca=client_ca)) as url:
        async with httpx2.AsyncClient(base_url=url, verify=context, http2=True, trust_env=False) as stranger:
            with pytest.raises(httpx2.TransportError):
                await stranger.get("/health")
        context.load_cert_chain(str(ann))
        async with httpx2.AsyncClient(base_url=url, verify=context, http2=True, trust_env=False) as client:
            echoed = (await client.get("/http/echo")).json()
    assert url.startswith("https://")
    assert (echoed["http_version"], echoed["scheme"]) == ("2", "https")
