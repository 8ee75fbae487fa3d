"""JSON Schemas of operands (draft-07), as several operators share them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

# Where a template may stand instead of a literal.
TEMPLATE: Schema = {"type": "string", "pattern": r"\$\{\{"}
MATCHER: Schema = {"$ref": "#/definitions/Matcher"}
ANY: Schema = {}
TEXT: Schema = {"type": "string"}
BOOLEAN: Schema = {"anyOf": [{"type": "boolean"}, TEMPLATE]}
# Durations, sizes, percentages and rates are texts; which of them fits depends on the subject.
NUMBER: Schema = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\s*[0-9]"}, TEMPLATE]}
LIST: Schema = {"anyOf": [{"type": "array"}, TEMPLATE]}
FILLED_LIST: Schema = {"anyOf": [{"type": "array", "minItems": 1}, TEMPLATE]}
MATCHERS: Schema = {"type": "array", "items": MATCHER, "minItems": 1}
MATCHERS_BY_PATH: Schema = {"type": "object", "additionalProperties": MATCHER, "minProperties": 1}
COUNTED: Schema = {
    "type": "object",
    "properties": {
        "count": {"type": "integer", "minimum": 0, "description": "How many elements."},
        "of": {"allOf": [MATCHER], "description": "What holds for them."},
    },
    "required": ["count", "of"],
    "additionalProperties": False,
}
