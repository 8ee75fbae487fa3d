import httpx2
import pytest

import specrunner.demo
from specrunner.demo import Settings, create_app

from .conftest import problem


async def test_an_unknown_path_is_a_problem_too(demo):
    response = await demo.get("/nope")
    assert response.json() == problem(404, "Not found", "GET /nope: see /openapi.json for what there is", "/nope")


async def test_a_slash_at_the_end_is_another_path(demo):
    assert (await demo.get("/skus/")).status_code == 404


async def test_a_wrong_method_is_told_the_right_ones(demo):
    response = await demo.send("PUT", "/orders/1")
    assert response.json() == problem(
        405, "Method not allowed", "PUT /orders/1: use DELETE, GET, HEAD, PATCH", "/orders/1"
    )
    assert response.headers["allow"] == "DELETE, GET, HEAD, PATCH"


async def test_every_answer_keeps_browsers_out_of_mischief(demo):
    for url in ("/health", "/nope", "/http/status/500"):
        headers = (await demo.get(url)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


async def test_an_answer_can_have_its_own_word_on_that(demo):
    response = await demo.client.get("/http/headers?Referrer-Policy=origin")
    assert response.headers.get_list("referrer-policy") == ["origin"]


async def test_a_request_keeps_its_name_or_gets_one(demo):
    named = await demo.get("/health", headers={"X-Request-Id": "mine-1"})
    assert named.headers["x-request-id"] == "mine-1"
    assert [(await demo.get("/health")).headers["x-request-id"] for _ in range(2)] == ["req-000001", "req-000002"]


@pytest.mark.parametrize("name", ["", "a b", "x" * 65])
async def test_a_name_that_is_none_is_replaced(demo, name):
    assert (await demo.get("/health", headers={"X-Request-Id": name})).headers["x-request-id"] == "req-000001"


async def test_a_mistake_of_ours_is_a_problem_without_details(demo, monkeypatch):
    monkeypatch.setattr("specrunner.demo.routes.service.iso_date", None)
    transport = httpx2.ASGITransport(app=create_app(), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        response = await client.get("/health")
    assert response.json() == problem(
        500, "Internal error", "see the service's log", "/health", type="/problems/internal"
    )


async def test_the_same_seed_gives_the_same_answers(clock):
    async def token():
        transport = httpx2.ASGITransport(app=create_app(clock=clock, settings=Settings(seed=3)))
        async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            return (await client.post("/login", json={"username": "ann", "password": "ann-likes-tea"})).text

    assert await token() == await token()


def test_each_look_at_app_opens_a_new_shop():
    first, second = specrunner.demo.app, specrunner.demo.app
    assert first.state.shop is not second.state.shop


def test_the_package_has_no_other_surprises():
    with pytest.raises(AttributeError, match=r"module 'specrunner\.demo' has no attribute 'nothing'"):
        _ = specrunner.demo.nothing
