import pytest

from specrunner.demo.problems import Culprit
from specrunner.demo.schemas import SCHEMAS
from specrunner.demo.validation import Contract, from_text, pointer

CONTRACT = Contract(SCHEMAS)
ORDER = {"$ref": "#/components/schemas/OrderInput"}
SKU = {"$ref": "#/components/schemas/SkuInput"}


@pytest.mark.parametrize(
    ("schema", "value", "place", "detail"),
    [
        (ORDER, [], "#", "must be an object"),
        (ORDER, {}, "#/lines", "is required"),
        (ORDER, {"lines": []}, "#/lines", "must have at least 1 item(s)"),
        (ORDER, {"lines": [{"sku": "TEA-1"}]}, "#/lines/0/qty", "is required"),
        (ORDER, {"lines": [{"sku": "TEA-1", "qty": "2"}]}, "#/lines/0/qty", "must be an integer"),
        (ORDER, {"lines": [{"sku": "TEA-1", "qty": True}]}, "#/lines/0/qty", "must be an integer"),
        (ORDER, {"lines": [{"sku": "TEA-1", "qty": 100}]}, "#/lines/0/qty", "must be at most 99"),
        (ORDER, {"lines": [{"sku": "t", "qty": 1}]}, "#/lines/0/sku", "must match ^[A-Z0-9][A-Z0-9-]{0,31}$"),
        (
            ORDER,
            {"lines": [{"sku": "TEA-1", "qty": 1}], "note": "x" * 201},
            "#/note",
            "must have at most 200 character(s)",
        ),
        (ORDER, {"lines": [{"sku": "TEA-1", "qty": 1}], "note": 1}, "#/note", "must be null or a string"),
        (ORDER, {"lines": [{"sku": "TEA-1", "qty": 1}], "a/b~": 1}, "#/a~1b~0", "is not known here"),
        (SKU, {"name": "x", "price": 1, "stock": 1, "tags": ["a", "a"]}, "#/tags", "must not have an item twice"),
    ],
)
def test_each_mistake_has_a_place_and_a_plain_message(schema, value, place, detail):
    assert CONTRACT.culprits(schema, value) == (Culprit(detail, pointer=place),)


def test_all_mistakes_are_told_at_once():
    found = CONTRACT.culprits(ORDER, {"lines": [{"qty": 0}, {"sku": "TEA-1", "qty": 1, "x": 1}], "y": 1})
    assert {culprit.pointer for culprit in found} == {"#/lines/0/sku", "#/lines/0/qty", "#/lines/1/x", "#/y"}


@pytest.mark.parametrize("cents", [0, 1, 7, 29, 57, 115, 1001, 99999])
def test_a_price_in_whole_cents_is_taken(cents):
    assert CONTRACT.culprits(SKU, {"name": "x", "price": cents / 100, "stock": 1}) == ()


def test_a_price_in_fractions_of_a_cent_is_not():
    (culprit,) = CONTRACT.culprits(SKU, {"name": "x", "price": 0.005, "stock": 1})
    assert culprit.pointer == "#/price"


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": "integer"}, "12", 12),
        ({"type": "integer"}, "1_2", "1_2"),
        ({"type": "integer"}, "١", "١"),
        ({"type": "integer"}, "9" * 5000, "9" * 5000),
        ({"type": "number"}, "1.5", 1.5),
        ({"type": "number"}, "nan", "nan"),
        ({"type": "boolean"}, "true", True),
        ({"type": "boolean"}, "1", "1"),
        ({"type": "string"}, "12", "12"),
    ],
)
def test_text_becomes_a_value_only_when_it_plainly_is_one(schema, text, value):
    assert from_text(schema, text) == value


def test_a_pointer_escapes_as_rfc_6901_says():
    assert pointer([]) == "#"
    assert pointer(["a/b", "c~d", 0]) == "#/a~1b/c~0d/0"
