"""`python -m specrunner`."""

from .cli import program

program()
