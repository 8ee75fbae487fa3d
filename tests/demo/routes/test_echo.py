import base64

import pytest


async def test_everything_that_was_sent_comes_back(demo):
    request = {"content": b'{"a": [1]}', "headers": [("X-A", "1"), ("X-B", "2"), ("X-A", "3"), ("Cookie", "k=v")]}
    body = (await demo.post("/http/echo?q=1&q=&r=%20", **request)).json()
    assert {"name": "x-a", "value": "1"} in body["headers"]
    assert body["header"]["x-a"] == ["1", "3"]
    assert body["cookies"] == {"k": "v"}
    assert (body["method"], body["path"], body["query_string"]) == ("POST", "/http/echo", "q=1&q=&r=%20")
    assert body["query"] == {"q": ["1", ""], "r": [" "]}
    assert (body["size"], body["text"], body["json"]) == (10, '{"a": [1]}', {"a": [1]})
    assert base64.b64decode(body["base64"]) == b'{"a": [1]}'
    assert (body["form"], body["parts"]) == (None, None)


async def test_bytes_that_are_no_text_come_back_as_base64_only(demo):
    body = (await demo.put("/http/echo", content=b"\xff\x00")).json()
    assert (body["base64"], body["text"], body["json"]) == ("/wA=", None, None)


async def test_a_form_comes_back_field_by_field(demo):
    body = (await demo.post("/http/echo", data={"a": ["1", "2"], "b": "ü"})).json()
    assert body["form"] == {"a": ["1", "2"], "b": ["ü"]}


async def test_a_multipart_body_comes_back_part_by_part(demo):
    body = (await demo.post("/http/echo", files={"f": ("a.bin", b"\xff", "image/png")}, data={"k": "v"})).json()
    assert [(part["name"], part["filename"], part["content_type"], part["text"]) for part in body["parts"]] == [
        ("k", None, None, "v"),
        ("f", "a.bin", "image/png", None),
    ]
    assert (body["parts"][1]["base64"], body["parts"][1]["size"]) == ("/w==", 1)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_each_method_is_echoed(demo, method):
    assert (await demo.send(method, "/http/echo")).json()["method"] == method


async def test_head_is_answered_without_a_body(demo):
    assert (await demo.send("HEAD", "/http/echo")).content == b""


async def test_fields_outside_ascii_come_back_as_latin_1(demo):
    body = (await demo.get("/http/echo", headers={"X-A": "é".encode("latin-1")})).json()
    assert body["header"]["x-a"] == ["é"]


@pytest.mark.parametrize(
    ("media", "content", "detail"),
    [
        ("application/x-www-form-urlencoded", b"\xff", "the body is not an urlencoded form"),
        (
            "multipart/form-data",
            b"x",
            "the body is not multipart/form-data: the Content-Type has no usable boundary",
        ),
    ],
)
async def test_a_body_that_is_not_what_it_says_is_refused(demo, media, content, detail):
    response = await demo.post("/http/echo", content=content, headers={"Content-Type": media})
    assert (response.status_code, response.json()["detail"]) == (400, detail)


async def test_rubbish_in_the_query_does_no_harm(demo):
    body = (await demo.get("/http/echo?%ff=%00&=&&a")).json()
    assert body["query"] == {"\ufffd": ["\x00"], "": [""], "a": [""]}
