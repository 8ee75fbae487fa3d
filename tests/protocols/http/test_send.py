"""What becomes of an action between the step and the transport."""

from specrunner.events import Exchange, Fault
from specrunner.protocols.http import HTTP
from specrunner.protocols.http.model import HttpAction
from specrunner.wire import parse_challenges
from tests.requests.fakes import FakeFiles, FakeSession, FakeTransport, answer, context

REFUSED = Fault("refused", "connect", "nothing listens on shop.test:80", is_retryable=True)


async def send(transport: FakeTransport, session: FakeSession | None = None, **fields: object) -> Exchange:
    action = HttpAction.model_validate({"base_url": "http://shop.test", **fields})
    return await HTTP.runner.run(action, context(transport, FakeFiles(a_bin=b"x"), session))


async def test_the_answer_becomes_an_exchange():
    one = answer(201, b"{}", [("Content-Type", "application/json")])
    exchange = await send(FakeTransport([[one]]), post="/x", json={"a": 1})
    assert exchange.protocol == "http"
    assert [message.summary for message in exchange.sent] == ["POST http://shop.test/"]
    assert exchange.received == (one,)
    assert (exchange.started_s, exchange.fault) == (10.0, None)
    assert exchange.timing_s == {"first_byte": 0.1, "total": 0.2}
    assert exchange.attributes == {"answered_at": "2026-11-22T12:00:00+00:00"}
    assert exchange.notices == ("a remark",)


async def test_all_hops_are_kept_and_the_last_is_the_answer():
    hops = [answer(302, headers=[("Location", "/b")]), answer(200, b"done", url="http://shop.test/b")]
    exchange = await send(FakeTransport([hops]), get="/", redirects={"follow": True})
    assert [message.attributes["status"] for message in exchange.received] == [302, 200]
    assert HTTP.subjects.subjects["body"].read(exchange) == "done"


async def test_a_fault_is_kept_with_what_was_sent():
    exchange = await send(FakeTransport([REFUSED]), get="/x")
    assert (exchange.fault, len(exchange.sent), exchange.received) == (REFUSED, 1, ())
    assert exchange.timing_s == {"total": 0.5}


async def test_what_cannot_be_sent_is_a_fault_and_reaches_no_transport():
    transport = FakeTransport()
    exchange = await send(transport, post="/x", file="missing.bin")
    assert exchange.fault == Fault(
        "file", "", "cannot read `missing.bin`: no such file or directory", "paths are relative to the spec"
    )
    assert (transport.requests, exchange.sent) == ([], ())


async def test_broken_json_is_noted():
    one = answer(200, b"oops", [("Content-Type", "application/json")])
    exchange = await send(FakeTransport([[one]]), get="/")
    assert exchange.notices == (
        "a remark",
        "the body is not JSON, although its media type is `application/json`: expected a value, found `o` "
        "(line 1, column 1)",
    )


async def test_options_that_no_message_shows_are_kept_beside_it():
    exchange = await send(
        FakeTransport(),
        post="/",
        file="a.bin",
        http2=True,
        proxy="http://p:1",
        tls={"ca": "ca.pem", "server_name": "x", "min_version": "1.2"},
        redirects={"follow": True, "max": 4},
    )
    assert exchange.attributes["request"] == {
        "http2": True,
        "proxy": "http://p:1",
        "ca": "/specs/ca.pem",
        "server_name": "x",
        "min_version": "1.2",
        "max_redirects": 4,
        "body_file": "/specs/a.bin",
    }


async def test_a_step_that_runs_out_of_time_still_has_its_curl_line():
    """The engine makes that exchange of the progress alone."""
    action = HttpAction.model_validate({"get": "http://shop.test/", "tls": {"verify": False}})
    surroundings = context(FakeTransport())
    await HTTP.runner.run(action, surroundings)
    progress = surroundings.progress
    exchange = Exchange("http", tuple(progress.sent), attributes=dict(progress.attributes))
    assert "--insecure" in HTTP.curl(exchange)


async def test_the_steps_of_a_session_share_one_session_of_the_transport():
    transport, session = FakeTransport(), FakeSession()
    await send(transport, session, get="/a")
    await send(transport, session, get="/b")
    assert transport.sessions == 1


