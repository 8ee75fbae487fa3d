"""SR03xx: expressions, functions, templates. (Selectors, units and regexes: SR0350 and above, in `values_select`.)"""

from ..diagnostic import Severity
from .code import Code

EXPRESSION_SYNTAX = Code(
    "SR0301",
    "The expression cannot be read",
    "What stands between `${{` and `}}` is not an expression of the language: something is missing, doubled, or "
    "borrowed from another language. The caret stands where reading stopped.",
    'when: "${{ quantity = 2 }}"',
    'when: "${{ quantity == 2 }}"',
)
TEXT_LITERAL = Code(
    "SR0302",
    "A text in an expression is not well formed",
    "A text literal has no closing quote, or a backslash stands before a character that it cannot escape. "
    r"The escapes are those of CEL: \\ \" \' \n \r \t \a \b \f \v \? \` \xHH \uHHHH \UHHHHHHHH and \ooo. "
    r"Regexes are easiest in raw texts, which know no escapes: r'\d+'.",
    "check: ${{ matches(name, '\\d+') }}",
    "check: ${{ matches(name, r'\\d+') }}",
)
EXPRESSION_LIMIT = Code(
    "SR0303",
    "The expression is too long or too deep",
    "An expression may have 32,768 characters, 64 brackets inside each other and 150 levels of operators. "
    "Whoever needs more computes it in steps: "
    "`vars` and `set` give names to parts.",
)
UNKNOWN_FUNCTION = Code(
    "SR0304",
    "There is no such function",
    "The name before the parenthesis is in no function table. Every function is listed in the expression reference.",
    'set: {code: "${{ upercase(name) }}"}',
    'set: {code: "${{ upper(name) }}"}',
)
ARGUMENT_COUNT = Code(
    "SR0305",
    "A function got too many or too few arguments",
    "The number of arguments does not fit the function's signature, which the message shows. "
    "`x.f(y)` is another spelling of `f(x, y)`, so the value before the dot counts as the first argument.",
    "set: {code: \"${{ replace(name, 'a') }}\"}",
    "set: {code: \"${{ replace(name, 'a', 'b') }}\"}",
)
TYPE_CLASH = Code(
    "SR0306",
    "The types can never fit",
    "The literals and functions in the expression already show that an operation gets a type it does not take, or "
    "that an equality can never be true. Nothing is converted silently: use `int()`, `double()`, `string()`, "
    "`timestamp()`.",
    "set: {label: \"${{ 'order ' + 7 }}\"}",
    "set: {label: \"${{ 'order ' + string(7) }}\"}",
)
UNSUPPORTED = Code(
    "SR0307",
    "This part of CEL is not in the language",
    "The expression uses a feature of CEL or of another language that expressions here do not have: unsigned "
    "integers, messages, optional fields, slices, comments. The hint names what to write.",
    'set: {first: "${{ items[0:2] }}"}',
    'set: {first: "${{ [items[0], items[1]] }}"}',
)
NUMBER_RANGE = Code(
    "SR0308",
    "A number literal does not fit",
    "Integers have 64 bits, from -9223372036854775808 to 9223372036854775807. Larger numbers can be written as a "
    "double (`1e20`), or kept as text.",
    'set: {most: "${{ 9223372036854775808 }}"}',
    'set: {most: "${{ 9223372036854775807 }}"}',
)
UNKNOWN_NAME = Code(
    "SR0310",
    "Nothing has this name here",
    "The expression reads a name that is neither a variable, nor a saved value, nor one of the fixed names "
    "(`steps`, `env`, `secrets`, `matrix`, `services`, `item`, ...) in this place; or it names a function without "
    "calling it. While a spec runs, a name is also missing where an `always` step reads what was never saved.",
    'set: {person: "${{ fake.name }}"}',
    'set: {person: "${{ fake.name() }}"}',
)
MISSING_KEY = Code(
    "SR0311",
    "The map has no such key",
    "The expression reads a key that the value does not have; the message lists the keys present. "
    "A key that may be absent is asked for with `has()`: `has(body.note) ? body.note : ''`.",
    "check: ${{ order.note == 'a gift' }}",
    "check: ${{ !has(order.note) || order.note == 'a gift' }}",
)
MISSING_ITEM = Code(
    "SR0312",
    "The list has no such item",
    "The index lies outside the list. Indexes count from 0; -1 is the last item.",
    "check: ${{ order.lines[2].qty > 0 }}",
    "check: ${{ order.lines[-1].qty > 0 }}",
)
WRONG_TYPE = Code(
    "SR0313",
    "The value has the wrong type",
    "An operation met a type that it does not take. There is no truthiness and no silent conversion: "
    "conditions are booleans, text and numbers do not add up. Convert with `int()`, `double()`, `string()`, "
    "`bool()`, `timestamp()`.",
    "check: ${{ order.reference > 6 }}",
    "check: ${{ int(order.reference) > 6 }}",
)
ARITHMETIC = Code(
    "SR0314",
    "The arithmetic has no result",
    "A division by zero, or an integer result that does not fit into 64 bits.",
    "check: ${{ order.total / order.discount > 2 }}",
    "check: ${{ order.discount == 0 || order.total / order.discount > 2 }}",
)
FUNCTION_FAILED = Code(
    "SR0315",
    "A function could not give a result",
    "The arguments have the right types, but the function cannot work with these values; the message says why.",
    "check: ${{ int(order.sku) == 7 }}",
    "check: ${{ int(order.reference) == 7 }}",
)
EVALUATION_LIMIT = Code(
    "SR0316",
    "The expression takes too much",
    "An evaluation may take 100,000 steps in `map`, `filter`, `all`, `exists` and `exists_one`, and may build texts "
    "of 10 MiB and lists and maps of 250,000 parts.",
)
UNCLOSED_TEMPLATE = Code(
    "SR0320",
    "A template is not closed",
    "A `${{` has no `}}` in the same scalar. A literal `${{` is written `$${{`.",
    'get: "/orders/${{ order_id }"',
    'get: "/orders/${{ order_id }}"',
)
EMPTY_TEMPLATE = Code(
    "SR0321",
    "A template is empty",
    "Nothing stands between `${{` and `}}`. A literal `${{` is written `$${{`.",
    'get: "/orders/${{ }}"',
    'get: "/orders/${{ order_id }}"',
)
NESTED_TEMPLATE = Code(
    "SR0322",
    "Templates do not nest",
    "A `${{` stands inside a template. Inside `${{ }}` names are read directly.",
    "get: \"${{ base + '/${{ id }}' }}\"",
    "get: \"${{ base + '/' + string(id) }}\"",
)
BARE_BRACES = Code(
    "SR0323",
    "`{{ }}` without a dollar is plain text",
    "Other tools write templates as `{{ name }}`; here they are `${{ name }}`, and `{{ name }}` is sent as it "
    "stands.",
    'get: "/orders/{{ order_id }}"',
    'get: "/orders/${{ order_id }}"',
    severity=Severity.WARNING,
)
NOT_TEXTUAL = Code(
    "SR0324",
    "The value cannot stand inside text",
    "A template inside text must give text, a number or a boolean. Null, lists, maps and bytes have no spelling that "
    "one could not mistake: write `json(...)` for JSON, `join(...)` for lists, or leave the template alone in its "
    "scalar.",
    'headers: {x-items: "items: ${{ [1, 2] }}"}',
    "headers: {x-items: \"items: ${{ join([1, 2], ', ') }}\"}",
)
UNFIT_VALUE = Code(
    "SR0325",
    "The value does not fit here",
    "The template works, but what it gives is not what this place takes, as the message says.",
    "retry: ${{ order.reference }}",
    "retry: ${{ int(order.reference) }}",
)
TEMPLATE_KEY = Code(
    "SR0326",
    "Keys are plain text",
    "A template stands in a key of a map. Keys say what something is, and are known before the run; "
    "only values are computed.",
    'json: {"${{ name }}": 1}',
    'json: {name: "${{ value }}"}',
)

CODES: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
