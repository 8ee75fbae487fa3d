import pytest

from specrunner.wire import RawFrame, close_code_text, why_unsendable_code

from .server import sent_frames


def test_a_frame_without_a_mask_is_its_header_and_its_payload():
    assert RawFrame(1, b"Hello").encode() == b"\x81\x05Hello"


def test_the_masked_frame_of_the_rfc():
    # RFC 6455 section 5.7.
    frame = RawFrame(1, b"Hello", mask=bytes.fromhex("37fa213d"))
    assert frame.encode() == bytes.fromhex("81 85 37 fa 21 3d 7f 9f 4d 51 58")


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536])
def test_the_length_is_as_short_as_it_can_be(size):
    (sent,) = sent_frames(RawFrame(2, b"x" * size, mask=b"abcd").encode())
    assert sent.payload == b"x" * size


def test_bits_opcode_and_lengths_can_be_wrong():
    frame = RawFrame(3, b"x", is_final=False, rsv=frozenset({1, 3}), length=9)
    assert frame.encode() == b"\x53\x09x"
    assert RawFrame(1, b"x", length_form="2 bytes").encode() == b"\x81\x7e\x00\x01x"
    assert RawFrame(1, b"x", length_form="8 bytes").encode() == b"\x81\x7f" + b"\0" * 7 + b"\x01x"


def test_a_close_code_is_shown_with_its_meaning():
    assert close_code_text(1008) == "1008 (policy violation)"
    assert close_code_text(4001) == "4001"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (1000, None),
        (4999, None),
        (3000, None),
        (1006, "1006 (ended without a Close frame) says how a connection ended, and is never sent"),
        (999, "close codes go from 1000 to 4999"),
        (5000, "close codes go from 1000 to 4999"),
        (2000, "2000 is reserved; applications have 4000 to 4999"),
    ],
)
def test_a_code_that_may_not_be_sent_says_why(code, why):
    assert why_unsendable_code(code) == why
