"""Mistakes in the files that an action names, and in what it changes of a body that is known before the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..plugin import ActionProblem
from ..source import DiagnosticError, find_code
from ..values import MISSING, EvaluationError, JsonError, parse_json, templates_in
from .change import writer_of
from .model import WholeRequest

Read = Callable[[str], bytes]
Problems = Iterator[ActionProblem]
Path = tuple[str | int, ...]


def check_files(action: WholeRequest, read: Read) -> tuple[ActionProblem, ...]:
    """Files that cannot be read, JSON files that hold none, and changes that such a body has no place for.

    What is still a template is left to the run.
    """
    return (*_files(action, read), *_json_file(action, read), *_literal_changes(action))


def _files(action: WholeRequest, read: Read) -> Problems:
    tls = action.tls
    named: list[tuple[Path, object]] = [(("file",), action.file)]
    named += [(("tls", name), getattr(tls, name)) for name in ("ca", "cert", "key")]
    named += [(("multipart", index, "file"), part.file) for index, part in enumerate(action.multipart or ())]
    for path, name in named:
        if isinstance(name, str):
            try:
                read(name)
            except OSError as error:
                yield _unreadable(path, name, error)


def _json_file(action: WholeRequest, read: Read) -> Problems:
    name = action.json_file
    if not isinstance(name, str):
        return
    try:
        document = parse_json(read(name)).value
    except OSError as error:
        yield _unreadable(("json_file",), name, error)
    except JsonError as error:
        message = f"`{name}` is not JSON: {error.message} (line {error.line}, column {error.column})"
        yield ActionProblem(("json_file",), message, "mend the file, or send it as it is with `file`")
    else:
        yield from _changes(action, document)


def _literal_changes(action: WholeRequest) -> Problems:
    if action.json_ is not MISSING and not any(templates_in(action.json_)):
        yield from _changes(action, action.json_)


def _changes(action: WholeRequest, document: object) -> Problems:
    """Which place a path has does not depend on the value, unless an earlier change made that place."""
    for path_text, value in action.with_.items():
        try:
            document = writer_of(path_text).write(document, value)
        except EvaluationError as error:
            told = error.diagnostic
            message = f"`with` cannot change `{path_text}`: {told.message}"
            yield ActionProblem(("with", path_text), message, told.hint, find_code(told.code), is_about_key=True)
        except DiagnosticError:
            return  # no path at all: said where paths are checked
        if any(templates_in(value)):
            return


def _unreadable(path: Path, name: str, error: OSError) -> ActionProblem:
    reason = (error.strerror or str(error) or type(error).__name__).lower()
    return ActionProblem(path, f"cannot read `{name}`: {reason}", "paths are relative to the spec")
