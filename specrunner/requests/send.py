"""One request, sent: through the transport, through one digest challenge, back as an exchange."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from ..events import Exchange
from ..plugin import StepContext
from ..transport import HttpRequest, HttpResult, HttpSession, HttpTransport
from ..wire import DigestChallenge
from .attributes import REQUEST_OPTIONS
from .auth import DigestUsers, digest_challenge
from .body import Body
from .exchange import exchange_of, unsent
from .fault import Unsendable
from .model import Credentials, RequestOptions, WholeRequest
from .options import request_options
from .request import Prepared, make_request, prepare
from .tokens import send_with_token
from .url import split_url


async def send_whole(action: WholeRequest, ctx: StepContext, protocol: str) -> Exchange:
    """The exchange of a rendered action that writes all of its request.

    The target's faults, and values that cannot be sent, are its fault.
    """
    try:
        prepared = await prepare(action, ctx.files, ctx.resource(HttpTransport))
    except Unsendable as error:
        return unsent(error.fault, ctx.clock.monotonic_s(), protocol)
    return await send_prepared(prepared, action, ctx, protocol)


async def send_request(
    method: str,
    url: str,
    body: Body | None,
    options: RequestOptions,
    ctx: StepContext,
    protocol: str,
    usual: tuple[tuple[str, str], ...] = (),
) -> Exchange:
    """The exchange of one request, made as `make_request` says; what cannot be sent is its fault."""
    try:
        prepared = make_request(method, url, body, options, ctx.files, ctx.resource(HttpTransport), usual)
    except Unsendable as error:
        return unsent(error.fault, ctx.clock.monotonic_s(), protocol)
    return await send_prepared(prepared, options, ctx, protocol)


async def send_prepared(prepared: Prepared, options: RequestOptions, ctx: StepContext, protocol: str) -> Exchange:
    """The exchange of a prepared request, in the session of the step. `protocol` is the kind's key.

    A token that it needs and cannot get is its fault.
    """
    transport = ctx.resource(HttpTransport)
    shown = request_options(options, prepared.request, prepared.body)
    ctx.progress.attributes[REQUEST_OPTIONS] = shown
    session = ctx.session.get(HttpSession, transport.new_session)
    auth = options.auth
    try:
        if auth is not None and auth.digest is not None:
            results = await _send_with_digest(prepared.request, auth.digest, session, ctx)
        elif auth is not None and auth.oauth is not None:
            results = await send_with_token(prepared.request, auth.oauth, session, ctx)
        else:
            results = [await transport.send(prepared.request, session, ctx.progress)]
    except Unsendable as error:
        return unsent(error.fault, ctx.clock.monotonic_s(), protocol)
    return exchange_of(results, shown, prepared.notices, ctx.clock.now(), protocol)


async def _send_with_digest(
    request: HttpRequest, credentials: Credentials, session: HttpSession, ctx: StepContext
) -> list[HttpResult]:
    """One sending when the nonce is still good or nothing is asked, two when the server challenges (RFC 7616)."""
    transport = ctx.resource(HttpTransport)
    client = ctx.session.get(DigestUsers, DigestUsers).client(request.url, credentials)

    def proven(unproven: HttpRequest) -> HttpRequest:
        body = unproven.body or b""
        target = split_url(unproven.url)[1]
        proof = client.authorization(unproven.method, target, os.urandom(16).hex(), body)
        return unproven if proof is None else replace(unproven, headers=(*unproven.headers, ("Authorization", proof)))

    first = await transport.send(proven(request), session, ctx.progress)
    again = _answer_to_challenge(request, first)
    if again is None:
        _take_next_nonce(first, client.receive_info)
        return [first]
    repeated, challenge = again
    client.receive_challenge(challenge)
    second = await transport.send(proven(repeated), session, ctx.progress)
    _take_next_nonce(second, client.receive_info)
    return [first, second]


def _answer_to_challenge(request: HttpRequest, result: HttpResult) -> tuple[HttpRequest, DigestChallenge] | None:
    """The request to send again, and what it must prove; None when nothing was asked that digest can meet.

    After redirects that is the request of the last hop, but never one to another origin: the proof is not for it.
    """
    if result.fault is not None or not result.hops or (response := result.hops[-1].response) is None:
        return None
    challenge = digest_challenge(response.attributes.get("status"), response.headers.all("www-authenticate"))
    asked = result.hops[-1].request
    method, url = str(asked.attributes.get("method")), str(asked.attributes.get("url"))
    if challenge is None or split_url(url)[0].lower() != split_url(request.url)[0].lower():
        return None
    if len(result.hops) == 1:
        return request, challenge
    if method == request.method:
        return replace(request, url=url), challenge
    headers = tuple(pair for pair in request.headers if pair[0].lower() != "content-type")
    return replace(request, method=method, url=url, headers=headers, body=None), challenge


def _take_next_nonce(result: HttpResult, receive_info: Callable[[str], None]) -> None:
    response = result.hops[-1].response if result.hops else None
    info = None if response is None else response.headers.first("authentication-info")
    if info is not None:
        receive_info(info)
