"""A rendered action as the request for the transport."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol, runtime_checkable

from .. import wire
from ..lean import dataclass
from ..plugin import FileAccess
from ..transport import AddressPolicy, HttpLimits, HttpRequest, RedirectPolicy, TlsOptions
from .auth import AuthParts, auth_parts
from .body import Body, encode_body
from .fault import Unsendable
from .headers import request_cookies, request_headers, sensitive_names
from .model import Limits, Redirects, RequestLine, RequestOptions, Tls, WholeRequest
from .options import USUAL_TLS
from .url import is_absolute, join_url

_USUAL_LIMITS = HttpLimits()
_USUAL_REDIRECTS = RedirectPolicy()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request ready to send, and the body it was made of. `notices` are remarks for the report."""

    request: HttpRequest
    body: Body | None
    notices: tuple[str, ...] = ()


@runtime_checkable
class TellsAddresses(Protocol):
    """A transport that tells which addresses the settings allow."""

    @property
    def addresses(self) -> AddressPolicy: ...


def policy_of(transport: object) -> AddressPolicy | None:
    """What the settings allow to be called; None when the transport keeps that to itself."""
    return transport.addresses if isinstance(transport, TellsAddresses) else None


async def prepare(action: WholeRequest, files: FileAccess, transport: object) -> Prepared:
    """The request of an action that writes all of it. Raises Unsendable."""
    method, url = _method_and_url(action)
    return make_request(method, url, await encode_body(action, files), action, files, transport)


def make_request(
    method: str,
    url: str,
    body: Body | None,
    options: RequestOptions,
    files: FileAccess,
    transport: object,
    usual: tuple[tuple[str, str], ...] = (),
) -> Prepared:
    """A request with the author's options. `url` may be a path behind `base_url`; `usual` are header fields that are
    sent unless the options name them. `transport` tells the settings that `allow_hosts` widens. Raises Unsendable."""
    auth = auth_parts(options.auth)
    whole_url = _whole_url(options, url, auth)
    content_type = None if body is None else body.content_type
    headers, omitted = request_headers(options.headers, auth.headers, content_type)
    if usual:
        named = {name.lower() for name, _ in headers} | omitted
        headers = (*headers, *((name, value) for name, value in usual if name.lower() not in named))
    request = HttpRequest(
        method=method,
        url=whole_url,
        headers=headers,
        body=None if body is None else body.content,
        http2=options.http2,
        tls=tls_options(options.tls, files),
        proxy=options.proxy,
        limits=_limits(options.limits),
        decompress=options.decompress,
        follow=_redirects(options.redirects),
        sensitive_headers=sensitive_names(headers),
        cookies=request_cookies(options.cookies, auth.cookies),
        omit_headers=omitted,
        addresses=_addresses(transport, options.allow_hosts) if options.allow_hosts else None,
    )
    return Prepared(request, body, _notices(method, body))


def _method_and_url(action: RequestLine) -> tuple[str, str]:
    found = action.method_and_url()
    if found is None:
        raise Unsendable("request", "there is no method with a URL", "write `get: /path`")
    if not wire.is_token(found[0]):
        raise Unsendable("request", f"`{found[0]}` is no method", "write one word, like `PURGE`")
    return found


def _whole_url(options: RequestOptions, written: str, auth: AuthParts) -> str:
    url = join_url(options.base_url, written, options.params)
    if auth.params:
        url = join_url(None, url, dict(auth.params))
    if not is_absolute(url):
        hint = "give a `base_url`, in the step or in `defaults.http`, or write the URL with http://"
        raise Unsendable("url", f"`{url}` has no host", hint)
    return url


def tls_options(tls: Tls, files: FileAccess) -> TlsOptions:
    """The options with the paths of their files; raises Unsendable for one that may not be read."""
    if not tls.model_fields_set:
        return USUAL_TLS
    try:
        ca, cert, key = (None if name is None else files.path(name) for name in (tls.ca, tls.cert, tls.key))
    except OSError as error:
        raise Unsendable("file", f"`tls` names a file that may not be read: {error}") from None
    return TlsOptions(ca, cert, key, tls.verify, tls.server_name, tls.min_version)


def _redirects(redirects: Redirects) -> RedirectPolicy:
    if not redirects.model_fields_set:
        return _USUAL_REDIRECTS
    return RedirectPolicy(redirects.follow, redirects.max, redirects.allow_downgrade)


def _limits(limits: Limits) -> HttpLimits:
    if not limits.model_fields_set:
        return _USUAL_LIMITS
    given = {"body_bytes": limits.body, "header_bytes": limits.headers}
    changes = {name: value for name, value in given.items() if value is not None}
    return replace(_USUAL_LIMITS, **changes) if changes else _USUAL_LIMITS


def _addresses(transport: object, allow_hosts: list[str]) -> AddressPolicy:
    """The policy of the settings with further hosts allowed; what it denies stays denied."""
    policy = policy_of(transport)
    if policy is None:
        # A policy made from nothing would lift what the settings deny: better no request.
        raise Unsendable("request", "`allow_hosts` cannot be added to the settings: the transport does not tell them")
    return replace(policy, allow_hosts=(*policy.allow_hosts, *allow_hosts))


def _notices(method: str, body: Body | None) -> tuple[str, ...]:
    if body is None or method not in ("GET", "HEAD"):
        return ()
    # RFC 9110 section 9.3.1.
    return (f"a body in a {method} request has no meaning that servers agree on; many ignore it",)
