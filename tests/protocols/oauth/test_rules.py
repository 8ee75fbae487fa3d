"""Each mistake as it is told: where, what, how to mend it."""

import pytest

from specrunner.protocols.oauth import OauthAction
from specrunner.protocols.oauth.model import title
from specrunner.protocols.oauth.rules import check_action

SERVER = {"issuer": "https://as.example", "client": {"id": "a"}}


def problems(**fields: object) -> list[tuple[tuple[str | int, ...], str, str | None]]:
    found = check_action(OauthAction.model_validate(fields))
    return [(problem.path, problem.message, problem.hint) for problem in found]


@pytest.mark.parametrize(
    "fields",
    [
        {"grant": "client_credentials", **SERVER},
        {"grant": "authorization_code", "checks": ["state"], **SERVER},
        {"checks": ["state", "code_replay"], **SERVER},
        {"discover": "https://as.example"},
        {"register": {}, **SERVER},
        {"userinfo": "token", "endpoints": {"userinfo": "https://as.example/me"}},
        {"grant": "refresh_token", "refresh_token": "r", "login": {"form": {"a": "b"}}, **SERVER},
    ],
)
def test_a_good_action_has_no_problem(fields):
    assert problems(**fields) == []


ACTIONS = "`grant`, `discover`, `introspect`, `revoke`, `userinfo`, `register`, `verify`, `checks`"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (SERVER, ((), "it does not say what to do", f"add one of {ACTIONS}")),
        (
            {"userinfo": "a", "revoke": "b", **SERVER},
            (("userinfo",), "there are 2 things to do: `revoke` and `userinfo`", "make them two steps"),
        ),
        (
            {"userinfo": "a"},
            (
                (),
                "it does not say which server",
                "add `issuer`, or `endpoints: {token: ...}`; both can stand in `defaults.oauth`",
            ),
        ),
        (
            {"userinfo": "a", "issuer": "as.example"},
            (("issuer",), "`as.example` is no whole URL", "write it with http:// or https:// and its host"),
        ),
        (
            {"grant": "password", "username": "ann", **SERVER},
            (("grant",), "`grant: password` needs `password`", "add `password`"),
        ),
        (
            {"grant": "client_credentials", "refresh_token": "r", **SERVER},
            (("refresh_token",), "`refresh_token` has no effect: it is for `grant:` `refresh_token`", "take it out"),
        ),
        (
            {"grant": "client_credentials", "issuer": "https://as.example"},
            ((), "there is no `client`", "add `client: {id: ...}`"),
        ),
        (
            {"grant": "client_credentials", **SERVER, "client": {"id": "a", "auth": "basic"}},
            (("client", "auth"), "`auth: basic` needs `secret`", "add it"),
        ),
        (
            {"grant": "client_credentials", **SERVER, "client": {"id": "a", "auth": "tls"}},
            (("client", "auth"), "`auth: tls` needs a certificate", "add `tls: {cert: ..., key: ...}`"),
        ),
        (
            {"grant": "client_credentials", **SERVER, "client": {"id": "a", "key": {}}},
            (("client", "key"), "the key is not given", "give one of `jwk`, `pem`, `file`"),
        ),
        (
            {"grant": "authorization_code", "code": "c", **SERVER},
            (
                ("code",),
                "a `code` is exchanged with the `redirect_uri` that it was got for",
                "save it beside the code: `authorization.redirect_uri`",
            ),
        ),
        (
            {"grant": "authorization_code", "login": {"command": ["x"], "form": {"a": "b"}}, **SERVER},
            (("login", "command"), "`login` has both `form` and `command`", "keep one of them"),
        ),
        ({"checks": ["state", "state"], **SERVER}, (("checks",), "a check stands twice", None)),
    ],
)
def test_each_mistake_is_told(fields, problem):
    assert problems(**fields) == [problem]


def test_a_title_is_what_is_done():
    assert title(OauthAction(grant="device_code")) == "oauth device_code"
    assert title(OauthAction(introspect="t")) == "oauth introspect"
    assert title(OauthAction(checks=["state"])) == "oauth checks"
