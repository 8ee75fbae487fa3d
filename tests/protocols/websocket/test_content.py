import pytest

from specrunner.protocols.websocket.content import message_of, outgoing_of, raw_of
from specrunner.protocols.websocket.model import Frame, Sending
from specrunner.requests import Unsendable
from specrunner.wire import WebSocketMachine
from tests.wire.websocket.server import CONTINUATION, PING, TEXT, sent_frames


class Files:
    def read(self, name):
        if name != "cup.png":
            raise FileNotFoundError(2, "there is no such file", name)
        return b"\x89PNG"


def frames(**fields):
    outgoing = outgoing_of(Sending.model_validate(fields), Files())
    return [(frame.opcode, frame.payload) for frame in sent_frames(outgoing.frames(WebSocketMachine()))]


@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        ({"text": "ü"}, [(1, "ü".encode())]),
        ({"json": {"a": [1, None]}}, [(1, b'{"a":[1,null]}')]),
        ({"json": None}, [(1, b"null")]),
        ({"binary": {"hex": "00 ff"}}, [(2, b"\0\xff")]),
        ({"binary": {"base64": "AP8="}}, [(2, b"\0\xff")]),
        ({"binary": {"file": "cup.png"}}, [(2, b"\x89PNG")]),
        ({"fragments": ["a", {"ping": "p"}, "b"]}, [(TEXT, b"a"), (PING, b"p"), (CONTINUATION, b"b")]),
        ({"fragments": [{"hex": "00"}, {"hex": "01"}]}, [(2, b"\0"), (CONTINUATION, b"\1")]),
    ],
)
def test_a_message_becomes_frames(fields, sent):
    assert frames(**fields) == sent


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": "\ud800"}, "the text holds half of a surrogate pair, which UTF-8 cannot write"),
        ({"binary": {"file": "gone"}}, "`gone` cannot be read: there is no such file"),
        ({"fragments": ["a", {"ping": "x" * 126}, "b"]}, "the payload has 126 bytes, and a Ping holds 125"),
    ],
)
def test_what_cannot_be_sent_says_why(fields, message):
    with pytest.raises(Unsendable) as caught:
        frames(**fields)
    assert caught.value.fault.message == message


def test_the_first_line_has_a_short_text_whole_and_never_a_part():
    assert message_of("text", b"hi", {}, 0.0).summary == "text: hi"
    assert message_of("text", b"hi", {}, 0.0, 3).summary == "text: hi (3 times)"
    assert message_of("text", b"x" * 401, {}, 0.0).summary == "text of 401 bytes"
    assert message_of("binary", b"\0\1", {}, 0.0).summary == "binary of 2 bytes"


def test_a_raw_frame_is_masked_on_the_wire_and_not_in_the_record():
    raw = raw_of(Frame.model_validate({"opcode": "text", "payload": "hi"}), Files())
    (sent,) = sent_frames(raw.data)
    assert (sent.payload, sent.is_masked) == (b"hi", True)
    message = raw.message(0.0)
    assert (message.summary, message.body) == ("raw frame of opcode 1, 2 bytes", b"hi")
