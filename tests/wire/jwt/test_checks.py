"""The rules of a token, each with its name."""

from __future__ import annotations

import pytest

from specrunner.wire import jwt

NOW_S = 1_800_000_000
KEY = jwt.new_key("ES256")
KEYS = jwt.read_key_set({"keys": [{**jwt.public_jwk(KEY), "kid": "one"}]})
CLAIMS = {"iss": "https://as.example", "sub": "ann", "aud": "web", "iat": NOW_S, "exp": NOW_S + 60, "nonce": "n"}
WANTED = jwt.Expectations(
    name="id_token",
    issuer="https://as.example",
    audience="web",
    nonce="n",
    access_token="at",
    required=("iss", "sub", "aud", "exp", "iat"),
    is_id_token=True,
)


def signed(changes: dict | None = None, header: dict | None = None) -> jwt.Token:
    claims = {name: value for name, value in (CLAIMS | (changes or {})).items() if value is not None}
    return jwt.read_token(jwt.sign({"alg": "ES256", "kid": "one"} | (header or {}), claims, KEY))


def ids(token: jwt.Token, wanted: jwt.Expectations = WANTED, now_s: float = NOW_S) -> list[str]:
    found = [*jwt.signature_problems(token, KEYS, None, wanted), *jwt.claim_problems(token, wanted, now_s)]
    return [each.id for each in found]


def test_a_good_token_has_no_problem():
    assert ids(signed()) == []
    assert ids(signed({"aud": ["web", "api"], "azp": "web"})) == []
    assert ids(signed({"at_hash": jwt.half_hash("at", "ES256")})) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"iss": "https://as.example/"}, "id_token.iss"),
        ({"aud": "other"}, "id_token.aud"),
        ({"aud": ["web", "api"]}, "id_token.azp"),
        ({"azp": "other"}, "id_token.azp"),
        ({"nonce": "m"}, "id_token.nonce"),
        ({"nonce": None}, "id_token.nonce"),
        ({"at_hash": "AAAA"}, "id_token.at_hash"),
        ({"exp": NOW_S}, "id_token.exp"),
        ({"exp": "soon"}, "id_token.exp"),
        ({"exp": None}, "id_token.exp"),
        ({"nbf": NOW_S + 1}, "id_token.nbf"),
        ({"iat": NOW_S + 2}, "id_token.iat"),
        ({"sub": None}, "id_token.sub"),
    ],
)
def test_each_rule_has_its_name(changes, problem):
    assert ids(signed(changes)) == [problem]


@pytest.mark.parametrize(("now_s", "is_expired"), [(59, False), (60, False), (64.9, False), (65, True), (66, True)])
def test_the_leeway_is_what_was_said(now_s, is_expired):
    wanted = jwt.Expectations(name="id_token", leeway_s=5)
    assert ids(signed(), wanted, NOW_S + now_s) == (["id_token.exp"] if is_expired else [])


def test_without_a_leeway_there_is_none():
    assert ids(signed(), jwt.Expectations(), NOW_S + 59) == []
    assert ids(signed(), jwt.Expectations(), NOW_S + 60) == ["jwt.exp"]


def test_no_signature_is_refused_by_the_list_of_algorithms():
    token = jwt.read_token(jwt.forge({"alg": "none"}, CLAIMS))
    (problem,) = jwt.signature_problems(token, KEYS, None, jwt.Expectations(algorithms=("ES256",)))
    assert problem.message == "`alg` is none; allowed: ES256"


def test_an_hmac_under_the_public_key_is_refused():
    import json

    for key in (json.dumps(KEYS.keys[0]).encode(), KEY.as_pem(private=False)):
        token = jwt.read_token(jwt.forge_hmac({"alg": "HS256", "kid": "one"}, CLAIMS, key))
        assert ids(token) == ["id_token.alg"]
        # Not even where HMAC is allowed: the public keys are no secrets.
        assert ids(token, jwt.Expectations(algorithms=("ES256", "HS256"))) == ["jwt.kid"]


def test_an_hmac_under_the_secret_is_taken_where_it_is_allowed():
    token = jwt.read_token(jwt.forge_hmac({"alg": "HS256"}, CLAIMS, b"secret"))
    wanted = jwt.Expectations(algorithms=("HS256",))
    assert jwt.signature_problems(token, KEYS, "secret", wanted) == []
    assert [each.id for each in jwt.signature_problems(token, KEYS, "other", wanted)] == ["jwt.signature"]


def test_an_unknown_key_is_told_apart_from_a_wrong_signature():
    other = jwt.new_key("ES256")
    unknown = jwt.read_token(jwt.sign({"alg": "ES256", "kid": "two"}, CLAIMS, other))
    wrong = jwt.read_token(jwt.sign({"alg": "ES256", "kid": "one"}, CLAIMS, other))
    assert (ids(unknown), ids(wrong)) == (["id_token.kid"], ["id_token.signature"])


def test_a_critical_header_is_refused():
    token = jwt.read_token(jwt.forge({"alg": "ES256", "crit": ["x"], "x": 1, "kid": "one"}, CLAIMS))
    assert ids(token) == ["id_token.crit", "id_token.signature"]


def test_the_type_is_compared_without_its_prefix():
    wanted = jwt.Expectations(types=("at+jwt",))
    assert ids(signed(header={"typ": "application/AT+jwt"}), wanted) == []
    assert ids(signed(header={"typ": "JWT"}), wanted) == ["jwt.typ"]


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "ES512", "RS256", "PS256", "EdDSA"])
def test_every_kind_of_key_signs_and_verifies(algorithm):
    key = jwt.new_key(algorithm)
    token = jwt.read_token(jwt.sign({"alg": algorithm}, CLAIMS, key))
    keys = jwt.read_key_set({"keys": [jwt.public_jwk(key)]})
    assert jwt.signature_problems(token, keys, None, jwt.Expectations()) == []


def test_a_key_of_pem_is_as_good():
    again = jwt.read_key(KEY.as_pem())
    assert jwt.thumbprint(again) == jwt.thumbprint(KEY)


def test_what_is_no_key_says_so():
    with pytest.raises(jwt.KeyUnreadable, match=r"^the key cannot be read: "):
        jwt.read_key({"kty": "EC", "crv": "P-256"})
    with pytest.raises(jwt.KeyUnreadable, match=r"^the key cannot be read: "):
        jwt.read_key("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
