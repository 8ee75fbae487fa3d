"""Mistakes in an action that no single field shows. What is still a template is left to the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from ...plugin import ActionProblem
from ...values import Template
from .model import ACTIONS, Client, Key, OauthAction

Problems = Iterator[ActionProblem]

NEEDS: Mapping[str, tuple[str, ...]] = {
    "refresh_token": ("refresh_token",),
    "token_exchange": ("subject_token",),
    "jwt_bearer": ("assertion",),
    "password": ("username", "password"),
}
"""What each grant cannot do without."""

_OF_GRANT: Mapping[str, tuple[str, ...]] = {
    "refresh_token": ("refresh_token",),
    "device_code": ("device_code",),
    "subject_token": ("token_exchange",),
    "actor_token": ("token_exchange",),
    "assertion": ("jwt_bearer",),
    "username": ("password",),
    "password": ("password",),
    "code": ("authorization_code",),
    "login": ("authorization_code", "device_code"),
}


def check_action(action: OauthAction) -> tuple[ActionProblem, ...]:
    """Every such mistake of the action, as bound and with its defaults merged in."""
    rules: tuple[Callable[[OauthAction], Problems], ...] = (_one_thing, _server, _grant, _client, _code, _login)
    return tuple(problem for rule in rules for problem in rule(action))


def _one_thing(action: OauthAction) -> Problems:
    asked = action.asked()
    if not asked:
        names = ", ".join(f"`{name}`" for name in ACTIONS)
        yield ActionProblem((), "it does not say what to do", f"add one of {names}")
    elif len(asked) > 1 and asked != ["grant", "checks"]:
        names = " and ".join(f"`{name}`" for name in asked)
        yield ActionProblem((asked[1],), f"there are {len(asked)} things to do: {names}", "make them two steps")
    if action.checks and action.grant not in (None, "authorization_code") and not isinstance(action.grant, Template):
        yield ActionProblem(("checks",), "`checks` are about `grant: authorization_code`", "take one out")
    if len(set(action.checks)) != len(action.checks):
        yield ActionProblem(("checks",), "a check stands twice")


def _server(action: OauthAction) -> Problems:
    if action.discover is not None:
        return
    given = action.endpoints.model_fields_set
    if action.issuer is None and not given:
        hint = "add `issuer`, or `endpoints: {token: ...}`; both can stand in `defaults.oauth`"
        yield ActionProblem((), "it does not say which server", hint)
    for name, value in (("issuer", action.issuer), *((name, getattr(action.endpoints, name)) for name in given)):
        if isinstance(value, str) and not (urlsplit(value).scheme in ("http", "https") and urlsplit(value).netloc):
            path = (name,) if name == "issuer" else ("endpoints", name)
            yield ActionProblem(path, f"`{value}` is no whole URL", "write it with http:// or https:// and its host")


def _grant(action: OauthAction) -> Problems:
    grant = action.grant
    if not isinstance(grant, str):
        return
    for name in NEEDS.get(grant, ()):
        if getattr(action, name) is None:
            yield ActionProblem(("grant",), f"`grant: {grant}` needs `{name}`", f"add `{name}`")
    for name, grants in _OF_GRANT.items():
        if grant not in grants and name in action.model_fields_set and getattr(action, name) is not None:
            wanted = " or ".join(f"`{each}`" for each in grants)
            if name == "login":
                # It may come from defaults, where it is for other steps.
                continue
            yield ActionProblem((name,), f"`{name}` has no effect: it is for `grant:` {wanted}", "take it out")


def _client(action: OauthAction) -> Problems:
    client = action.client
    if client is None:
        if action.grant in ("authorization_code", "client_credentials", "device_code") or action.checks:
            yield ActionProblem((), "there is no `client`", "add `client: {id: ...}`")
        return
    if client.key is not None:
        yield from _key(client.key, ("client", "key"))
    yield from _client_auth(client, action)


def _client_auth(client: Client, action: OauthAction) -> Problems:
    method = client.auth
    if method in ("basic", "post", "client_secret_jwt") and client.secret is None:
        yield ActionProblem(("client", "auth"), f"`auth: {method}` needs `secret`", "add it")
    if method == "private_key_jwt" and client.key is None:
        yield ActionProblem(("client", "auth"), "`auth: private_key_jwt` needs `key`", "add it")
    if method == "tls" and action.tls.cert is None:
        yield ActionProblem(("client", "auth"), "`auth: tls` needs a certificate", "add `tls: {cert: ..., key: ...}`")


def _key(key: Key, path: tuple[str, ...]) -> Problems:
    given = [name for name in ("jwk", "pem", "file") if getattr(key, name) is not None]
    if len(given) != 1:
        message = "the key is not given" if not given else f"there are {len(given)} keys"
        yield ActionProblem(path, message, "give one of `jwk`, `pem`, `file`")


def _code(action: OauthAction) -> Problems:
    if action.code is not None and action.redirect_uri is None:
        hint = "save it beside the code: `authorization.redirect_uri`"
        yield ActionProblem(("code",), "a `code` is exchanged with the `redirect_uri` that it was got for", hint)


def _login(action: OauthAction) -> Problems:
    login = action.login
    if login is None:
        return
    if login.command and login.form:
        yield ActionProblem(("login", "command"), "`login` has both `form` and `command`", "keep one of them")
    if login.command and action.redirect_uri is not None:
        hint = "leave `redirect_uri` out: a free port of 127.0.0.1 is listened on"
        yield ActionProblem(("redirect_uri",), "with `login: {command: ...}` the redirect must come back here", hint)
