"""Templates: types survive alone, text is made of scalars, and every mistake has its place in the file."""

import pytest

from specrunner.source import DiagnosticError, SourceText, render_diagnostic
from specrunner.syntax import compose
from specrunner.values import MISSING, EvaluationError, Template, bare_braces, compile_template, templated

NAMES = {"id": 7, "name": "ann", "flag": True, "rate": 1.0, "none": None, "items": [1, {"a": 2}], "raw": b"\xff"}


@pytest.fixture
def rendered(scalar, scope):
    def value(text, **names):
        template = compile_template(scalar(text))
        assert template is not None
        return template.render(scope(**{**NAMES, **names}))

    return value


@pytest.fixture
def mistakes():
    """Every message that a document's templates give, at compile time or, of one leaf `x`, at run time."""

    def messages(text, scope=None):
        source = SourceText("spec.yaml", text)
        composed = compose(source)
        assert composed.node is not None, composed.diagnostics
        tree, diagnostics = templated(composed.node)
        if scope is not None:
            with pytest.raises(EvaluationError) as caught:
                tree["x"].render(scope)
            diagnostics = [*diagnostics, caught.value.diagnostic]
        return "\n".join(render_diagnostic(each, {"spec.yaml": source}.get) for each in diagnostics)

    return messages


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${{ id }}", 7),
        ('"${{id}}"', 7),
        ("${{ flag }}", True),
        ("${{ rate }}", 1.0),
        ("${{ none }}", None),
        ("${{ items }}", [1, {"a": 2}]),
        ("${{ raw }}", b"\xff"),
        ("'${{ name }}'", "ann"),
        ("|\n  ${{ id }}\n", 7),
        (">-\n  ${{\n  items[1].a\n  + 1 }}\n", 3),
        (
            "\"${{ [now(), {'d': duration('90s'), 't': type(id)}] }}\"",
            ["2027-01-31T12:00:00.123Z", {"d": "90s", "t": "int"}],
        ),
        ("${{ now() }}", "2027-01-31T12:00:00.123Z"),
    ],
)
def test_an_expression_alone_keeps_its_type(rendered, text, value):
    found = rendered(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("/orders/${{ id }}", "/orders/7"),
        ('" ${{ id }}"', " 7"),
        ("${{ id }}${{ name }}", "7ann"),
        ("${{ flag }}-${{ rate }}-${{ 1e21 }}", "true-1.0-1e+21"),
        ("at ${{ now() }}", "at 2027-01-31T12:00:00.123Z"),
        ("a $${{ id }} b", "a ${{ id }} b"),
        ("$${{ ${{ id }}", "${{ 7"),
        ("\"${{ '}}' }} ${{ {'a': {'b': '{'}}.a.b }}\"", "}} {"),
        ("|\n  id: ${{ id }}\n", "id: 7\n"),
        ("costs $${{ x", "costs ${{ x"),
    ],
)
def test_inside_text_scalars_are_spelled_as_in_json(rendered, text, value):
    assert rendered(text) == value


def test_what_a_template_gives_is_never_read_as_one(rendered):
    assert rendered("${{ name }}", name="${{ id }}") == "${{ id }}"
    assert rendered("a ${{ name }}", name="${{ 1 / 0 }}") == "a ${{ 1 / 0 }}"


