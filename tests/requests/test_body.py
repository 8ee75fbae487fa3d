import json
from datetime import UTC, datetime, timedelta

import pytest

from specrunner.requests.body import Body, encode_body
from specrunner.requests.fault import Unsendable
from specrunner.requests.model import WholeRequest

from .fakes import FakeFiles

FILES = FakeFiles(data_json=b'{ "a": 1 }', bad_json=b'{"a": 1,}', me_png=b"\x89PNG", notes_txt=b"hi")


async def body_of(files: FakeFiles = FILES, **fields: object) -> Body:
    body = await encode_body(WholeRequest.model_validate({"post": "/", **fields}), files)
    assert body is not None
    return body


async def refusal_of(**fields: object) -> tuple[str, str, str | None]:
    with pytest.raises(Unsendable) as raised:
        await body_of(**fields)
    fault = raised.value.fault
    return fault.kind, fault.message, fault.hint


async def test_no_body_field_is_no_body():
    assert await encode_body(WholeRequest(get="/"), FILES) is None


@pytest.mark.parametrize(
    ("value", "content"),
    [
        ({"a": [1, 2.0, "x", True, None]}, '{"a":[1,2.0,"x",true,null]}'),
        (None, "null"),
        (False, "false"),
        ([], "[]"),
        (2**70, str(2**70)),
        ("text", '"text"'),
    ],
)
async def test_json_keeps_its_types(value, content):
    assert await body_of(json=value) == Body(content.encode(), "application/json")


async def test_what_json_cannot_say_is_told():
    kind, message, hint = await refusal_of(json={"a": timedelta(seconds=1)})
    assert (kind, message.partition(":")[0]) == ("request", "`json` holds what JSON cannot say")
    assert hint == "make it text first, with a function such as `string(...)` or `base64(...)`"


async def test_infinity_is_told_and_not_sent_as_null():
    kind, message, _ = await refusal_of(json={"a": float("inf")})
    assert (kind, message.partition(":")[0]) == ("request", "`json` holds what JSON cannot say")


async def test_a_moment_is_sent_as_rfc_3339():
    assert (await body_of(json=datetime(2026, 1, 2, tzinfo=UTC))).content == b'"2026-01-02T00:00:00+00:00"'


async def test_with_changes_a_copy_of_the_body():
    document = {"items": [{"qty": 1}, {"qty": 2}]}
    body = await body_of(json=document, **{"with": {"$.items[0].qty": 5}})
    assert json.loads(body.content) == {"items": [{"qty": 5}, {"qty": 2}]}
    assert document == {"items": [{"qty": 1}, {"qty": 2}]}


async def test_with_that_finds_nothing_says_what_there_is():
    kind, message, _ = await refusal_of(json={"a": [1]}, **{"with": {"$.a[3].b": 1}})
    assert kind == "request"
    assert message.startswith("`with` cannot change `$.a[3].b`: ")


async def test_a_json_file_is_sent_as_it_is():
    assert await body_of(json_file="data.json") == Body(b'{ "a": 1 }', "application/json", file="/specs/data.json")


async def test_a_changed_json_file_is_written_anew():
    body = await body_of(json_file="data.json", **{"with": {"$.a": "x"}})
    assert body == Body(b'{"a":"x"}', "application/json")


async def test_a_json_file_that_is_none_is_told_with_its_place():
    assert await refusal_of(json_file="bad.json") == (
        "file",
        "`bad.json` is not JSON: expected a name in double quotes, found `}`; JSON knows no trailing comma "
        "(line 1, column 9)",
        "mend the file, or send it as it is with `file`",
    )


async def test_a_file_that_is_missing_is_told():
    assert await refusal_of(file="nothing.bin") == (
        "file",
        "cannot read `nothing.bin`: no such file or directory",
        "paths are relative to the spec",
    )


async def test_a_file_brings_its_media_type():
    assert await body_of(file="me.png") == Body(b"\x89PNG", "image/png", file="/specs/me.png")


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ({"a": "b c", "d": "ü&="}, b"a=b+c&d=%C3%BC%26%3D"),
        ({"id": [1, 2], "none": None, "t": True}, b"id=1&id=2&t=true"),
        ({"s": "*-._~"}, b"s=*-._~"),
        ({}, b""),
    ],
)
async def test_a_form_is_encoded_as_browsers_do(form, content):
    assert await body_of(form=form) == Body(content, "application/x-www-form-urlencoded")


async def test_text_is_utf_8():
    assert await body_of(body="grün") == Body("grün".encode(), "text/plain; charset=utf-8")


async def test_half_a_surrogate_pair_is_told():
    assert await refusal_of(body="ab\ud800") == (
        "request",
        "`body` cannot be sent as UTF-8: character 3 is half of a surrogate pair",
        None,
    )


async def test_multipart_has_values_files_and_json():
    body = await body_of(
        multipart=[
            {"name": "n", "value": 7},
            {"name": "j", "value": {"a": 1}},
            {"name": "f", "file": "me.png", "headers": {"X-Id": 7}},
            {"name": "g", "file": "notes.txt", "filename": "x.csv"},
            {"name": "h", "value": "<a/>", "content_type": "text/xml", "filename": "h.xml"},
        ]
    )
    boundary = body.content_type.removeprefix("multipart/form-data; boundary=")
    assert body.content.count(f"--{boundary}\r\n".encode()) == 5
    assert [(part.name, part.content, part.content_type, part.filename, part.file) for part in body.parts] == [
        ("n", b"7", None, None, None),
        ("j", b'{"a":1}', "application/json", None, None),
        ("f", b"\x89PNG", "image/png", "me.png", "/specs/me.png"),
        ("g", b"hi", "text/csv", "x.csv", "/specs/notes.txt"),
        ("h", b"<a/>", "text/xml", "h.xml", None),
    ]
    assert body.parts[2].headers == (("X-Id", "7"),)


async def test_boundaries_differ():
    first, second = [(await body_of(multipart=[{"name": "a", "value": "b"}])).content_type for _ in range(2)]
    assert first != second
