import pytest

from specrunner.demo.routes.content import CHARSETS, CODINGS


@pytest.mark.parametrize("coding", list(CODINGS))
async def test_a_client_that_nobody_here_wrote_can_unpack_each_coding(demo, coding):
    response = await demo.get(f"/http/encoded/{coding}?bytes=5000")
    assert response.json()["coding"] == coding
    assert len(response.json()["text"]) == 5000
    assert response.headers.get("content-encoding", "identity") == coding


async def test_a_body_can_be_packed_twice(demo):
    response = await demo.get("/http/encoded/gzip?times=2")
    assert response.headers["content-encoding"] == "gzip, gzip"
    assert len(response.json()["text"]) == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, br", "br"),
        ("gzip, br;q=0", "gzip"),
        ("deflate", "deflate"),
        ("*", "br"),
        ("identity", "identity"),
        ("", "identity"),
        ("compress", "identity"),
    ],
)
async def test_auto_keeps_to_what_the_client_accepts(demo, accepted, coding):
    response = await demo.get("/http/encoded/auto", headers={"Accept-Encoding": accepted})
    assert response.json()["coding"] == coding


@pytest.mark.parametrize("name", list(CHARSETS))
async def test_text_comes_in_the_bytes_of_its_charset(demo, name):
    response = await demo.client.get(f"/http/charset/{name}")
    codec, text = CHARSETS[name]
    assert response.headers["content-type"] == f"text/plain; charset={name}"
    assert response.content == text.encode(codec)


async def test_a_list_has_as_many_items_as_asked(demo):
    body = (await demo.get("/http/items/3")).json()
    assert body["count"] == len(body["items"]) == 3
    assert body["items"][2] == {
        "id": 2,
        "name": "item 2",
        "is_even": True,
        "price": 0.5,
        "tags": ["t2", "t5"],
        "parent": 1,
    }


async def test_bytes_are_their_own_index(demo):
    content = (await demo.get("/http/bytes/70000")).content
    assert len(content) == 70000
    assert all(byte == index % 256 for index, byte in enumerate(content))


@pytest.mark.parametrize(
    ("field", "content_range", "content"),
    [
        ("bytes=0-3", "bytes 0-3/300", bytes([0, 1, 2, 3])),
        ("bytes=298-", "bytes 298-299/300", bytes([42, 43])),
        ("bytes=298-9999", "bytes 298-299/300", bytes([42, 43])),
        ("bytes=-1", "bytes 299-299/300", bytes([43])),
    ],
)
async def test_a_range_is_cut_out(demo, field, content_range, content):
    response = await demo.get("/http/bytes/300", headers={"Range": field})
    assert (response.status_code, response.headers["content-range"], response.content) == (
        206,
        content_range,
        content,
    )


@pytest.mark.parametrize("field", ["bytes=5-2", "bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=x"])
async def test_a_range_that_is_none_is_ignored(demo, field):
    assert (await demo.get("/http/bytes/10", headers={"Range": field})).status_code == 200


@pytest.mark.parametrize("field", ["bytes=10-", "bytes=-0"])
async def test_a_range_beyond_the_end_is_refused(demo, field):
    response = await demo.get("/http/bytes/10", headers={"Range": field})
    assert (response.status_code, response.headers["content-range"]) == (416, "bytes */10")


async def test_a_range_of_something_else_is_not_cut_out(demo):
    fields = {"Range": "bytes=0-1"}
    assert (await demo.get("/http/bytes/10", headers=fields | {"If-Range": '"bytes-10"'})).status_code == 206
    assert (await demo.get("/http/bytes/10", headers=fields | {"If-Range": '"bytes-9"'})).status_code == 200


async def test_known_bytes_are_not_sent_again(demo):
    assert (await demo.get("/http/bytes/10", headers={"If-None-Match": '"bytes-10"'})).status_code == 304


async def test_bytes_in_chunks_do_not_tell_their_length(demo):
    assert "content-length" not in (await demo.get("/http/bytes/10?chunked=true")).headers


@pytest.mark.parametrize("url", ["/http/bytes/99999999999", "/http/items/20001", "/http/encoded/lzw"])
async def test_there_are_bounds(demo, url):
    assert (await demo.get(url)).status_code == 404
