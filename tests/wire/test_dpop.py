"""Proofs of possession."""

from specrunner.wire import jwt
from specrunner.wire.dpop import DpopClient, target_uri, token_hash

# RFC 9449 sections 4.1 and 7.1: the proof for the token endpoint, and the access token of the example.
KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
    "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
}
PROOF = (
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJo"
    "RjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19."
    "eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0"
    "IjoxNTYyMjYyNjE2fQ."
    "2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
)
TOKEN = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"


def test_the_proof_of_section_4_1_holds_under_the_key_that_it_brings():
    token = jwt.read_token(PROOF)
    assert token.header == {"typ": "dpop+jwt", "alg": "ES256", "jwk": KEY}
    assert token.claims == {
        "jti": "-BwC3ESc6acc2lTc",
        "htm": "POST",
        "htu": "https://server.example.com/token",
        "iat": 1562262616,
    }
    assert jwt.is_signed_by(token, jwt.read_key(KEY))


def test_the_hash_of_section_7_1_and_the_thumbprint_of_section_6_1():
    assert token_hash(TOKEN) == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"
    assert jwt.thumbprint(jwt.read_key(KEY)) == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"


def test_a_proof_says_what_it_is_for():
    client = DpopClient()
    proof = jwt.read_token(client.proof("GET", "https://rs.example/a?b=1#c", 1562262616, "j", TOKEN))
    assert proof.claims == {
        "jti": "j",
        "htm": "GET",
        "htu": "https://rs.example/a",
        "iat": 1562262616,
        "ath": token_hash(TOKEN),
    }
    assert proof.header["typ"] == "dpop+jwt"
    assert set(proof.header["jwk"]) == {"crv", "kty", "x", "y"}
    assert jwt.is_signed_by(proof, client.key)
    assert client.thumbprint == jwt.thumbprint(jwt.read_key(proof.header["jwk"]))


def test_a_url_without_a_path_is_that_of_the_root():
    assert target_uri("https://as.example") == "https://as.example/"


def nonce_of(client: DpopClient, url: str) -> object:
    return jwt.read_token(client.proof("POST", url, 1, "j")).claims.get("nonce")


def test_a_nonce_that_is_asked_for_is_sent_once_more_and_kept():
    client, url = DpopClient(), "https://as.example/token"
    assert nonce_of(client, url) is None
    assert client.receive(url, "n1", error="use_dpop_nonce")
    assert nonce_of(client, url) == "n1"
    # The same one again would go round for ever.
    assert not client.receive(url, "n1", error="use_dpop_nonce")
    assert not client.receive(url, "n2", error=None)
    assert nonce_of(client, url) == "n2"
    assert nonce_of(client, "https://rs.example/") is None


def test_a_resource_asks_by_a_challenge():
    client = DpopClient()
    challenge = 'DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof"'
    assert client.receive("https://rs.example/a", "n", error=None, challenges=[challenge])
    assert not client.receive("https://rs.example/a", None, error=None, challenges=[challenge])
