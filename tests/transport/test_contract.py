"""What both transports promise: the real one against a server on loopback, and the fake one without."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from specrunner.events import Fault, Headers, Message
from specrunner.transport import (
    AddressPolicy,
    FakeAnswer,
    FakeTransport,
    HttpLimits,
    HttpRequest,
    HttpResult,
    HttpSession,
    HttpTransport,
    RedirectPolicy,
    Transport,
)

from .scripted import Peer, RecordedProgress, serving

Target = Callable[[Message], FakeAnswer]
FOLLOW = RedirectPolicy(follow=True)


@dataclass(slots=True)
class World:
    """A transport, and a target at `url`; `other` is the same target under another origin."""

    transport: Transport
    url: str
    other: str
    session: HttpSession

    async def send(self, method: str, path: str, **options: Any) -> HttpResult:
        request = HttpRequest(method, path if "://" in path else self.url + path, **options)
        return await self.transport.send(request, self.session, RecordedProgress())


@asynccontextmanager
async def _real(target: Target) -> AsyncIterator[World]:
    async def script(peer: Peer) -> None:
        while raw := await peer.request():
            head, _, body = raw.partition(b"\r\n\r\n")
            line, *lines = head.decode("latin-1").split("\r\n")
            pairs = tuple((name, value.strip()) for name, _, value in (field.partition(":") for field in lines))
            method, path, _ = line.split(" ")
            url = f"http://{Headers(pairs)['host']}{path}"
            answer = target(Message("", Headers(pairs), body, {"method": method, "url": url}))
            fields = [f"{name}: {value}".encode("latin-1") for name, value in answer.headers]
            status = f"{answer.status} {answer.reason}".encode()
            if method == "HEAD" or answer.status in (204, 304):
                await peer.send(b"HTTP/1.1 " + b"\r\n".join([status, *fields]) + b"\r\n\r\n")
            else:
                await peer.answer(answer.body, *fields, status=status)

    async with serving(script) as server, HttpTransport() as transport:
        other = f"http://localhost:{server.port}"
        yield World(transport, server.url, other, transport.new_session())


@asynccontextmanager
async def _fake(target: Target) -> AsyncIterator[World]:
    async with FakeTransport(target) as transport:
        yield World(transport, "http://shop.test", "http://other.test", transport.new_session())


Worlds = Callable[[Target], AbstractAsyncContextManager[World]]


@pytest.fixture(params=["real", "fake"])
def world(request: pytest.FixtureRequest) -> Worlds:
    return _real if request.param == "real" else _fake


def echo(message: Message) -> FakeAnswer:
    lines = [f"{message.attributes['method']} {message.attributes['url']}"]
    lines += [f"{name}: {value}" for name, value in message.headers.pairs]
    return FakeAnswer(body="\n".join(lines).encode("latin-1") + b"\n\n" + message.body)


def routes(table: dict[str, FakeAnswer]) -> Target:
    """Answers by path; the echo for any other."""

    def target(message: Message) -> FakeAnswer:
        path = "/" + str(message.attributes["url"]).split("/", 3)[3]
        return table.get(path) or echo(message)

    return target


def to(location: str, status: int = 302, *headers: tuple[str, str]) -> FakeAnswer:
    return FakeAnswer(status, headers=(("Location", location), *headers))


def body_of(result: HttpResult) -> str:
    assert result.fault is None, result.fault
    assert result.hops[-1].response is not None
    return result.hops[-1].response.body.decode("latin-1")


def fault_of(result: HttpResult) -> Fault:
    assert result.fault is not None, result
    return result.fault


async def test_a_request_goes_out_with_what_http_needs(world):
    async with world(echo) as here:
        result = await here.send("POST", "/a?b=c", headers=(("X-One", "1"), ("x-one", "2")), body=b"hello")
    host = here.url.removeprefix("http://")
    assert body_of(result).split("\n") == [
        f"POST {here.url}/a?b=c",
        f"Host: {host}",
        "User-Agent: specrunner/0.1.0",
        "Accept: */*",
        "Accept-Encoding: gzip, deflate, br, zstd",
        "X-One: 1",
        "x-one: 2",
        "Content-Length: 5",
        "",
        "hello",
    ]
    sent = result.hops[0].request
    assert sent.summary == f"POST {here.url}/a?b=c"
    assert sent.headers.all("X-ONE") == ["1", "2"]
    assert (sent.body, sent.attributes) == (b"hello", {"method": "POST", "url": f"{here.url}/a?b=c"})


async def test_what_is_given_or_omitted_is_not_added(world):
    async with world(echo) as here:
        result = await here.send(
            "POST",
            "/",
            headers=(("host", "virtual.test"), ("ACCEPT", "text/plain"), ("user-agent", "me")),
            omit_headers=frozenset({"Accept-Encoding"}),
        )
    assert result.hops[0].request.headers.pairs == (
        ("host", "virtual.test"),
        ("ACCEPT", "text/plain"),
        ("user-agent", "me"),
        ("Content-Length", "0"),
    )


async def test_a_get_without_a_body_announces_no_length(world):
    async with world(echo) as here:
        assert "Content-Length" not in body_of(await here.send("GET", "/"))


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ((("X", "a\r\nY: b"),), "the header `X` holds a line break or NUL"),
        ((("X Y", "a"),), "`X Y` is no name of a header field"),
        ((("", "a"),), "`` is no name of a header field"),
    ],
)
async def test_a_header_that_would_break_http_is_not_sent(world, headers, message):
    async with world(echo) as here:
        fault = fault_of(await here.send("GET", "/", headers=headers))
    assert (fault.kind, fault.phase, fault.message) == ("request", "", message)


async def test_the_policy_of_the_settings_can_be_asked_for(world):
    async with world(echo) as here:
        assert here.transport.addresses == AddressPolicy()


async def test_a_bad_url_is_a_fault_without_a_hop(world):
    async with world(echo) as here:
        result = await here.send("GET", "http:///x")
    assert fault_of(result).kind == "url"
    assert result.hops == ()


async def test_the_answer_is_told_in_full(world):
    answer = FakeAnswer(
        201, b'{"id": 1}', (("Content-Type", "application/json"), ("X-A", "1"), ("x-a", "2")), "Created"
    )
    async with world(routes({"/orders": answer})) as here:
        result = await here.send("POST", "/orders")
    response = result.hops[0].response
    assert response is not None
    assert response.summary == "201 Created"
    assert response.body == b'{"id": 1}'
    assert response.headers["X-A"] == ["1", "2"]
    told = {name: response.attributes[name] for name in ("status", "reason", "http_version", "url", "wire_size")}
    assert told == {
        "status": 201,
        "reason": "Created",
        "http_version": "HTTP/1.1",
        "url": f"{here.url}/orders",
        "wire_size": 9,
    }
    assert response.attributes["tls"] is None
    assert response.attributes["reused"] is False
    assert {"first_byte", "total"} <= set(result.timing_s)


async def test_a_compressed_body_is_decoded_unless_told_not_to(world):
    packed = gzip.compress(b"hello " * 100)
    answer = FakeAnswer(body=packed, headers=(("Content-Encoding", "gzip"),))
    async with world(routes({"/z": answer})) as here:
        assert body_of(await here.send("GET", "/z")) == "hello " * 100
        raw = await here.send("GET", "/z", decompress=False)
    assert raw.hops[0].response is not None
    assert raw.hops[0].response.body == packed
    assert raw.hops[0].response.attributes["wire_size"] == len(packed)
    assert "accept-encoding" not in raw.hops[0].request.headers


async def test_a_body_that_decodes_past_the_limit_is_cut_there(world):
    answer = FakeAnswer(body=gzip.compress(b"x" * 5_000_000), headers=(("Content-Encoding", "gzip"),))
    async with world(routes({"/z": answer})) as here:
        result = await here.send("GET", "/z", limits=HttpLimits(body_bytes=100_000))
    assert fault_of(result).message == "the body is larger than 97.7 KiB after decoding"
    assert result.hops[0].response is not None
    assert len(result.hops[0].response.body) == 100_000


async def test_an_unknown_coding_is_a_fault_with_a_hint(world):
    answer = FakeAnswer(body=b"???", headers=(("Content-Encoding", "exi"),))
    async with world(routes({"/z": answer})) as here:
        fault = fault_of(await here.send("GET", "/z"))
    assert fault == Fault(
        "decoding",
        "body",
        "cannot decode the content coding `exi`",
        "gzip, deflate, br and zstd can be decoded; `decompress: false` leaves the body as it came",
    )


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
async def test_an_answer_without_a_body_is_whole(world, method, status):
    answer = FakeAnswer(status, headers=(("Content-Encoding", "exi"), ("Content-Length", "99999999")))
    async with world(routes({"/z": answer})) as here:
        result = await here.send(method, "/z")
    assert (result.fault, body_of(result)) == (None, "")


# Cookies


async def test_cookies_come_back_within_a_session_and_nowhere_else(world):
    login = FakeAnswer(headers=(("Set-Cookie", "sid=abc; Path=/; HttpOnly"), ("Set-Cookie", "lang=en")))
    async with world(routes({"/login": login})) as here:
        await here.send("POST", "/login")
        assert "Cookie: sid=abc; lang=en\n" in body_of(await here.send("GET", "/me"))
        assert [(cookie.name, cookie.is_http_only) for cookie in here.session.cookies.cookies] == [
            ("sid", True),
            ("lang", False),
        ]
        assert "Cookie" not in body_of(await here.send("GET", here.other + "/me"))
        stranger = await here.transport.send(
            HttpRequest("GET", here.url + "/me"), here.transport.new_session(), RecordedProgress()
        )
    assert "Cookie" not in body_of(stranger)


async def test_cookies_of_the_request_win_over_the_jar_by_name(world):
    login = FakeAnswer(headers=(("Set-Cookie", "sid=abc"), ("Set-Cookie", "lang=en")))
    async with world(routes({"/login": login})) as here:
        await here.send("GET", "/login")
        assert "Cookie: lang=en; sid=mine\n" in body_of(await here.send("GET", "/me", cookies=(("sid", "mine"),)))
        own = await here.send("GET", "/me", headers=(("Cookie", "only=this"),))
    assert "Cookie: only=this\n" in body_of(own)


async def test_a_refused_cookie_is_noticed(world):
    bad = FakeAnswer(headers=(("Set-Cookie", "sid=abc; Domain=bank.example"),))
    async with world(routes({"/": bad})) as here:
        result = await here.send("GET", "/")
    host = here.url.removeprefix("http://").partition(":")[0]
    assert result.notices == (f"the cookie `sid` was not stored: its Domain `bank.example` does not cover {host}",)


# Redirects


async def test_redirects_are_shown_unless_they_are_to_be_followed(world):
    async with world(routes({"/old": to("/new")})) as here:
        result = await here.send("GET", "/old")
        assert [hop.request.attributes["url"] for hop in result.hops] == [f"{here.url}/old"]
        result = await here.send("GET", "/old", follow=FOLLOW)
    assert [hop.request.attributes["url"] for hop in result.hops] == [f"{here.url}/old", f"{here.url}/new"]
    assert [hop.response and hop.response.attributes["status"] for hop in result.hops] == [302, 200]


@pytest.mark.parametrize(
    ("method", "status", "then"),
    [
        ("POST", 301, "GET"),
        ("POST", 302, "GET"),
        ("POST", 303, "GET"),
        ("PUT", 301, "PUT"),
        ("PUT", 303, "GET"),
        ("HEAD", 303, "HEAD"),
        ("POST", 307, "POST"),
        ("PATCH", 308, "PATCH"),
    ],
)
async def test_a_redirect_keeps_or_rewrites_the_method_and_the_body_with_it(world, method, status, then):
    async with world(routes({"/old": to("/new", status)})) as here:
        headers = (("Content-Type", "text/plain"), ("X-Kept", "1"))
        result = await here.send(method, "/old", body=b"hello", headers=headers, follow=FOLLOW)
    assert result.fault is None
    sent = result.hops[-1].request
    assert sent.attributes["method"] == then
    assert sent.headers["x-kept"] == "1"
    is_kept = then == method
    assert (sent.body, sent.headers.get("content-type")) == ((b"hello", "text/plain") if is_kept else (b"", None))


async def test_secrets_stay_with_their_origin(world):
    table: dict[str, FakeAnswer] = {"/same": to("/here")}
    secrets = {
        "headers": (("Authorization", "Bearer t"), ("X-Api-Key", "k"), ("X-Plain", "p")),
        "cookies": (("sid", "abc"),),
        "sensitive_headers": frozenset({"x-api-key"}),
        "follow": FOLLOW,
    }
    async with world(routes(table)) as here:
        table["/away"] = to(f"{here.other}/back")
        table["/back"] = to(f"{here.url}/end")
        same = await here.send("GET", "/same", **secrets)
        assert {"Authorization", "X-Api-Key", "X-Plain", "Cookie"} <= set(names(same))
        away = await here.send("GET", "/away", **secrets)
    assert away.fault is None
    assert len(away.hops) == 3
    assert not {"Authorization", "X-Api-Key", "Cookie"} & {*names(away), *names(away, 1)}
    assert "X-Plain" in names(away)
    assert away.notices == (f"not sent on to another origin, {here.other}: Authorization, X-Api-Key, Cookie",)


def names(result: HttpResult, hop: int = -1) -> list[str]:
    return [name for name, _ in result.hops[hop].request.headers.pairs]


async def test_redirects_that_go_round_are_a_fault_with_the_chain(world):
    async with world(routes({"/a": to("/b"), "/b": to("/a")})) as here:
        result = await here.send("GET", "/a", follow=FOLLOW)
    assert result.fault == Fault(
        "redirect",
        "body",
        f"the redirects go round ({here.url}/a -> {here.url}/b -> {here.url}/a)",
        "does the service miss a cookie or a header that it redirects to get?",
    )
    assert len(result.hops) == 2


async def test_coming_back_with_a_new_cookie_is_no_loop(world):
    def target(message: Message) -> FakeAnswer:
        if str(message.attributes["url"]).endswith("/login"):
            return to("/me", 302, ("Set-Cookie", "sid=abc"))
        return FakeAnswer(body=b"hello ann") if "cookie" in message.headers else to("/login")

    async with world(target) as here:
        assert body_of(await here.send("GET", "/me", follow=FOLLOW)) == "hello ann"


async def test_too_many_redirects_are_a_fault_with_the_chain(world):
    async with world(routes({f"/{n}": to(f"/{n + 1}") for n in range(20)})) as here:
        result = await here.send("GET", "/0", follow=RedirectPolicy(follow=True, max=3))
        enough = await here.send("GET", "/17", follow=RedirectPolicy(follow=True, max=3))
        many = await here.send("GET", "/0", follow=FOLLOW)
    chain = " -> ".join(f"{here.url}/{n}" for n in range(5))
    assert result.fault == Fault(
        "redirect",
        "body",
        f"more than 3 redirects ({chain})",
        "raise `redirects: {max: ...}` if so many are right",
    )
    assert enough.fault is None
    first = " -> ".join(f"{here.url}/{n}" for n in range(3))
    last = f"{here.url}/10 -> {here.url}/11"
    assert fault_of(many).message == f"more than 10 redirects ({first} -> (7 more) -> {last})"


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("file:///etc/passwd", "the scheme is `file`, and only http and https can be called"),
        ("javascript:alert(1)", "it does not start with http:// or https://"),
        ("http:///x", "there is no host in it"),
        ("http://[::1", "the bracket of the IPv6 address is not closed"),
        ("http://exa mple/", "there is a space in the host `exa mple`"),
        ("http://u:p@h/", "it carries credentials"),
    ],
)
async def test_a_location_that_cannot_be_called_is_a_fault(world, location, why):
    async with world(routes({"/old": to(location)})) as here:
        result = await here.send("GET", "/old", follow=FOLLOW)
    message = f"the redirect to `{location}` cannot be followed: {why} ({here.url}/old)"
    assert result.fault == Fault("redirect", "body", message, "the service sends a wrong Location")
    assert len(result.hops) == 1


async def test_a_redirect_to_two_places_is_a_fault(world):
    answer = FakeAnswer(302, headers=(("Location", "/a"), ("Location", "/b")))
    async with world(routes({"/old": answer})) as here:
        fault = fault_of(await here.send("GET", "/old", follow=FOLLOW))
    assert (fault.kind, fault.message) == ("redirect", "the redirect leads to several places: `/a` and `/b`")


@pytest.mark.parametrize("status", [300, 304, 302])
async def test_a_redirect_without_a_location_is_the_answer(world, status):
    async with world(routes({"/old": FakeAnswer(status)})) as here:
        result = await here.send("GET", "/old", follow=FOLLOW)
    assert (result.fault, len(result.hops)) == (None, 1)


async def test_a_location_in_utf_8_is_encoded(world):
    location = "/käse x".encode().decode("latin-1")
    async with world(routes({"/old": to(location)})) as here:
        result = await here.send("GET", "/old", follow=FOLLOW)
    assert body_of(result).startswith(f"GET {here.url}/k%C3%A4se%20x\n")


async def test_from_https_to_http_is_refused_unless_allowed():
    async with _fake(routes({"/old": to("http://shop.test/new")})) as here:
        result = await here.send("GET", "https://shop.test/old", follow=FOLLOW)
        assert result.fault == Fault(
            "redirect",
            "body",
            "the redirect leads from https to plain http: https://shop.test/old -> http://shop.test/new",
            "`redirects: {allow_downgrade: true}` follows it",
        )
        allowed = RedirectPolicy(follow=True, allow_downgrade=True)
        assert (await here.send("GET", "https://shop.test/old", follow=allowed)).fault is None


# The progress


async def test_the_progress_has_what_was_sent_and_the_last_phase(world):
    progress = RecordedProgress()
    async with world(routes({"/old": to("/new")})) as here:
        await here.transport.send(HttpRequest("GET", here.url + "/old", follow=FOLLOW), here.session, progress)
    assert [message.summary for message in progress.sent] == [f"GET {here.url}/old", f"GET {here.url}/new"]
    assert progress.phase == "body"
    assert progress.bytes_received > 0
    assert progress.attributes["url"] == f"{here.url}/new"


async def test_a_fake_fault_keeps_what_came():
    fault = Fault("disconnected", "body", "cut")
    async with _fake(lambda _: FakeAnswer(body=b"half", fault=fault)) as here:
        result = await here.send("GET", "/")
    assert result.fault == fault
    assert result.hops[0].response is not None
    assert result.hops[0].response.body == b"half"


async def test_a_fake_delay_passes_on_trios_clock(autojump_clock):
    async with _fake(lambda _: FakeAnswer(delay_s=5)) as here:
        result = await here.send("GET", "/")
    assert result.timing_s["first_byte"] == 5
