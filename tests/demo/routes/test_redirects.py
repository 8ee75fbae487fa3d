import pytest


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_chain_counts_down_and_ends_at_the_echo(demo, status):
    seen, url = [], f"/http/redirect/2?status={status}"
    while (response := await demo.get(url)).status_code == status:
        url = response.headers["location"]
        seen.append(url)
    assert seen == [f"/http/redirect/1?status={status}", "/http/echo"]
    assert response.json()["method"] == "GET"


async def test_a_chain_can_have_absolute_urls(demo):
    response = await demo.get("/http/redirect/1?absolute=true")
    assert response.headers["location"] == "http://shop.test/http/echo"


async def test_a_redirect_can_go_anywhere(demo):
    url = "http://other.test:81/a?b=c"
    assert (await demo.get("/http/redirect-to", params={"url": url})).headers["location"] == url
    assert (await demo.post("/http/redirect-to", params={"url": "file:///x"})).headers["location"] == "file:///x"


@pytest.mark.parametrize("url", ["", "a b", "a\r\nSet-Cookie: b", "ü"])
async def test_a_location_that_would_break_the_head_is_refused(demo, url):
    response = await demo.get("/http/redirect-to", params={"url": url})
    assert response.status_code == 422


async def test_the_target_must_be_given(demo):
    response = await demo.get("/http/redirect-to")
    assert response.json()["errors"] == [{"parameter": "url", "detail": "is required"}]


async def test_a_loop_points_to_itself(demo):
    response = await demo.get("/http/redirect-loop?status=307")
    assert response.headers["location"] == "/http/redirect-loop?status=307"


async def test_other_statuses_are_no_redirects(demo):
    response = await demo.get("/http/redirect/1?status=304")
    assert response.json()["errors"] == [{"parameter": "status", "detail": "must be one of 301, 302, 303, 307, 308"}]
