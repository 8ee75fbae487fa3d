"""From arguments to a command, and from whatever happens to an exit code and a message that helps."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from .. import __version__
from .words import EXIT_INTERRUPTED, EXIT_USAGE


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of one call. `run` is the command when none is named."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given in (["--version"], ["-V"]):
        # The parser takes longer to build than the whole answer.
        print(f"specrunner {__version__}")  # noqa: T201
        return 0
    try:
        return _dispatch(given)
    except BrokenPipeError:
        # The reader has gone (`| head`). Python would complain once more while flushing at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _dispatch(given: list[str]) -> int:
    import gc
    from importlib import import_module

    from .arguments import UsageError, build_parser, with_command

    # What is read from specs is kept until the end. To look through all of it again and again for circles, as the
    # usual thresholds have it, takes a quarter of the time of a large tree.
    gc.set_threshold(50_000, 20, 100)
    try:
        parsed = build_parser().parse_args(with_command(given))
        module = import_module(f".{parsed.command}", __package__)
        code: int = module.command(parsed)
    except UsageError as error:
        _complain(str(error))
        return EXIT_USAGE
    except Exception as error:  # noqa: BLE001
        # The last line of defence: ours is the mistake, and the author must not take it for theirs.
        from .trouble import explain_trouble

        return explain_trouble(error)
    return code


def _complain(text: str) -> None:
    print(f"specrun: {text}", file=sys.stderr)  # noqa: T201
