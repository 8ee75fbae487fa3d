from specrunner.checks import compile_checks
from specrunner.protocols.http import HTTP
from specrunner.protocols.http.subjects import SUBJECTS
from specrunner.requests import subjects_table
from specrunner.source import SourceText
from specrunner.syntax import MappingNode, compose
from specrunner.wire import DIRECTIVES

PROMISED = [
    "status",
    "reason",
    "http_version",
    "headers",
    "cookies",
    "body",
    "text",
    "json",
    "bytes",
    "size",
    "url",
    "redirects",
    "time",
    "timing",
    "tls",
    "etag",
    "cache_control",
    "age",
    "not_modified",
    "retry_after",
    "ratelimit",
    "fault",
    "error",
    "problem",
]


def test_every_promised_subject_is_there():
    assert [name for name in PROMISED if name not in SUBJECTS.subjects] == []


def test_every_subject_and_field_is_explained_in_a_sentence():
    docs = [subject.doc for subject in SUBJECTS.subjects.values()]
    docs += [doc for subject in SUBJECTS.subjects.values() for doc in (subject.fields or {}).values()]
    assert [doc for doc in docs if not doc or doc[0].islower() or not doc.endswith(".")] == []


def test_types_are_given_for_fields_that_exist():
    for subject in SUBJECTS.subjects.values():
        if subject.fields is not None:
            assert subject.field_types.keys() <= {*subject.fields, "*"}


def test_every_directive_of_cache_control_is_a_field():
    fields = SUBJECTS.subjects["cache_control"].fields
    assert fields is not None
    assert set(fields) == {*DIRECTIVES, "extensions", "problems"}


def test_only_the_fault_is_shown_after_a_fault():
    shown = [name for name, subject in SUBJECTS.subjects.items() if not subject.hidden_when_fault]
    assert shown == ["fault", "error"]


def test_paths_look_into_the_json_body():
    assert HTTP.subjects.document == "json"


def test_the_table_has_a_row_for_every_subject_and_field():
    table = subjects_table(HTTP.subjects, has_fault_kinds=True)
    for name, subject in SUBJECTS.subjects.items():
        assert f"| `{name}` | {subject.type} | {subject.doc} |" in table
        for field, doc in (subject.fields or {}).items():
            assert f"| `{field}` | {doc} |" in table
    assert "| `refused` | Nothing listens on that host and port. |" in table


def mistakes(expect: str) -> list[str]:
    node = compose(SourceText("x.spec.yaml", expect)).node
    assert isinstance(node, MappingNode)
    return [diagnostic.message for diagnostic in compile_checks(node, SUBJECTS)[1]]


def test_a_header_can_be_judged_as_text_and_when_repeated_as_a_list():
    assert mistakes('{headers.a: b, headers.set-cookie: {count: 2}, "headers.c": {each: {starts_with: x}}}') == []


def test_a_literal_of_the_wrong_type_is_a_mistake():
    assert mistakes('{status: "200"}') == ['`status` is an integer; text "200" is none']
    assert mistakes("{time: {lt: 5}}") == ["`time` is a duration: `5` has no unit"]
    assert mistakes("{cache_control.max-age: 5}") == ["`cache_control` has no field `max-age`"]
