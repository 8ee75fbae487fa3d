import pytest
from pydantic import ValidationError

from specrunner.model import field_docs
from specrunner.protocols.http.model import HttpAction
from specrunner.requests import BODIES, METHODS, ApiKey, Auth, Limits, Part, Redirects, Tls
from specrunner.values import MISSING


@pytest.mark.parametrize(("field", "method"), METHODS.items())
def test_a_method_is_a_field_with_the_url(field, method):
    assert HttpAction.model_validate({field: "/x"}).method_and_url() == (method, "/x")


def test_any_other_method_stands_beside_its_url():
    assert HttpAction.model_validate({"method": "PURGE", "url": "/x"}).method_and_url() == ("PURGE", "/x")
    assert HttpAction.model_validate({"method": "PURGE"}).method_and_url() is None


def test_null_is_a_json_body_and_no_body_is_none():
    assert HttpAction.model_validate({"post": "/", "json": None}).body_fields() == ["json"]
    assert HttpAction.model_validate({"post": "/"}).body_fields() == []
    assert HttpAction.model_validate({"post": "/"}).json_ is MISSING


def test_every_body_field_is_a_field():
    names = {field.alias or name for name, field in HttpAction.model_fields.items()}
    assert set(BODIES) <= names


def test_redirects_are_not_followed_unless_said():
    assert HttpAction.model_validate({"get": "/"}).redirects.follow is False


def test_a_tls_version_may_be_written_as_a_number():
    assert HttpAction.model_validate({"get": "/", "tls": {"min_version": 1.2}}).tls.min_version == "1.2"


@pytest.mark.parametrize(
    ("fields", "loc"),
    [
        ({"gett": "/"}, ("gett",)),
        ({"get": 7}, ("get",)),
        ({"get": "/", "auth": {"bearer": "x", "basik": {}}}, ("auth", "basik")),
        ({"get": "/", "auth": {"api_key": {"name": "a", "value": "b", "in": "body"}}}, ("auth", "api_key", "in")),
        ({"get": "/", "tls": {"min_version": "1.4"}}, ("tls", "min_version")),
        ({"get": "/", "redirects": {"max": -1}}, ("redirects", "max")),
        ({"get": "/", "http2": "yes"}, ("http2",)),
        ({"get": "/", "json_": 1}, None),
        ({"post": "/", "multipart": {"a": "b"}}, ("multipart",)),
    ],
)
def test_a_wrong_field_is_refused_at_its_place(fields, loc):
    if loc is None:
        assert HttpAction.model_validate(fields).json_ == 1
        return
    with pytest.raises(ValidationError) as raised:
        HttpAction.model_validate(fields)
    assert raised.value.errors()[0]["loc"] == loc


@pytest.mark.parametrize("model", [HttpAction, Part, Auth, ApiKey, Redirects, Tls, Limits])
def test_editors_get_a_sentence_for_every_key(model):
    said = field_docs(model)
    assert [name for name in model.model_fields if not said.get(name, "").endswith(".")] == []
