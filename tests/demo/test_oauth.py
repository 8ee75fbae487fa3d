"""The demo's authorization server: what it refuses by itself. What it does is tried by specs/oauth."""

from __future__ import annotations

import re
from pathlib import Path

import httpx2
import pytest

from specrunner.demo import create_app
from specrunner.demo.oauth.clients import CLIENTS, Client, Clients
from specrunner.demo.oauth.refusal import Refusal

TEXT = (Path(__file__).parents[2] / "docs" / "demo.md").read_text(encoding="utf-8")
WEB = Client("web", "s", ("http://127.0.0.1/callback", "https://app.example/callback"), ())


@pytest.mark.parametrize(
    "uri", ["http://127.0.0.1:1/callback", "http://127.0.0.1:65535/callback", "https://app.example/callback"]
)
def test_any_port_of_loopback_and_nothing_else_may_differ(uri):
    assert WEB.allows_redirect(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "http://127.0.0.1:1/callback/",
        "http://127.0.0.1:1/callback?x=1",
        "http://127.0.0.1:1/callback#x",
        "http://127.0.0.1:1@evil.example/callback",
        "http://ann@127.0.0.1:1/callback",
        "http://127.0.0.1:1.evil.example/callback",
        "http://localhost:1/callback",
        "https://app.example:8443/callback",
        "https://app.example/callback/..",
    ],
)
def test_all_else_must_be_as_it_was_registered(uri):
    assert not WEB.allows_redirect(uri)


@pytest.mark.parametrize("authorization", ["Basic", "Basic !", "Basic d2Vi", "Basic d2ViOndyb25n", "Bearer x"])
def test_a_client_that_does_not_say_who_it_is_is_refused(authorization):
    with pytest.raises(Refusal) as raised:
        Clients(10).authenticate(authorization, {})
    assert (raised.value.code, raised.value.status) == ("invalid_client", 401)


async def test_a_form_that_is_none_or_has_a_name_twice_is_refused():
    transport = httpx2.ASGITransport(create_app())
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        for answer in (
            await client.post("/oauth/token", json={}),
            await client.post(
                "/oauth/token",
                content="scope=a&scope=b",
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            ),
        ):
            assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
            assert answer.headers["cache-control"] == "no-store"


def test_the_table_has_each_client():
    rows = dict(re.findall(r"^\| `(\w+)` \| `?([\w-]+)`? \|", TEXT, re.MULTILINE))
    assert {client.id: rows.get(client.id) for client in CLIENTS} == {
        client.id: client.secret or "none" for client in CLIENTS
    }
