"""Working out at compile time what no scope can change."""

from __future__ import annotations

from typing import Any, NoReturn, cast

from ..failure import Failure
from ..kinds import Kinds, kind_of
from ..missing import MISSING
from ..scope import FunctionContext, Scope
from .frame import Frame, Run
from .program import Part

_MOST_TEXT = 4096
_MOST_ITEMS = 256


def _refuse(*_: object) -> NoReturn:
    raise AssertionError("a pure expression needs no context")


_NO_CONTEXT = FunctionContext(now=_refuse, random=cast(Any, None), read_file=_refuse, monotonic_s=_refuse)
NO_SCOPE = Scope({}, functions=_NO_CONTEXT)


def fold(run: Run, kinds: Kinds, *parts: Part) -> Part:
    """A part made of `parts` by something pure: its value now, when theirs are known and it works.

    What fails is left to the run, since it may stand in a branch that is never taken.
    """
    if any(part.constant is MISSING for part in parts):
        return Part(run, kinds)
    try:
        value = run(Frame(NO_SCOPE, 0))
    except Failure:
        return Part(run, kinds)
    if not is_small(value):
        return Part(run, kind_of(value))
    return Part(lambda frame: value, kind_of(value), value)


def is_small(value: object) -> bool:
    """Whether a constant is worth keeping: programs are cached."""
    if isinstance(value, str | bytes):
        return len(value) <= _MOST_TEXT
    if isinstance(value, list | dict):
        return len(value) <= _MOST_ITEMS
    return True
