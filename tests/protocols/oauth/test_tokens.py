"""Tokens and what is done with them."""

from __future__ import annotations

from specrunner.wire import jwt

from .fakes import CODE, ISSUER, WEB, Stage, data

SERVICE = {"id": "service", "secret": "service-likes-tokens"}


async def token_of(stage: Stage, **changes: object) -> str:
    return (await stage.act(**({**CODE, "scope": "openid"} | changes)))["token"]["access_token"]


async def test_the_keys_are_read_once_and_again_when_one_is_missing_there():
    stage = Stage()
    await stage.act(**CODE, scope="openid")
    await stage.act(**CODE, scope="openid")

    def jwks() -> int:
        return sum(each.url.endswith("/jwks") for each in stage.transport.requests)

    assert jwks() == 1
    async with stage.transport.new_session() as browser:
        await browser.post("http://shop.test/oauth/rotate")
    seen = await stage.act(**CODE, scope="openid")
    assert (seen.problems, jwks()) == ([], 2)
    assert seen["status"] == 200


async def test_an_id_token_of_another_key_is_refused():
    stage = Stage()
    other = jwt.new_key("ES256")

    def forged(request, answer):
        import orjson

        token = orjson.loads(answer[2])
        old = jwt.read_token(token["id_token"])
        token["id_token"] = jwt.sign(dict(old.header), dict(old.claims), other)
        return data(token, **{"Cache-Control": "no-store"})

    stage.transport.changes["/oauth/token"] = forged
    seen = await stage.act(**CODE, scope="openid")
    assert seen.problems == ["id_token.signature"]
    assert seen["id_token"]["problems"][0]["section"] == "RFC 7515 5.2"


async def test_introspection_knows_a_token_until_it_is_revoked():
    stage = Stage()
    token = await token_of(stage)
    ask = {"issuer": ISSUER, "client": SERVICE, "introspect": token}
    assert (await stage.act(**ask))["introspection"]["sub"] == "ann"
    assert (await stage.act(issuer=ISSUER, client=WEB, revoke=token))["status"] == 200
    seen = await stage.act(**ask)
    assert (seen["introspection"], seen.problems) == ({"active": False}, [])


async def test_userinfo_tells_the_error_of_the_challenge():
    seen = await Stage().act(issuer=ISSUER, userinfo="nothing")
    assert (seen["error"], seen["status"]) == ("invalid_token", 401)


async def test_a_bound_token_is_sent_with_a_proof_and_the_nonce_is_asked_for_once():
    stage = Stage()
    token = await token_of(stage, dpop=True)
    before = len(stage.transport.requests)
    assert (await stage.act(issuer=ISSUER, userinfo=token, dpop=True))["userinfo"]["sub"] == "ann"
    assert len(stage.transport.requests) == before + 1


async def test_the_question_for_a_nonce_is_answered_once_and_told():
    seen = await Stage().act(**CODE, dpop=True)
    (notice,) = seen.exchange.notices
    assert notice == "http://shop.test/oauth/token asked for a nonce in the DPoP proof; sent again with it"
    assert seen["token"]["token_type"] == "DPoP"


async def test_a_client_that_registers_is_told_its_secret_which_is_one():
    stage = Stage()
    seen = await stage.act(issuer=ISSUER, register={"redirect_uris": ["http://127.0.0.1/callback"]})
    assert (seen["status"], seen.problems) == (201, [])
    assert seen["registration"]["client_secret"] in stage.secrets


async def test_any_token_can_be_judged():
    stage = Stage()
    token = await token_of(stage)
    good = await stage.act(issuer=ISSUER, verify=token, verification={"type": ["at+jwt"]})
    assert (good.problems, good["jwt"]["claims"]["sub"]) == ([], "ann")
    forged = jwt.forge({"alg": "none"}, {"sub": "root"})
    assert (await stage.act(issuer=ISSUER, verify=forged)).problems == ["jwt.alg", "jwt.exp", "jwt.iss"]
    assert (await stage.act(issuer=ISSUER, verify="opaque")).problems == ["jwt.unreadable"]


async def test_metadata_of_another_issuer_is_a_problem():
    seen = await Stage().act(discover=f"{ISSUER}/")
    assert (seen.problems, seen["discovery"]["issuer"]) == (["metadata.issuer"], ISSUER)
