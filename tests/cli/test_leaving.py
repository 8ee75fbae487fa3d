"""The process ends at once, but nothing that was promised for its end is left out."""

from __future__ import annotations

import subprocess
import sys

import pytest


def left(code: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def test_what_is_still_in_the_buffer_is_written():
    assert left("from specrunner.cli.main import leave; print('said', end=''); leave(4)") == (4, "said")


def test_exit_handlers_run():
    program = "import atexit; from specrunner.cli.main import leave; atexit.register(print, 'handled'); leave(1)"
    assert left(program) == (1, "handled\n")


def test_a_thread_that_must_be_waited_for_is_waited_for():
    program = """
import threading
from specrunner.cli.main import leave
go = threading.Event()
def work():
    go.wait()
    print("worked")
threading.Thread(target=work).start()
threading._register_atexit(go.set)
leave(3)
"""
    assert left(program) == (3, "worked\n")


@pytest.mark.parametrize("stream", [">&-", "2>&-"])
def test_a_closed_stream_changes_no_exit_code(stream):
    done = subprocess.run(["sh", "-c", f"{sys.executable} -m specrunner explain SR0001x {stream}"], timeout=60)
    assert done.returncode == 4
