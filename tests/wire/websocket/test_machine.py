"""RFC 6455 by its sections: framing, fragments, control frames, UTF-8, the closing handshake, limits."""

import pytest

from specrunner.wire import (
    CloseReceived,
    MessageReceived,
    PingReceived,
    PongReceived,
    WebSocketBroken,
    WebSocketClosed,
    WebSocketLimits,
    WebSocketMachine,
    WebSocketState,
)

from .server import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, close, feed, frame, sent_frames

SIZES = [0, 1, 125, 126, 127, 128, 65535, 65536, 100_000]


@pytest.mark.parametrize("size", SIZES)
def test_a_text_of_any_length_form_arrives(size):
    found = feed(WebSocketMachine(), frame(TEXT, b"*" * size))
    assert found == [MessageReceived("*" * size, size, size)]


@pytest.mark.parametrize("size", SIZES)
def test_bytes_of_any_length_form_arrive(size):
    found = feed(WebSocketMachine(), frame(BINARY, b"\xfe" * size))
    assert found == [MessageReceived(b"\xfe" * size, size, size)]


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sent_is_masked_and_has_the_shortest_length(size):
    (sent,) = sent_frames(WebSocketMachine().message("x" * size))
    assert (sent.opcode, sent.payload, sent.is_final, sent.rsv) == (TEXT, b"x" * size, True, 0)
    assert sent.is_masked


def test_each_frame_has_a_mask_of_its_own():
    machine = WebSocketMachine()
    masks = {machine.message(b"same")[2:6] for _ in range(20)}
    assert len(masks) == 20


@pytest.mark.parametrize("by", range(1, 12))
def test_fragments_with_a_ping_between_them_make_one_message_however_they_are_split(by):
    data = (
        frame(TEXT, "Grüße".encode()[:3], fin=False)
        + frame(PING, b"in between")
        + frame(CONTINUATION, b"", fin=False)
        + frame(CONTINUATION, "Grüße".encode()[3:])
        + frame(BINARY, b"\0\1", fin=False)
        + frame(PONG)
        + frame(CONTINUATION, b"\2")
        + close(1000, "tschüss")
    )
    assert feed(WebSocketMachine(), data, by=by) == [
        PingReceived(b"in between"),
        MessageReceived("Grüße", 7, 7, fragments=3),
        PongReceived(b""),
        MessageReceived(b"\0\1\2", 3, 3, fragments=2),
        CloseReceived(1000, "tschüss"),
    ]


@pytest.mark.parametrize("count", [1, 2, 10, 100])
def test_empty_fragments_make_an_empty_message(count):
    data = frame(TEXT, fin=False) + frame(CONTINUATION, fin=False) * (count - 1) + frame(CONTINUATION)
    assert feed(WebSocketMachine(), data) == [MessageReceived("", 0, 0, fragments=count + 1)]


BREAKS = {
    "a reserved opcode of data": (frame(3), 1002, "the server sent a frame of the reserved opcode 3"),
    "a reserved opcode of control": (frame(11), 1002, "the server sent a frame of the reserved opcode 11"),
    "a reserved bit": (
        frame(TEXT, b"x", rsv=(2,)),
        1002,
        "the server set a reserved bit (RSV) that no agreed extension uses (RFC 6455 section 5.2)",
    ),
    "a compressed bit that was not agreed on": (
        frame(TEXT, b"x", rsv=(1,)),
        1002,
        "the server set a reserved bit (RSV) that no agreed extension uses (RFC 6455 section 5.2)",
    ),
    "a masked frame": (
        b"\x81\x81\0\0\0\0x",
        1002,
        "the server masked a frame, which only clients do (RFC 6455 section 5.1)",
    ),
    "a fragmented Ping": (
        frame(PING, fin=False),
        1002,
        "the server fragmented a control frame (RFC 6455 section 5.5)",
    ),
    "a long Ping": (
        frame(PING, b"x" * 126),
        1002,
        "the server sent a control frame of more than 125 bytes (RFC 6455 section 5.5)",
    ),
    "a length of two bytes for a small frame": (
        b"\x81\x7e\0\x05hello",
        1002,
        "the server did not write a length in its shortest form (RFC 6455 section 5.2)",
    ),
    "a length of eight bytes for a small frame": (
        b"\x81\x7f\0\0\0\0\0\0\0\x05hello",
        1002,
        "the server did not write a length in its shortest form (RFC 6455 section 5.2)",
    ),
    "a length of 64 bits": (
        b"\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff",
        1002,
        "the server sent a length of more than 63 bits",
    ),
    "a continuation of nothing": (
        frame(CONTINUATION, b"x"),
        1002,
        "the server sent a continuation frame, and no message had begun (RFC 6455 section 5.4)",
    ),
    "a message inside a message": (
        frame(TEXT, b"a", fin=False) + frame(TEXT, b"b"),
        1002,
        "the server began a message before the one before it had ended (RFC 6455 section 5.4)",
    ),
    "a Close of one byte": (
        frame(CLOSE, b"\x03"),
        1002,
        "the server's Close frame has 1 byte, where a code has 2",
    ),
    "a reason that is not UTF-8": (
        frame(CLOSE, b"\x03\xe8\xff"),
        1007,
        "the reason in the server's Close frame is not UTF-8",
    ),
    "a text that is not UTF-8": (
        frame(TEXT, b"\xce\xba\xff"),
        1007,
        "a text message of the server is not UTF-8 (RFC 6455 section 8.1)",
    ),
}


