"""Where the metadata of an authorization server is, and what it must say (RFC 8414, OpenID Connect Discovery 1.0)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from .problem import Problem

OAUTH = "oauth-authorization-server"
OPENID = "openid-configuration"

ENDPOINTS: Mapping[str, str] = {
    "authorization": "authorization_endpoint",
    "token": "token_endpoint",
    "introspection": "introspection_endpoint",
    "revocation": "revocation_endpoint",
    "userinfo": "userinfo_endpoint",
    "registration": "registration_endpoint",
    "device_authorization": "device_authorization_endpoint",
    "pushed_authorization_request": "pushed_authorization_request_endpoint",
    "end_session": "end_session_endpoint",
    "jwks": "jwks_uri",
}
"""Short names of the endpoints, and those of the metadata."""


def metadata_urls(issuer: str) -> tuple[str, ...]:
    """Where to look, in order: RFC 8414 inserts before the path, OpenID Connect appends behind it.

    For an issuer without a path there are two places; with one there is a third, the OpenID document inserted
    (RFC 8414 section 5). A trailing slash of the issuer is dropped for that (section 3.1), nowhere else.
    """
    parts = urlsplit(issuer)
    path = parts.path.rstrip("/")

    def at(place: str) -> str:
        return urlunsplit((parts.scheme, parts.netloc, place, "", ""))

    inserted = at(f"/.well-known/{OAUTH}{path}")
    appended = at(f"{path}/.well-known/{OPENID}")
    if not path:
        return inserted, appended
    return inserted, at(f"/.well-known/{OPENID}{path}"), appended


def metadata_problems(document: Mapping[str, object], issuer: str) -> list[Problem]:
    """What is wrong with a metadata document for its issuer; the issuer is compared letter by letter."""
    found: list[Problem] = []
    given = document.get("issuer")
    if given != issuer:
        message = f"the metadata is of the issuer {given!r}, asked for was {issuer!r}"
        found.append(Problem("metadata.issuer", message, "RFC 8414 3.3"))
    if not document.get("response_types_supported"):
        message = "`response_types_supported` is missing"
        found.append(Problem("metadata.response_types", message, "RFC 8414 2"))
    for name in ENDPOINTS.values():
        value = document.get(name)
        if value is not None and not (isinstance(value, str) and urlsplit(value).netloc):
            found.append(Problem("metadata.url", f"`{name}` is no URL", "RFC 8414 2"))
    return found
