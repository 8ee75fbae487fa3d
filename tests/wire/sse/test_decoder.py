"""The rules of WHATWG HTML sections 9.2.5 and 9.2.6 as vectors: each byte stands for itself in `bytes` (latin-1)."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.wire import EventTooLarge, SseComment, SseDecoder, SseEvent

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())


def decoded(*chunks: bytes, decoder: SseDecoder | None = None) -> tuple[list[SseEvent], list[str], SseDecoder]:
    decoder = decoder or SseDecoder()
    items = [item for chunk in chunks for item in decoder.feed(chunk)]
    events = [item for item in items if isinstance(item, SseEvent)]
    return events, [item.text for item in items if isinstance(item, SseComment)], decoder


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_a_vector_gives_the_same_whole_and_split_at_every_byte(vector):
    content = vector["bytes"].encode("latin-1")
    splits = [[content], [bytes([byte]) for byte in content]]
    splits += [[content[:at], b"", content[at:]] for at in range(len(content))]
    for chunks in splits:
        events, comments, decoder = decoded(*chunks)
        assert [[each.event, each.data, each.id] for each in events] == vector["events"], chunks
        assert comments == vector.get("comments", [])
        assert decoder.ignored == vector.get("ignored", decoder.ignored)
        assert decoder.retry_ms == vector.get("retry_ms", decoder.retry_ms)
        assert decoder.last_event_id == vector.get("last_event_id", decoder.last_event_id)
        assert bool(decoder.unfinished) is vector.get("unfinished", False)


@given(st.lists(st.sampled_from([b"data:", b"id:1", b"\n", b"\r", b"\r\n", b":", b"x", b"\xef\xbb\xbf", b"\xff"])))
def test_where_a_stream_is_cut_into_chunks_makes_no_difference(parts):
    whole, split = decoded(b"".join(parts)), decoded(*parts)
    assert (whole[0], whole[1]) == (split[0], split[1])
    assert (whole[2].last_event_id, whole[2].ignored) == (split[2].last_event_id, split[2].ignored)


def test_an_event_knows_the_order_of_its_fields():
    events, _, _ = decoded(b"id: 1\nevent: a\ndata: 1\nretry: 5\ndata: 2\nother\n\n")
    assert events[0].fields == ("id", "event", "data", "retry", "data", "other")


def test_an_event_is_there_with_the_byte_that_ends_it():
    decoder = SseDecoder()
    assert decoder.feed(b"data:1\r") == []
    assert decoder.feed(b"\r") == [SseEvent("message", "1", "", ("data",))]
    assert decoder.feed(b"\ndata:2\n\n") == [SseEvent("message", "2", "", ("data",))]


def test_id_and_retry_go_on_from_the_connection_before():
    _, _, first = decoded(b"id:7\nretry:100\ndata:a\n\ndata:cut")
    events, _, second = decoded(b"data:b\n\n", decoder=SseDecoder(first.last_event_id, first.retry_ms))
    assert (events[0].id, second.retry_ms) == ("7", 100)


def test_a_retry_of_thousands_of_digits_is_only_large():
    assert decoded(b"retry:" + b"9" * 5000 + b"\n")[2].retry_ms == 10**15


@pytest.mark.parametrize("content", [b"data:" + b"x" * 100, b"data:x\n" * 20, b"x\n" * 60, b":" + b"x" * 100])
def test_what_is_too_large_is_refused(content):
    decoder = SseDecoder(max_event_bytes=50)
    chunks = [content[start : start + 7] for start in range(0, len(content), 7)]
    with pytest.raises(EventTooLarge, match=r"^one event is larger than 50 bytes$"):
        decoded(*chunks, decoder=decoder)


def test_many_small_events_are_never_too_large():
    assert len(decoded(b"data:x\n\n" * 1000, decoder=SseDecoder(max_event_bytes=50))[0]) == 1000


def test_a_line_that_comes_byte_by_byte_costs_no_square():
    decoder = SseDecoder()
    started_s = time.process_time()
    for _ in range(200_000):
        decoder.feed(b"x")
    assert time.process_time() - started_s < 5
