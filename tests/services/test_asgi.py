import re
import socket
import sys
import uuid

import pytest
import trio

from specrunner.services import HttpReady, ServiceDefinition, free_port, running_service
from specrunner.transport.status import get_status
from specrunner.transport.target import read_target

from .conftest import LIMIT_S, failure_of, log_ready

RESPOND = """
async def respond(send, status=200, body=b""):
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": body})
"""


@pytest.fixture
def serve(tmp_path):
    """Makes the definition of a service `shop` that is the `app` of a module with this text."""
    names = []

    def make(text: str, **fields) -> ServiceDefinition:
        name = f"app_{uuid.uuid4().hex}"
        names.append(name)
        (tmp_path / f"{name}.py").write_text(RESPOND + text)
        values = {"port": free_port(), "ready_within_s": float(LIMIT_S), **fields}
        return ServiceDefinition("shop", None, f"{name}:app", "127.0.0.1", cwd=tmp_path, **values)

    yield make
    for name in names:
        sys.modules.pop(name, None)


async def status_of(url: str) -> int:
    return await get_status(read_target(url))


SIMPLE = """
async def app(scope, receive, send):
    assert scope["type"] == "http"
    await respond(send, 204)
"""


async def test_an_app_answers_and_is_gone_afterwards(serve):
    definition = serve(SIMPLE)
    with trio.fail_after(LIMIT_S):
        async with running_service(definition) as service:
            assert service.url == f"http://127.0.0.1:{definition.port}"
            assert await status_of(service.url) == 204
            assert (service.death(), service.log_tail()) == (None, ())
        assert service.death() is None
        with pytest.raises(ConnectionRefusedError):
            await status_of(service.url)


async def test_the_demo_shop_is_served_anew_each_time(tmp_path):
    for _ in range(2):
        port = free_port()
        ready = HttpReady(read_target(f"http://127.0.0.1:{port}/health"), 200)
        definition = ServiceDefinition(
            "shop", None, "specrunner.demo:app", "127.0.0.1", port, cwd=tmp_path, ready=ready
        )
        with trio.fail_after(LIMIT_S):
            async with running_service(definition) as service:
                assert await status_of(f"{service.url}/skus") == 200


async def test_an_error_in_the_app_is_an_answer_and_its_traceback_is_in_the_log(serve):
    definition = serve("async def app(scope, receive, send):\n    raise ValueError('broken')")
    with trio.fail_after(LIMIT_S):
        async with running_service(definition) as service:
            assert await status_of(service.url) == 500
            assert service.log_tail()[-1] == "ValueError: broken"
            assert service.death() is None


LIVES = """
said = []
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        said.append("started")
        await send({"type": "lifespan.startup.complete"})
        await receive()
        said.append("ended")
        await send({"type": "lifespan.shutdown.complete"})
    else:
        await respond(send, 200 if said == ["started"] else 500)
"""


async def test_the_lifespan_of_an_app_is_whole_even_when_all_around_is_cancelled(serve):
    definition = serve(LIVES)
    with trio.fail_after(LIMIT_S), trio.CancelScope() as scope:
        async with running_service(definition) as service:
            assert await status_of(service.url) == 200
            scope.cancel()
            await trio.sleep_forever()
    assert sys.modules[definition.asgi.partition(":")[0]].said == ["started", "ended"]


async def test_a_startup_that_raises_is_a_failure_with_the_last_line(serve):
    text = "async def app(scope, receive, send):\n    await receive()\n    raise ConnectionError('no database')"
    with trio.fail_after(LIMIT_S):
        failure = await failure_of(serve(text))
    assert failure.message == "`shop` failed in its lifespan startup: ConnectionError: no database"
    assert failure.log_tail[-1] == "ConnectionError: no database"


async def test_a_startup_that_says_that_it_failed_is_quoted(serve):
    text = """
async def app(scope, receive, send):
    await receive()
    await send({"type": "lifespan.startup.failed", "message": "no database"})
"""
    with trio.fail_after(LIMIT_S):
        failure = await failure_of(serve(text))
    assert failure.message == "`shop` failed in its lifespan startup: no database"


async def test_a_startup_in_starlette_that_raises_is_a_failure_as_well(serve):
    text = """
from contextlib import asynccontextmanager
from starlette.applications import Starlette
@asynccontextmanager
async def lifespan(app):
    raise ConnectionError("no database")
    yield
app = Starlette(lifespan=lifespan)
"""
    with trio.fail_after(LIMIT_S):
        failure = await failure_of(serve(text))
    assert failure.message == "`shop` failed in its lifespan startup: ConnectionError: no database"


async def test_a_startup_that_never_ends_is_not_ready_in_time(serve):
    text = "import trio\nasync def app(scope, receive, send):\n    await receive()\n    await trio.sleep_forever()"
    with trio.fail_after(LIMIT_S):
        failure = await failure_of(serve(text, ready_within_s=0.2))
    assert failure.message == "`shop` was not ready within 200ms: its lifespan startup has not ended"
    assert failure.hint == "if it is only slow, raise `ready_within`; else its output says more"


