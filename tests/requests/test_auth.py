import pytest

from specrunner.requests.auth import AuthParts, DigestUsers, auth_parts, digest_challenge
from specrunner.requests.fault import Unsendable
from specrunner.requests.model import Auth, Credentials


def parts(**auth: object) -> AuthParts:
    return auth_parts(Auth.model_validate(auth))


def test_without_auth_nothing_is_added():
    assert auth_parts(None) == AuthParts()


def test_a_bearer_token_goes_into_authorization():
    assert parts(bearer="abc").headers == (("Authorization", "Bearer abc"),)


def test_the_basic_example_of_rfc_7617_is_encoded_to_the_letter():
    found = parts(basic={"username": "Aladdin", "password": "open sesame"})
    assert found.headers == (("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),)


def test_basic_is_utf_8():
    found = parts(basic={"username": "test", "password": "123£"})  # RFC 7617 section 2.1
    assert found.headers == (("Authorization", "Basic dGVzdDoxMjPCow=="),)


def test_a_colon_in_the_user_name_is_refused():
    with pytest.raises(Unsendable) as raised:
        parts(basic={"username": "a:b", "password": "c"})
    assert raised.value.fault.message == "a user name for `basic` cannot hold a colon"


@pytest.mark.parametrize(
    ("where", "field"),
    [("header", "headers"), ("query", "params"), ("cookie", "cookies")],
)
def test_an_api_key_goes_where_it_is_wanted(where, field):
    found = parts(api_key={"name": "X-Key", "value": "k", "in": where})
    assert getattr(found, field) == (("X-Key", "k"),)
    assert sum(map(len, (found.headers, found.params, found.cookies))) == 1


def test_an_api_key_goes_into_a_header_by_default():
    assert parts(api_key={"name": "X-Key", "value": "k"}).headers == (("X-Key", "k"),)


def test_digest_adds_nothing_before_it_is_asked():
    assert parts(digest={"username": "a", "password": "b"}) == AuthParts()


def test_a_user_has_one_digest_client_an_origin():
    users, ann, bob = DigestUsers(), Credentials(username="a", password="x"), Credentials(username="b", password="x")
    client = users.client("http://h:1/x", ann)
    assert users.client("HTTP://H:1/y?z", ann) is client
    assert users.client("http://h:2/x", ann) is not client
    assert users.client("http://h:1/x", bob) is not client


def test_only_a_401_challenges():
    fields = ['Digest realm="r", nonce="n", qop="auth"']
    assert digest_challenge(200, fields) is None
    challenge = digest_challenge(401, fields)
    assert challenge is not None
    assert challenge.nonce == "n"
    assert digest_challenge(401, ["Basic realm=x"]) is None
