"""What users write of a mock, and where its mistakes are told: the model is loaded only where a document has one."""

import subprocess
import sys

import pytest
from pydantic import ValidationError

from specrunner.model import Mock, Service, bind_spec
from specrunner.source import SourceText
from specrunner.syntax import compose


def said(route: str) -> list[str]:
    text = f"spec: A\nservices:\n  erp:\n    mock:\n      routes:\n        - {route}\nsteps:\n  - pause: 1ms\n"
    source = SourceText("a.spec.yaml", text)
    return [f"{each.code} {each.message} ({each.hint})" for each in bind_spec(compose(source).node, source, {})[1]][
        :1
    ]


@pytest.mark.parametrize(
    ("route", "message"),
    [
        ("{path: /a, answr: {}}", "SR0203 unknown key `answr` (did you mean `answer`?)"),
        ("{path: /a, answer: {stauts: 200}}", "SR0203 unknown key `stauts` (did you mean `status`?)"),
        ("{path: /a, answer: {events: [{dta: x}]}}", "SR0203 unknown key `dta` (did you mean `data`?)"),
        ("{method: GET}", "SR0204 `path` is missing (add `path:`)"),
        ("{path: a}", "SR0205 `path` must begin with `/` (None)"),
        ("{path: '/a?b=1'}", "SR0205 `path` has no query; say what it must have in `query` (None)"),
        (
            "{path: '/{a b}'}",
            "SR0205 `path` must have names in braces, like `/orders/{id}`; `{rest*}` takes several segments (None)",
        ),
        ("{path: '/{a}/{a}'}", "SR0205 `path` has one name twice (None)"),
        ("{path: /a, method: 'a b'}", "SR0205 `method` must be a method, like `POST`, or `any` (None)"),
    ],
)
def test_a_mistake_is_told_where_it_is(route, message):
    assert said(route) == [message]


def test_a_service_takes_a_mock_that_is_made_already():
    mock = Mock.model_validate({"routes": [{"path": "/a"}]})
    assert Service(mock=mock).mock is mock


def test_null_is_no_mock():
    with pytest.raises(ValidationError):
        Service.model_validate({"mock": None})


def test_documents_without_mocks_do_not_load_their_model():
    code = "import sys, specrunner.app; sys.exit('specrunner.model.mock' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0
