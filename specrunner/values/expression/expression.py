"""An expression where it stands: a program, and the way from its text to the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field
from functools import lru_cache
from typing import Any

from ...lean import dataclass
from ...source import DiagnosticError, SourceSpan
from ..failure import Failure
from ..functions import NAMESPACES
from ..kinds import ANY, kind_of
from ..missing import MISSING
from ..scope import Scope
from .compile import Compiler
from .fold import NO_SCOPE, is_small
from .frame import Frame, Run
from .lookup import Step, path_run
from .parser import parse
from .program import Program, RelativeReference
from .refusals import NO_NAMES

Locate = Callable[[int, int], SourceSpan]

_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_LONGEST_PATH = 200


@dataclass(frozen=True, slots=True)
class Reference:
    """A static path that an expression reads, as far as it is constant: `("steps", "create", "body", "id")`.

    `is_guarded`: the same expression asks with `has()` whether it is there, so it may be absent.
    """

    path: tuple[str | int, ...]
    span: SourceSpan
    is_guarded: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A compiled expression."""

    program: Program
    locate: Locate = field(repr=False)

    @property
    def text(self) -> str:
        return self.program.text

    @property
    def references(self) -> tuple[Reference, ...]:
        """What it reads of the scope, in the order of the text; loop variables are not among it."""
        locate = self.locate
        return tuple(
            Reference(each.path, locate(each.start, each.end), each.is_guarded) for each in self.program.references
        )

    @property
    def constant(self) -> object:
        """The value when nothing outside the text decides it, else MISSING."""
        return self.program.constant

    def evaluate(self, scope: Scope) -> object:
        """The value in a scope. Times and durations are `datetime` and `timedelta`. Raises EvaluationError."""
        try:
            return self.program.run(scope)
        except Failure as failure:
            raise failure.evaluation_error(self.locate) from None


def compile_expression(text: str, locate: Locate) -> Expression:
    """The expression in `text`; `locate(start, end)` is the place of its characters. Raises DiagnosticError."""
    try:
        return Expression(compile_program(text), locate)
    except Failure as failure:
        raise DiagnosticError(failure.diagnostic(locate)) from None


@lru_cache(maxsize=4096)
def compile_program(text: str) -> Program:
    """The program of a text; the same text has one program, wherever it stands. Raises Failure.

    What needs no scope is worked out here, so that `1 / 0` is found before the run.
    """
    if (program := _path_program(text)) is not None:
        return program
    compiler = Compiler(text)
    part = compiler.part(parse(text))
    run = _framed(part.run, compiler.slots) if compiler.needs_frame else part.run
    constant = part.constant
    kinds = part.kinds
    if constant is MISSING and compiler.is_pure and not compiler.references:
        value: Any = run(NO_SCOPE)
        kinds = kind_of(value)
        constant = value if is_small(value) else MISSING
    references = tuple(_guarded(reference, compiler.guards) for reference in compiler.references)
    return Program(text, run, references, compiler.builds, kinds, constant)


def _path_program(text: str) -> Program | None:
    """The program of a plain dotted path, which most expressions are, five times sooner than by way of its tree."""
    if not _PATH.fullmatch(text) or len(text) > _LONGEST_PATH:
        return None
    root, *fields = text.split(".")
    if root in NO_NAMES or root in NAMESPACES:
        return None
    end = len(root)
    steps = []
    for field_name in fields:
        start, end = end + 1, end + 1 + len(field_name)
        steps.append(Step(field_name, start, end, end))
    run = path_run(text, Step(root, 0, len(root), len(root)), tuple(steps))
    reference = RelativeReference((root, *fields), 0, len(text))
    return Program(text, run, (reference,), builds=False, kinds=ANY, constant=MISSING)


def _framed(run: Run, slots: int) -> Run:
    return lambda scope: run(Frame(scope, slots))


def _guarded(reference: RelativeReference, guards: list[tuple[str | int, ...]]) -> RelativeReference:
    if any(reference.path[: len(guard)] == guard for guard in guards):
        return RelativeReference(reference.path, reference.start, reference.end, is_guarded=True)
    return reference
