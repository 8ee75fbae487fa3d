"""What is read of an answer, and what breaks the specifications."""

import json

import pytest

from specrunner.checks import ExchangeView
from specrunner.events import Exchange, Headers, Message
from specrunner.protocols.graphql.subjects import NAMES, RESPONSE_TYPE, SUBJECTS


def view(value, status=200, media=RESPONSE_TYPE, names=None):
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    headers = Headers((("Content-Type", media),))
    message = Message("200", headers, body, {"status": status})
    return ExchangeView(Exchange("graphql", received=(message,), attributes={NAMES: names or {}}), SUBJECTS)


@pytest.mark.parametrize(
    ("value", "status", "media"),
    [
        ({"data": {"a": 1}}, 200, RESPONSE_TYPE),
        ({"data": None, "errors": [{"message": "no"}]}, 200, RESPONSE_TYPE),
        ({"errors": [{"message": "no"}]}, 400, RESPONSE_TYPE),
        ({"errors": [{"message": "no"}]}, 200, "application/json; charset=utf-8"),
        ({"errors": [{"message": "no"}]}, 400, "application/json"),
        ([{"data": {}}, {"errors": [{"message": "no"}]}], 200, "application/json"),
    ],
)
def test_a_right_answer_has_no_problems(value, status, media):
    assert view(value, status, media)["problems"] == []


@pytest.mark.parametrize(
    ("value", "status", "media", "expected"),
    [
        ({}, 400, RESPONSE_TYPE, "an answer has `data`, `errors` or both, and this has neither"),
        ({"data": {}, "debug": 1}, 200, RESPONSE_TYPE,
         "an answer has no member `debug`: further ones belong into `extensions`"),
        ({"data": {}, "errors": []}, 200, RESPONSE_TYPE, "`errors` is empty: without errors it is left out"),
        ({"data": {}, "errors": {}}, 200, RESPONSE_TYPE, "`errors` is a list, not empty map"),
        ({"data": {}, "errors": [{"code": 1}]}, 200, RESPONSE_TYPE, "`errors[0]` has no `message`"),
        ({"data": [1]}, 200, RESPONSE_TYPE, "`data` is a map or null, not list of 1"),
        ({"data": {}}, 200, "text/html", f"the media type is text/html, not {RESPONSE_TYPE} or application/json"),
        ({"errors": [{"message": "no"}]}, 200, RESPONSE_TYPE,
         f"there is no `data`, so {RESPONSE_TYPE} needs a status of 400 or more, not 200"),
        ({"data": {"a": 1}}, 500, RESPONSE_TYPE,
         f"there is `data`, so {RESPONSE_TYPE} needs a status of 2xx, not 500"),
        (7, 200, "application/json", "an answer is a map, not integer 7"),
        ([{"data": {}}, {}], 200, "application/json",
         "answer 1: an answer has `data`, `errors` or both, and this has neither"),
        (b"<html>", 502, "text/html",
         "the body is not JSON: expected a value, found `<` (line 1, column 1) (status 502, text/html)"),
    ],
)  # fmt: skip
def test_what_breaks_the_specifications_is_told_in_words(value, status, media, expected):
    assert view(value, status, media)["problems"] == [expected]


def test_errors_of_a_batch_are_those_of_operations_without_a_name():
    batch = [{"errors": [{"message": "named"}]}, {"errors": [{"message": "unnamed"}]}, {"data": {}}]
    assert view(batch, names={"a": 0})["errors"] == [{"message": "unnamed"}]
    assert "errors" not in view(batch, names={"a": 0, "b": 1})
