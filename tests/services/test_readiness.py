from itertools import pairwise

import pytest
import trio

from specrunner.services import HttpReady, TcpReady, free_port
from specrunner.services.output import OutputLog
from specrunner.services.readiness import Probe, make_probe
from specrunner.transport.listener import listen
from specrunner.transport.target import read_target

from .conftest import log_ready


@pytest.fixture
async def answering(nursery):
    """Starts servers that answer every request with a status; returns their ports."""

    async def start(status: int) -> int:
        async def handle(stream: trio.SocketStream) -> None:
            async with stream:
                if await stream.receive_some():
                    await stream.send_all(b"HTTP/1.1 %d \r\nContent-Length: 0\r\n\r\n" % status)

        listeners = await nursery.start(trio.serve_tcp, handle, 0)
        port: int = listeners[0].socket.getsockname()[1]
        return port

    return start


async def asked(probe: Probe) -> tuple[bool, str]:
    with trio.fail_after(10):
        return await probe.is_ready(), f"{probe.question}: {probe.seen}"


@pytest.mark.parametrize(
    ("status", "wanted", "is_ready"),
    [(200, None, True), (404, None, True), (503, None, False), (503, 503, True), (200, 204, False)],
)
async def test_a_url_is_ready_below_500_or_at_the_status_wanted(answering, status, wanted, is_ready):
    url = f"http://localhost:{await answering(status)}/health"
    seen = "" if is_ready else f"status {status}"
    assert await asked(make_probe(HttpReady(read_target(url), wanted), OutputLog())) == (
        is_ready,
        f"GET {url}: {seen}",
    )


async def test_a_url_where_nobody_listens_is_not_ready():
    url = f"http://127.0.0.1:{free_port()}/"
    probe = make_probe(HttpReady(read_target(url)), OutputLog())
    assert await asked(probe) == (False, f"GET {url}: connection refused")
    assert probe.hint == (
        "it does not listen there yet: is it given its port, `${{ port }}`? If it is only slow, raise `ready_within`"
    )


async def test_a_port_is_ready_when_it_takes_a_connection():
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        probe = make_probe(TcpReady("127.0.0.1", port), OutputLog())
        assert await asked(probe) == (True, f"127.0.0.1:{port}: ")
    assert await asked(probe) == (False, f"127.0.0.1:{port}: connection refused")


async def test_a_line_is_looked_for_as_lines_come():
    log = OutputLog()
    probe = make_probe(log_ready("^ready in \\d+ ms$"), log)
    log.feed(b"starting\nready in ")
    assert await asked(probe) == (False, "its output: none of 1 lines matches `^ready in \\d+ ms$`")
    log.feed(b"12 ms\n")
    assert await asked(probe) == (True, "its output: ")
    log.feed(b"more\n")
    assert (await asked(probe))[0]


async def test_a_server_that_never_answers_is_given_up_for_this_time(autojump_clock):
    probe = Probe("GET http://shop/", trio.sleep_forever)
    started_s = trio.current_time()
    assert not await probe.is_ready()
    assert (probe.seen, trio.current_time() - started_s) == ("no answer within 2s", pytest.approx(2))


async def test_asking_begins_every_20_ms_and_slows_down_to_200_ms(autojump_clock):
    times: list[float] = []

    async def see() -> str:
        times.append(trio.current_time())
        return "" if len(times) == 30 else "connection refused"

    await Probe("127.0.0.1:1", see).wait()
    pauses = [after - before for before, after in pairwise(times)]
    assert pauses[:2] == pytest.approx([0.02, 0.025])
    assert pauses[-1] == pytest.approx(0.2)
