"""The operators as others read them: the table of the reference, the schema of editors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .compiler import ALLOW_EMPTY
from .operator import Operator
from .operators import OPERATORS

_ALLOW_EMPTY_DOC = "Says that an empty list is fine, beside an operator that goes through the elements."


def operators_table(operators: Mapping[str, Operator] = OPERATORS) -> str:
    """The operators as a Markdown table, one a row, in the order of the reference."""
    rows = ["| operator | holds when the value | takes | example |", "|---|---|---|---|"]
    for operator in operators.values():
        cells = (f"`{operator.name}`", operator.doc, operator.operand, f"`{operator.example}`")
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows) + "\n"


def matcher_schema(operators: Mapping[str, Operator] = OPERATORS) -> dict[str, Any]:
    """The JSON Schema (draft-07) of a matcher: a bare value, or a map of operators.

    Matchers inside operands refer to `#/definitions/Matcher`: that is where it has to stand.
    """
    properties: dict[str, Any] = {
        operator.name: {"description": f"{operator.doc}\nTakes {operator.operand}: `{operator.example}`"}
        | dict(operator.schema)
        for operator in operators.values()
    }
    properties = {
        # Beside `$ref` draft-07 ignores every other keyword, the description too.
        name: {"description": schema.pop("description"), "allOf": [schema]} if "$ref" in schema else schema
        for name, schema in properties.items()
    }
    properties[ALLOW_EMPTY] = {"type": "boolean", "description": _ALLOW_EMPTY_DOC}
    return {
        "description": "What the subject must be: a value (equals), or a map of operators, which must all hold.",
        "anyOf": [
            {"type": ["string", "number", "integer", "boolean", "null", "array"]},
            {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1},
        ],
    }
