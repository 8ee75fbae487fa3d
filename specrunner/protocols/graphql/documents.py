"""Documents looked at before the run: their syntax, their variables, and what a schema says of them.

All of it is graphql-core's work, which is an extra and loads when a spec has a document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ...plugin import ActionProblem
from ...values import Template, described
from .model import GraphqlAction

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode

Read = Callable[[str], bytes]
Problems = Iterator[ActionProblem]
Path = tuple[str | int, ...]

MAX_TOLD = 5
_INSTALL = "install it: `pip install 'specrunner[graphql]'`"


def check_documents(action: GraphqlAction, read: Read) -> tuple[ActionProblem, ...]:
    """The mistakes in every document that is known before the run. Without graphql-core there are none to tell,
    but for a `schema` that cannot be used."""
    if find_spec("graphql") is None:
        told = "`schema` needs the package graphql-core, which is not installed"
        return () if action.schema_ is None else (ActionProblem(("schema",), told, _INSTALL),)
    return tuple(_Documents(action, read).problems())


class _Documents:
    def __init__(self, action: GraphqlAction, read: Read) -> None:
        self._action = action
        self._read = read
        self._schema: GraphQLSchema | None = None

    def problems(self) -> Problems:
        yield from self._load_schema()
        action = self._action
        if isinstance(action.query, str):
            yield from self._document(action.query, ("query",), action.variables, action.operation_name)
        elif action.file is not None:
            try:
                text = self._read(action.file).decode("utf-8", "replace")
            except OSError as error:
                yield _unreadable("file", action.file, error)
            else:
                yield from self._document(text, ("file",), action.variables, action.operation_name)
        for index, each in enumerate(action.batch or ()):
            if isinstance(each.query, str):
                yield from self._document(each.query, ("batch", index, "query"), each.variables, each.operation_name)
        for path, upload in action.uploads.items():
            if isinstance(upload.file, str):
                try:
                    self._read(upload.file)
                except OSError as error:
                    yield _unreadable_at(("uploads", path), upload.file, error)

    def _load_schema(self) -> Problems:
        name = self._action.schema_
        if name is None:
            return
        try:
            found = _schema(self._read(name))
        except OSError as error:
            yield _unreadable("schema", name, error)
        else:
            if isinstance(found, str):
                yield ActionProblem(("schema",), f"`{name}` is no GraphQL schema: {found}")
            else:
                self._schema = found

    def _document(self, text: str, path: Path, variables: object, operation_name: object) -> Problems:
        from graphql import GraphQLSyntaxError, parse, validate

        if self._action.unchecked:
            return
        try:
            document = parse(text)
        except GraphQLSyntaxError as error:
            yield ActionProblem(path, f"this is not GraphQL: {_said(error)}")
            return
        operations = _operations(document)
        if not operations:
            yield ActionProblem(path, "the document has no operation", "add a `query { ... }` or `mutation { ... }`")
        wrong = [] if self._schema is None else validate(self._schema, document)
        yield from (
            ActionProblem(path, f"the schema does not allow this: {_said(each)}") for each in wrong[:MAX_TOLD]
        )
        yield from _chosen(operations, path, operation_name)
        if len(operations) == 1:
            uploads = frozenset(each.split(".")[1] for each in self._action.uploads if "." in each)
            yield from _variables(operations[0], path, variables, uploads)


def _chosen(operations: list[OperationDefinitionNode], path: Path, wanted: object) -> Problems:
    if isinstance(wanted, Template):
        return
    names = [each.name.value for each in operations if each.name is not None]
    listed = ", ".join(f"`{name}`" for name in names)
    if wanted is None and len(operations) > 1:
        message = f"the document has {len(operations)} operations, and nothing says which to run"
        yield ActionProblem(path, message, f"add `operation_name`: one of {listed}")
    elif isinstance(wanted, str) and operations and wanted not in names:
        hint = f"it has {listed}" if names else "its operation has no name"
        yield ActionProblem(path, f"the document has no operation `{wanted}`", hint)


def _variables(operation: OperationDefinitionNode, path: Path, given: object, uploads: frozenset[str]) -> Problems:
    """What is declared and not given, or given and not declared. Those of `uploads` get a file."""
    from graphql import NonNullTypeNode, print_ast

    if not isinstance(given, Mapping):
        return
    declared = {each.variable.name.value: each for each in operation.variable_definitions or ()}
    place = (*path[:-1], "variables")
    for name, definition in declared.items():
        if name in uploads:
            continue
        is_needed = isinstance(definition.type, NonNullTypeNode) and definition.default_value is None
        if is_needed and name not in given:
            type_ = print_ast(definition.type)
            yield ActionProblem(
                path, f"the variable `${name}` is given no value", f"add it to `variables`: a {type_}"
            )
        elif is_needed and given[name] is None and not isinstance(given[name], Template):
            yield ActionProblem((*place, name), f"the variable `${name}` cannot be {described(None)}")
    for name in given:
        if name not in declared:
            listed = ", ".join(f"`${each}`" for each in declared) or "none"
            message = f"the document declares no variable `${name}`"
            yield ActionProblem((*place, name), message, f"it declares {listed}")


def _operations(document: DocumentNode) -> list[OperationDefinitionNode]:
    from graphql import OperationDefinitionNode

    return [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]


@lru_cache(maxsize=16)
def _schema(data: bytes) -> GraphQLSchema | str:
    from graphql import GraphQLError, build_schema

    try:
        return build_schema(data.decode("utf-8", "replace"))
    except (GraphQLError, TypeError) as error:
        return _said(error) if isinstance(error, GraphQLError) else str(error)


def _said(error: GraphQLError) -> str:
    message = error.message.removeprefix("Syntax Error: ").rstrip(".")
    if not error.locations:
        return message
    place = error.locations[0]
    return f"{message} (line {place.line}, column {place.column})"


def _unreadable(field: str, name: str, error: OSError) -> ActionProblem:
    return _unreadable_at((field,), name, error)


def _unreadable_at(path: Path, name: str, error: OSError) -> ActionProblem:
    reason = (error.strerror or str(error) or type(error).__name__).lower()
    return ActionProblem(path, f"cannot read `{name}`: {reason}", "paths are relative to the spec")
