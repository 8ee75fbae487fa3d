"""Tokens taken apart and forged."""

import pytest

from specrunner.wire import jwt


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("opaque", "it has 1 of 3 parts"),
        ("a.b.c.d.e", "it has 5 of 3 parts"),
        ("e30=.e30.", "its header is not base64url"),
        ("e30.e30.+", "its signature is not base64url"),
        ("e30.W10.", "its payload is no JSON object"),
        ("eyJhIjoxLCJhIjoyfQ.e30.", 'its header has `$["a"]` twice'),
    ],
)
def test_what_is_no_token_says_why(text, why):
    with pytest.raises(jwt.TokenUnreadable) as raised:
        jwt.read_token(text)
    assert str(raised.value) == why


def test_every_beginning_of_a_token_is_read_or_refused():
    text = jwt.forge_hmac({"alg": "HS256"}, {"sub": "ann"}, b"secret")
    for cut in range(len(text)):
        try:
            token = jwt.read_token(text[:cut])
        except jwt.TokenUnreadable:
            continue
        assert token.claims == {"sub": "ann"}
        assert not jwt.is_signed_by(token, jwt.read_key("secret"))


def test_a_forged_token_has_any_signature_and_any_algorithm():
    assert jwt.forge({"alg": "none"}, {"sub": "ann"}) == "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ."


def test_other_claims_keep_the_old_signature():
    text = jwt.forge_hmac({"alg": "HS256"}, {"sub": "ann", "exp": 1}, b"secret")
    changed = jwt.read_token(jwt.tampered(text, {"sub": "root", "exp": None}))
    assert (changed.claims, changed.signature) == ({"sub": "root"}, jwt.read_token(text).signature)


def test_the_hash_of_an_access_token_is_half_of_it():
    # OpenID Connect Core appendix A.3: `at_hash` of this token under RS256.
    assert jwt.half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "RS256") == "77QmUPtjPfzWtF2AnpK9RQ"
    assert jwt.half_hash("a", "none") is None
