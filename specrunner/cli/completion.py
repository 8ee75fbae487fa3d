"""`specrun completion`: the shell's completion script."""

from __future__ import annotations

import argparse

from .arguments import build_parser
from .output import write


def command(arguments: argparse.Namespace) -> int:
    import shtab  # only this command wants it

    write(shtab.complete(build_parser(), shell=arguments.shell))
    return 0
