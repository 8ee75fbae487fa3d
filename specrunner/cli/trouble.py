"""What to say when specrunner itself fails."""

from __future__ import annotations

import sys
import traceback

from .. import __version__
from .output import write
from .words import EXIT_INTERNAL, EXIT_USAGE


def explain_trouble(error: Exception) -> int:
    """Says what went wrong and gives the exit code: 3, or 4 where something installed is to blame.

    A known trouble is a sentence, a bug a traceback.
    """
    app = sys.modules.get("specrunner.app")  # where a RunError comes from, it is loaded
    if app is not None and isinstance(error, app.RunError):
        print(f"specrun: {error}", file=sys.stderr)  # noqa: T201
        if error.hint:
            print(f"   hint: {error.hint}", file=sys.stderr)  # noqa: T201
        return EXIT_INTERNAL
    source = sys.modules.get("specrunner.source")
    if source is not None and isinstance(error, source.PluginError):
        print(f"specrun: {error}\n   hint: {error.hint}", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE
    if app is not None and isinstance(error, app.CrashError):
        write(str(error).rstrip("\n"), sys.stderr)
    else:
        traceback.print_exception(error, file=sys.stderr)
    message = f"specrun: this is a bug in specrunner {__version__}, not in your spec; please report the lines above"
    print(message, file=sys.stderr)  # noqa: T201
    return EXIT_INTERNAL
