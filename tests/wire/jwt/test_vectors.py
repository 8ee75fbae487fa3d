"""The examples of RFC 7515 (appendix A), RFC 7517 (appendix A) and RFC 7638 (section 3.1)."""

import pytest

from specrunner.wire import jwt

CLAIMS = {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}
PAYLOAD = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

HMAC_KEY = {
    "kty": "oct",
    "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
}
EC_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
# RFC 7638 section 3.1, which is the first key of RFC 7517 appendix A.1.
RSA_KEY = {
    "kty": "RSA",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n"
    "3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu"
    "6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awa"
    "pJzKnqDKgw",
    "e": "AQAB",
    "alg": "RS256",
    "kid": "2011-04-29",
}

HS256 = f"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{PAYLOAD}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
ES256 = (
    f"eyJhbGciOiJFUzI1NiJ9.{PAYLOAD}."
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
NONE = f"eyJhbGciOiJub25lIn0.{PAYLOAD}."


def test_a_1_hmac_by_sha_256():
    token = jwt.read_token(HS256)
    assert (token.header, token.claims) == ({"typ": "JWT", "alg": "HS256"}, CLAIMS)
    assert jwt.is_signed_by(token, jwt.read_key(HMAC_KEY))


def test_a_3_ecdsa():
    token = jwt.read_token(ES256)
    assert (token.header, token.claims) == ({"alg": "ES256"}, CLAIMS)
    assert jwt.is_signed_by(token, jwt.read_key(EC_KEY))


def test_a_5_no_signature():
    token = jwt.read_token(NONE)
    assert (token.header, token.claims, token.signature) == ({"alg": "none"}, CLAIMS, b"")


@pytest.mark.parametrize(("text", "key"), [(HS256, HMAC_KEY), (ES256, EC_KEY)])
def test_one_bit_less_and_nothing_holds(text, key):
    head, payload, signature = text.split(".")
    data = bytearray(jwt.base64url_decode(signature))
    data[5] ^= 1
    changed = jwt.read_token(f"{head}.{payload}.{jwt.base64url_encode(bytes(data))}")
    assert not jwt.is_signed_by(changed, jwt.read_key(key))


def test_the_thumbprint_of_rfc_7638():
    assert jwt.thumbprint(jwt.read_key(RSA_KEY)) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_appendix_a_1_of_rfc_7517_is_a_set_of_two():
    ec = {
        "kty": "EC",
        "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        "use": "enc",
        "kid": "1",
    }
    keys = jwt.read_key_set({"keys": [ec, RSA_KEY]})
    token = jwt.read_token(jwt.forge({"alg": "RS256", "kid": "2011-04-29"}, {}))
    assert keys.for_token(token) == (RSA_KEY,)
    # A key for encryption signs nothing.
    assert keys.for_token(jwt.read_token(jwt.forge({"alg": "ES256"}, {}))) == ()
