"""Introspection, revocation, userinfo, registration: what their answers must say."""

from __future__ import annotations

from collections.abc import Mapping

from .problem import Problem


def introspection_problems(body: object) -> list[Problem]:
    """What is wrong with an introspection response (RFC 7662 section 2.2)."""
    if not isinstance(body, Mapping):
        return [Problem("introspection.not_json", "the answer is no JSON object", "RFC 7662 2.2")]
    active = body.get("active")
    if not isinstance(active, bool):
        return [Problem("introspection.active", "`active` is missing or no boolean", "RFC 7662 2.2")]
    more = sorted(set(body) - {"active"})
    if not active and more:
        message = f"of a token that is not active it also tells {', '.join(f'`{name}`' for name in more)}"
        return [Problem("introspection.tells", message, "RFC 7662 2.2")]
    return []


def revocation_problems(status: int) -> list[Problem]:
    """What is wrong with a revocation response: also an unknown token is answered 200 (RFC 7009 section 2.2)."""
    if status == 200 or status >= 400:
        return []
    return [Problem("revocation.status", f"the answer is {status}, not 200", "RFC 7009 2.2")]


def userinfo_problems(body: object, subject: str | None) -> list[Problem]:
    """What is wrong with a userinfo response; `subject` is `sub` of the ID token, where there was one."""
    if not isinstance(body, Mapping):
        return [Problem("userinfo.not_json", "the answer is no JSON object", "OIDC Core 5.3.2")]
    if not isinstance(body.get("sub"), str):
        return [Problem("userinfo.sub", "`sub` is missing or no text", "OIDC Core 5.3.2")]
    if subject is not None and body["sub"] != subject:
        message = "`sub` is not that of the ID token: the answer must not be used"
        return [Problem("userinfo.sub", message, "OIDC Core 5.3.2")]
    return []


def registration_problems(status: int, body: object, asked: Mapping[str, object]) -> list[Problem]:
    """What is wrong with a client information response (RFC 7591 section 3.2.1)."""
    if not isinstance(body, Mapping) or not isinstance(body.get("client_id"), str):
        return [Problem("registration.client_id", "`client_id` is missing or no text", "RFC 7591 3.2.1")]
    found: list[Problem] = []
    if status != 201:
        found.append(Problem("registration.status", f"the answer is {status}, not 201", "RFC 7591 3.2.1"))
    if "client_secret" in body and "client_secret_expires_at" not in body:
        message = "there is a secret without `client_secret_expires_at`"
        found.append(Problem("registration.expires", message, "RFC 7591 3.2.1"))
    uris = asked.get("redirect_uris")
    if uris is not None and body.get("redirect_uris") != uris:
        message = "`redirect_uris` are not those that were asked for"
        found.append(Problem("registration.redirect_uris", message, "RFC 7591 3.2.1"))
    return found