async def test_an_app_is_ready_when_its_url_answers_as_wanted(serve):
    port = free_port()
    ready = HttpReady(read_target(f"http://127.0.0.1:{port}/"), 200)
    with trio.fail_after(LIMIT_S):
        failure = await failure_of(serve(SIMPLE, port=port, ready=ready, ready_within_s=0.3))
    assert failure.message == f"`shop` was not ready within 300ms: GET http://127.0.0.1:{port}/: status 204"


async def test_an_app_can_be_ready_by_a_line_of_the_server(serve):
    text = "async def app(scope, receive, send):\n    raise ValueError('broken')"
    with trio.fail_after(LIMIT_S):
        failure = await failure_of(serve(text, ready=log_ready("broken"), ready_within_s=0.2))
    assert failure.message == "`shop` was not ready within 200ms: its output: none of 0 lines matches `broken`"


async def test_a_port_in_use_is_a_failure_that_leaves_no_socket_open(serve):
    with socket.create_server(("127.0.0.1", 0)) as taken, trio.fail_after(LIMIT_S):
        port = taken.getsockname()[1]
        failure = await failure_of(serve(SIMPLE, port=port))
    assert failure.message == f"`shop` cannot listen on 127.0.0.1:{port}: Address already in use"
    assert failure.hint == (
        "end what listens there, or let specrunner choose: `port: auto`, and `${{ port }}` where the service gets it"
    )


async def test_a_mistake_in_the_name_leaves_the_import_path_as_it_was(serve):
    before = list(sys.path)
    with trio.fail_after(LIMIT_S):
        failure = await failure_of(serve("other = 1"))
    assert failure.message.endswith(" has no `app`")
    assert sys.path == before


async def test_the_app_may_import_its_neighbours_while_it_runs(serve, tmp_path):
    neighbour = f"neighbour_{uuid.uuid4().hex}"
    (tmp_path / f"{neighbour}.py").write_text("status = 202")
    text = f"""
async def app(scope, receive, send):
    import {neighbour}
    await respond(send, {neighbour}.status)
"""
    with trio.fail_after(LIMIT_S):
        async with running_service(serve(text)) as service:
            assert await status_of(service.url) == 202
    assert str(tmp_path) not in sys.path


ENDLESS = """
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    while True:
        await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
"""


async def test_a_client_that_does_not_read_cannot_hold_the_service(serve):
    """The server sends shielded and without a deadline."""
    with trio.fail_after(LIMIT_S):
        async with running_service(serve(ENDLESS, stop_within_s=1.0)) as service:
            client = await trio.open_tcp_stream("127.0.0.1", service.port)
            await client.send_all(b"GET / HTTP/1.1\r\nHost: shop\r\n\r\n")
            await client.receive_some(1)
            await trio.testing.wait_all_tasks_blocked(0.05)
            stopping_s = trio.current_time()
        assert trio.current_time() - stopping_s < 3
        await client.aclose()


async def test_an_idle_connection_does_not_hold_the_service(serve):
    with trio.fail_after(LIMIT_S):
        async with running_service(serve(SIMPLE)) as service:
            client = await trio.open_tcp_stream("127.0.0.1", service.port)
            await client.send_all(b"GET / HTTP/1.1\r\nHost: shop\r\n\r\n")
            assert (await client.receive_some()).startswith(b"HTTP/1.1 204")
            stopping_s = trio.current_time()
        assert trio.current_time() - stopping_s < 0.4
        await client.aclose()


async def test_an_answer_under_way_is_cut_after_half_a_second(serve):
    text = """
import trio
async def app(scope, receive, send):
    assert scope["type"] == "http"
    await trio.sleep_forever()
"""
    with trio.fail_after(LIMIT_S):
        async with running_service(serve(text)) as service:
            client = await trio.open_tcp_stream("127.0.0.1", service.port)
            await client.send_all(b"GET / HTTP/1.1\r\nHost: shop\r\n\r\n")
            await trio.testing.wait_all_tasks_blocked(0.02)
            stopping_s = trio.current_time()
        assert 0.4 < trio.current_time() - stopping_s < 2
        await client.aclose()


async def test_a_shutdown_that_hangs_is_cut_when_its_time_is_over(serve):
    text = """
import trio
async def app(scope, receive, send):
    if scope["type"] != "lifespan":
        return await respond(send)
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await trio.sleep_forever()
"""
    with trio.fail_after(LIMIT_S):
        async with running_service(serve(text, stop_within_s=0.3)):
            stopping_s = trio.current_time()
        assert trio.current_time() - stopping_s < 2


async def test_a_server_that_breaks_down_is_a_death(serve, monkeypatch):
    async def breaks_down(app, config, *, shutdown_trigger, mode, task_status):
        task_status.started(["http://127.0.0.1"])
        await trio.sleep(0.05)
        raise OSError("out of descriptors")

    monkeypatch.setattr("hypercorn.trio.serve", breaks_down)
    with trio.fail_after(LIMIT_S):
        async with running_service(serve(SIMPLE)) as service:
            await trio.sleep(0.1)
            message = re.sub(r"after [0-9.]+m?s", "after 1s", service.death() or "")
            assert message == "`shop` ended by itself after 1s: OSError: out of descriptors"
