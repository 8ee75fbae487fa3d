"""Introspection, revocation, userinfo, registration."""

from specrunner.wire.oauth import (
    introspection_problems,
    registration_problems,
    revocation_problems,
    userinfo_problems,
)


def ids(problems):
    return [each.id for each in problems]


def test_an_inactive_token_tells_nothing_else():
    assert introspection_problems({"active": True, "sub": "ann"}) == []
    assert introspection_problems({"active": False}) == []
    (problem,) = introspection_problems({"active": False, "sub": "ann", "exp": 1})
    assert problem.message == "of a token that is not active it also tells `exp`, `sub`"
    assert ids(introspection_problems({"active": "true"})) == ["introspection.active"]
    assert ids(introspection_problems([])) == ["introspection.not_json"]


def test_a_revocation_is_answered_by_200_or_an_error():
    assert revocation_problems(200) == revocation_problems(503) == []
    assert ids(revocation_problems(204)) == ["revocation.status"]


def test_userinfo_is_of_the_one_who_logged_in():
    assert userinfo_problems({"sub": "ann"}, "ann") == userinfo_problems({"sub": "ann"}, None) == []
    assert ids(userinfo_problems({"sub": "bob"}, "ann")) == ["userinfo.sub"]
    assert ids(userinfo_problems({}, None)) == ["userinfo.sub"]
    assert ids(userinfo_problems("a.b.c", None)) == ["userinfo.not_json"]


def test_a_registration_gives_what_was_asked_for():
    asked = {"redirect_uris": ["http://127.0.0.1/cb"]}
    assert registration_problems(201, {"client_id": "a", **asked}, asked) == []
    answer = {"client_id": "a", "client_secret": "s", "redirect_uris": []}
    assert ids(registration_problems(200, answer, asked)) == [
        "registration.status",
        "registration.expires",
        "registration.redirect_uris",
    ]
    assert ids(registration_problems(201, None, asked)) == ["registration.client_id"]
