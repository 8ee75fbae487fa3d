import signal
import sys

import pytest
import trio

from specrunner.events import Fault
from specrunner.transport import StdioProcess, open_stdio

LIMIT_S = 30
ECHO = "import sys\nfor line in sys.stdin: sys.stdout.write(line.upper()); sys.stdout.flush()"
DEAF = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
STAYS = "import time; print('up', flush=True); time.sleep(600)"


async def opened(script, cwd, **env):
    process = await open_stdio([sys.executable, "-I", "-S", "-c", script], cwd, env)
    assert isinstance(process, StdioProcess)
    return process


async def read(process, into, has_one=None):
    async for line in process.lines():
        into.append(line)
        if has_one is not None:
            has_one.set()


async def test_lines_go_out_and_come_back(tmp_path):
    with trio.fail_after(LIMIT_S):
        process, lines = await opened(ECHO, tmp_path), []
        async with trio.open_nursery() as nursery:
            nursery.start_soon(read, process, lines)
            nursery.start_soon(process.pump_errors)
            assert await process.send_line(b"one") is None
            assert await process.send_line("zwö".encode()) is None
            await process.close_input()
        end = await process.aclose()
    assert lines == [b"ONE", "ZWÖ".encode()]
    assert (end.how in ("eof", "by itself"), end.code) == (True, 0)


async def test_a_process_that_ends_when_its_input_does_is_asked_no_further(tmp_path):
    with trio.fail_after(LIMIT_S):
        process = await opened(ECHO, tmp_path)
        assert await process.send_line(b"x") is None
        end = await process.aclose(eof_s=LIMIT_S)
        assert await process.aclose() is end
    assert (end.how, end.code) == ("eof", 0)


@pytest.mark.parametrize(
    ("script", "how", "code"), [(STAYS, "sigterm", -signal.SIGTERM), (DEAF, "sigkill", -signal.SIGKILL)]
)
async def test_a_process_that_stays_is_told_and_then_made_to_go(tmp_path, script, how, code):
    with trio.fail_after(LIMIT_S):
        process, lines, is_up = await opened(script, tmp_path), [], trio.Event()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(read, process, lines, is_up)
            await is_up.wait()
            end = await process.aclose(eof_s=0.05, term_s=0.3)
            nursery.cancel_scope.cancel()
    assert (end.how, end.code) == (how, code)


async def test_what_it_says_as_an_error_is_kept_and_told_with_its_end(tmp_path):
    with trio.fail_after(LIMIT_S):
        process = await opened("import sys; sys.exit('no \\x1b[31mlicence')", tmp_path)
        await process.pump_errors()
        await process.aclose()
        fault = await process.send_line(b"x")
    assert list(process.errors) == ["no \\x1b[31mlicence"]
    assert fault is not None
    assert fault.kind == "disconnected"
    assert fault.message == "the process ended with code 1; the last that it said: no \\x1b[31mlicence"


async def test_a_last_line_without_its_break_is_a_line(tmp_path):
    with trio.fail_after(LIMIT_S):
        process, lines = await opened("print('a\\r\\nb', end='')", tmp_path), []
        await read(process, lines)
        await process.aclose()
    assert lines == [b"a", b"b"]


async def test_a_line_without_an_end_is_a_fault(tmp_path):
    with trio.fail_after(LIMIT_S):
        process = await opened("print('x' * 100_000, end='', flush=True); import time; time.sleep(600)", tmp_path)
        lines = [line async for line in process.lines(max_bytes=1000)]
        await process.aclose(eof_s=0.05)
    assert lines == [Fault("limit", "body", "a line of the process is longer than 1,000 bytes")]


async def test_a_command_that_is_not_there_is_a_fault(tmp_path):
    assert await open_stdio(["no-such-program"], tmp_path, {}) == Fault(
        "file",
        "",
        "there is no command `no-such-program`",
        "install it, or write its path; it is looked for in the folders of PATH",
    )
    fault = await open_stdio(["sh"], tmp_path / "gone", {})
    assert isinstance(fault, Fault)
    assert fault.message == f"cannot start `sh`: there is no folder `{tmp_path / 'gone'}`"


async def test_an_environment_comes_on_top_of_ours(tmp_path):
    with trio.fail_after(LIMIT_S):
        process, lines = await opened("import os; print(os.environ['MODE'])", tmp_path, MODE="dry"), []
        await read(process, lines)
        await process.aclose()
    assert lines == [b"dry"]
