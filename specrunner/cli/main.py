"""From arguments to a command, and from whatever happens to an exit code and a message that helps."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from .. import __version__
from .words import EXIT_INTERNAL, EXIT_INTERRUPTED, EXIT_USAGE


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of one call. `run` is the command when none is named."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _stand_in_for_closed_streams()
    try:
        if given in (["--version"], ["-V"]):
            # The parser takes longer to build than the whole answer.
            print(f"specrunner {__version__}")  # noqa: T201
            return _flushed(0)
        return _flushed(_dispatch(given))
    except SystemExit:  # argparse has shown the help
        return _flushed(0)
    except BrokenPipeError:
        _drop_output()
        return 0
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def program() -> None:
    """The process of one call. It ends as soon as all is said and every exit handler has run: to take a hundred
    thousand objects apart one by one, as Python does, takes a seventh of a short run."""
    leave(main())


def leave(code: int) -> None:
    """Ends the process. A thread that must be waited for is waited for, the usual way."""
    threading = sys.modules.get("threading")
    if threading is not None and any(
        not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()
    ):
        sys.exit(code)
    import atexit

    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            try:  # noqa: SIM105
                stream.flush()
            except (OSError, ValueError):
                pass  # contextlib would cost `--version` more than its answer
    os._exit(code)


def _stand_in_for_closed_streams() -> None:
    """Started with `>&-`, a process has no such stream; what is written to it is lost then: no mistake."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115


def _flushed(code: int) -> int:
    """The exit code, when all that was said has been written: Python would complain on its own later."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
    except OSError as error:
        _drop_output()
        if code == 0:
            _complain(f"standard output cannot be written: {error.strerror or error}")
            return EXIT_INTERNAL
    return code


def _drop_output() -> None:
    """The reader has gone (`| head`), or the disk is full. Python would try once more while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _dispatch(given: list[str]) -> int:
    import gc
    from importlib import import_module

    from .arguments import UsageError, build_parser, with_command
    from .output import OutputError

    # What is read from specs is kept until the end. To look through all of it again and again for circles, as the
    # usual thresholds have it, takes a quarter of the time of a large tree; a short run need not look even once.
    gc.set_threshold(200_000, 20, 100)
    try:
        parsed = build_parser().parse_args(with_command(given))
        module = import_module(f".{parsed.command.replace('-', '_')}", __package__)
        code: int = module.command(parsed)
    except UsageError as error:
        _complain(str(error))
        return EXIT_USAGE
    except BrokenPipeError:
        raise
    except OutputError as error:
        _drop_output()
        _complain(str(error))
        return EXIT_INTERNAL
    except Exception as error:  # noqa: BLE001
        # The last line of defence: ours is the mistake, and the author must not take it for theirs.
        from .trouble import explain_trouble

        return explain_trouble(error)
    return code


def _complain(text: str) -> None:
    print(f"specrun: {text}", file=sys.stderr)  # noqa: T201