CHALLENGE = ("WWW-Authenticate", 'Digest realm="r", nonce="n1", qop="auth", algorithm=SHA-256')
ANN = {"digest": {"username": "ann", "password": "tea"}}


def proof(transport: FakeTransport, index: int) -> dict[str, str]:
    """The parameters of a request's Authorization field; empty when it had none."""
    value = dict(transport.requests[index].headers).get("Authorization")
    return {} if value is None else dict(parse_challenges([str(value)])[0].parameters)


async def test_a_challenge_is_met_once_and_both_rounds_are_recorded():
    transport = FakeTransport([[answer(401, headers=[CHALLENGE])], [answer(200)]])
    exchange = await send(transport, get="/x?a=1", auth=ANN)
    assert [message.attributes["status"] for message in exchange.received] == [401, 200]
    assert exchange.timing_s["total"] == 0.4
    assert proof(transport, 0) == {}
    second = proof(transport, 1)
    assert (second["username"], second["uri"], second["nc"], second["qop"]) == ("ann", "/x?a=1", "00000001", "auth")


async def test_a_proof_that_is_refused_is_the_answer():
    refused = [answer(401, headers=[CHALLENGE])]
    transport = FakeTransport([refused, refused])
    exchange = await send(transport, get="/x", auth=ANN)
    assert len(transport.requests) == 2
    assert exchange.received[-1].attributes["status"] == 401


async def test_the_next_step_proves_at_once_with_the_next_count():
    transport, session = FakeTransport([[answer(401, headers=[CHALLENGE])]]), FakeSession()
    await send(transport, session, get="/x", auth=ANN)
    await send(transport, session, get="/y", auth=ANN)
    assert [proof(transport, index).get("nc") for index in range(3)] == [None, "00000001", "00000002"]
    assert len(transport.requests) == 3


async def test_a_stale_nonce_is_replaced():
    stale = ("WWW-Authenticate", 'Digest realm="r", nonce="n2", qop="auth", stale=true')
    transport, session = FakeTransport([[answer(401, headers=[CHALLENGE])]]), FakeSession()
    await send(transport, session, get="/x", auth=ANN)
    transport.script = [[answer(401, headers=[stale])], [answer(200)]]
    await send(transport, session, get="/x", auth=ANN)
    assert [proof(transport, index).get("nonce") for index in range(4)] == [None, "n1", "n1", "n2"]


async def test_a_next_nonce_is_used():
    info = ("Authentication-Info", 'nextnonce="n9"')
    transport = FakeTransport([[answer(401, headers=[CHALLENGE])], [answer(200, headers=[info])]])
    session = FakeSession()
    await send(transport, session, get="/x", auth=ANN)
    await send(transport, session, get="/x", auth=ANN)
    assert proof(transport, 2)["nonce"] == "n9"


async def test_after_a_redirect_the_last_hop_is_proven():
    hops = [answer(302), answer(401, headers=[CHALLENGE], url="http://shop.test/in?b=2", asked_method="GET")]
    transport = FakeTransport([hops, [answer(200)]])
    await send(transport, post="/x", body="text", auth=ANN, redirects={"follow": True})
    again = transport.requests[1]
    assert (again.method, again.url, again.body) == ("GET", "http://shop.test/in?b=2", None)
    assert [name for name, _ in again.headers] == ["Authorization"]
    assert proof(transport, 1)["uri"] == "/in?b=2"


async def test_no_proof_goes_to_another_origin():
    hops = [answer(302), answer(401, headers=[CHALLENGE], url="http://evil.test/")]
    transport = FakeTransport([hops])
    await send(transport, get="/x", auth=ANN, redirects={"follow": True})
    assert len(transport.requests) == 1


async def test_an_answer_to_what_digest_cannot_meet_is_left_alone():
    transport = FakeTransport([[answer(401, headers=[("WWW-Authenticate", "Bearer")])]])
    exchange = await send(transport, get="/x", auth=ANN)
    assert (len(transport.requests), exchange.received[0].attributes["status"]) == (1, 401)


async def test_a_fault_ends_a_digest_sending():
    exchange = await send(FakeTransport([REFUSED]), get="/x", auth=ANN)
    assert exchange.fault == REFUSED
    assert exchange.attributes["request"] == {"digest_user": "ann"}
