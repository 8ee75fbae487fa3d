"""`specrun lint`: everything that can be known without sending anything; or what it came to last time, if nothing
has changed since."""

from __future__ import annotations

import argparse
import os
import sys
import time

from .output import write
from .verdicts import Request, recall, remember


def command(arguments: argparse.Namespace) -> int:
    request = _request(arguments)
    verdict = None if arguments.no_cache else recall(request)
    if verdict is None:
        # The whole house is loaded only when there is something to look at.
        from .linting import lint

        started_ns = time.time_ns()
        verdict, inputs = lint(arguments)
        if not arguments.no_cache:
            remember(request, inputs, verdict, started_ns)
    for is_error, line in verdict.lines:
        write(line, sys.stderr if is_error else sys.stdout)
    return verdict.code


def _request(arguments: argparse.Namespace) -> Request:
    options = [arguments.environment, arguments.vars, arguments.strict, arguments.format, arguments.verbose]
    return Request(os.getcwd(), tuple(arguments.paths), arguments.config, repr(options))
