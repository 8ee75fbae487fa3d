"""Rendering whole trees."""

from specrunner.source import SourceText
from specrunner.syntax import compose
from specrunner.values import compile_render, templated, templates_in

DOCUMENT = """
url: /orders/${{ id }}
json:
  id: ${{ id }}
  fixed: {a: [1, 2]}
  lines: [1, {sku: "${{ sku }}"}, three]
"""


def tree():
    return templated(compose(SourceText("spec.yaml", DOCUMENT)).node)[0]


def test_a_tree_is_rendered_in_its_order(scope):
    render = compile_render(tree())
    rendered = render(scope(id=7, sku="A"))
    assert rendered == {
        "url": "/orders/7",
        "json": {"id": 7, "fixed": {"a": [1, 2]}, "lines": [1, {"sku": "A"}, "three"]},
    }
    assert list(rendered["json"]) == ["id", "fixed", "lines"]


def test_rendering_twice_gives_two_values(scope):
    render = compile_render(tree())
    first, second = render(scope(id=7, sku="A")), render(scope(id=8, sku="B"))
    assert first["json"]["lines"][1] == {"sku": "A"}
    assert second["json"]["lines"][1] == {"sku": "B"}


def test_a_tree_without_templates_has_no_render():
    assert compile_render({"a": [1, {"b": None}], "c": ()}) is None
    assert compile_render("text") is None


def test_tuples_stay_tuples(scope):
    template = tree()["json"]["id"]
    assert compile_render((1, template))(scope(id=7)) == (1, 7)


def test_every_template_of_a_tree_is_found():
    assert [template.text for template in templates_in(tree())] == ["/orders/${{ id }}", "${{ id }}", "${{ sku }}"]
    assert list(templates_in({"a": (1, "b")})) == []
