"""Servers that misbehave: each time a problem with a name, or a fault, and never a pass."""

from __future__ import annotations

import pytest

from specrunner.events import Fault
from specrunner.wire import jwt

from .fakes import CODE, ScriptedTransport, Stage, data, page

KEY = jwt.new_key("ES256")
AS = "http://as.test"


async def with_id_token(text: str, keys: object) -> list[str]:
    token = {"access_token": "opaque", "token_type": "Bearer", "id_token": text}
    script = {
        f"POST {AS}/token": data(token, **{"Cache-Control": "no-store"}),
        f"GET {AS}/jwks": data(keys) if not isinstance(keys, tuple) else keys,
    }
    seen = await Stage(ScriptedTransport(script)).act(
        grant="client_credentials",
        endpoints={"token": f"{AS}/token", "jwks": f"{AS}/jwks"},
        client={"id": "web"},
    )
    assert seen.fault is None
    return seen.problems


def claims(**changes: object) -> dict[str, object]:
    return {"iss": AS, "sub": "ann", "aud": "web", "iat": 1, "exp": 4102444800, **changes}


async def test_a_token_without_a_signature_is_refused():
    assert await with_id_token(jwt.forge({"alg": "none"}, claims()), {"keys": []}) == ["id_token.alg"]


async def test_an_hmac_by_the_public_key_is_refused():
    public = {**jwt.public_jwk(KEY), "kid": "k"}
    forged = jwt.forge_hmac({"alg": "HS256", "kid": "k"}, claims(), KEY.as_pem(private=False))
    assert await with_id_token(forged, {"keys": [public]}) == ["id_token.alg"]


async def test_keys_that_are_gone_are_told_apart_from_a_wrong_signature():
    signed = jwt.sign({"alg": "ES256", "kid": "old"}, claims(), KEY)
    assert await with_id_token(signed, {"keys": []}) == ["id_token.kid"]
    assert await with_id_token(signed, page("<p>gone</p>", 410)) == [
        "jwks.unreadable",
        "jwks.unreadable",
        "id_token.kid",
    ]


async def test_a_token_that_has_expired_is_refused():
    public = {**jwt.public_jwk(KEY), "kid": "k"}
    signed = jwt.sign({"alg": "ES256", "kid": "k"}, claims(exp=1000), KEY)
    assert await with_id_token(signed, {"keys": [public]}) == ["id_token.exp"]


@pytest.mark.parametrize("answer", [page("<p>Welcome</p>"), data([]), data("token"), (200, {}, b"")])
async def test_a_success_that_is_no_token_is_none(answer):
    stage = Stage()
    stage.transport.changes["/oauth/token"] = lambda request, _: answer
    seen = await stage.act(**CODE)
    assert (seen.problems, seen["token"]) == (["token.not_json"], None)


async def test_an_error_that_comes_by_the_redirect_is_the_error():
    seen = await Stage().act(**CODE, scope="everything")
    assert (seen["error"], seen["authorization"]["outcome"], seen["token"]) == ("invalid_scope", "error", None)


async def test_a_server_that_hangs_up_is_a_fault():
    fault = Fault("refused", "connect", "nothing listens on as.test:80")
    seen = await Stage(ScriptedTransport({f"POST {AS}/token": fault})).act(
        grant="client_credentials", endpoints={"token": f"{AS}/token"}, client={"id": "web"}
    )
    assert seen.fault == "nothing listens on as.test:80"


async def test_metadata_that_is_no_json_is_none():
    script = {
        "GET http://as.test/.well-known/oauth-authorization-server": page("<p>hi</p>"),
        "GET http://as.test/.well-known/openid-configuration": data([1]),
    }
    seen = await Stage(ScriptedTransport(script)).act(discover=AS)
    assert (seen["error"], seen["error_description"]) == ("no_error", "no metadata was found")
