"""A token that the session keeps."""

from __future__ import annotations

import trio

from specrunner.requests.tokens import shared_token

from .fakes import CODE, Stage

SHARED = {**CODE, "scope": "openid offline_access", "share": "ann"}


def token_requests(stage: Stage) -> list[bytes]:
    return [each.body for each in stage.transport.requests if each.url.endswith("/oauth/token")]


async def test_a_second_step_of_the_name_finds_it():
    stage = Stage()
    first, second = await stage.act(**SHARED), await stage.act(**SHARED)
    assert (first["is_kept"], second["is_kept"]) == (False, True)
    assert first["token"] == second["token"]
    assert len(token_requests(stage)) == 1


async def test_another_request_under_the_name_replaces_it():
    stage = Stage()
    await stage.act(**SHARED)
    seen = await stage.act(**(SHARED | {"scope": "openid"}))
    assert (seen["is_kept"], len(token_requests(stage))) == (False, 2)


async def test_ten_requests_at_once_renew_it_once_by_the_refresh_token():
    stage = Stage()
    before = (await stage.act(**SHARED))["token"]["access_token"]
    stage.clock.now_s += 3595
    sent: list[str] = []

    async def send() -> None:
        token = shared_token(stage.session, "ann")
        sent.extend(value for _, value in await token.header_fields("GET", "http://shop.test/me", stage.context()))

    async with trio.open_nursery() as nursery:
        for _ in range(10):
            nursery.start_soon(send)
    assert len(token_requests(stage)) == 2
    assert token_requests(stage)[1].startswith(b"grant_type=refresh_token&refresh_token=")
    assert (len(set(sent)), len(sent), sent[0] == f"Bearer {before}") == (1, 10, False)


async def test_where_the_refresh_token_is_refused_it_is_got_as_at_first():
    stage = Stage()
    first = await stage.act(**SHARED)
    stage.clock.now_s += 3595
    await stage.act(issuer=CODE["issuer"], client=CODE["client"], revoke=first["token"]["refresh_token"])
    seen = await stage.act(**SHARED)
    assert (seen["error"], seen.problems) == (None, [])
    assert seen.exchange.notices == ("the token `ann` was not refreshed (invalid_grant): got anew",)


async def test_a_name_that_nobody_shares_is_told_with_the_nearest():
    import pytest

    from specrunner.requests import Unsendable

    stage = Stage()
    await stage.act(**SHARED)
    with pytest.raises(Unsendable) as raised:
        shared_token(stage.session, "anne")
    assert (raised.value.fault.message, raised.value.fault.hint) == (
        "the session `default` shares no token `anne`",
        "did you mean `ann`?",
    )
