"""Servers that do it wrong: each must be told apart, in words, within its time."""

import trio

from tests.wire.websocket.server import CLOSE, PING, TEXT, close, frame

from .conftest import accept

OPEN = """
- id: chat
  ws: {url: URL}
"""


def then(*frames: bytes, ends: bool = False):
    """Takes the handshake, sends frames, and holds (or ends) the connection."""

    async def script(peer):
        await accept(peer)
        await peer.send(b"".join(frames))
        if not ends:
            await peer.hold()

    return script


async def test_a_refused_handshake_is_an_answer_with_status_headers_and_body(converse):
    async def script(peer):
        await peer.head()
        await peer.answer(b'{"error":"no token"}', b"Content-Type: application/json", status=b"401 Unauthorized")

    ran = await converse(
        script,
        """
        - id: plain
          ws: {url: URL}
        - id: judged
          needs: []
          ws: {url: URL}
          expect:
            status: 401
            headers.content-type: application/json
            body: {like: {error: no token}}
            $.error: no token
        """,
    )
    assert ran.outcomes == {"plain": "failed", "judged": "passed"}
    assert ran.exchange("plain").received[-1].body == b'{"error":"no token"}'


async def test_a_wrong_accept_key_makes_the_handshake_invalid(converse):
    async def script(peer):
        await peer.head()
        await peer.send(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: d3Jvbmc=\r\n\r\n"
        )
        await peer.hold()

    ran = await converse(script, OPEN)
    assert ran.outcomes == {"chat": "errored"}
    assert ran.error("chat").startswith("handshake invalid: the answer's Sec-WebSocket-Accept is `d3Jvbmc=`, and `")


async def test_a_subprotocol_that_nobody_offered_makes_the_handshake_invalid(converse):
    async def script(peer):
        await accept(peer, b"Sec-WebSocket-Protocol: other")
        await peer.hold()

    ran = await converse(
        script,
        """
        - id: chat
          ws: {url: URL, subprotocols: [chat.v2]}
        - id: judged
          needs: []
          ws: {url: URL}
          expect: {fault.kind: protocol, fault.phase: handshake}
        - id: later
          needs: []
          always: true
          ws: {on: chat, receive: 1s}
        """,
    )
    message = "handshake invalid: the answer chooses the subprotocol `other`, and offered were: `chat.v2`"
    assert ran.error("chat") == message
    assert ran.outcomes["judged"] == "passed"


async def test_a_handshake_that_is_never_answered_ends_with_the_steps_time(converse):
    async def script(peer):
        await peer.head()
        await peer.hold()

    ran = await converse(script, "- id: chat\n  ws: {url: URL}\n  timeout: 100ms\n")
    expected = "no whole answer within 100ms: the time ran out while waiting for the answer to begin"
    assert ran.error("chat") == expected


async def test_a_message_beyond_the_limit_closes_with_1009_and_tells_its_size(converse):
    steps = """
    - id: chat
      ws: {url: URL, limits: {message: 100B}}
    - id: plain
      ws: {on: chat, receive: 2s}
    - id: judged
      always: true
      ws: {on: chat}
      expect: {close.code: 1009, close.initiator: client, "events[-2].event": ERROR}
    """
    ran = await converse(then(frame(TEXT, b"x" * 5000)), steps)
    message = "the message has 5000 bytes or more, and 100 are allowed; closed with 1009 (message too big)"
    assert ran.error("plain") == message
    assert ran.outcomes["judged"] == "passed"


async def test_endless_fragments_meet_a_limit(converse):
    steps = """
    - id: chat
      ws: {url: URL, limits: {fragments: 50}}
    - id: plain
      ws: {on: chat, receive: 2s}
    """
    ran = await converse(then(frame(TEXT, fin=False), frame(0, fin=False) * 100), steps)
    assert ran.error("plain") == "the message has more than 50 fragments; closed with 1008 (policy violation)"


async def test_a_flood_of_pings_meets_a_limit(converse):
    steps = """
    - id: chat
      ws: {url: URL, limits: {controls: 50}}
    - id: plain
      ws: {on: chat, receive: 2s}
    """
    ran = await converse(then(frame(PING) * 500), steps)
    message = "more than 50 Pings and Pongs came within a second; closed with 1008 (policy violation)"
    assert ran.error("plain") == message


async def test_a_break_of_the_protocol_can_be_matched_by_its_close_code(converse):
    broken = {
        1007: frame(TEXT, b"\xff"),
        1002: frame(3),
    }
    for code, data in broken.items():
        steps = f"""
        - id: chat
          ws: {{url: URL}}
        - id: judged
          ws: {{on: chat, closed: 2s}}
          expect: {{close: {{like: {{code: {code}, initiator: client, clean: false, error: ~string}}}}}}
        """
        ran = await converse(then(data), steps)
        assert ran.outcomes == {"chat": "passed", "judged": "passed"}, ran.explanations("judged")


async def test_an_illegal_close_code_is_a_break(converse):
    steps = """
    - id: chat
      ws: {url: URL}
    - id: plain
      ws: {on: chat, receive: 2s}
    """
    ran = await converse(then(close(1006)), steps)
    expected = (
        "the server closed with a code that is never sent: 1005, 1006 or 1015 (RFC 6455 section 7.4.1); "
        "closed with 1002 (protocol error)"
    )
    assert ran.error("plain") == expected


