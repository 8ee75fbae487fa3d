"""The reader sees the same in any slicing, and agrees with another implementation."""

from __future__ import annotations

import h11
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from specrunner.transport.faults import FaultRaised
from specrunner.transport.http1_head import ResponseHead
from specrunner.transport.http1_reader import ResponseReader
from specrunner.transport.model import HttpLimits

ANSWERS = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: \xff\r\n\r\nhello",
    b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
    b"\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n5;a\r\nhello\r\nA \r\n0123456789\r\n0\r\nX: 1\r\nY: \r\n\r\n",
    b"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n",
    b"HTTP/1.0 200 OK\r\n\r\nuntil the end",
    b"HTTP/1.1 302 Found\r\nLocation: /a\r\n b\r\nContent-Length: 0\r\n\r\nleftover",
    b"SSH-2.0-OpenSSH\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX",
    b"\x15\x03\x01\x00\x02\x02\x46",
]


def read(pieces: list[bytes], method: str = "GET") -> tuple[object, ...]:
    """Everything there is to know after the pieces and the end of the connection."""
    reader = ResponseReader(method, HttpLimits())
    heads: list[ResponseHead] = []
    body = b""
    fault = None
    try:
        for piece in pieces:
            for event in reader.receive(piece):
                if isinstance(event, bytes):
                    body += event
                else:
                    heads.append(event)
        reader.receive_eof()
    except FaultRaised as raised:
        fault = raised.fault
    told = [(head.status, head.reason, head.version, head.headers.pairs) for head in heads]
    return (told, body, fault, tuple(reader.notices), reader.trailers, reader.is_reusable, reader.leftover_bytes)


@pytest.mark.parametrize("data", ANSWERS)
def test_an_answer_split_at_every_byte_reads_as_a_whole_one(data):
    whole = read([data])
    assert read([data[index : index + 1] for index in range(len(data))]) == whole
    for cut in range(1, len(data)):
        assert read([data[:cut], data[cut:]]) == whole


@pytest.mark.parametrize("data", ANSWERS[:6])
def test_an_answer_cut_short_anywhere_is_a_fault(data):
    if data.startswith(b"HTTP/1.0"):
        data = data[: data.index(b"\r\n\r\n") + 3]
    for cut in range(1, len(data)):
        fault = read([data[:cut]])[2]
        assert fault is not None, data[:cut]


TOKENS = st.text("abcXYZ019-_", min_size=1, max_size=8)
VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20).map(str.strip)


@settings(max_examples=100, deadline=None)
@given(
    status=st.integers(200, 599),
    fields=st.lists(st.tuples(TOKENS.map(lambda name: f"x-{name}"), VALUES), max_size=5),
    chunks=st.lists(st.binary(min_size=1, max_size=50), max_size=4),
    is_chunked=st.booleans(),
    method=st.sampled_from(["GET", "HEAD"]),
)
def test_what_h11_writes_is_read_as_it_was_meant(status, fields, chunks, is_chunked, method):
    server = h11.Connection(h11.SERVER)
    server.receive_data(f"{method} / HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    while server.next_event() not in (h11.NEED_DATA, h11.PAUSED):
        pass
    body = b"".join(chunks)
    framing = [("Transfer-Encoding", "chunked")] if is_chunked else [("Content-Length", str(len(body)))]
    raw = server.send(h11.Response(status_code=status, headers=[*fields, *framing], reason=b"Fine")) or b""
    if method == "GET" and status not in (204, 304):
        raw += b"".join(server.send(h11.Data(data=chunk)) or b"" for chunk in chunks)
    raw += server.send(h11.EndOfMessage()) or b"" if method == "GET" and status not in (204, 304) else b""
    told, got, fault, *_ = read([raw], method)
    assert fault is None
    ((seen_status, _, _, pairs),) = told
    assert seen_status == status
    assert [(name, value) for name, value in pairs if name.startswith("x-")] == [
        (name, value) for name, value in fields
    ]
    assert got == (body if method == "GET" and status not in (204, 304) else b"")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail_otherwise_than_by_a_fault(data):
    read([b"HTTP/1.1 200 OK\r\n" + data])
    read([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + data])
    read([data])


@example([b"x: y\r\n", b" ", b"\r\n", b" ", b"a"])
@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from([b"a", b"Z", b":", b" ", b"\t", b"\r\n", b"\n", b"\0", b"5", b",", b"x: y\r\n"]), max_size=12
    )
)
def test_heads_that_h11_accepts_are_accepted(parts):
    raw = b"HTTP/1.1 200 OK\r\n" + b"".join(parts) + b"\r\n\r\n"
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    client.send(h11.EndOfMessage())
    client.receive_data(raw)
    try:
        event = client.next_event()
    except h11.RemoteProtocolError:
        return
    told, _, fault, *_ = read([raw])
    assert fault is None or fault.kind == "disconnected"
    if isinstance(event, h11.Response):
        assert [(name.encode("latin-1"), value.encode("latin-1")) for name, value in told[0][3]] == list(
            event.headers.raw_items()
        )
