"""Content codings are undone within bounds, in any slicing, and never silently cut (rows 35 to 37)."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import brotli
import pytest
from backports import zstd

from specrunner.events import Fault
from specrunner.transport import decoding
from specrunner.transport.decoding import BodyDecoder, accepted_codings
from specrunner.transport.faults import FaultRaised

TEXT = b"".join(b"line %d of the body\n" % number for number in range(300))
MIB = 1 << 20


def raw_deflate(data: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(data) + machine.flush()


ENCODED = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT),
    "GZIP": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    " deflate ": raw_deflate(TEXT),
    "br": brotli.compress(TEXT),
    "zstd": zstd.compress(TEXT),
    "gzip, br": brotli.compress(gzip.compress(TEXT)),
    "identity": TEXT,
    "": TEXT,
    "identity, gzip,": gzip.compress(TEXT),
}


def decode(coding: str, pieces: list[bytes], limit: int = MIB) -> bytes:
    decoder = BodyDecoder(coding, limit)
    for piece in pieces:
        decoder.feed(piece)
    decoder.finish()
    return decoder.content


def fault_of(coding: str, data: bytes, limit: int = MIB) -> Fault:
    with pytest.raises(FaultRaised) as raised:
        decode(coding, [data], limit)
    return raised.value.fault


@pytest.mark.parametrize("coding", ENCODED)
def test_a_body_decodes_whole_and_byte_by_byte(coding):
    data = ENCODED[coding]
    assert decode(coding, [data]) == TEXT
    assert decode(coding, [data[index : index + 1] for index in range(len(data))]) == TEXT


@pytest.mark.parametrize("coding", ENCODED)
def test_a_body_split_anywhere_decodes_the_same(coding):
    data = ENCODED[coding]
    for cut in range(0, len(data), 7):
        assert decode(coding, [data[:cut], data[cut:]]) == TEXT


def test_several_members_and_frames_are_one_body():
    assert decode("gzip", [gzip.compress(b"a") + gzip.compress(b"b")]) == b"ab"
    assert decode("zstd", [zstd.compress(b"a") + zstd.compress(b"b")]) == b"ab"


def test_padding_behind_gzip_is_ignored():
    assert decode("gzip", [gzip.compress(b"a") + bytes(8)]) == b"a"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_an_empty_body_is_empty_in_any_coding(coding):
    assert decode(coding, []) == b""


@pytest.mark.parametrize("coding", ["gzip", "deflate", " deflate ", "br", "zstd", "gzip, br"])
def test_a_body_cut_short_is_a_fault_and_not_a_shorter_text(coding):
    data = ENCODED[coding]
    for cut in range(1, len(data), 11):
        fault = fault_of(coding, data[:cut])
        assert fault.kind == "decoding"
        assert "stops before its end mark: it was cut short" in fault.message


def test_a_cut_says_how_much_came():
    data = gzip.compress(b"hello")
    assert fault_of("gzip", data[:-1]) == Fault(
        "decoding",
        "body",
        "the gzip body stops before its end mark: it was cut short, after 24 bytes on the wire and 5 decoded",
        "did a proxy or the service stop in the middle?",
    )


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_is_something_else_is_a_fault(coding):
    fault = fault_of(coding, b'{"this": "is plain JSON"}')
    assert fault.message.startswith(f"the body does not decode as {coding}: ")
    assert (fault.kind, fault.hint) == ("decoding", "`decompress: false` leaves the body as it came")


def test_a_broken_checksum_is_a_fault():
    data = bytearray(gzip.compress(TEXT))
    data[-8] ^= 1
    assert "incorrect data check" in fault_of("gzip", bytes(data)).message


BOMB = bytes(64 * MIB)


@pytest.mark.parametrize("coding", ["gzip", "gzip, gzip", "deflate", "br", "zstd"])
def test_a_bomb_stops_at_the_limit_in_little_memory(coding):
    make = {
        "gzip": lambda: gzip.compress(BOMB, 1),
        "gzip, gzip": lambda: gzip.compress(gzip.compress(BOMB, 1)),
        "deflate": lambda: zlib.compress(BOMB, 1),
        "br": lambda: brotli.compress(BOMB, quality=1),
        "zstd": lambda: zstd.compress(BOMB),
    }
    data = make[coding]()
    decoder = BodyDecoder(coding, 10 * MIB)
    tracemalloc.start()
    with pytest.raises(FaultRaised) as raised:
        decoder.feed(data)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert raised.value.fault == Fault(
        "limit",
        "body",
        "the body is larger than 10 MiB after decoding",
        "raise `limits: {body: ...}` if so much is expected",
    )
    assert peak_bytes < 11 * MIB
    assert len(decoder.content) == 10 * MIB


def test_a_flood_that_decodes_to_nothing_stops_at_the_limit():
    fault = fault_of("gzip", gzip.compress(b"") * 1000, limit=10_000)
    assert fault.message == "the body is larger than 9.77 KiB on the wire"


def test_a_body_of_exactly_the_limit_is_allowed():
    assert decode("", [b"x" * 100], limit=100) == b"x" * 100
    assert fault_of("", b"x" * 101, limit=100).message == "the body is larger than 100 bytes"


def test_more_than_two_codings_are_refused():
    assert fault_of("gzip, gzip, gzip", b"") == Fault(
        "decoding",
        "body",
        "the body is encoded 3 times (`gzip, gzip, gzip`)",
        "at most 2 codings are undone, against bombs",
    )


@pytest.mark.parametrize(("coding", "package"), [("br", "brotli"), ("zstd", "backports.zstd")])
def test_a_coding_without_its_package_names_the_package(monkeypatch, coding, package):
    monkeypatch.setattr(decoding, "_first_module", lambda names: None)
    assert fault_of(coding, b"") == Fault(
        "decoding",
        "body",
        f"cannot decode the content coding `{coding}`",
        f"install the package `{package}`; `decompress: false` leaves the body as it came",
    )


def test_what_can_be_undone_is_offered():
    assert accepted_codings() == "gzip, deflate, br, zstd"
