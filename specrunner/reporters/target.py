"""How the console of a run may look, from its stream and its environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO

from ..plugin import ReportTarget

DEFAULT_WIDTH = 100


def console_target(stream: TextIO, environ: Mapping[str, str], verbosity: int = 0) -> ReportTarget:
    """A terminal gets motion and colours, unless it cannot or shall not; a pipe and a CI job get plain lines.

    Read: `NO_COLOR` and `FORCE_COLOR` (any text but an empty one; the first wins), `TERM=dumb`, `CI`, `COLUMNS`.
    """
    is_terminal = stream.isatty()
    is_smart = is_terminal and environ.get("TERM") != "dumb"
    is_ci = environ.get("CI", "").lower() not in ("", "0", "false")
    has_colour = not environ.get("NO_COLOR") and (is_smart or bool(environ.get("FORCE_COLOR")))
    return ReportTarget(stream, verbosity, is_smart and not is_ci, has_colour, _width(stream, environ, is_terminal))


def _width(stream: TextIO, environ: Mapping[str, str], is_terminal: bool) -> int:
    columns = environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return max(40, int(columns))
    if is_terminal:
        try:
            return max(40, os.get_terminal_size(stream.fileno()).columns)
        except (OSError, ValueError):  # a stream that says it is a terminal and has no descriptor
            return DEFAULT_WIDTH
    return DEFAULT_WIDTH
