"""Where a redirect leads, and what may go along (RFC 9110 section 15.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..source import printable
from ..values import shortened
from .faults import FaultRaised, faulty
from .http1_head import ResponseHead
from .model import HttpRequest
from .url import Url, join_url, read_url

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
# They describe a body, and go with it.
_OF_THE_BODY = frozenset(
    (
        "content-type",
        "content-length",
        "content-encoding",
        "content-language",
        "content-location",
        "transfer-encoding",
        "expect",
    )
)
_SECRET = frozenset(("authorization", "proxy-authorization", "cookie"))


def location_of(head: ResponseHead) -> str | None:
    """The Location of a redirect that can be followed; None for any other answer.

    Raises FaultRaised (`redirect`) for several that differ.
    """
    if head.status not in _REDIRECTS:
        return None
    locations = list(dict.fromkeys(head.values("location")))
    if not locations:
        return None
    if len(locations) > 1:
        named = " and ".join(f"`{printable(shortened(location, 60))}`" for location in locations[:2])
        raise faulty("redirect", "body", f"the redirect leads to several places: {named}")
    try:
        # Servers send UTF-8 where only ASCII is allowed; the head was read as latin-1.
        return locations[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return locations[0]


def follow(
    request: HttpRequest, url: Url, status: int, location: str, visited: Sequence[str]
) -> tuple[HttpRequest, list[str]]:
    """The next request, and notices; `visited` are the URLs so far. Raises FaultRaised (`redirect`)."""
    try:
        target = read_url(join_url(url, location))
    except FaultRaised as raised:
        message = f"the redirect to `{printable(shortened(location, 200))}` cannot be followed: {_reason(raised)}"
        raise faulty(
            "redirect", "body", f"{message}{_chain(visited)}", "the service sends a wrong Location"
        ) from None
    except ValueError:
        raise _wrong_location(location, f"is no address{_chain(visited)}") from None
    if len(visited) > request.follow.max:
        message = f"more than {request.follow.max} redirects{_chain((*visited, str(target)))}"
        raise faulty("redirect", "body", message, "raise `redirects: {max: ...}` if so many are right")
    if url.is_tls and not target.is_tls and not request.follow.allow_downgrade:
        message = f"the redirect leads from https to plain http: {url} -> {target}"
        raise faulty("redirect", "body", message, "`redirects: {allow_downgrade: true}` follows it")
    return _next(request, url, status, target)


def refuse_loop(target: str, visited: Sequence[str]) -> FaultRaised:
    """The same request, with the same cookies, for a second time: it would go round for ever."""
    message = f"the redirects go round{_chain((*visited, target))}"
    return faulty("redirect", "body", message, "does the service miss a cookie or a header that it redirects to get?")


def _wrong_location(location: str, why: str) -> FaultRaised:
    message = f"the redirect to `{printable(shortened(location, 200))}` {why}"
    return faulty("redirect", "body", message, "the service sends a wrong Location")


def _reason(raised: FaultRaised) -> str:
    return raised.fault.message.partition(" cannot be called: ")[2] or raised.fault.message


def _chain(urls: Sequence[str]) -> str:
    shown = list(urls) if len(urls) <= 6 else [*urls[:3], f"({len(urls) - 5} more)", *urls[-2:]]
    return f" ({' -> '.join(shown)})"


def _next(request: HttpRequest, url: Url, status: int, target: Url) -> tuple[HttpRequest, list[str]]:
    notices: list[str] = []
    headers, body, method, cookies = request.headers, request.body, request.method, request.cookies
    if (status == 303 and method not in ("GET", "HEAD")) or (status in (301, 302) and method == "POST"):
        method, body = "GET", None
        headers = tuple((name, value) for name, value in headers if name.lower() not in _OF_THE_BODY)
    if target.origin != url.origin:
        kept_back = _SECRET | {name.lower() for name in request.sensitive_headers}
        stripped = [name for name, _ in headers if name.lower() in kept_back]
        headers = tuple((name, value) for name, value in headers if name.lower() not in kept_back | {"host"})
        if cookies:
            stripped.append("Cookie")
        if stripped:
            names = ", ".join(dict.fromkeys(stripped))
            notices.append(f"not sent on to another origin, {target.origin}: {names}")
        cookies = ()
    return replace(request, method=method, url=str(target), headers=headers, body=body, cookies=cookies), notices