@pytest.mark.parametrize("by", [0, 1])
@pytest.mark.parametrize("name", BREAKS)
def test_a_break_of_the_protocol_is_named_and_ends_reading(name, by):
    data, code, message = BREAKS[name]
    machine = WebSocketMachine()
    assert feed(machine, data + frame(TEXT, b"later"), by=by) == [WebSocketBroken(code, message)]
    assert machine.state is WebSocketState.BROKEN
    machine.close(code)
    assert machine.closed("server") == WebSocketClosed(code, "", "client", False, message)


# RFC 3629: what never begins a character, is cut short, too long, a surrogate, or beyond U+10FFFF.
NOT_UTF8 = [
    "80", "bf", "c0", "c0af", "c080", "e080af", "f08080af", "f8888080 80", "fc8480808080", "eda080", "edbfbf",
    "f4908080", "f5", "fe", "ff", "c1bf", "e09fbf", "f08fbfbf", "cebae1bdb9cf83cebcceb5f4908080656469746564",
]  # fmt: skip


@pytest.mark.parametrize("text", NOT_UTF8)
@pytest.mark.parametrize("by", [0, 1])
def test_invalid_utf8_is_refused(text, by):
    found = feed(WebSocketMachine(), frame(TEXT, bytes.fromhex(text)), by=by)
    assert [type(each) for each in found] == [WebSocketBroken]
    assert found[0].code == 1007


def test_invalid_utf8_is_refused_before_the_message_ends():
    machine = WebSocketMachine()
    assert feed(machine, frame(TEXT, "κόσμε".encode(), fin=False)) == []
    (broken,) = feed(machine, frame(CONTINUATION, b"\xf4\x90", fin=False))
    assert broken.code == 1007


def test_invalid_utf8_is_refused_before_the_frame_ends():
    machine = WebSocketMachine()
    (broken,) = feed(machine, b"\x81\x7e\x10\x00" + b"a" * 10 + b"\xff")
    assert broken.code == 1007


def test_a_character_cut_off_at_the_end_of_a_message_is_refused():
    (broken,) = feed(WebSocketMachine(), frame(TEXT, b"\xce", fin=False) + frame(CONTINUATION))
    assert broken.code == 1007


@pytest.mark.parametrize("text", ["\0", "߿", "ࠀ", "\uffff", "\U00010000", "\U0010ffff", "κόσμε", "\ufdd0"])
def test_every_character_of_unicode_is_text(text):
    (found,) = feed(WebSocketMachine(), frame(TEXT, text.encode()), by=1)
    assert found.data == text


@pytest.mark.parametrize("code", [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999])
def test_a_close_code_that_may_be_sent_is_answered_in_kind(code):
    machine = WebSocketMachine()
    assert feed(machine, close(code, "why")) == [CloseReceived(code, "why")]
    assert machine.state is WebSocketState.ANSWERING
    (sent,) = sent_frames(machine.answer_close())
    assert (sent.opcode, sent.payload) == (CLOSE, code.to_bytes(2, "big"))
    assert machine.closed("server") == WebSocketClosed(code, "why", "server", True)


