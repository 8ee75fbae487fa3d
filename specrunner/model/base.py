"""The base of everything that users write, and its leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, WithJsonSchema
from pydantic.annotated_handlers import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, SchemaValidator, ValidationError, core_schema

from ..values import Template, described, parse_duration, parse_percent, parse_rate, parse_size
from .alone import allow_plugins, refuse_plugins
from .messages import explain_error

T = TypeVar("T")


def _refuse_null(schema: Any) -> None:
    """Takes the null out of each `T | None` whose None only stands for a field that is left out."""
    while schema["type"] != "model-fields":
        schema = schema["schema"]
    for field in schema["fields"].values():
        default = field["schema"]
        is_none = default["type"] == "default" and default.get("default", 0) is None
        if is_none and default["schema"]["type"] == "nullable":
            default["schema"] = default["schema"]["schema"]


refuse_plugins()


class SpecModel(BaseModel):
    """A map in a spec: unknown keys are errors, nothing is converted silently (`"7"` is no integer), nothing changes.

    Lists are `list[...]` and maps `dict[str, ...]`, as YAML gives them. A field whose default is None may be left
    out, but not be null: `timeout:` with nothing behind it is a slip, and must not pass for no timeout.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        arbitrary_types_allowed=True,
        populate_by_name=True,
    )

    def __init_subclass__(cls, **options: Any) -> None:
        refuse_plugins()
        super().__init_subclass__(**options)

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        allow_plugins()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        _refuse_null(handler.resolve_ref_schema(schema))
        return schema


allow_plugins()

EXPRESSION_MARK = {"x-expression": True}
"""Stands in pydantic's JSON Schemas where an expression may; pydantic would take a `$ref` for one of its own."""


UNIT_MARK = "x-unit"
"""Tells in pydantic's JSON Schemas which unit a number has, so that its default can be written with it."""


class AlsoWritten:
    """Short forms that a file may have instead of a map or a list, for editors: JSON Schemas, `EXPRESSION_MARK` too.

    What they stand for is said by a validator beside this.
    """

    def __init__(self, *schemas: dict[str, Any]) -> None:
        self.schemas = schemas

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), *(dict(each) for each in self.schemas)]}


class _TemplatedLeaf:
    """Lets a `Template` stand for a value, and gives it the check that the rendered value must pass."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        wanted = _without_template(source)
        inner = handler.generate_schema(wanted)

        def accept(value: object, validate: Callable[[object], object]) -> object:
            return value.expecting(check) if isinstance(value, Template) else validate(value)

        validator: list[SchemaValidator] = []

        def check(value: object) -> object:
            if not validator:
                validator.append(SchemaValidator(inner))
            try:
                return validator[0].validate_python(value, strict=True)
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                raise ValueError(explain_error(first).message) from None

        return core_schema.no_info_wrap_validator_function(accept, inner)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        inner = handler(schema)
        if inner.get("type") == "string" and not inner.keys() & {"pattern", "enum", "const"}:
            return inner
        return {"anyOf": [inner, dict(EXPRESSION_MARK)]} if inner else inner


def _without_template(source: object) -> Any:
    wanted = tuple(argument for argument in get_args(source) if argument is not Template)
    union = wanted[0]
    for argument in wanted[1:]:
        union = union | argument
    return union


if TYPE_CHECKING:
    # Before rendering a `Template` may stand here; only `plan` and `engine` meet it, through the renderer. Runners
    # see rendered actions, so for the type checker a templated field simply has its type.
    Templated: TypeAlias = Annotated[T, "templated"]
else:
    Templated = Annotated[T | Template, _TemplatedLeaf()]


def _unit(parse: Callable[[str], float], example: str) -> BeforeValidator:
    def read(value: object) -> object:
        # A value that was already read passes: an action is checked again after its templates are rendered.
        if isinstance(value, str):
            return parse(value)
        if isinstance(value, float):
            return value
        if type(value) is int:
            raise ValueError(f"needs a unit, like `{example}`")
        raise ValueError(f"must be text with a unit, like `{example}`, not {described(value)}")

    return BeforeValidator(read)


def _size(value: object) -> object:
    if isinstance(value, str):
        return parse_size(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(f"must be a size, like `10MiB`, not {described(value)}")


_DURATION_PATTERN = r"^\s*(\d+(\.\d+)?(d|h|min|ms|m|us|µs|s))+\s*$"
_SIZE_PATTERN = r"^\s*\d+(\.\d+)?\s?([kKMGT]B|[KMGT]iB|B)\s*$"


def _written_with_unit(unit: str, pattern: str, examples: list[str], **further: Any) -> WithJsonSchema:
    message = f"A {unit} with its unit, such as `{examples[0]}`."
    schema = {"type": "string", "pattern": pattern, "patternErrorMessage": message, "examples": examples}
    return WithJsonSchema({**schema, UNIT_MARK: unit, **further})


Duration: TypeAlias = Annotated[
    float,
    _unit(parse_duration, "500ms"),
    _written_with_unit("duration", _DURATION_PATTERN, ["500ms", "2s", "1m30s"]),
]
"""Seconds, written with a unit: `500ms`, `2s`, `1m30s`."""

Size: TypeAlias = Annotated[
    int,
    BeforeValidator(_size),
    _written_with_unit("size", _SIZE_PATTERN, ["10MiB", "512kB"], type=["string", "integer"]),
]
"""Bytes, written as `10MiB`, `512kB`, or a bare number of bytes."""

Ratio: TypeAlias = Annotated[
    float, _unit(parse_percent, "5%"), WithJsonSchema({"type": "string", "examples": ["5%"]})
]
"""A fraction of one, written as a percentage."""

Rate: TypeAlias = Annotated[
    float, _unit(parse_rate, "50/s"), WithJsonSchema({"type": "string", "examples": ["50/s", "10/min"]})
]
"""Events a second, written as `50/s`."""


_NAME_FORM = "A name: letters, digits and `_`, not beginning with a digit."


def _name(value: str) -> str:
    if not value or not (value[0].isalpha() or value[0] == "_") or not value.replace("_", "a").isalnum():
        raise ValueError("must be a name: letters, digits and `_`, not beginning with a digit")
    if not value.isascii():
        raise ValueError("must be a name of ASCII letters, digits and `_`, so that expressions can read it")
    return value


Name: TypeAlias = Annotated[
    str,
    AfterValidator(_name),
    WithJsonSchema({"type": "string", "pattern": r"^[A-Za-z_]\w*$", "patternErrorMessage": _NAME_FORM}),
]
"""A name that expressions can read: letters, digits and `_`."""
