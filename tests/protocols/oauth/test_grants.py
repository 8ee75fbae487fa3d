"""Each grant, against the demo's server."""

from __future__ import annotations

import pytest

from .fakes import ANN, CODE, ISSUER, WEB, ScriptedTransport, Stage, data, page

SERVICE = {"id": "service", "secret": "service-likes-tokens"}
NATIVE = {"id": "native"}


async def test_a_code_becomes_a_token_whose_id_token_holds():
    seen = await Stage().act(**CODE, scope="openid profile")
    assert (seen["error"], seen.problems, seen["status"]) == (None, [], 200)
    assert seen["token"]["token_type"] == "Bearer"
    assert seen["id_token"]["claims"]["sub"] == "ann"
    assert seen["authorization"]["outcome"] == "code"
    assert [hop.get("title") for hop in seen["hops"]] == ["Sign in", "Consent", None]


async def test_what_is_secret_is_told_before_anything_is_recorded():
    stage = Stage()
    seen = await stage.act(**CODE, scope="openid offline_access")
    token, authorization = seen["token"], seen["authorization"]
    wanted = [authorization["code"], authorization["verifier"], "web-likes-secrets", "ann-likes-tea"]
    wanted += [token["access_token"], token["refresh_token"], token["id_token"]]
    assert [each for each in wanted if each not in stage.secrets] == []


@pytest.mark.parametrize(
    ("pkce", "error"),
    [
        ("plain", "invalid_request"),
        ("none", "invalid_request"),
        ("wrong", "invalid_grant"),
        ("missing", "invalid_grant"),
    ],
)
async def test_a_proof_key_can_be_wrong_on_purpose(pkce, error):
    assert (await Stage().act(**CODE, pkce=pkce))["error"] == error


async def test_a_code_can_be_exchanged_by_a_step_of_its_own():
    stage = Stage()
    first = (await stage.act(**CODE, exchange=False))["authorization"]
    given = {"code": first["code"], "verifier": first["verifier"], "redirect_uri": first["redirect_uri"]}
    assert (await stage.act(**CODE, **given))["token"]["token_type"] == "Bearer"
    assert (await stage.act(**CODE, **given))["error"] == "invalid_grant"


async def test_a_response_with_a_problem_is_not_used():
    stage = Stage()

    def other_state(request, answer):
        status, headers, body = answer
        return status, {**headers, "location": headers["location"].replace("state=", "state=not-")}, body

    stage.transport.changes["/oauth/consent"] = other_state
    seen = await stage.act(**CODE)
    assert (seen.problems, seen["token"]) == (["state.mismatch"], None)
    assert [request.url for request in stage.transport.requests if request.url.endswith("/token")] == []


async def test_a_page_instead_of_a_token_is_a_problem_with_a_name():
    stage = Stage()
    stage.transport.changes["/oauth/token"] = lambda request, answer: page("<p>Welcome</p>")
    seen = await stage.act(**CODE)
    assert (seen.problems, seen["token"], seen["status"]) == (["token.not_json"], None, 200)


async def test_client_credentials_say_who_the_client_is_by_a_header_or_a_form():
    for method in ("basic", "post"):
        seen = await Stage().act(
            grant="client_credentials", issuer=ISSUER, client={**SERVICE, "auth": method}, scope=["a", "b"]
        )
        assert seen["token"]["scope"] == "a b"


async def test_parameters_can_be_changed_taken_out_and_repeated():
    transport = ScriptedTransport({"POST http://as.test/token": data({"error": "invalid_request"}, 400)})
    stage = Stage(transport)
    await stage.act(
        grant="client_credentials",
        endpoints={"token": "http://as.test/token"},
        client={"id": "a", "secret": "b", "auth": "post"},
        resource=["x", "y"],
        token_params={"client_secret": None, "grant_type": "magic"},
    )
    assert transport.requests[0].body == b"client_id=a&resource=x&resource=y&grant_type=magic"


