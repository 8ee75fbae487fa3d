"""Bodies of all sorts: compressed, in old charsets, large, in ranges, with much JSON in them."""

import re
import zlib
from collections.abc import AsyncIterator, Callable

import brotli  # type: ignore[import-untyped]
import zstandard
from starlette.responses import JSONResponse, Response, StreamingResponse

from ..conditional import Tag, is_unchanged, matches_strongly
from ..endpoint import Answer, Call, Endpoint, header, path, query, ref
from ..openapi import problem_answer
from ..problems import RANGE_NOT_SATISFIABLE, Problem

MAX_TEXT = 16 * 1024 * 1024
MAX_BYTES = 64 * 1024 * 1024
BLOCK = bytes(range(256)) * 256
"""What /http/bytes repeats: byte i is i modulo 256."""


def _gzip(body: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: bytes(brotli.compress(body, quality=5)),
    "zstd": lambda body: zstandard.ZstdCompressor().compress(body),
    "gzip": _gzip,
    # RFC 9110 section 8.4.1.2: `deflate` is the zlib format, not the bare one.
    "deflate": zlib.compress,
    "identity": lambda body: body,
}

TEXT = "Pour the tea, then the milk. Ein Käsebrot für 3 €, bitte. "
CHARSETS = {
    "utf-8": ("utf-8", "naïve café, 3 €"),
    "iso-8859-1": ("iso-8859-1", "naïve café, £3"),
    "iso-8859-15": ("iso-8859-15", "naïve café, 3 €"),
    "windows-1251": ("windows-1251", "чай и мёд"),
    "utf-16": ("utf-16", "naïve café, 3 €"),
    "shift_jis": ("shift_jis", "お茶"),
    # Names that no decoder should follow, over bytes in UTF-8.
    "bogus": ("utf-8", "naïve café, 3 €"),
    "rot13": ("utf-8", "naïve café, 3 €"),
}


