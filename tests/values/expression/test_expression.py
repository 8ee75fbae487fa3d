"""Compiled expressions: references, constants, sharing."""

from datetime import UTC, datetime

import pytest

from specrunner.source import DiagnosticError, SourceText
from specrunner.values import MISSING, FunctionContext, Scope, compile_expression
from specrunner.values.expression import compile_program


def compiled(text):
    return compile_expression(text, SourceText("spec.yaml", text).span)


def paths(text):
    return [reference.path for reference in compiled(text).references]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("order_id", [("order_id",)]),
        ("steps.create.body.id", [("steps", "create", "body", "id")]),
        ('a.b[0]["c"].d', [("a", "b", 0, "c", "d")]),
        ("a[i].c", [("a",), ("i",)]),
        ("a.b[c.d]", [("a", "b"), ("c", "d")]),
        ("a.b.size() + size(c)", [("a", "b"), ("c",)]),
        ("items.filter(x, x.price > limit)", [("items",), ("limit",)]),
        ("[x].map(x, x)", [("x",)]),
        ("a.map(x, b.map(y, x + y))", [("a",), ("b",)]),
        ("a && b || !c", [("a",), ("b",), ("c",)]),
        ("fake.name() + uuid()", []),
        ("type(a) == int", [("a",)]),
        ("int", [("int",)]),
    ],
)
def test_references_are_the_static_paths(text, found):
    assert paths(text) == found


def test_a_reference_points_at_its_place():
    (reference,) = compiled("1 + steps.create.id").references
    assert str(reference.span) == "spec.yaml:1:5"
    assert reference.span.end_column == 20


def test_a_path_asked_for_with_has_may_be_absent():
    references = compiled('has(env.NAME) ? env.NAME : other["x"]').references
    assert [(reference.path, reference.is_guarded) for reference in references] == [
        (("env", "NAME"), True),
        (("env", "NAME"), True),
        (("other", "x"), False),
    ]


def test_what_no_scope_decides_is_worked_out_at_once():
    assert compiled("2 * 3").constant == 6
    assert compiled("base64('user:pw')").constant == "dXNlcjpwdw=="
    assert compiled("[1, 2].map(x, x * 2)").constant == [2, 4]


@pytest.mark.parametrize("text", ["a + 1", "now()", "uuid()", "fake.name()", "file('x')", "random.int(1, 2)"])
def test_what_depends_on_more_than_its_text_is_not_constant(text):
    assert compiled(text).constant is MISSING


def test_a_large_constant_is_not_kept():
    assert compiled("repeat('a', 100000)").constant is MISSING


def test_a_constant_that_fails_is_refused_before_the_run():
    with pytest.raises(DiagnosticError) as caught:
        compiled("[1, 2].map(x, x / 0)")
    assert caught.value.diagnostics[0].message == "division by zero"


def test_a_branch_that_is_never_taken_may_fail():
    assert compiled("true ? 1 : 1 / 0").constant == 1
    assert compiled("1 / 0 > 0 || true").constant is True


def test_equal_texts_share_a_program_and_keep_their_own_places():
    first = compile_expression("a.b", SourceText("one.yaml", "a.b").span)
    second = compile_expression("a.b", SourceText("two.yaml", "a.b").span)
    assert first.program is second.program
    assert [str(each.references[0].span) for each in (first, second)] == ["one.yaml:1:1", "two.yaml:1:1"]


def test_a_name_of_a_type_is_a_type_only_beside_type(evaluate):
    assert evaluate("type(x) == list", x=[1], list=5) is True
    assert evaluate("list + 1", list=5) == 6


def test_evaluating_gives_times_as_times(evaluate):
    assert evaluate("now()") == datetime(2027, 1, 31, 12, 0, 0, 123_000, tzinfo=UTC)


def test_programs_hold_no_state_between_runs(evaluate):
    text = "items.filter(x, x > low).map(y, y * 2)"
    assert [evaluate(text, items=[1, 2, 3], low=low) for low in (0, 1, 2)] == [[2, 4, 6], [4, 6], [6]]
    assert compile_program(text) is compile_program(text)


@pytest.mark.parametrize(
    "path", ["a", "a.b", "steps.create.body.id", "true", "null", "in", "True", "for", "fake.name"]
)
def test_a_plain_path_means_the_same_by_the_short_way_and_the_long(path):
    names = {"a": {"b": 1}, "steps": {}}
    assert outcome(path, names) == outcome(f" {path} ", names)


def outcome(text, names):
    shift = len(text) - len(text.lstrip())
    context = FunctionContext(lambda: datetime(2027, 1, 31, tzinfo=UTC), None, lambda path: b"", lambda: 0.0)
    try:
        expression = compile_expression(text, lambda start, end: (start - shift, end - shift))
        references = [(each.path, each.span) for each in expression.references]
        return references, expression.constant, expression.evaluate(Scope(names, functions=context))
    except DiagnosticError as error:
        problem = error.diagnostics[0]
        return problem.code, problem.message, problem.span, problem.hint