async def test_a_server_that_never_closes_is_a_remark_and_fails_nothing(converse):
    async def script(peer):
        await accept(peer)
        await peer.send(frame(TEXT, b"hi"))
        await peer.hold()

    steps = """
    - id: chat
      ws: {url: URL}
    - ws: {on: chat, receive: 2s}
      expect: {text: hi}
    """
    ran = await converse(script, steps)
    assert ran.spec == "passed"


async def test_what_nobody_read_is_told_at_the_end(converse):
    steps = """
    - id: chat
      ws: {url: URL}
    - id: first
      ws: {on: chat, receive: 2s}
      expect: {text: one}
    """
    ran = await converse(then(frame(TEXT, b"one"), frame(TEXT, b"two")), steps)
    assert ran.notices == ["the ws handle `chat` was left open: 1 message was never read"]


async def test_an_end_that_nobody_looked_at_is_told_at_the_end(converse):
    steps = """
    - id: chat
      ws: {url: URL}
    - id: first
      ws: {on: chat, receive: 2s}
      expect: {text: one}
    - pause: 100ms
    """
    ran = await converse(then(frame(TEXT, b"one"), close(1011, "out of tea"), ends=True), steps)
    assert ran.notices == [
        "the ws handle `chat` was left open: the server ended it with 1011 (internal error): out of tea, "
        "and no step looked at that"
    ]


async def test_a_close_that_is_not_answered_fails_the_step_that_asked_for_it(converse):
    steps = """
    - id: chat
      ws: {url: URL}
    - id: end
      ws: {on: chat, close: {within: 100ms}}
    """
    ran = await converse(then(), steps)
    assert ran.outcomes == {"chat": "passed", "end": "failed"}


async def test_a_ping_without_a_pong_fails(converse):
    steps = """
    - id: chat
      ws: {url: URL}
    - id: alive
      ws: {on: chat, ping: {pong_within: 100ms}}
    """
    ran = await converse(then(), steps)
    assert ran.explanations("alive") == ["rtt: nothing at rtt: no Pong came within 100ms"]


async def test_silence_that_is_broken_fails_and_shows_what_came(converse):
    steps = """
    - id: chat
      ws: {url: URL}
    - id: quiet
      ws: {on: chat, silence: 100ms}
    """
    ran = await converse(then(frame(TEXT, b"noise")), steps)
    assert ran.outcomes["quiet"] == "failed"
    assert [message.summary for message in ran.exchange("quiet").received] == ["text: noise"]


async def test_what_came_until_the_time_of_the_step_is_over_is_told(converse):
    steps = """
    - id: chat
      ws: {url: URL}
    - id: quiet
      ws: {on: chat, silence: 20s}
      timeout: 1s
    - id: many
      always: true
      ws: {on: chat}
      collect: {count: 2, within: 20s}
      timeout: 50ms
    """
    ran = await converse(then(frame(TEXT, b"noise")), steps)
    assert ran.error("quiet") == "no whole answer within 1s: the time ran out when 1 message had come"
    assert [message.summary for message in ran.exchange("quiet").received] == ["text: noise"]
    assert ran.error("many") == "no whole answer within 50ms: the time ran out before any message came"


async def test_a_wait_for_a_message_ends_when_the_server_does(converse):
    steps = """
    - id: chat
      ws: {url: URL}
    - id: next
      ws: {on: chat, receive: 10s}
    - id: many
      always: true
      ws: {on: chat}
      collect: {count: 3, within: 10s}
    """
    started_s = trio.current_time()
    ran = await converse(then(frame(CLOSE, b"\x03\xe9")), steps)
    assert trio.current_time() - started_s < 5
    assert ran.error("next") == "the server closed the connection with 1001 (going away)"
    assert ran.explanations("many") == [
        "collect: the server closed the connection with 1001 (going away); no message came"
    ]


async def test_a_handler_that_cannot_be_worked_out_is_a_remark(converse):
    steps = """
    - id: chat
      ws:
        url: URL
        handlers:
          - when: ${{ message.json.kind == "ping" }}
            reply: {json: {kind: pong}}
    - id: next
      ws: {on: chat, receive: 2s}
    """
    ran = await converse(then(frame(TEXT, b'{"other": 1}')), steps)
    assert ran.outcomes["next"] == "passed"
    (notice,) = ran.exchange("next").notices
    assert notice.startswith("the `when` of a handler could not be worked out: ")


async def test_no_pong_goes_out_when_that_is_switched_off(converse):
    steps = """
    - id: chat
      ws: {url: URL, answer_pings: false}
    - ws: {on: chat, receive: 2s}
      expect: {text: after}
    - id: look
      ws: {on: chat}
      expect:
        session: {like: {pings_received: 1, pongs_sent: 0}}
        "events[*].event": {eq: [CONNECT, PING, MESSAGE]}
        "events[1].payload": "?"
    """
    ran = await converse(then(frame(PING, b"?"), frame(TEXT, b"after")), steps)
    assert ran.spec == "passed", ran.explanations("look")


async def test_a_connection_can_be_tried_again(converse):
    attempts = []

    async def script(peer):
        attempts.append(1)
        if len(attempts) < 3:
            await peer.head()
            await peer.answer(b"", status=b"503 Service Unavailable")
            return
        await accept(peer)
        await peer.send(frame(TEXT, b"third time lucky"))
        await peer.hold()

    steps = """
    - id: chat
      retry: {times: 3, backoff: {base: 10ms}}
      ws: {url: URL}
    - id: next
      ws: {on: chat, receive: 2s}
      expect: {text: third time lucky}
    """
    ran = await converse(script, steps)
    assert ran.spec == "passed"
    assert len(attempts) == 3
