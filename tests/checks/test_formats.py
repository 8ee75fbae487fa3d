"""Formats of texts, each by what is one and what nearly is."""

from __future__ import annotations

import pytest

from specrunner.checks import FORMATS

EXAMPLES = {
    "date": (["2026-05-01", "2024-02-29"], ["2026-02-29", "2026-5-1", "20260501", "2026-05-01T00:00:00Z", "",
     "٢٠٢٦-٠٥-٠١"]),
    "datetime": (
        ["2026-05-01T12:00:00Z", "2026-05-01t12:00:00.123456789+02:00", "2016-12-31T23:59:60Z",
         "2026-05-01 12:00:00Z"],
        ["2026-05-01T12:00:00", "2026-05-01", "2026-13-01T12:00:00Z", "2026-05-01T24:01:00Z", "2026-05-01T12:00Z"],
    ),
    "time": (["12:00:00", "12:00:00.5Z", "23:59:59+02:00"], ["24:00:01", "12:00", "noon"]),
    "duration": (["P1D", "PT2H30M", "P1Y2M3DT4H5M6.7S", "P3W"], ["P", "PT", "1D", "P1D2W", "PT5", "5m"]),
    "http_date": (
        ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"],
        ["Sun, 06 Nov 1994 08:49:37 +0000", "1994-11-06", "Sun, 99 Nov 1994 08:49:37 GMT"],
    ),
    "uuid": (
        ["123e4567-e89b-12d3-a456-426614174000", "00000000-0000-0000-0000-000000000000"],
        ["123e4567e89b12d3a456426614174000", "{123e4567-e89b-12d3-a456-426614174000}",
         "123e4567-e89b-12d3-a456-42661417400g"],
    ),
    "ulid": (["01ARZ3NDEKTSV4RRFFQ69G5FAV"], ["81ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAU", "x"]),
    "email": (["ann@example.org", "a.b+c@x-y.example"], ["ann", "@example.org", "ann@", "a..b@c.d", "a b@c.d",
     "a@b@c.d"]),
    "hostname": (["example.org", "localhost", "a-b.c", "xn--nxasmq6b"], ["-a.b", "a_b.c", "a..b", "x" * 64, ""]),
    "ip": (["127.0.0.1", "::1"], ["256.0.0.1", "1.2.3", "localhost", "01.2.3.4"]),
    "ipv4": (["10.0.0.1"], ["::1", "10.0.0"]),
    "ipv6": (["fe80::1", "::ffff:10.0.0.1"], ["10.0.0.1", ":::1"]),
    "cidr": (["10.0.0.0/8", "fd00::/8"], ["10.0.0.1/8", "10.0.0.0/33"]),
    "uri": (["https://a.b/c?d=e#f", "urn:isbn:1", "mailto:a@b.c"], ["/a", "http://a b", "http:", "http://a/%zz",
     "http://a:99999/", ""]),
    "uri_reference": (["/a/b?c", "../x", "https://a.b", ""], ["a b", "%", "a#b#c"]),
    "json_pointer": (["", "/a/b~1c/0"], ["a", "/a~2"]),
    "base64": (["aGk=", "aGk/"], ["aGk", "a GkK", "aGk-", "", "é"]),
    "base64url": (["aGk", "aGk=", "a-_k"], ["a", "aGk==", "aGk/", ""]),
    "hex": (["00ffAB"], ["0", "0x00", ""]),
    "jwt": (
        ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "eyJhbGciOiJub25lIn0.e30."],
        ["a.b.c", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0", "e30.e30.c2ln"],
    ),
    "json": (['{"a": 1}', "7", "null"], ["{a: 1}", "NaN", "", "[" * 100_000]),
    "semver": (["1.4.0", "1.0.0-rc.1+build.5"], ["1.4", "01.0.0", "1.0.0-01", "v1.0.0"]),
    "media_type": (["text/html; charset=utf-8", "application/problem+json"], ["text", "text/", "a b/c"]),
    "numeric": (["-12.50", "7", "1e5"], ["", "1.", "abc", "0x7", "1,000"]),
}  # fmt: skip


def test_every_format_has_examples():
    assert set(EXAMPLES) == set(FORMATS)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (good, _) in EXAMPLES.items() for text in good])
def test_is_one(name, text):
    assert FORMATS[name].test(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [(name, text) for name, (_, bad) in EXAMPLES.items() for text in bad],
    ids=lambda value: str(value)[:30],
)
def test_is_none(name, text):
    assert not FORMATS[name].test(text)


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_texts_are_answered_at_once(name):
    for text in (
        "a" * 100_000,
        "1" * 100_000,
        "a.-" * 40_000,
        "%" * 100_000,
        "\ud800",
        "\x00",
        "0." * 50_000,
        "a@" * 50_000,
    ):
        assert FORMATS[name].test(text) in (True, False)
