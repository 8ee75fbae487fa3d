"""The command line. Each command's module loads only when it runs, so that `--version` costs nothing."""

from .main import main, program

__all__ = ["main", "program"]
