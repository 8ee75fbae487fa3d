import socket
import ssl

import pytest
import trio
import trustme
from trio.testing import wait_all_tasks_blocked

from specrunner.transport.status import get_status, why_no_status
from specrunner.transport.target import read_target

ANSWER = b"HTTP/1.1 204 No Content\r\nX: y\r\n\r\n"


@pytest.fixture
async def serve(nursery):
    """Serves each connection the bytes given, one send for each; returns the port and the requests seen."""

    async def start(*sends: bytes, tls: ssl.SSLContext | None = None) -> tuple[int, list[bytes]]:
        requests: list[bytes] = []

        async def handle(plain: trio.SocketStream) -> None:
            stream = plain if tls is None else trio.SSLStream(plain, tls, server_side=True, https_compatible=True)
            async with stream:
                requests.append(bytes(await stream.receive_some()))
                for data in sends:
                    await stream.send_all(data)
                    await wait_all_tasks_blocked()

        listeners = await nursery.start(_serve_quietly, handle)
        return listeners[0].socket.getsockname()[1], requests

    return start


async def _serve_quietly(handle, task_status):
    async def handle_quietly(stream):
        try:
            await handle(stream)
        except (trio.BrokenResourceError, OSError):
            await trio.aclose_forcefully(stream)

    await trio.serve_tcp(handle_quietly, 0, host="127.0.0.1", task_status=task_status)


async def ask(port: int, path: str = "/", scheme: str = "http") -> int:
    with trio.fail_after(10):
        return await get_status(read_target(f"{scheme}://127.0.0.1:{port}{path}"))


async def complaint(port: int, scheme: str = "http") -> str:
    with pytest.raises(OSError, match=r".") as raised:
        await ask(port, scheme=scheme)
    return why_no_status(raised.value)


async def test_the_request_is_a_plain_get(serve):
    port, requests = await serve(ANSWER)
    assert await ask(port, "/health?x=1") == 204
    assert requests == [
        b"GET /health?x=1 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUser-Agent: specrunner\r\nAccept: */*\r\n"
        b"Connection: close\r\n\r\n" % port
    ]


@pytest.mark.parametrize("cut", range(1, len(ANSWER)))
async def test_the_status_is_the_same_wherever_the_answer_is_split(serve, cut):
    port, _ = await serve(ANSWER[:cut], ANSWER[cut:])
    assert await ask(port) == 204


async def test_interim_answers_are_not_the_status(serve):
    port, _ = await serve(b"HTTP/1.1 103 Early Hints\r\n\r\n" + ANSWER)
    assert await ask(port) == 204


async def test_the_body_is_not_waited_for(serve):
    port, _ = await serve(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nx")
    assert await ask(port) == 200


async def test_a_connection_closed_without_a_word_says_so(serve):
    port, _ = await serve()
    assert await complaint(port) == "the connection was closed without an answer"


async def test_what_is_no_http_is_shown(serve):
    port, _ = await serve(b"SSH-2.0-OpenSSH_9.6\r\n\x1b[31m\r\n")
    assert await complaint(port) == "no HTTP, but `SSH-2.0-OpenSSH_9.6  \\x1b[31m  `"


async def test_an_answer_cut_in_its_head_is_broken_http(serve):
    port, _ = await serve(b"HTTP/1.1 200 OK\r\nX:")
    message = await complaint(port)
    assert message == "a broken HTTP answer (peer unexpectedly closed connection)"


async def test_an_endless_head_is_not_read_for_ever(serve):
    port, _ = await serve(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000)
    assert await complaint(port) == "a broken HTTP answer (Receive buffer too long)"


async def test_nobody_listening_is_a_refused_connection():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert await complaint(port) == "connection refused"


async def test_any_certificate_will_do(serve):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("somewhere.else").configure_cert(context)
    port, _ = await serve(ANSWER, tls=context)
    assert await ask(port, scheme="https") == 204


async def test_tls_to_a_port_without_it_says_so(serve):
    port, _ = await serve(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    assert await complaint(port, "https") == "the TLS handshake failed: does it speak TLS there, or is it `http://`?"


async def test_a_name_that_nobody_knows_says_so():
    with trio.fail_after(20), pytest.raises(OSError, match=r".") as raised:
        await get_status(read_target(f"http://{'a' * 64}.invalid/"))
    assert why_no_status(raised.value) == "it is no host name"
