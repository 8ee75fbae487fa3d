"""How the client says who it is, as the server sees it."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from specrunner.wire import jwt

from .fakes import FakeFiles, ScriptedTransport, Stage, data

TOKEN = "http://as.test/token"
KEY = jwt.new_key("ES256")


async def asked(client: dict, files: FakeFiles | None = None):
    transport = ScriptedTransport({f"POST {TOKEN}": data({"error": "invalid_client"}, 401)})
    stage = Stage(transport, files)
    seen = await stage.act(grant="client_credentials", endpoints={"token": TOKEN}, client=client)
    if seen.fault is not None:
        return seen.fault
    request = transport.requests[0]
    fields = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
    return dict(request.headers).get("Authorization"), fields


async def test_without_anything_there_is_only_the_name():
    assert await asked({"id": "a"}) == (None, {"grant_type": "client_credentials", "client_id": "a"})


async def test_a_secret_goes_into_a_header_unless_said_otherwise():
    header, fields = await asked({"id": "a b", "secret": "c:d"})
    assert (header, "client_id" in fields) == ("Basic YStiOmMlM0Fk", False)


async def test_a_secret_can_sign_instead():
    _, fields = await asked({"id": "a", "secret": "s" * 32, "auth": "client_secret_jwt"})
    token = jwt.read_token(fields["client_assertion"])
    assert fields["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assert {name: token.claims[name] for name in ("iss", "sub", "aud")} == {"iss": "a", "sub": "a", "aud": TOKEN}
    assert jwt.is_signed_by(token, jwt.read_key("s" * 32))


@pytest.mark.parametrize("way", ["jwk", "pem", "file of a JWK", "file of PEM"])
async def test_a_key_is_written_in_any_of_these_ways(way):
    private, pem = {**KEY.as_dict(private=True), "kid": "k"}, KEY.as_pem(private=True)
    import orjson

    files = FakeFiles(key_json=orjson.dumps(private), key_pem=pem)
    keys = {
        "jwk": {"jwk": private},
        "pem": {"pem": pem.decode(), "id": "k"},
        "file of a JWK": {"file": "key.json", "id": "k"},
        "file of PEM": {"file": "key.pem", "id": "k"},
    }
    _, fields = await asked({"id": "a", "key": keys[way], "claims": {"aud": "other", "jti": None}}, files)
    token = jwt.read_token(fields["client_assertion"])
    assert (token.header, token.claims["aud"], "jti" in token.claims) == (
        {"typ": "JWT", "alg": "ES256", "kid": "k"},
        "other",
        False,
    )
    assert jwt.is_signed_by(token, KEY)


async def test_a_key_that_is_none_is_a_fault_that_says_so():
    assert await asked({"id": "a", "key": {"pem": "nothing"}}) == "the key cannot be read: it is no private key"
    gone = "the key cannot be read from gone.pem: [Errno 2] No such file or directory: 'gone.pem'"
    assert await asked({"id": "a", "key": {"file": "gone.pem"}}) == gone


async def test_a_certificate_needs_nothing_but_the_name_beside_it():
    transport = ScriptedTransport({f"POST {TOKEN}": data({"error": "invalid_client"}, 401)})
    await Stage(transport).act(
        grant="client_credentials",
        endpoints={"token": TOKEN},
        client={"id": "a", "auth": "tls"},
        tls={"cert": "client.pem", "key": "client.key"},
    )
    (request,) = transport.requests
    assert (request.body, str(request.tls.cert)) == (
        b"grant_type=client_credentials&client_id=a",
        "/specs/client.pem",
    )