def send_encoded(call: Call) -> Response:
    coding = call.values["coding"]
    if coding == "auto":
        coding = _chosen(call.request.headers.get("accept-encoding", ""))
    text = (TEXT * (call.values["bytes"] // len(TEXT) + 1))[: call.values["bytes"]]
    body = JSONResponse({"coding": coding, "text": text}).body
    packed = bytes(body)
    for _ in range(call.values["times"]):
        packed = CODINGS[coding](packed)
    headers = {"Vary": "Accept-Encoding"}
    if coding != "identity":
        headers["Content-Encoding"] = ", ".join([coding] * call.values["times"])
    return Response(packed, headers=headers, media_type="application/json")


def send_charset(call: Call) -> Response:
    codec, text = CHARSETS[call.values["name"]]
    media = f"text/plain; charset={call.values['name']}"
    return Response(text.encode(codec), headers={"Content-Type": media})


def send_items(call: Call) -> Response:
    count = call.values["count"]
    items = [
        {
            "id": number,
            "name": f"item {number}",
            "is_even": number % 2 == 0,
            "price": round(number * 0.25, 2),
            "tags": [f"t{number % 3}", f"t{number % 5 + 3}"],
            "parent": number - 1 if number else None,
        }
        for number in range(count)
    ]
    return JSONResponse({"items": items, "count": count})


def send_bytes(call: Call) -> Response:
    size = call.values["count"]
    tag = Tag(f"bytes-{size}")
    headers = {"ETag": str(tag), "Accept-Ranges": "bytes", "Content-Type": "application/octet-stream"}
    request = call.request.headers
    if is_unchanged(request, tag):
        return Response(status_code=304, headers={"ETag": str(tag)})
    start, stop, status = 0, size, 200
    # RFC 9110 section 13.1.5: a range of something that has changed since is not wanted.
    is_current = "if-range" not in request or matches_strongly(request["if-range"], tag)
    span = _parse_range(request.get("range", ""), size) if is_current else None
    if span is not None:
        start, stop = span
        if start >= stop:
            extra = {"Content-Range": f"bytes */{size}"}
            raise Problem(RANGE_NOT_SATISFIABLE, f"there are {size} bytes", headers=extra)
        status = 206
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    if not call.values["chunked"]:
        headers["Content-Length"] = str(stop - start)
    return StreamingResponse(_Blocks(start, stop), status, headers)


def _chosen(accepted: str) -> str:
    """The first of ours that the field names with a weight above 0."""
    weights: dict[str, float] = {}
    for item in accepted.lower().split(","):
        name, _, weight = item.partition(";")
        match = re.fullmatch(r"\s*q=([01](?:\.[0-9]{0,3})?)\s*", weight)
        weights[name.strip()] = float(match[1]) if match else 1.0
    for coding in CODINGS:
        if weights.get(coding, weights.get("*", 0.0)) > 0:
            return coding
    return "identity"


def _parse_range(field: str, size: int) -> tuple[int, int] | None:
    """Start and stop of a single range, empty when nothing of it is there; None when the field is to be ignored.

    Several ranges are ignored too, as RFC 9110 section 14.2 lets a server do.
    """
    match = re.fullmatch(r"bytes=([0-9]{0,15})-([0-9]{0,15})", field.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        return max(size - int(match[2]), 0), size
    first, last = int(match[1]), int(match[2]) if match[2] else size - 1
    if last < first and match[2]:
        return None
    return first, min(last + 1, size)


class _Blocks(AsyncIterator[bytes]):
    """The bytes from `start` up to `stop`. No generator: nobody would close one whose client goes away."""

    def __init__(self, start: int, stop: int) -> None:
        self._start, self._stop = start, stop

    async def __anext__(self) -> bytes:
        if self._start >= self._stop:
            raise StopAsyncIteration
        offset = self._start % len(BLOCK)
        block = BLOCK[offset : offset + self._stop - self._start]
        self._start += len(block)
        return block


_BYTES_FIELDS = ("ETag", "Accept-Ranges")

ENDPOINTS = (
    Endpoint(
        ("GET",),
        "/http/encoded/{coding}",
        send_encoded,
        "plumbing",
        "A compressed JSON body; `auto` picks what the client accepts",
        {200: Answer("Compressed", ref("Encoded"), headers=("Content-Encoding", "Vary"))},
        (
            path("coding", "Its content coding", enum=[*CODINGS, "auto"]),
            query("bytes", "Characters of text", type="integer", minimum=0, maximum=MAX_TEXT, default=200),
            query("times", "How often it is compressed", type="integer", minimum=1, maximum=5, default=1),
        ),
    ),
    Endpoint(
        ("GET",),
        "/http/charset/{name}",
        send_charset,
        "plumbing",
        "Text in this charset; `bogus` and `rot13` are lies about UTF-8",
        {200: Answer("Text", {"type": "string"}, "text/plain")},
        (path("name", "What Content-Type says", enum=list(CHARSETS)),),
    ),
    Endpoint(
        ("GET",),
        "/http/items/{count}",
        send_items,
        "plumbing",
        "A JSON list of this many objects",
        {200: Answer("The list", ref("Items"))},
        (path("count", "How many", type="integer", minimum=0, maximum=20000),),
    ),
    Endpoint(
        ("GET",),
        "/http/bytes/{count}",
        send_bytes,
        "plumbing",
        "This many bytes, whole or a range; byte i is i modulo 256",
        {
            200: Answer("All of them", None, "application/octet-stream", _BYTES_FIELDS),
            206: Answer("Some of them", None, "application/octet-stream", (*_BYTES_FIELDS, "Content-Range")),
            304: Answer("It is as you have it", media=None, headers=("ETag",)),
            416: problem_answer(RANGE_NOT_SATISFIABLE, headers=("Content-Range",)),
        },
        (
            path("count", "How many", type="integer", minimum=0, maximum=MAX_BYTES),
            header("Range", "One range of bytes"),
            header("If-Range", "A strong ETag"),
            header("If-None-Match", "Entity tags, or `*`"),
            query("chunked", "Send chunks, not a Content-Length", type="boolean", default=False),
        ),
    ),
)
