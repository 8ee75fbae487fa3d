"""Changes to a JSON body by path: `with`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ..source import SourceSpan, whole_file
from ..values import EvaluationError, Writer, compile_writer
from .fault import Unsendable


@lru_cache(maxsize=4096)
def writer_of(path_text: str) -> Writer:
    """The writer of one path. Raises DiagnosticError, placed nowhere: whoever checks the action knows the place."""

    def locate(start: int, end: int) -> SourceSpan:
        return whole_file("")

    return compile_writer(path_text, locate)


def changed(document: object, changes: Mapping[str, object]) -> object:
    """A copy of the document with each path set to its value, in the order written. Raises Unsendable."""
    for path_text, value in changes.items():
        try:
            document = writer_of(path_text).write(document, value)
        except EvaluationError as error:
            message = f"`with` cannot change `{path_text}`: {error.diagnostic.message}"
            raise Unsendable("request", message, error.diagnostic.hint) from None
    return document
