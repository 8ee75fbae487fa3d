"""Commands as processes of their own, with what they cost."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """CPU seconds of a process, and the most memory it held, in MiB."""

    cpu_s: float
    memory_mib: float
    output: str


def cost_of(arguments: Sequence[str], cwd: Path) -> Cost:
    """Runs `python *arguments` to its end. Byte code is kept, as on a user's machine. Raises CalledProcessError."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["PYTHONPATH"] = str(Path(__file__).parent.parent)
    command = [sys.executable, *arguments]
    with open(cwd / "output.txt", "w+", encoding="utf-8") as output:
        process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, text)
    # Linux gives kilobytes here, macOS bytes.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / unit, text)


def median_of(times: int, measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _ in range(times))
