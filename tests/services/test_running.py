import re
import socket
import sys
from pathlib import Path

import pytest
import trio

from specrunner.services import HttpReady, TcpReady, free_port, running_service
from specrunner.transport.target import read_target

from .conftest import ANSWER, LIMIT_S, failure_of, is_alive, log_ready, until

SILENT = "import time; time.sleep(600)"
READY = "import time; print('ready', flush=True); time.sleep(600)"
LIVED = re.compile(r"after [0-9.]+m?s")


async def test_a_service_is_ready_when_its_url_answers(define):
    port = free_port()
    ready = HttpReady(read_target(f"http://127.0.0.1:{port}/health"), 204)
    definition = define(ANSWER.format(status=204), port, port=port, ready=ready)
    with trio.fail_after(LIMIT_S):
        async with running_service(definition) as service:
            assert (service.name, service.host, service.port) == ("shop", "127.0.0.1", port)
            assert service.url == f"http://127.0.0.1:{port}"
            assert service.log_tail() == ("listening",)
            assert service.death() is None
        assert service.death() is None
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


async def test_a_service_is_ready_when_its_port_takes_connections(define):
    port = free_port()
    with trio.fail_after(LIMIT_S):
        async with running_service(define(ANSWER.format(status=200), port, port=port)):
            (await trio.open_tcp_stream("127.0.0.1", port)).socket.close()


async def test_a_service_is_ready_when_it_says_so(define):
    script = "import time; print('warming up'); print('ready', flush=True); time.sleep(600)"
    with trio.fail_after(LIMIT_S):
        async with running_service(define(script, ready=log_ready("^ready$"))) as service:
            assert service.log_tail() == ("warming up", "ready")


async def test_both_outputs_are_read_as_one_and_lines_come_without_flushing(define):
    script = "import sys, time; print('out'); print('err', file=sys.stderr); print('ready'); time.sleep(600)"
    with trio.fail_after(LIMIT_S):
        # -I ignores PYTHONUNBUFFERED, which is what this is about.
        command = (sys.executable, "-S", "-c", script)
        async with running_service(define("", command=command, ready=log_ready("ready"))) as service:
            assert sorted(service.log_tail()) == ["err", "out", "ready"]


async def test_it_runs_in_its_folder_with_its_environment_and_without_input(define, tmp_path, monkeypatch):
    monkeypatch.setenv("FROM_OUTSIDE", "kept")
    script = (
        "import os, sys; env = os.environ\n"
        "print(os.getcwd(), env['FROM_OUTSIDE'], env['RATE'], repr(sys.stdin.read()))\n"
        "print('ready', flush=True); import time; time.sleep(600)"
    )
    with trio.fail_after(LIMIT_S):
        async with running_service(define(script, env={"RATE": "5"}, ready=log_ready("ready"))) as service:
            assert service.log_tail()[0] == f"{tmp_path} kept 5 ''"


async def test_a_service_that_ends_before_it_is_ready_says_how_at_once(define):
    script = "import sys; print('no database', file=sys.stderr); sys.exit(3)"
    with trio.fail_after(LIMIT_S / 2):  # its deadline is LIMIT_S: nobody waits for that
        failure = await failure_of(define(script))
    assert LIVED.sub("after 1s", failure.message) == (
        "`shop` ended by itself with code 3 after 1s, before it was ready"
    )
    assert failure.log_tail == ("no database",)
    assert failure.hint == ""


async def test_a_service_that_goes_to_the_background_is_told_to_stay(define):
    with trio.fail_after(LIMIT_S):
        failure = await failure_of(define("pass"))
    message = LIVED.sub("after 1s", failure.message)
    assert message == "`shop` ended by itself with code 0 after 1s, before it was ready"
    assert failure.hint == (
        "a service stays in the foreground: look for its option, or for the command without `--daemon`"
    )


async def test_a_service_that_was_killed_names_the_signal(define):
    with trio.fail_after(LIMIT_S):
        failure = await failure_of(define("import os; os.kill(os.getpid(), 9)"))
    message = LIVED.sub("after 1s", failure.message)
    assert message == "`shop` was killed by SIGKILL after 1s, before it was ready"


async def test_a_service_whose_log_says_that_a_port_is_in_use_says_so_too(define):
    with socket.create_server(("127.0.0.1", 0)) as taken, trio.fail_after(LIMIT_S):
        port = taken.getsockname()[1]
        failure = await failure_of(define(ANSWER.format(status=200), port))
    assert LIVED.sub("after 1s", failure.message) == (
        "`shop` ended by itself with code 1 after 1s, before it was ready: a port that it wants is in use, it says: "
        f"OSError: [Errno 98] Address already in use (while attempting to bind on address ('127.0.0.1', {port}))"
    )
    assert failure.hint == (
        "end what listens there, or let specrunner choose: `port: auto`, and `${{ port }}` where the service gets it"
    )


async def test_a_service_that_does_not_get_ready_says_what_the_last_try_saw(define):
    definition = define(SILENT, ready_within_s=0.3)
    with trio.fail_after(LIMIT_S):
        failure = await failure_of(definition)
    assert failure.message == (f"`shop` was not ready within 300ms: 127.0.0.1:{definition.port}: connection refused")
    assert failure.hint == (
        "it does not listen there yet: is it given its port, `${{ port }}`? If it is only slow, raise `ready_within`"
    )


