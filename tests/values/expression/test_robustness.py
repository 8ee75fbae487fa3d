"""Whatever stands between the braces, the worst that comes out is a diagnostic."""

import contextlib
import itertools
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specrunner.source import DiagnosticError, SourceText
from specrunner.syntax import ScalarNode, ScalarStyle
from specrunner.values import FUNCTIONS, FunctionContext, Scope, compile_expression, compile_template
from specrunner.values.kinds import kind_of

OPERATORS = "+ - * / % == != < <= > >= in && || ! ? : . , ( ) [ ] { } ' \" \\ ` $ = #"
OPERANDS = "true false null 0 1 -1 2.5 9223372036854775807 1e308 a b x items steps has type int x.y a[0] a.b"
PIECES = r"""'' 'a' "b" r'\d' b'\xff' '\n' '''c''' .map(x, .filter(x, .all(x, .exists(x, .size() [x] {'k':"""
WORDS = [*f"{OPERATORS} {OPERANDS} {PIECES}".split(), *(f"{name}(" for name in FUNCTIONS)]
NAMES = {
    "a": [1, "x", None, {"b": True}],
    "b": {"a": 1.5, "c-d": []},
    "x": "text",
    "items": [{"k": 1}],
    "steps": {},
    "int": 2**80,
}
VALUES = [
    *(None, True, 0, -7, 3, 2**63 - 1, -(2**63), 2**80, 1.5, float("inf"), float("nan"), 1e300),
    *("", "7", "a,b", "\ud800", "\0", "%Y", "sha256", "hex", "Europe/Berlin", "1h", "de", "$.a", "a[*"),
    *("2027-01-01T00:00:00Z", b"\xff", [], [1, "a"], [3, 2.5, float("nan")], {}, {"a": [None], "\ud800": 1}),
    *(datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)),
    *(timedelta(days=100_000), timedelta(microseconds=-1)),
]
NOON = datetime(2027, 1, 31, 12, tzinfo=UTC)
CONTEXT = FunctionContext(lambda: NOON, random.Random(1), lambda path: b"{}", lambda: 0.0)


def survives(text):
    """Compiles and evaluates a text; anything but a value of the language or a diagnostic is a bug."""
    source = SourceText("spec.yaml", text)
    problems = ()
    try:
        expression = compile_expression(text, source.span)
        assert all(reference.span.line >= 1 for reference in expression.references)
        assert kind_of(expression.evaluate(Scope(NAMES, functions=CONTEXT)))
    except DiagnosticError as error:
        problems = error.diagnostics
    for problem in problems:
        assert 0 <= source.offset(problem.span.line, problem.span.column) <= len(text)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_value_or_a_diagnostic(text):
    survives(text)


@given(st.lists(st.sampled_from(WORDS), max_size=14))
@settings(max_examples=600, deadline=None)
def test_any_words_of_the_language_give_a_value_or_a_diagnostic(words):
    survives(" ".join(words))


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_any_arguments_of_the_right_types_give_a_value_or_a_diagnostic(name):
    function = FUNCTIONS[name]
    most = 3 if function.most is None else function.most
    for count in range(function.least, most + 1):
        kinds = [function.parameter(index).kinds for index in range(count)]
        pools = [[value for value in VALUES if kind_of(value) & kind] for kind in kinds]
        text = f"{name}({', '.join(f'v{index}' for index in range(count))})"
        expression = compile_expression(text, SourceText("spec.yaml", text).span)
        combinations = list(itertools.product(*pools))
        for arguments in random.Random(3).sample(combinations, min(len(combinations), 400)):
            names = {f"v{index}": value for index, value in enumerate(arguments)}
            with contextlib.suppress(DiagnosticError):
                assert kind_of(expression.evaluate(Scope(names, functions=CONTEXT)))


PARTS = [*"ab ${}$'\"\\\n", "${{", "}}", "$${{", "{{ x }}", "${{ a }}", "1 + 1"]


@given(st.lists(st.sampled_from(PARTS), max_size=12))
@settings(max_examples=300, deadline=None)
def test_any_scalar_gives_a_template_or_diagnostics(parts):
    text = "".join(parts)
    source = SourceText("spec.yaml", f"|\n  {text}")
    node = ScalarNode(text, text, ScalarStyle.LITERAL, source, 0, len(source.text))
    with contextlib.suppress(DiagnosticError):
        template = compile_template(node)
        if template is not None:
            template.render(Scope(NAMES, functions=CONTEXT))