async def test_a_refresh_token_is_rotated():
    stage = Stage()
    first = (await stage.act(**CODE, scope="offline_access"))["token"]["refresh_token"]
    refresh = {"grant": "refresh_token", "issuer": ISSUER, "client": WEB, "refresh_token": first}
    assert (await stage.act(**refresh))["token"]["refresh_token"] != first
    assert (await stage.act(**refresh))["error"] == "invalid_grant"


async def test_password_and_assertion_are_sent_as_they_are():
    transport = ScriptedTransport({"POST http://as.test/token": data({"error": "invalid_grant"}, 400)})
    stage, server = Stage(transport), {"endpoints": {"token": "http://as.test/token"}}
    await stage.act(grant="password", username="ann", password="p w", **server)
    await stage.act(grant="jwt_bearer", assertion="a.b.c", **server)
    assert [request.body for request in transport.requests] == [
        b"grant_type=password&username=ann&password=p+w",
        b"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=a.b.c",
    ]
    assert {"p w", "a.b.c"} <= set(stage.secrets)


async def test_a_device_is_polled_for_as_the_server_says(autojump_clock):
    import trio

    token = data({"access_token": "t", "token_type": "Bearer"}, **{"Cache-Control": "no-store"})
    pending, slow = data({"error": "authorization_pending"}, 400), data({"error": "slow_down"}, 400)
    transport = ScriptedTransport(
        {
            "POST http://as.test/device": data(
                {
                    "device_code": "d-code",
                    "user_code": "U",
                    "verification_uri": "http://as.test/d",
                    "expires_in": 60,
                    "interval": 2,
                }
            ),
            "POST http://as.test/token": [pending, slow, pending, token],
        }
    )
    endpoints = {"token": "http://as.test/token", "device_authorization": "http://as.test/device"}
    began = trio.current_time()
    seen = await Stage(transport).act(grant="device_code", endpoints=endpoints, client=NATIVE)
    # 2 s, then 2 + 5 s twice: `slow_down` is for good.
    assert (seen["polls"], trio.current_time() - began) == (4, 2 + 7 + 7)


async def test_the_user_of_a_device_signs_in_on_another_screen():
    seen = await Stage().act(grant="device_code", issuer=ISSUER, client=NATIVE, login=ANN)
    assert (seen["error"], seen["approval"]["title"]) == (None, "Connected")


async def test_a_token_can_be_exchanged_for_a_narrower_one():
    stage = Stage()
    token = (await stage.act(**CODE, scope="openid orders.read"))["token"]["access_token"]
    seen = await stage.act(
        grant="token_exchange", issuer=ISSUER, client=SERVICE, subject_token=token, scope="orders.read"
    )
    assert seen["access_token"]["claims"]["scope"] == "orders.read"


async def test_a_request_that_is_pushed_says_nothing_of_itself_in_the_address():
    stage = Stage()
    seen = await stage.act(**CODE, par=True)
    asked = next(each.url for each in stage.transport.requests if "/authorize?" in each.url)
    assert asked.startswith("http://shop.test/oauth/authorize?client_id=web&request_uri=urn")
    assert seen["token"]["token_type"] == "Bearer"


async def test_a_pushed_request_that_is_refused_ends_there():
    seen = await Stage().act(**CODE, par=True, scope="everything")
    assert (seen["error"], seen["status"], seen["hops"]) == ("invalid_scope", 400, None)


async def test_a_server_that_cannot_be_found_is_a_fault_that_says_where_it_was_looked_for():
    seen = await Stage().act(grant="client_credentials", issuer="http://shop.test/none", client=SERVICE)
    assert seen.fault == (
        "no metadata of http://shop.test/none was found: "
        "http://shop.test/.well-known/oauth-authorization-server/none, "
        "http://shop.test/.well-known/openid-configuration/none, "
        "http://shop.test/none/.well-known/openid-configuration"
    )


async def test_an_endpoint_that_nobody_names_is_a_fault():
    seen = await Stage().act(grant="client_credentials", endpoints={"jwks": "http://as.test/jwks"}, client=SERVICE)
    assert (seen.fault, seen.exchange.fault.hint) == (
        "there is no `token_endpoint`",
        "give `endpoints: {token: ...}`",
    )