async def test_a_service_that_answers_wrongly_until_the_end_shows_its_status(define):
    port = free_port()
    url = f"http://127.0.0.1:{port}/health"
    definition = define(
        ANSWER.format(status=503), port, port=port, ready=HttpReady(read_target(url)), ready_within_s=2.0
    )
    with trio.fail_after(LIMIT_S):
        failure = await failure_of(definition)
    assert failure.message == f"`shop` was not ready within 2s: GET {url}: status 503"
    assert failure.log_tail == ("listening",)
    assert failure.hint == "if it is only slow, raise `ready_within`; else its output says more"


async def test_a_service_that_says_other_things_counts_its_lines(define):
    script = "import time; print('one'); print('two', flush=True); time.sleep(600)"
    with trio.fail_after(LIMIT_S):
        failure = await failure_of(define(script, ready=log_ready("up"), ready_within_s=2.0))
    assert failure.message == "`shop` was not ready within 2s: its output: none of 2 lines matches `up`"
    assert failure.log_tail == ("one", "two")


async def test_what_listens_already_is_not_taken_for_the_service(define):
    with socket.create_server(("127.0.0.1", 0)) as other, trio.fail_after(LIMIT_S):
        port = other.getsockname()[1]
        failure = await failure_of(define(SILENT, port=port))
    assert failure.message == f"`shop` cannot start: something else already listens on 127.0.0.1:{port}"


async def test_what_looks_ready_before_the_start_proves_nothing(define):
    with socket.create_server(("127.0.0.1", 0)) as other, trio.fail_after(LIMIT_S):
        port = other.getsockname()[1]
        failure = await failure_of(define(SILENT, ready=TcpReady("127.0.0.1", port)))
    assert failure.message == (
        f"`shop` cannot start: 127.0.0.1:{port} would say that it is ready, but it is not started yet"
    )
    assert failure.hint == "end what answers there, or ask for something that only this service can answer"


async def test_a_death_after_it_was_ready_is_told_when_asked(define):
    script = "import time; print('ready', flush=True); time.sleep(0.2); print('oh'); raise SystemExit(7)"
    with trio.fail_after(LIMIT_S):
        async with running_service(define(script, ready=log_ready("ready"))) as service:
            await until(lambda: service.death() is not None)
            assert LIVED.sub("after 1s", service.death()) == "`shop` ended by itself with code 7 after 1s"
        assert service.log_tail() == ("ready", "oh")
        assert LIVED.sub("after 1s", service.death()) == "`shop` ended by itself with code 7 after 1s"


async def test_an_error_of_the_body_comes_out_as_it_is(define):
    with trio.fail_after(LIMIT_S), pytest.raises(ValueError, match=r"^mine$"):
        async with running_service(define(READY, ready=log_ready("ready"))):
            raise ValueError("mine")


async def test_the_output_of_a_chatty_service_never_stops_it(define):
    """A full pipe would block it: it writes far more than a pipe holds, and then says that it is ready."""
    script = "import time\nfor _ in range(4000): print('x' * 1000)\nprint('ready', flush=True); time.sleep(600)"
    with trio.fail_after(LIMIT_S):
        async with running_service(define(script, ready=log_ready("^ready$"))) as service:
            assert service.log_tail(2) == ("x" * 1000, "ready")


async def test_cancellation_while_it_starts_leaves_nothing(define, tmp_path):
    script = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    with trio.fail_after(LIMIT_S):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_run_for_ever, define(script))
            process = await _read_number(tmp_path / "pid")
            nursery.cancel_scope.cancel()
    assert not is_alive(process)


async def test_cancellation_while_it_runs_leaves_nothing(define):
    script = "import os, time; print('pid', os.getpid(), flush=True); time.sleep(600)"
    seen: list[int] = []
    with trio.fail_after(LIMIT_S):
        with trio.CancelScope() as scope:
            async with running_service(define(script, ready=log_ready("pid"))) as service:
                seen.append(int(service.log_tail()[0].split()[1]))
                scope.cancel()
                await trio.sleep_forever()
        assert scope.cancelled_caught
    assert not is_alive(seen[0])


async def test_a_service_may_say_goodbye_while_all_around_is_cancelled(define):
    script = (
        "import os, signal, time\n"
        # Unbuffered: the signal may come while `ready` is still being printed.
        "def end(*_):\n"
        "    for _ in range(2000): os.write(1, b'x' * 100 + b'\\n')\n"  # more than a pipe holds
        "    os.write(1, b'goodbye\\n'); os._exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "print('ready', flush=True); time.sleep(600)"
    )
    with trio.fail_after(LIMIT_S):
        with trio.CancelScope() as scope:
            async with running_service(define(script, ready=log_ready("ready"), stop_within_s=20.0)) as service:
                scope.cancel()
                await trio.sleep_forever()
        assert service.log_tail(1) == ("goodbye",)


async def _run_for_ever(definition):
    async with running_service(definition):
        pytest.fail("it never gets ready")


async def _read_number(path: Path) -> int:
    await until(lambda: path.exists() and path.read_text() != "")
    return int(await trio.Path(path).read_text())


async def test_services_side_by_side_do_not_disturb_each_other(define):
    async def run(task_status):
        async with running_service(define(READY, ready=log_ready("ready"))) as service:
            task_status.started(service)
            await trio.sleep_forever()

    with trio.fail_after(LIMIT_S):
        async with trio.open_nursery() as nursery:
            services = [await nursery.start(run) for _ in range(3)]
            assert len({service.port for service in services}) == 3
            assert [service.death() for service in services] == [None] * 3
            nursery.cancel_scope.cancel()