def test_a_scalar_without_a_template_is_none(scalar):
    assert compile_template(scalar("plain {{ text }} $ { {")) is None
    assert compile_template(scalar("7")) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'x: "a ${{ id"',
            """\
spec.yaml:1:7: error SR0320: the template is not closed
    1 | x: "a ${{ id"
      |       ^^^
   hint: close it with `}}`; a literal `${{` is written `$${{`""",
        ),
        (
            'x: "${{ id }"',
            """\
spec.yaml:1:5: error SR0320: the template is not closed
    1 | x: "${{ id }"
      |     ^^^
   hint: only one `}` follows""",
        ),
        (
            "x: ${{ }}",
            """\
spec.yaml:1:4: error SR0321: the template is empty
    1 | x: ${{ }}
      |    ^^^^^^
   hint: name what to put here; a literal `${{` is written `$${{`""",
        ),
        (
            "x: \"${{ base + '/${{ id }}' }}\"",
            """\
spec.yaml:1:18: error SR0322: templates do not nest
    1 | x: "${{ base + '/${{ id }}' }}"
      |                  ^^^
   hint: inside `${{ }}` names are read directly, and texts are joined with `+`; or a `}}` is missing before it""",
        ),
        (
            "x: ${{ 1 + }} and ${{ upercase(x) }}",
            """\
spec.yaml:1:11: error SR0301: a value must follow `+`, but the expression ends
    1 | x: ${{ 1 + }} and ${{ upercase(x) }}
      |           ^
spec.yaml:1:23: error SR0304: there is no function `upercase`
    1 | x: ${{ 1 + }} and ${{ upercase(x) }}
      |                       ^^^^^^^^
   hint: did you mean `upper`?""",
        ),
        (
            "x: a ${{ [1] }}",
            """\
spec.yaml:1:10: error SR0324: list cannot stand inside text
    1 | x: a ${{ [1] }}
      |          ^^^
   hint: write `json(...)`, or leave the template alone in its scalar""",
        ),
        (
            "x: a ${{ 1.0 / 0.0 }}",
            """\
spec.yaml:1:10: error SR0324: number inf has no spelling in JSON
    1 | x: a ${{ 1.0 / 0.0 }}
      |          ^^^^^^^^^""",
        ),
        (
            'x: "\\t${{ \\"\\u00e9\\".foo }}"',
            """\
spec.yaml:1:22: error SR0306: `"é"` is text "é", which has no `foo`
    1 | x: "\\t${{ \\"\\u00e9\\".foo }}"
      |                      ^^^""",
        ),
        (
            "x: >\n  first line\n  ${{ 1 / 0 }}",
            """\
spec.yaml:3:9: error SR0314: division by zero
    3 |   ${{ 1 / 0 }}
      |         ^
   hint: ask first: `n != 0 ? ... : ...`""",
        ),
        (
            "x: /orders/{{ order_id }}",
            """\
spec.yaml:1:12: warning SR0323: `{{ order_id }}` is plain text
    1 | x: /orders/{{ order_id }}
      |            ^^^^^^^^^^^^^^
   hint: a template has a dollar: `${{ order_id }}`""",
        ),
        (
            '"${{ a }}": 1',
            """\
spec.yaml:1:1: error SR0326: a template cannot be a key
    1 | "${{ a }}": 1
      | ^^^^^^^^^^
   hint: keep the key fixed, and compute its value""",
        ),
    ],
)
def test_a_mistake_is_shown_at_its_place_in_the_file(mistakes, text, message):
    assert mistakes(text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "x: a ${{ none }}",
            """\
spec.yaml:1:10: error SR0324: null cannot stand inside text
    1 | x: a ${{ none }}
      |          ^^^^
   hint: choose a text for it: `x != null ? x : 'none'`, or leave the template alone in its scalar""",
        ),
        (
            "x: a ${{ items }}",
            """\
spec.yaml:1:10: error SR0324: list of 2 cannot stand inside text
    1 | x: a ${{ items }}
      |          ^^^^^
   hint: `json(...)` writes it as JSON, `join(...)` joins a list; or leave the template alone in its scalar""",
        ),
        (
            "x: a ${{ raw }}",
            """\
spec.yaml:1:10: error SR0324: 1 byte cannot stand inside text
    1 | x: a ${{ raw }}
      |          ^^^
   hint: `string(...)` reads bytes as UTF-8, `base64(...)` and `hex(...)` spell them""",
        ),
        (
            'x: |\n  {\n    "id": ${{ items[1].b }}\n  }\n',
            """\
spec.yaml:3:24: error SR0311: `items[1]` has no `b`; keys present: `a`
    3 |     "id": ${{ items[1].b }}
      |                        ^""",
        ),
        (
            "x: ${{ rate / 0.0 }}",
            """\
spec.yaml:1:8: error SR0314: the result is number inf, which no JSON can hold
    1 | x: ${{ rate / 0.0 }}
      |        ^^^^^^^^^^""",
        ),
    ],
)
def test_a_failure_of_the_run_is_shown_at_its_place_in_the_file(mistakes, scope, text, message):
    assert mistakes(text, scope(**NAMES)) == message


