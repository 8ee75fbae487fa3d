"""permessage-deflate: the RFC's own examples, both directions against zlib, and what must not inflate."""

import zlib

import pytest

from specrunner.wire import (
    DeflateTerms,
    MessageReceived,
    PingReceived,
    WebSocketBroken,
    WebSocketLimits,
    WebSocketMachine,
)

from .server import BINARY, CONTINUATION, PING, TEXT, feed, frame, sent_frames

TERMS = DeflateTerms()


def machine(terms=TERMS, **limits):
    return WebSocketMachine(terms, WebSocketLimits(**limits))


# RFC 7692 section 7.2.3: `Hello`, each time in another form.
EXAMPLES = {
    "one compressed frame": ("c1 07 f2 48 cd c9 c9 07 00", 7, 1),
    "two fragments": ("41 03 f2 48 cd 80 04 c9 c9 07 00", 7, 2),
    "a block without compression": ("c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00", 11, 1),
    "a block that is final": ("c1 08 f3 48 cd c9 c9 07 00 00", 8, 1),
    "two blocks in one message": ("c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00", 13, 1),
}


@pytest.mark.parametrize("by", [0, 1, 3])
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_of_the_rfc_is_hello(name, by):
    text, wire_bytes, fragments = EXAMPLES[name]
    found = feed(machine(), bytes.fromhex(text), by=by)
    assert found == [MessageReceived("Hello", 5, wire_bytes, fragments, is_compressed=True)]


def test_the_window_is_kept_between_messages():
    found = feed(machine(), bytes.fromhex("c1 07 f2 48 cd c9 c9 07 00 c1 05 f2 00 11 00 00"))
    assert [message.data for message in found] == ["Hello", "Hello"]


def test_the_window_is_forgotten_where_that_was_agreed_on():
    terms = DeflateTerms(server_no_context_takeover=True)
    found = feed(machine(terms), bytes.fromhex("c1 07 f2 48 cd c9 c9 07 00" * 2))
    assert [message.data for message in found] == ["Hello", "Hello"]


def test_a_ping_between_compressed_fragments_changes_nothing():
    data = bytes.fromhex("41 03 f2 48 cd") + frame(PING, b"x") + bytes.fromhex("80 04 c9 c9 07 00")
    assert feed(machine(), data) == [PingReceived(b"x"), MessageReceived("Hello", 5, 7, 2, is_compressed=True)]


def test_a_message_may_come_uncompressed():
    assert feed(machine(), frame(TEXT, b"plain")) == [MessageReceived("plain", 5, 5)]


def test_an_empty_message_compresses_to_one_byte_each_time():
    ours = machine()
    for _ in range(3):
        (sent,) = sent_frames(ours.message(""))
        assert (sent.payload, sent.rsv) in [(b"\x00", 4), (b"\x02\x00", 4)]
    assert feed(machine(), frame(TEXT, b"\x00", rsv=(1,))) == [MessageReceived("", 0, 1, is_compressed=True)]


@pytest.mark.parametrize("is_forgetful", [False, True])
@pytest.mark.parametrize("bits", [9, 12, 15])
def test_what_is_sent_inflates_to_what_was_meant(bits, is_forgetful):
    ours = machine(DeflateTerms(client_no_context_takeover=is_forgetful, client_max_window_bits=bits))
    inflater = zlib.decompressobj(-bits)
    for text in ["a" * 1000, "", "a" * 1000, "b" * 70_000, "ü"]:
        (sent,) = sent_frames(ours.message(text))
        assert (sent.opcode, sent.rsv) == (TEXT, 4)
        assert inflater.decompress(sent.payload + b"\0\0\xff\xff").decode() == text
        if is_forgetful:
            inflater = zlib.decompressobj(-bits)


def test_a_repeated_message_is_short_because_the_window_is_kept():
    ours = machine()
    text = "the quick brown fox jumps over the lazy dog"
    first, second = (sent_frames(ours.message(text))[0].payload for _ in range(2))
    assert len(second) < len(first) / 3


def test_fragments_carry_the_bit_on_the_first_frame_only():
    ours = machine()
    data = ours.message("Hel", is_final=False) + ours.ping(b"") + ours.message("lo")
    first, ping, last = sent_frames(data)
    assert (first.rsv, ping.rsv, last.rsv) == (4, 0, 0)
    inflater = zlib.decompressobj(-15)
    assert inflater.decompress(first.payload) == b"Hel"
    assert inflater.decompress(last.payload + b"\0\0\xff\xff") == b"lo"


def test_a_message_can_be_sent_uncompressed_all_the_same():
    ours = machine()
    data = ours.message("He", is_final=False, is_compressed=False) + ours.message("llo") + ours.message("x")
    assert [(sent.payload[:3], sent.rsv) for sent in sent_frames(data)][:2] == [(b"He", 0), (b"llo", 0)]


def test_with_a_window_that_zlib_cannot_make_nothing_is_compressed():
    (sent,) = sent_frames(machine(DeflateTerms(client_max_window_bits=8)).message("x" * 100))
    assert (sent.payload, sent.rsv) == (b"x" * 100, 0)


def test_a_bomb_is_refused_without_being_inflated():
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = (squeezer.compress(b"\0" * 100_000_000) + squeezer.flush(zlib.Z_SYNC_FLUSH))[:-4]
    (broken,) = feed(machine(message_bytes=1_000_000), frame(BINARY, bomb, rsv=(1,)))
    assert broken == WebSocketBroken(1009, "the message inflates to more than the 1000000 bytes that are allowed")


def test_a_message_of_just_the_limit_is_taken():
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = (squeezer.compress(b"\0" * 1000) + squeezer.flush(zlib.Z_SYNC_FLUSH))[:-4]
    (message,) = feed(machine(message_bytes=1000), frame(BINARY, data, rsv=(1,)))
    assert message.size_bytes == 1000


def test_what_does_not_inflate_is_a_break():
    (broken,) = feed(machine(), frame(TEXT, b"\xff\xff\xff", rsv=(1,)))
    assert broken == WebSocketBroken(1007, "the compressed message does not decompress")


@pytest.mark.parametrize(
    "data",
    [
        frame(PING, b"x", rsv=(1,)),
        frame(TEXT, b"\xf2\x48\xcd", fin=False, rsv=(1,)) + frame(CONTINUATION, b"\xc9", rsv=(1,)),
        frame(TEXT, b"x", rsv=(2,)),
    ],
    ids=["on a Ping", "on a continuation", "another bit"],
)
def test_the_bit_stands_on_the_first_frame_of_a_message_only(data):
    broken = feed(machine(), data)[-1]
    assert (type(broken), broken.code) == (WebSocketBroken, 1002)


def test_compressed_text_must_be_utf8():
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = (squeezer.compress(b"\xff") + squeezer.flush(zlib.Z_SYNC_FLUSH))[:-4]
    (broken,) = feed(machine(), frame(TEXT, data, rsv=(1,)))
    assert broken.code == 1007
