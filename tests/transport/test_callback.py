"""The listener that a browser comes back to."""

from __future__ import annotations

import sys
import urllib.request

import httpx2
import pytest
import trio

from specrunner.transport import CallbackListener


async def test_the_first_request_to_the_path_is_what_it_waits_for():
    with CallbackListener() as listener:
        hits = []

        async def wait() -> None:
            hits.append(await listener.wait())

        async with trio.open_nursery() as nursery, httpx2.AsyncClient(trust_env=False) as client:
            nursery.start_soon(wait)
            origin = listener.url.removesuffix("/callback")
            # A browser asks for its icon too, whenever it likes.
            assert (await client.get(f"{origin}/favicon.ico")).status_code == 404
            answer = await client.get(f"{listener.url}?code=a%2Bb&state=s")
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert [(hit.method, hit.url) for hit in hits] == [("GET", f"{listener.url}?code=a%2Bb&state=s")]


async def test_a_form_that_is_posted_comes_with_its_body():
    with CallbackListener("/back") as listener:
        hits = []

        async def wait() -> None:
            hits.append(await listener.wait())

        async with trio.open_nursery() as nursery, httpx2.AsyncClient(trust_env=False) as client:
            nursery.start_soon(wait)
            await client.post(listener.url, data={"code": "a"})
    assert (hits[0].method, hits[0].body) == ("POST", b"code=a")


@pytest.mark.parametrize("garbage", [b"", b"nonsense\r\n\r\n", b"GET /callback HTTP/1.1\r\nHost: a\r\n"])
async def test_garbage_changes_nothing(garbage):
    with CallbackListener() as listener:
        port = int(listener.url.split(":")[2].partition("/")[0])
        hits = []

        async def wait() -> None:
            hits.append(await listener.wait())

        async with trio.open_nursery() as nursery, httpx2.AsyncClient(trust_env=False) as client:
            nursery.start_soon(wait)
            stream = await trio.open_tcp_stream("127.0.0.1", port)
            async with stream:
                await stream.send_all(garbage or b"\0")
            await client.get(f"{listener.url}?code=a")
    assert hits[0].url.endswith("?code=a")


def test_the_port_is_given_back_at_the_end():
    with CallbackListener() as listener:
        url = listener.url
    with pytest.raises(OSError, match=r"[Rr]efused"):
        urllib.request.urlopen(url, timeout=2)


def test_two_listeners_have_two_ports():
    with CallbackListener() as one, CallbackListener() as other:
        assert one.url != other.url
    assert sys.version_info >= (3, 11)
