"""The negative suite: a good server passes, and each check sees the server that lacks what it is about."""

from __future__ import annotations

import pytest

from specrunner.demo.oauth import authorization as pages
from specrunner.demo.oauth import token as tokens
from specrunner.demo.oauth.clients import Client
from specrunner.demo.oauth.state import State
from specrunner.protocols.oauth.model import OauthAction
from specrunner.protocols.oauth.suite import CHECKS

from .fakes import CODE, Stage, data

ACTION = {**CODE, "scope": "openid offline_access"}


async def outcome(name: str, stage: Stage | None = None, **changes: object) -> tuple[str, str]:
    seen = await (stage or Stage()).act(**(ACTION | changes), checks=[name])
    assert seen.fault is None
    (check,) = seen["checks"]
    assert seen.problems == ([] if check["outcome"] == "passed" else [f"check.{name}"])
    return check["outcome"], check["message"]


def test_every_check_that_can_be_named_is_there():
    names = OauthAction.model_fields["checks"].annotation.__args__[0].__args__
    assert sorted(names) == sorted(CHECKS)


@pytest.mark.parametrize("name", CHECKS)
async def test_a_good_server_passes(name):
    assert (await outcome(name))[0] == "passed"


async def test_a_state_that_is_changed_is_seen():
    stage = Stage()

    def decoded(request, answer):
        status, headers, body = answer
        return status, {**headers, "location": headers["location"].replace("%252F", "%2F")}, body

    stage.transport.changes["/oauth/consent"] = decoded
    assert await outcome("state", stage) == (
        "failed",
        "a `state` with blanks, quotes and percent signs did not come back as it was",
    )


async def test_a_redirect_uri_that_only_begins_well_is_seen(monkeypatch):
    monkeypatch.setattr(Client, "allows_redirect", lambda self, uri: uri.startswith("http://127.0.0.1:"))
    result, message = await outcome("redirect_uri")
    assert (result, message.endswith("/callback/extra, which is not registered")) == ("failed", True)


async def test_a_code_that_works_twice_is_seen(monkeypatch):
    monkeypatch.setattr(State, "use_code", lambda self, code: self.codes.get(code))
    assert await outcome("code_replay") == ("failed", "a token came for a code that was used before")


async def test_tokens_that_outlive_the_reuse_of_their_code_are_seen(monkeypatch):
    monkeypatch.setattr(State, "end_family", lambda self, name: None)
    assert await outcome("code_replay_revokes") == (
        "failed",
        "the token of a code outlives the second use of the code",
    )


async def test_a_server_without_proof_keys_is_seen(monkeypatch):
    monkeypatch.setattr(pages, "check", lambda request: None)
    monkeypatch.setattr(tokens, "is_met", lambda challenge, verifier: True)
    assert (await outcome("pkce_required"))[0] == "failed"
    assert (await outcome("pkce_downgrade"))[0] == "failed"
    assert (await outcome("verifier_missing"))[0] == "failed"
    assert (await outcome("verifier_mismatch"))[0] == "failed"


async def test_a_refresh_token_that_works_twice_is_seen(monkeypatch):
    def lenient(asking):
        name = asking.state.refresh_tokens.get(asking.form.get("refresh_token", ""))
        return tokens._of_family(asking, name, "offline_access")

    monkeypatch.setitem(tokens.GRANTS, "refresh_token", lenient)
    assert await outcome("refresh_reuse") == ("failed", "a refresh token works twice")


async def test_a_refresh_token_that_stays_is_seen(monkeypatch):
    def unrotated(asking):
        name = asking.state.refresh_tokens.get(asking.form.get("refresh_token", ""))
        answer = tokens._of_family(asking, name, "offline_access")
        del answer["refresh_token"]
        return answer

    monkeypatch.setitem(tokens.GRANTS, "refresh_token", unrotated)
    assert (await outcome("refresh_reuse"))[0] == "failed"


async def test_a_token_in_the_query_is_seen():
    stage = Stage()
    stage.transport.changes["/oauth/userinfo"] = lambda request, answer: data({"sub": "ann"})
    assert await outcome("token_in_query", stage) == ("failed", "a token in the query is taken: status 200")


async def test_a_check_that_cannot_be_tried_is_told_and_no_pass():
    assert await outcome("refresh_reuse", scope="openid") == (
        "inconclusive",
        "there is no refresh token: ask for the scope that brings one",
    )
    result, message = await outcome("code_replay", login={"form": {"username": "ann", "password": "wrong"}})
    assert (result, message.startswith("a right request gives no code: the sign-in ended at a page")) == (
        "inconclusive",
        True,
    )