@pytest.mark.parametrize("code", [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535])
def test_a_close_code_that_may_not_be_sent_is_a_break(code):
    (broken,) = feed(WebSocketMachine(), close(code))
    assert (type(broken), broken.code) == (WebSocketBroken, 1002)


def test_a_close_without_a_code_is_1005_and_answered_without_one():
    machine = WebSocketMachine()
    assert feed(machine, frame(CLOSE)) == [CloseReceived(1005, "")]
    (sent,) = sent_frames(machine.answer_close())
    assert sent.payload == b""
    assert machine.closed("server") == WebSocketClosed(1005, "", "server", True)


def test_our_close_is_clean_once_it_is_answered():
    machine = WebSocketMachine()
    (sent,) = sent_frames(machine.close(4001, "enough"))
    assert sent.payload == b"\x0f\xa1enough"
    assert machine.closed("client") == WebSocketClosed(1006, "", "client", False)
    assert feed(machine, frame(TEXT, b"last") + close(4001)) == [
        MessageReceived("last", 4, 4),
        CloseReceived(4001, ""),
    ]
    assert machine.closed("server") == WebSocketClosed(4001, "", "client", True)


def test_nothing_is_read_behind_a_close():
    machine = WebSocketMachine()
    assert feed(machine, close(1000) + frame(TEXT, b"late") + frame(PING)) == [CloseReceived(1000, "")]
    assert feed(machine, frame(TEXT, b"later")) == []


def test_an_end_without_a_close_is_1006():
    assert WebSocketMachine().closed("server") == WebSocketClosed(1006, "", "server", False)


def test_a_reason_is_cut_at_a_whole_character():
    (sent,) = sent_frames(WebSocketMachine().close(1000, "ü" * 100))
    assert sent.payload == b"\x03\xe8" + "ü".encode() * 61


def test_a_message_that_announces_more_than_the_limit_is_refused_by_its_header():
    machine = WebSocketMachine(limits=WebSocketLimits(message_bytes=100))
    (broken,) = feed(machine, frame(BINARY, b"x" * 101)[:4])
    assert broken == WebSocketBroken(1009, "the message has 101 bytes or more, and 100 are allowed")


def test_fragments_count_together_against_the_limit():
    machine = WebSocketMachine(limits=WebSocketLimits(message_bytes=100))
    data = frame(TEXT, b"x" * 60, fin=False) + frame(CONTINUATION, b"x" * 40) + frame(TEXT, b"y" * 100)
    assert [len(found.data) for found in feed(machine, data)] == [100, 100]
    (broken,) = feed(machine, frame(TEXT, b"x" * 60, fin=False) + frame(CONTINUATION, b"x" * 41))
    assert broken.code == 1009


def test_endless_fragments_are_refused():
    machine = WebSocketMachine(limits=WebSocketLimits(fragments=10))
    (broken,) = feed(machine, frame(TEXT, fin=False) + frame(CONTINUATION, fin=False) * 20)
    assert broken == WebSocketBroken(1008, "the message has more than 10 fragments")


def test_a_flood_of_pings_is_refused_and_a_steady_beat_is_not():
    limits = WebSocketLimits(controls=10)
    steady, flooded = WebSocketMachine(limits=limits), WebSocketMachine(limits=limits)
    assert all(type(found) is PingReceived for at in range(100) for found in steady.receive(frame(PING), at / 9))
    found = feed(flooded, frame(PING) * 11)
    assert found[-1] == WebSocketBroken(1008, "more than 10 Pings and Pongs came within a second")


def test_a_message_is_sent_in_fragments():
    machine = WebSocketMachine()
    data = machine.message("a", is_final=False) + machine.ping(b"p") + machine.message("b")
    assert [(sent.opcode, sent.payload, sent.is_final) for sent in sent_frames(data)] == [
        (TEXT, b"a", False),
        (PING, b"p", True),
        (CONTINUATION, b"b", True),
    ]
