import pytest


async def test_an_answer_has_the_validators_that_were_asked_for(demo):
    query = "weak=true&cache_control=max-age%3D60&age=5&vary=Accept&modified_ago_s=60"
    response = await demo.get(f"/http/cache/v1?{query}")
    fields = {name: response.headers[name] for name in ("etag", "cache-control", "age", "vary", "last-modified")}
    assert fields == {
        "etag": 'W/"v1"',
        "cache-control": "max-age=60",
        "age": "5",
        "vary": "Accept",
        "last-modified": "Fri, 15 Jan 2027 07:59:00 GMT",
    }
    assert response.json() == {"tag": 'W/"v1"', "is_weak": True}


@pytest.mark.parametrize(
    ("query", "field", "value", "status"),
    [
        ("", "If-None-Match", '"v1"', 304),
        ("?weak=true", "If-None-Match", '"v1"', 304),
        ("", "If-None-Match", 'W/"v1"', 304),
        ("", "If-None-Match", '"v2"', 200),
        ("?modified_ago_s=60", "If-Modified-Since", "Fri, 15 Jan 2027 07:59:00 GMT", 304),
        ("?modified_ago_s=60", "If-Modified-Since", "Fri, 15 Jan 2027 07:58:59 GMT", 200),
        ("", "If-Modified-Since", "Fri, 15 Jan 2027 07:59:00 GMT", 200),
    ],
)
async def test_a_reader_is_told_whether_it_has_changed(demo, query, field, value, status):
    assert (await demo.get(f"/http/cache/v1{query}", headers={field: value})).status_code == status


@pytest.mark.parametrize(
    ("query", "field", "value", "status"),
    [
        ("", "If-Match", '"v1"', 204),
        ("", "If-Match", '"v2"', 412),
        ("?weak=true", "If-Match", 'W/"v1"', 412),
        ("", "If-Match", "*", 204),
        ("", "If-None-Match", "*", 412),
        ("", "If-None-Match", '"v2"', 204),
    ],
)
async def test_a_writer_is_held_to_the_precondition(demo, query, field, value, status):
    assert (await demo.put(f"/http/cache/v1{query}", headers={field: value})).status_code == status
