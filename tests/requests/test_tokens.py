"""Shared tokens in requests."""

import pytest

from specrunner.requests.fault import Unsendable
from specrunner.requests.model import Auth, WholeRequest
from specrunner.requests.send import send_whole
from specrunner.requests.tokens import SharedTokens, authorized
from specrunner.transport import HttpRequest

from .fakes import FakeSession, FakeTransport, answer, context

URL = "http://shop.test/me"


class Token:
    """Gives numbered proofs, and asks again as often as it is told to."""

    def __init__(self, again: int = 0) -> None:
        self.again = again
        self.given = 0

    async def header_fields(self, method, url, ctx):
        self.given += 1
        return ("Authorization", f"DPoP t{self.given}"), ("DPoP", f"{method} {url}")

    def is_asked_again(self, url, result):
        self.again -= 1
        return self.again >= 0


def session(**tokens: Token) -> FakeSession:
    made = FakeSession()
    made.get(SharedTokens, SharedTokens).tokens.update(tokens)
    return made


async def send(transport: FakeTransport, token: Token):
    action = WholeRequest.model_validate({"get": URL, "auth": {"oauth": "ann"}})
    return await send_whole(action, context(transport, session=session(ann=token)), "http")


async def test_a_request_carries_what_the_token_gives_for_it():
    transport = FakeTransport()
    await send(transport, Token())
    (request,) = transport.requests
    assert dict(request.headers)["Authorization"] == "DPoP t1"
    assert dict(request.headers)["DPoP"] == f"GET {URL}"
    # Neither goes to another origin on a redirect.
    assert {"authorization", "dpop"} <= request.sensitive_headers


async def test_it_is_sent_once_more_and_no_oftener_when_the_service_asks_for_that():
    transport = FakeTransport([[answer(401)], [answer(401)]])
    seen = await send(transport, Token(again=9))
    assert [dict(each.headers)["Authorization"] for each in transport.requests] == ["DPoP t1", "DPoP t2"]
    assert len(seen.received) == 2


async def test_a_name_that_nobody_shares_is_the_fault_of_the_step():
    action = WholeRequest.model_validate({"get": URL, "auth": {"oauth": "ann"}})
    seen = await send_whole(action, context(FakeTransport()), "http")
    assert (seen.fault.message, seen.fault.hint) == (
        "the session shares no token `ann`",
        "an earlier step in the same session: `oauth: {..., share: ann}`",
    )


async def test_what_stays_open_is_authorized_once():
    request = HttpRequest("GET", URL)
    ctx = context(FakeTransport(), session=session(ann=Token()))
    assert dict((await authorized(request, Auth(oauth="ann"), ctx)).headers)["Authorization"] == "DPoP t1"
    assert await authorized(request, None, ctx) is request
    assert await authorized(request, Auth(bearer="x"), ctx) is request
    with pytest.raises(Unsendable):
        await authorized(request, Auth(oauth="bob"), ctx)
