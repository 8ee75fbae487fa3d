"""SR04xx: matchers and subjects."""

from .code import Code

UNKNOWN_SUBJECT = Code(
    "SR0401",
    "Unknown subject",
    "The left side of a check names what is looked at: a subject that this kind of step offers (`status`, "
    "`headers.location`, `body`), a JSONPath that starts with `$`, or `jmespath(...)`. This name is none of them.",
    wrong="expect: {statsu: 200}",
    right="expect: {status: 200}",
)
UNKNOWN_FIELD = Code(
    "SR0402",
    "Unknown field of a subject",
    "The subject has a fixed set of fields, and this is not one of them.",
    wrong="expect: {timing.firstbyte: {lt: 200ms}}",
    right="expect: {timing.first_byte: {lt: 200ms}}",
)
UNKNOWN_OPERATOR = Code(
    "SR0403",
    "Unknown operator",
    "A map on the right side of a check holds operators only. All of them must hold.",
    wrong="$.id: {type: integer, greater: 0}",
    right="$.id: {type: integer, gt: 0}",
)
NO_OPERATOR = Code(
    "SR0404",
    "A map without operators",
    "A map on the right side of a check is read as operators, and none of these keys is one. To compare with a map, "
    "say how: `eq` wants exactly this map, `like` wants these keys and allows others.",
    wrong="body: {id: 7}",
    right="body: {like: {id: 7}}",
)
BAD_OPERAND = Code(
    "SR0405",
    "An operand that the operator cannot take",
    "Each operator takes operands of one kind: `gt` a number, `matches` a regular expression, `in` a list. The "
    "reference of matchers lists them.",
    wrong="$.age: {between: [1]}",
    right="$.age: {between: [1, 120]}",
)
NEVER_HOLDS = Code(
    "SR0406",
    "A check that can never hold, or never fail",
    "Whatever the answer is, this check gives the same result, so it checks nothing. A range can hold nothing, and "
    "so can two operators of one subject: `{gt: 5, lt: 3}`, or a value operator beside `exists: false`.",
    wrong="$.age: {between: [9, 1]}",
    right="$.age: {between: [1, 9]}",
)
TYPE_CLASH = Code(
    "SR0407",
    "The subject has another type",
    "Comparisons are typed: a number never equals a text. The type of this subject is known, and the operator or its "
    "operand belongs to another one. A path that may find several values (`[*]`, `..`, a filter) gives a list.",
    wrong='expect: {status: "200"}',
    right="expect: {status: 200}",
)
UNIT_MISSING = Code(
    "SR0408",
    "A unit is missing",
    "Durations are written with their unit: `500ms`, `2s`, `1m30s`. A bare number could mean any of them.",
    wrong="time: {lt: 500}",
    right="time: {lt: 500ms}",
)
UNKNOWN_TYPE = Code(
    "SR0409",
    "Unknown type or format",
    "Types are `string integer number boolean null list map any`; formats are listed under `format`. Alternatives "
    "are separated by `|`. In a `like` tree they follow a `~`; a text that starts with `~` is written `~~text`.",
    wrong="$.id: {type: strng}",
    right="$.id: {type: string}",
)
BAD_SCHEMA = Code(
    "SR0410",
    "Not a JSON Schema",
    "The operand of `schema` is a JSON Schema (draft 2020-12 unless `$schema` says another), or the name of a JSON "
    "file with one. It may refer to itself (`#/$defs/...`); nothing is ever fetched over the network.",
    wrong="body: {schema: {type: strng}}",
    right="body: {schema: {type: string}}",
)
BAD_SHAPE = Code(
    "SR0411",
    "Not a shape",
    "The operand of `shape` maps each key to its rules, in Cerberus words, or to a type alone. All keys are required "
    "unless `required: false`; further keys are allowed. Rules that would change the value are refused.",
    wrong="body: {shape: {id: {typ: integer}}}",
    right="body: {shape: {id: {type: integer, min: 1}, note: string|null}}",
)
RENDERED_OPERAND = Code(
    "SR0412",
    "A rendered operand that the operator cannot take",
    "The template gave a value, but not one that this operator takes. The step is errored, since its check could not "
    "be judged.",
    wrong='$.age: {gt: "${{ name }}"}',
    right='$.age: {gt: "${{ minimum_age }}"}',
)
BAD_READING = Code(
    "SR0413",
    "A value to save is described wrongly",
    "A saved value is a subject or path (`$.id`, `headers.location`), or a map of `from`, `match`, `secret` and "
    "`default`.",
    wrong="save: {id: {form: $.id}}",
    right="save: {id: {from: headers.location, match: '/orders/(\\d+)'}}",
)
NOTHING_TO_SAVE = Code(
    "SR0414",
    "Nothing to save",
    "The answer has nothing at this place. A `default` says that this is fine.",
    wrong="save: {id: $.idd}",
    right="save: {id: $.id}",
)
NO_CHECKS = Code(
    "SR0415",
    "No checks",
    "An empty map of checks or operators asks nothing and would always pass.",
    wrong="expect: {}",
    right="expect: {status: 200}",
)
TEMPLATED_SUBJECT = Code(
    "SR0416",
    "A template where a subject stands",
    "What is looked at is fixed when the spec is read, so that it can be checked before anything is sent; only what "
    "it is compared with may be a template.",
    wrong='expect: {"$.${{ key }}": 7}',
    right='expect: {body: {path: {"$.id": "${{ id }}"}}}',
)

CODES: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
