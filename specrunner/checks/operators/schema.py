"""`schema`: JSON Schema, by jsonschema-rs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from ...source import printable
from ...source.codes import checks as codes
from ...syntax import Node, ScalarNode
from ...values import EvaluationError, JsonError, Scope, describe, parse_json
from ..compiler import literal_text
from ..mismatch import Difference, Mismatch, Path
from ..operator import About, Binding, Compiling, Criterion, OperandError, Operator

_MAX_ERRORS = 50


def _refuse(uri: str) -> NoReturn:
    raise ValueError(f"`{uri}` is another document, and nothing is fetched")


def compile_schema(schema: object) -> Any:
    """A validator for the schema. Raises OperandError; its path leads to the culprit where that is known."""
    if not isinstance(schema, dict | bool):
        raise OperandError(f"a JSON Schema is a map, not {describe(schema)}", code=codes.BAD_SCHEMA)
    # Lazy: few specs use it, and it takes longer to load than all of YAML.
    import jsonschema_rs

    from ..schema_words import refuse_misspelt

    refuse_misspelt(schema)
    try:
        return jsonschema_rs.validator_for(
            schema,
            validate_formats=True,
            retriever=_refuse,
            # Linear in the text, like every other regular expression that a user writes.
            pattern_options=jsonschema_rs.RegexOptions(),
        )
    except jsonschema_rs.ValidationError as error:
        path = tuple(error.instance_path)
        raise OperandError(
            f"not a JSON Schema: {_reason(error)}", path=path, hint=_schema_hint(error), code=codes.BAD_SCHEMA
        ) from None
    except ValueError as error:
        raise OperandError(f"not a JSON Schema: {error}", code=codes.BAD_SCHEMA) from None


def _reason(error: Any) -> str:
    message = str(error.message)
    if "retrieving it failed" in message:
        name = message.split("'")[1] if "'" in message else "it"
        return f"`{name}` is another document, and nothing is fetched"
    if _is_type(error):
        return f"unknown type `{error.instance}`"
    return message


def _is_type(error: Any) -> bool:
    return list(error.instance_path)[-1:] == ["type"] and isinstance(error.instance, str)


def _schema_hint(error: Any) -> str | None:
    if _is_type(error):
        return "types are `string integer number boolean null array object`"
    if "retrieving it failed" in str(error.message):
        return "put what it refers to under `$defs`, and refer to `#/$defs/...`"
    return None


def _criterion(validator: Any, shown: str) -> Criterion:
    def judge(value: object, scope: Scope) -> Mismatch | None:
        try:
            if validator.is_valid(value):
                return None
            errors = list(_first(validator.iter_errors(value)))
        except (ValueError, TypeError) as error:
            # Not JSON (a header map, bytes), deeper than the library goes, or a text with a lone surrogate.
            return Mismatch(f"{describe(value)} cannot be held against a JSON Schema: {error}", is_clash=True)
        return _mismatch(errors)

    return Criterion(shown, judge)


def _first(errors: Any) -> Any:
    for index, error in enumerate(errors):
        if index == _MAX_ERRORS:
            return
        yield error


def _mismatch(errors: list[Any]) -> Mismatch:
    differences = tuple(_difference(error) for error in errors)
    first = differences[0]
    more = f", the first of {len(differences)} mistakes" if len(differences) > 1 else ""
    return Mismatch(
        first.explanation + more,
        expected=first.expected,
        actual=first.actual,
        path=first.path,
        differences=differences,
        operand_path=first.operand_path,
    )


def _difference(error: Any) -> Difference:
    path: Path = tuple(error.instance_path)
    keyword = "/".join(str(part) for part in error.schema_path)
    actual = describe(error.instance)
    message = printable(str(error.message))
    explanation = message if len(message) <= 200 else f"{actual} does not fit `{keyword}`"
    return Difference(path, f"schema: {keyword}", actual, explanation, operand_path=tuple(error.schema_path))


def _compile_inline(node: Node, compiling: Compiling) -> Binding:
    def prepare(operand: object, about: About) -> Criterion:
        if isinstance(operand, str):
            raise OperandError(
                f"a template gives a JSON Schema as a map here, not {describe(operand)}", code=codes.BAD_SCHEMA
            )
        return _criterion(compile_schema(_as_dict(operand)), "what the JSON Schema says")

    return compiling.bind(node, prepare)


def _as_dict(operand: object) -> object:
    return dict(operand) if isinstance(operand, Mapping) else operand


def _compile(node: Node, compiling: Compiling) -> Binding:
    is_file = isinstance(node, ScalarNode) and isinstance(node.value, str) and "${{" not in node.text
    if not is_file:
        return _compile_inline(node, compiling)
    return _compile_file(literal_text(node, "a file name"), compiling)


def _compile_file(node: ScalarNode, compiling: Compiling) -> Binding:
    name = node.text
    known: list[tuple[bytes, Any]] = []

    def validator_of(content: bytes) -> Any:
        # Read anew each time, since each spec has its own folder; compiled anew only when it is another content.
        if not known or known[-1][0] != content:
            known[:] = [(content, compile_schema(_read_schema(content)))]
        return known[-1][1]

    def bind(scope: Scope) -> Criterion:
        try:
            content = scope.functions.read_file(name)
            return _criterion(validator_of(content), f"what `{name}` says")
        except OSError as error:
            reason = error.strerror or str(error)
            raise EvaluationError(codes.BAD_SCHEMA.at(node.span, f"`{name}` cannot be read: {reason}")) from None
        except OperandError as error:
            raise EvaluationError(error.code.at(node.span, f"`{name}`: {error.message}", hint=error.hint)) from None

    compiling.file_operand(node, _checker(name, validator_of))
    return bind


def _read_schema(content: bytes) -> object:
    try:
        return parse_json(content).value
    except JsonError as error:
        raise OperandError(f"not JSON: {error}", code=codes.BAD_SCHEMA) from None


def _checker(name: str, validator_of: Callable[[bytes], Any]) -> Callable[[bytes], None]:
    def check(content: bytes) -> None:
        try:
            validator_of(content)
        except OperandError as error:
            # The path leads into the file, where the spec has no place to point to.
            raise OperandError(f"`{name}`: {error.message}", hint=error.hint, code=error.code) from None

    return check


OPERATORS = (
    Operator(
        "schema",
        "Fits a JSON Schema (draft 2020-12 unless `$schema` says another; formats are checked).",
        "a JSON Schema, or the name of a JSON file with one, relative to the spec",
        "body: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}",
        {"anyOf": [{"type": "object"}, {"type": "boolean"}, {"type": "string"}]},
        _compile,
    ),
)
