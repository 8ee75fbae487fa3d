import pytest


async def test_a_cookie_is_set_shown_and_taken_away(demo):
    await demo.get("/http/cookies/set?name=a&value=b")
    assert (await demo.get("/http/cookies")).json() == {"cookies": {"a": "b"}}
    await demo.get("/http/cookies/drop?name=a")
    assert (await demo.get("/http/cookies")).json() == {"cookies": {}}


async def test_a_cookie_has_the_attributes_that_were_asked_for(demo):
    query = "name=a&value=b&path=/x&domain=shop.test&max_age=5&same_site=Lax&secure=true&http_only=true"
    response = await demo.get(f"/http/cookies/set?{query}")
    assert response.headers["set-cookie"] == (
        "a=b; Path=/x; Domain=shop.test; Max-Age=5; SameSite=Lax; Secure; HttpOnly"
    )


@pytest.mark.parametrize("query", ["name=a;b&value=c", "name=a&value=b%3Bc", "name=a&value=%0d%0a", "name=a"])
async def test_a_cookie_that_would_break_out_is_refused(demo, query):
    assert (await demo.get(f"/http/cookies/set?{query}")).status_code == 422


async def test_each_query_parameter_becomes_a_field_repeated_ones_too(demo):
    response = await demo.get("/http/headers?X-A=1&X-B=2&X-A=3")
    assert response.headers.get_list("x-a") == ["1", "3"]
    assert response.json()["headers"] == [
        {"name": "X-A", "value": "1"},
        {"name": "X-B", "value": "2"},
        {"name": "X-A", "value": "3"},
    ]


async def test_the_content_type_can_be_replaced(demo):
    response = await demo.client.get("/http/headers?Content-Type=text/html")
    assert response.headers.get_list("content-type") == ["text/html"]


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("Content-Length=1", "must not be a field that frames the message"),
        ("a%20b=1", "must match ^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$"),
        ("X-A=%0d%0aX-B:1", "must match ^([!-~]([ -~\\t]*[!-~])?)?$"),
        ("X-A=" + "x" * 2001, "must have at most 2000 character(s)"),
        ("&".join(f"X-{n}=1" for n in range(51)), "there may be up to 50 fields"),
    ],
)
async def test_a_field_that_would_break_the_head_is_refused(demo, query, detail):
    response = await demo.client.get(f"/http/headers?{query}")
    assert response.json()["errors"][0]["detail"] == detail
