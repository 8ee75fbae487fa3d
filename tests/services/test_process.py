import os

import pytest
import trio

from specrunner.services import running_service

from .conftest import LIMIT_S, failure_of, is_alive, log_ready


def program(tmp_path, name: str, text: str, mode: int = 0o755) -> str:
    path = tmp_path / name
    path.write_text(text)
    path.chmod(mode)
    return str(path)


async def failed(definition) -> tuple[str, str]:
    with trio.fail_after(LIMIT_S):
        failure = await failure_of(definition)
    assert failure.log_tail == ()
    return failure.message, failure.hint


async def test_a_command_that_is_not_there_is_named(define):
    assert await failed(define("", command=("no-such-command", "--port", "1"))) == (
        "`shop` cannot start: there is no command `no-such-command`",
        "install it, or write its path; it is looked for in the folders of PATH",
    )


async def test_a_file_that_is_not_there_is_named_with_the_folder(define, tmp_path):
    assert await failed(define("", command=("./server",))) == (
        "`shop` cannot start: there is no file `./server`, or no interpreter that its `#!` line names",
        f"a relative path begins at the folder it runs in, `{tmp_path}`",
    )


async def test_a_folder_that_is_not_there_is_named(define, tmp_path):
    assert await failed(define("", cwd=tmp_path / "gone")) == (
        f"`shop` cannot start: there is no folder `{tmp_path / 'gone'}`",
        "look at its `cwd`",
    )


async def test_a_file_that_may_not_be_executed_says_how_to_allow_it(define, tmp_path):
    path = program(tmp_path, "server", "#!/bin/sh\n", mode=0o644)
    assert await failed(define("", command=(path,))) == (
        f"`shop` cannot start: `{path}` may not be executed",
        f"`chmod +x {path}`?",
    )


async def test_a_script_without_its_first_line_is_no_program(define, tmp_path):
    path = program(tmp_path, "server", "echo hello\n")
    assert await failed(define("", command=(path,))) == (
        f"`shop` cannot start: `{path}` is no program",
        "a script begins with a `#!` line, like `#!/bin/sh`",
    )


@pytest.mark.parametrize(
    ("arguments", "env", "why"),
    [(("a\0b",), {}, "embedded null byte"), ((), {"A=B": "1"}, "illegal environment variable name")],
)
async def test_what_no_process_can_be_given_is_refused(define, arguments, env, why):
    assert await failed(define("", command=("true", *arguments), env=env)) == (
        f"`shop` cannot start `true`: {why}",
        "look at its arguments and its `env`",
    )


async def test_control_characters_in_a_command_are_escaped(define):
    assert (await failed(define("", command=("\x1b[31mred",))))[0] == (
        r"`shop` cannot start: there is no command `\x1b[31mred`"
    )


IGNORES_SIGTERM = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", os.getpid(), flush=True)
time.sleep(600)
"""
SHIM = """
import os, signal, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-I", "-S", "-c", {child!r}], start_new_session={session})
print("ready", child.pid, flush=True)
time.sleep({seconds})
"""
SLEEPS = "import time; time.sleep(600)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


async def run_and_leave(definition) -> tuple[int, float]:
    """The number that the service wrote after `ready`, and how long it took to stop."""
    with trio.fail_after(LIMIT_S):
        async with running_service(definition) as service:
            number = int(service.log_tail()[0].split()[1])
            assert is_alive(number)
            stopping_s = trio.current_time()
        return number, trio.current_time() - stopping_s


async def test_a_process_that_ignores_sigterm_is_killed_after_its_time(define):
    process, took_s = await run_and_leave(define(IGNORES_SIGTERM, ready=log_ready("ready"), stop_within_s=0.3))
    assert not is_alive(process)
    assert 0.3 <= took_s < 3


@pytest.mark.parametrize("child", [SLEEPS, STUBBORN], ids=["polite", "stubborn"])
@pytest.mark.parametrize("session", [False, True], ids=["same group", "own session"])
async def test_the_child_of_a_shim_ends_with_it(define, child, session):
    script = SHIM.format(child=child, session=session, seconds=600)
    process, _ = await run_and_leave(define(script, ready=log_ready("ready"), stop_within_s=0.5))
    assert not is_alive(process)


@pytest.mark.parametrize("session", [False, True], ids=["same group", "own session"])
async def test_a_child_that_outlived_its_parent_ends_as_well(define, session):
    script = SHIM.format(child=SLEEPS, session=session, seconds=0)
    with trio.fail_after(LIMIT_S):
        failure = await failure_of(define(script))
    assert failure.message.startswith("`shop` ended by itself with code 0 ")
    assert not is_alive(int(failure.log_tail[0].split()[1]))


async def test_the_output_of_an_orphan_does_not_keep_the_end_from_being_seen(define):
    """The pipe stays open as long as the child has it."""
    script = SHIM.format(child=SLEEPS, session=False, seconds=0)
    with trio.fail_after(10):
        failure = await failure_of(define(script, ready_within_s=600.0))
    assert failure.message.endswith(", before it was ready")


async def test_a_service_may_stop_at_once_without_a_grace(define):
    _, took_s = await run_and_leave(define(IGNORES_SIGTERM, ready=log_ready("ready"), stop_within_s=0.0))
    assert took_s < 2


async def test_ctrl_c_in_the_terminal_does_not_reach_a_service(define):
    """The terminal signals the group in the foreground, and that is not the service's."""
    script = "import os, time; print('ready', os.getpgrp(), os.getsid(0), os.getpid(), flush=True); time.sleep(600)"
    with trio.fail_after(LIMIT_S):
        async with running_service(define(script, ready=log_ready("ready"))) as service:
            group, session, process = (int(number) for number in service.log_tail()[0].split()[1:])
    assert group == session == process != os.getpgrp()


async def test_a_command_is_found_by_the_path_of_its_own_environment(define, tmp_path):
    program(tmp_path, "my-server", "#!/bin/sh\necho ready\nexec sleep 600\n")
    definition = define("", command=("my-server",), env={"PATH": f"{tmp_path}:/bin"}, ready=log_ready("ready"))
    with trio.fail_after(LIMIT_S):
        async with running_service(definition) as service:
            assert service.log_tail() == ("ready",)
