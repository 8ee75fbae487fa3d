"""Why a service is not there."""

from __future__ import annotations


class ServiceFailed(Exception):
    """A service that could not be started, or did not get ready.

    `log_tail` are its last lines of output, raw as they came; `hint` is a mend, empty where none is known.
    """

    def __init__(self, message: str, *, hint: str = "", log_tail: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.log_tail = log_tail
