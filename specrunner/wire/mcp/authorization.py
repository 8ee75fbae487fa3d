"""From a 401 to an authorization server (MCP 2025-06-18 and later, RFC 9728): where to look, what must be there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit, urlunsplit

from ..challenge import parse_challenges

PLACE = "oauth-protected-resource"


def bearer_challenge(fields: Iterable[str]) -> dict[str, str] | None:
    """The parameters of the Bearer challenge (`scope`, `error`, `resource_metadata`); None when there is none."""
    for challenge in parse_challenges(fields):
        if challenge.scheme == "bearer":
            return dict(challenge.parameters)
    return None


def resource_metadata_urls(url: str, challenge: Mapping[str, str] | None) -> tuple[str, ...]:
    """Where the metadata of a protected resource may be, in order: where the challenge says, else at the well-known
    place with the path of the resource behind it, and at the one of the whole host (2025-11-25, basic/authorization).
    """
    told = None if challenge is None else challenge.get("resource_metadata")
    if told:
        return (told,)
    parts = urlsplit(url)
    path = parts.path.rstrip("/")

    def at(place: str) -> str:
        return urlunsplit((parts.scheme, parts.netloc, place, "", ""))

    root = at(f"/.well-known/{PLACE}")
    return (at(f"/.well-known/{PLACE}{path}"), root) if path else (root,)


def resource_metadata_problems(document: Mapping[str, object], url: str) -> tuple[str, ...]:
    """What is wrong with the metadata for the resource at `url`."""
    found: list[str] = []
    resource = document.get("resource")
    if not isinstance(resource, str):
        found.append("the metadata of the resource has no `resource` (RFC 9728 section 2)")
    elif not _covers(resource, url):
        # RFC 9728 section 3.3: or one resource could collect tokens for another.
        found.append(f"the metadata is of the resource {resource!r}, asked for was {url!r} (RFC 9728 section 3.3)")
    servers = document.get("authorization_servers")
    if not isinstance(servers, list) or not servers or not all(isinstance(each, str) for each in servers):
        found.append("the metadata of the resource names no `authorization_servers` (MCP, basic/authorization)")
    return tuple(found)


def _covers(resource: str, url: str) -> bool:
    """Whether an identifier is that of the address, or of its whole host: both are in use (RFC 8707 section 2)."""
    parts = urlsplit(url)
    plain = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    origin = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
    return resource.rstrip("/") in (plain.rstrip("/"), origin)


def server_metadata_problems(document: Mapping[str, object]) -> tuple[str, ...]:
    """What an authorization server lacks for MCP, beside what RFC 8414 asks."""
    methods = document.get("code_challenge_methods_supported")
    if not isinstance(methods, list) or "S256" not in methods:
        return ("the authorization server does not say that it knows PKCE with S256 (MCP, basic/authorization)",)
    return ()
