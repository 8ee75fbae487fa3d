"""What goes wrong around a run, other than in specs and targets."""

from __future__ import annotations

from collections.abc import Iterator

from ..events import JournalError


class RunError(Exception):
    """The run itself could not be recorded or reported; the text names the cause, `hint` a mend. Exit code 3."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class CrashError(Exception):
    """A mistake of ours, as text: a traceback without the secrets that the run knows. Exit code 3."""


def cause_of(error: BaseException) -> BaseException:
    """The one exception that a group of nurseries is about: a Ctrl-C, else a journal that cannot be written (what
    comes after it follows from it), else the first mistake of ours."""
    leaves = list(_leaves(error))
    for type_ in (KeyboardInterrupt, JournalError):
        for leaf in leaves:
            if isinstance(leaf, type_):
                return leaf
    return leaves[0]


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error
