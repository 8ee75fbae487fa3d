import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.wire import DigestChallenge, DigestClient, choose_digest, parse_challenges

CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
RFC_7616 = [
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
]


def fields(authorization: str | None) -> dict[str, str]:
    assert authorization is not None
    (challenge,) = parse_challenges([authorization])
    return dict(challenge.parameters)


def client_for(challenge: DigestChallenge | None, username="Mufasa", password="Circle of Life") -> DigestClient:
    assert challenge is not None
    client = DigestClient(username, password)
    client.receive_challenge(challenge)
    return client


def test_the_sha_256_example_of_rfc_7616_is_answered_to_the_letter():
    client = client_for(choose_digest(parse_challenges(RFC_7616)))
    assert client.authorization("GET", "/dir/index.html", CNONCE) == (
        'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=SHA-256, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, '
        'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, '
        'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1", '
        'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )


def test_the_md5_example_of_rfc_7616_is_answered_to_the_letter():
    client = client_for(choose_digest(parse_challenges(RFC_7616[1:])))
    answer = fields(client.authorization("GET", "/dir/index.html", CNONCE))
    assert (answer["algorithm"], answer["response"]) == ("MD5", "8ca523f5e9506fed4657c9700eebdbec")


def test_the_example_of_rfc_2617_is_answered_to_the_letter():
    header = (
        'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
        'opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    client = client_for(choose_digest(parse_challenges([header])), password="Circle Of Life")
    answer = fields(client.authorization("GET", "/dir/index.html", "0a4f113b"))
    assert answer["response"] == "6629fae49393a05397450978507c4ef1"


def test_the_sha_512_256_example_is_answered_as_erratum_4897_has_it():
    header = (
        'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, '
        'nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", '
        'opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true'
    )
    client = client_for(choose_digest(parse_challenges([header])), "Jäsøn Doe", "Secret, or not?")
    answer = fields(client.authorization("GET", "/doe.json", "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v"))
    # The RFC itself cuts SHA-512 short instead of using SHA-512/256.
    assert answer["response"] == "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"
    assert answer["username"] == "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"
    assert answer["userhash"] == "true"


def test_the_nonce_count_goes_up_and_begins_anew_with_a_new_nonce():
    client = client_for(DigestChallenge("r", "n1", qop=("auth",)))
    counts = [fields(client.authorization("GET", "/", "c"))["nc"] for _ in range(2)]
    client.receive_challenge(DigestChallenge("r", "n1", qop=("auth",), is_stale=False))
    counts.append(fields(client.authorization("GET", "/", "c"))["nc"])
    client.receive_challenge(DigestChallenge("r", "n2", qop=("auth",)))
    counts.append(fields(client.authorization("GET", "/", "c"))["nc"])
    assert counts == ["00000001", "00000002", "00000003", "00000001"]


def test_a_next_nonce_replaces_the_nonce():
    client = client_for(DigestChallenge("r", "n1", qop=("auth",)))
    client.authorization("GET", "/", "c")
    client.receive_info('nextnonce="n2", qop=auth, rspauth="00"')
    answer = fields(client.authorization("GET", "/", "c"))
    assert (answer["nonce"], answer["nc"]) == ("n2", "00000001")


def test_an_info_without_a_next_nonce_changes_nothing():
    client = client_for(DigestChallenge("r", "n1", qop=("auth",)))
    client.receive_info("qop=auth")
    assert fields(client.authorization("GET", "/", "c"))["nonce"] == "n1"


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def test_a_session_keeps_the_first_cnonce_in_its_secret():
    client = client_for(DigestChallenge("r", "n", algorithm="MD5-sess", qop=("auth",)), "u", "p")
    client.authorization("GET", "/", "first")
    answer = fields(client.authorization("GET", "/", "second"))
    secret = md5(f"{md5('u:r:p')}:n:first")
    assert answer["response"] == md5(f"{secret}:n:00000002:second:auth:{md5('GET:/')}")


def test_without_qop_the_proof_is_that_of_rfc_2069():
    client = client_for(DigestChallenge("r", "n"), "u", "p")
    answer = fields(client.authorization("GET", "/", "c"))
    assert answer["response"] == md5(f"{md5('u:r:p')}:n:{md5('GET:/')}")
    assert answer.keys() == {"username", "realm", "uri", "algorithm", "nonce", "response"}


def test_where_only_auth_int_is_offered_the_body_is_proven_too():
    client = client_for(DigestChallenge("r", "n", qop=("auth-int",)), "u", "p")
    answer = fields(client.authorization("POST", "/", "c", b"body"))
    second = md5(f"POST:/:{md5('body')}")
    assert answer["response"] == md5(f"{md5('u:r:p')}:n:00000001:c:auth-int:{second}")


def test_a_name_that_is_not_ascii_is_sent_encoded():
    client = client_for(DigestChallenge("r", "n", is_utf8=True), "Jäsøn Doe", "p")
    authorization = client.authorization("GET", "/", "c")
    assert authorization is not None
    assert authorization.startswith("Digest username*=UTF-8''J%C3%A4s%C3%B8n%20Doe, ")


def test_quotes_in_names_are_escaped():
    client = client_for(DigestChallenge('r"x', "n"), 'u"', "p")
    answer = fields(client.authorization("GET", "/", "c"))
    assert (answer["username"], answer["realm"]) == ('u"', 'r"x')


def test_before_a_challenge_there_is_no_proof():
    assert DigestClient("u", "p").authorization("GET", "/", "c") is None


@pytest.mark.parametrize(
    "header",
    [
        "Basic realm=x",
        'Digest realm="x"',
        'Digest realm="x", nonce="n", algorithm=TOKEN',
        'Digest nonce="n", qop="token"',
    ],
)
def test_a_challenge_that_cannot_be_answered_is_not_chosen(header):
    assert choose_digest(parse_challenges([header])) is None


@given(
    st.lists(
        st.sampled_from(["Digest ", 'nonce="n"', ", ", "qop=auth", "algorithm=", "MD5-sess", "x", '"', "stale=true"])
    )
)
def test_no_challenge_makes_the_client_raise(pieces):
    challenge = choose_digest(parse_challenges(["".join(pieces)]))
    if challenge is not None:
        client = client_for(challenge, "ü", "p\ud800")
        assert re.match("^Digest username", client.authorization("GET", "/", "c") or "")
        client.receive_info("".join(pieces))
