from specrunner.demo.settings import USERS
from specrunner.demo.users import Door, Login, Tokens, Users

ANN = USERS[0]


def test_a_password_fits_one_user():
    users = Users(USERS)
    assert users.verify_password("ann", "ann-likes-tea") is ANN
    assert users.verify_password("ann", "bob-likes-mugs") is None
    assert users.verify_password("eve", "") is None


def test_a_key_fits_one_user():
    users = Users(USERS)
    assert users.verify_api_key("demo-key-ann") is ANN
    assert users.verify_api_key("") is None


def test_a_token_opens_its_door_until_it_expires():
    tokens = Tokens(10)
    tokens.grant("t", ANN, Door.BEARER, expires_at_s=100)
    assert tokens.look_up("t", Door.BEARER, now_s=99.9) == Login(ANN, Door.BEARER, "t")
    assert tokens.look_up("t", Door.SESSION, now_s=99.9) is None
    assert tokens.look_up("t", Door.BEARER, now_s=100) is None


def test_a_revoked_token_opens_nothing():
    tokens = Tokens(10)
    tokens.grant("t", ANN, Door.BEARER, expires_at_s=100)
    tokens.revoke("t")
    assert tokens.look_up("t", Door.BEARER, now_s=1) is None


def test_tokens_are_bounded():
    tokens = Tokens(1)
    for token in "ab":
        tokens.grant(token, ANN, Door.BEARER, expires_at_s=100)
    assert tokens.look_up("a", Door.BEARER, now_s=1) is None
