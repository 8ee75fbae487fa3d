"""What can be asked of an HTTP answer: names, types, and a sentence each for the reference and for editors."""

from __future__ import annotations

from collections.abc import Mapping

from ..checks import Subject
from . import reading
from .reading import attribute, field, of_answer
from .subject_fields import (
    CACHE_CONTROL,
    CACHE_STATUS,
    FAULT,
    FRESHNESS,
    INTERIM,
    PROBLEM,
    RATELIMIT,
    REDIRECT,
    TIMING,
    TLS,
)

_SUBJECTS = (
    Subject("status", "The status code.", "integer", attribute("status")),
    Subject(
        "reason",
        "The reason phrase beside the status. HTTP/2 has none.",
        "text",
        attribute("reason"),
    ),
    Subject("http_version", "The protocol spoken: `HTTP/1.1` or `HTTP/2`.", "text", attribute("http_version")),
    Subject(
        "headers",
        "The header fields by name, in any letter case. A field that came several times is a list.",
        "map",
        reading.headers,
        # No type for the fields: text once, a list when repeated, and both can be asked for.
    ),
    Subject("trailers", "The fields that came after the body, by name in lower case.", "map", reading.trailers),
    Subject(
        "cookies",
        "The values of the cookies that were set, by name; those set on the way through redirects are among them.",
        "map",
        reading.cookies,
        field_types={"*": "text"},
    ),
    Subject(
        "set_cookies",
        "The same cookies with their attributes: `set_cookies.sid.http_only`.",
        "map",
        reading.set_cookies,
    ),
    Subject(
        "body",
        "The body: as JSON where the media type says so, else as text.",
        "any",
        of_answer(lambda answer: answer.body),
    ),
    Subject(
        "json",
        "The body as JSON, whatever its media type. `$...` and `jmespath(...)` look into it.",
        "any",
        of_answer(lambda answer: answer.json),
    ),
    Subject("text", "The body as text, also where it is JSON.", "text", of_answer(lambda answer: answer.text)),
    Subject("bytes", "The body as bytes.", "any", of_answer(lambda answer: answer.message.body)),
    Subject("size", "The size of the decoded body.", "size", of_answer(reading.size)),
    Subject("wire_size", "The size of the body as it was sent, still compressed.", "size", attribute("wire_size")),
    Subject("media_type", "The media type without parameters: `application/json`.", "text", reading.media_type),
    Subject("url", "The URL that was answered: after redirects, the last one.", "text", attribute("url")),
    Subject("redirects", "The redirects that were followed, in order.", "list", reading.redirects, fields=REDIRECT),
    Subject(
        "links",
        "The targets of the `Link` header, by relation: `links.next` (RFC 8288).",
        "map",
        of_answer(reading.links),
    ),
    Subject("time", "The time from start to end, with all redirects.", "duration", reading.time),
    Subject(
        "timing",
        "Where the time went, for the last request sent.",
        "map",
        reading.timing,
        fields=TIMING,
        field_types={"*": "duration"},
    ),
    Subject(
        "tls",
        "The TLS connection and the server's certificate; nothing over plain http.",
        "map",
        reading.tls,
        fields=TLS,
        field_types={"verified": "boolean", "san": "list", "not_before": "date", "not_after": "date", "*": "text"},
    ),
    Subject("remote_address", "The address and port that answered.", "text", attribute("remote_address")),
    Subject("is_reused", "Whether the connection was open already.", "boolean", attribute("reused")),
    Subject("interim", "The 1xx answers that came before.", "list", attribute("interim"), fields=INTERIM),
    Subject("etag", "The entity tag, with its quotes: ready for `If-None-Match`.", "text", field("etag", str)),
    Subject(
        "last_modified",
        "When the content last changed, from `Last-Modified`.",
        "date",
        field("last-modified", reading.moment),
    ),
    Subject(
        "not_modified",
        "Whether the answer is a 304: what the client has is still good.",
        "boolean",
        reading.not_modified,
    ),
    Subject(
        "cache_control",
        "The directives of `Cache-Control` (RFC 9111, 5861, 8246). One that is absent is missing, not false.",
        "map",
        reading.cache_control,
        fields=CACHE_CONTROL,
    ),
    Subject("age", "How long the answer lay in a cache, from `Age`.", "duration", field("age", reading.age)),
    Subject(
        "fresh_for",
        "How long a private cache may use the answer: `max-age`, else `Expires` less `Date`.",
        "duration",
        of_answer(reading.fresh_for),
    ),
    Subject(
        "freshness",
        "What a cache works out of the answer (RFC 9111 section 4.2). Dates and `Age` are whole seconds, so leave a "
        "second of room.",
        "map",
        reading.freshness,
        fields=FRESHNESS,
        field_types={
            "is_stale": "boolean",
            "is_heuristic": "boolean",
            "source": "text",
            "shared_source": "text",
            "*": "duration",
        },
    ),
    Subject(
        "vary",
        'The header fields that select the answer, from `Vary`, in lower case; `["*"]` where nothing can.',
        "list",
        reading.vary,
        field_types={"[]": "text"},
    ),
    Subject(
        "cache_status",
        "What caches on the way say they did, from `Cache-Status` (RFC 9211); the one nearest to the origin first.",
        "list",
        reading.cache_status,
        fields=CACHE_STATUS,
        field_types={"hit": "boolean", "stored": "boolean", "collapsed": "boolean", "ttl": "duration"},
    ),
    Subject(
        "retry_after",
        "How long to wait, from `Retry-After`: its seconds, or the time until its date.",
        "duration",
        reading.retry_after,
    ),
    Subject(
        "ratelimit",
        "The rate limit that runs out first, from `RateLimit` and `RateLimit-Policy`, from the three fields of the "
        "older drafts, or from `X-RateLimit-*`.",
        "map",
        reading.ratelimit,
        fields=RATELIMIT,
        field_types={
            "limit": "integer",
            "remaining": "integer",
            "reset": "duration",
            "window": "duration",
            "policy": "text",
            "unit": "text",
            "all": "list",
        },
    ),
    Subject(
        "problem",
        "The problem details of an `application/problem+json` body (RFC 9457), with its extensions.",
        "map",
        of_answer(reading.problem),
        field_types=PROBLEM,
    ),
    Subject(
        "fault",
        "Why there is no whole answer. A step that asks for it is judged, instead of being an error.",
        "map",
        reading.fault,
        fields=FAULT,
        field_types={"is_retryable": "boolean", "*": "text"},
        hidden_when_fault=False,
    ),
    Subject("error", "The message of the fault alone.", "text", reading.error, hidden_when_fault=False),
)

ANSWER_SUBJECTS: Mapping[str, Subject] = {subject.name: subject for subject in _SUBJECTS}
"""Every subject of an HTTP answer, by name. They read the last message of an exchange that has a `status`."""


def answer_subjects(*names: str) -> dict[str, Subject]:
    """Some of them, for a kind that has HTTP underneath."""
    return {name: ANSWER_SUBJECTS[name] for name in names}