def test_braces_that_are_no_name_are_left_alone(scalar):
    assert bare_braces(scalar('"{{ a b }} {{}} {{ 1 }} $${{ x }} {\\"a\\": {\\"b\\": 1}}"')) == []
    assert len(bare_braces(scalar('"{{a}} {{ b.c }}"'))) == 2


def test_a_tree_has_a_template_at_each_leaf_that_is_one(scope):
    node = compose(SourceText("spec.yaml", "a: ${{ id }}\nb: [1, 'x ${{ id }}', {c: text}]\n200: null\n")).node
    tree, diagnostics = templated(node)
    assert diagnostics == []
    assert isinstance(tree["a"], Template)
    assert tree["b"][1].render(scope(id=7)) == "x 7"
    assert tree["b"][0] == 1
    assert tree["b"][2] == {"c": "text"}
    assert tree["200"] is None


def test_references_of_all_expressions_come_in_order(scalar):
    template = compile_template(scalar("a ${{ steps.a.id }} ${{ b + c }}"))
    assert [reference.path for reference in template.references] == [("steps", "a", "id"), ("b",), ("c",)]
    assert [str(reference.span) for reference in template.references] == [
        "spec.yaml:1:10",
        "spec.yaml:1:28",
        "spec.yaml:1:32",
    ]


@pytest.mark.parametrize(
    ("text", "value"), [("${{ 7 }}", 7), ("a ${{ 7 }}", "a 7"), ("$${{", "${{"), ("${{ duration('1m') }}", "60s")]
)
def test_a_constant_is_known_before_the_run(scalar, scope, text, value):
    template = compile_template(scalar(text))
    assert template.constant == value
    assert template.render(scope()) == value


@pytest.mark.parametrize("text", ["${{ id }}", "a ${{ now() }}"])
def test_what_the_run_decides_is_not_constant(scalar, text):
    assert compile_template(scalar(text)).constant is MISSING


def test_a_leaf_check_judges_the_rendered_value(scalar, scope):
    def seconds(value):
        if not isinstance(value, int):
            raise ValueError(f"expected a duration, got {value!r}")
        return float(value)

    template = compile_template(scalar("${{ id }}")).expecting(seconds)
    assert template.render(scope(id=7)) == 7.0
    with pytest.raises(EvaluationError) as caught:
        template.render(scope(id="x"))
    assert str(caught.value.diagnostic) == "spec.yaml:1:4: error SR0325: expected a duration, got 'x'"


def test_text_has_a_budget(scalar, scope):
    with pytest.raises(EvaluationError) as caught:
        compile_template(scalar("${{ a }}${{ a }}")).render(scope(a="x" * 6_000_000))
    assert caught.value.diagnostic.message == "this would build a text of 12,000,000 characters; 10 MiB are allowed"


def test_a_broken_template_says_so_without_its_tree():
    composed = compose(SourceText("spec.yaml", "x: ${{ 1 + }}\n"))
    with pytest.raises(DiagnosticError):
        compile_template(composed.node.get("x"))


def test_a_leaf_with_mistakes_fits_wherever_a_template_may_stand(scope):
    tree, diagnostics = templated(compose(SourceText("spec.yaml", "x: ${{ 1 + }}\n")).node)
    message = "spec.yaml:1:11: error SR0301: a value must follow `+`, but the expression ends"
    assert [str(each) for each in diagnostics] == [message]
    assert isinstance(tree["x"], Template)
    assert tree["x"].references == ()
    with pytest.raises(EvaluationError) as caught:
        tree["x"].render(scope())
    assert caught.value.diagnostic == diagnostics[0]
