"""Nothing that a run emits holds a secret, wherever on the connection it went."""

import base64

from tests.transport.test_websocket import read_frames
from tests.wire.websocket.server import TEXT, close, frame

from .conftest import accept

SECRET = "canary-7Q2x/9=ß"


async def test_a_secret_that_goes_everywhere_is_in_no_event(converse):
    answers = []

    async def script(peer):
        await accept(peer)
        sent = await read_frames(peer, 7)
        answers.extend(frame.payload for frame in sent)
        await peer.send(frame(TEXT, SECRET.encode()) + frame(TEXT, base64.b64encode(SECRET.encode())))
        await peer.send(frame(TEXT, b'{"issued": "a-token-of-the-server"}'))
        await peer.send(close(4000, f"{SECRET} is wrong"))
        await read_frames(peer, 1)

    steps = """
    - id: chat
      ws:
        url: "URL?key=${{ secrets.KEY }}"
        auth: {bearer: "${{ secrets.KEY }}"}
        subprotocols: [a]
        handlers:
          - {when: "${{ message.text == secrets.KEY }}", reply: {text: "${{ secrets.KEY }}"}}
    - ws: {on: chat, send: {text: "${{ secrets.KEY }}"}}
    - ws: {on: chat, send: {json: {key: "${{ secrets.KEY }}"}}}
    - ws: {on: chat, send: {binary: {text: "${{ secrets.KEY }}"}}}
    - ws: {on: chat, send: {fragments: ["a", "${{ secrets.KEY }}"]}}
    - ws: {on: chat, pong: "${{ secrets.KEY }}"}
    - ws: {on: chat, raw: {opcode: text, payload: {text: "${{ secrets.KEY }}"}}}
    - ws: {on: chat, receive: 2s}
      expect: {text: {length: 24}}
    - ws: {on: chat, receive: 2s}
      save: {token: {from: $.issued, secret: true}}
    - id: end
      ws: {on: chat, closed: 3s}
      expect: {close.code: 4000, close.reason: "nothing like ${{ secrets.KEY }}"}
    """
    ran = await converse(script, steps, KEY=SECRET)

    assert ran.outcomes["end"] == "failed"
    assert SECRET.encode() in answers[0]
    for form in (
        SECRET,
        SECRET.replace("/", "\\/"),
        base64.b64encode(SECRET.encode()).decode(),
        "a-token-of-the-server",
    ):
        assert form not in ran.text
    assert "canary" not in ran.text
    assert "***KEY***" in ran.text
