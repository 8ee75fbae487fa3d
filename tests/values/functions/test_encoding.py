"""Encodings and hashes at their edges."""

import pytest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("base64_decode('YT9iPg')", "a?b>"),
        ("base64_decode('YT9i\\nPg==')", "a?b>"),
        ("base64_decode(base64url('ÿ?'))", "ÿ?"),
        ("base64(b'\\xff')", "/w=="),
        ("url_encode('a+b&ä')", "a%2Bb%26%C3%A4"),
        ("url_decode('a+b%26%C3%A4')", "a+b&ä"),
        ("json([1, 2.0, true, 'ä'])", '[1,2.0,true,"ä"]'),
        ("json({'at': timestamp('2027-01-31T00:00:00Z')})", '{"at":"2027-01-31T00:00:00Z"}'),
        ("json({'a': [1]}, 2)", '{\n  "a": [\n    1\n  ]\n}'),
        ("parse_json('[1, {\"a\": null}]')", [1, {"a": None}]),
        ("csv('id;name\\n1;\"a;b\"\\n', ';')", [{"id": "1", "name": "a;b"}]),
        ("csv('')", []),
        ("sha256('a', 'base64')", "ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs="),
        ("md5('')", "d41d8cd98f00b204e9800998ecf8427e"),
        (
            "hmac('sha1', 'key', 'The quick brown fox jumps over the lazy dog')",
            "de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9",
        ),
    ],
)
def test_encodings_at_their_edges(evaluate, text, value):
    assert evaluate(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("base64_decode('a!')", 'text "a!" is not base64'),
        ("base64_decode('/w==')", "the base64 does not hold UTF-8 text"),
        ("hex_decode('abc')", 'text "abc" is not hexadecimal'),
        ("url_decode('%ff')", "the percent encoding does not hold UTF-8 text"),
        (
            "parse_json('{\"a\": 1,}')",
            "this is not JSON: expected a name in double quotes, found `}`; JSON knows no trailing comma "
            "(line 1, column 9)",
        ),
        ('parse_json(\'{"a": 1, "a": 2}\')', 'the JSON has `$["a"]` twice'),
        ("json(b'a')", "1 byte cannot be written as JSON: Object of type bytes is not JSON serializable"),
        ("csv('a,b\\n1\\n')", "row 2 of the CSV has 1 cells, its first line 2"),
        ("csv('a,a\\n1,2\\n')", "the first line of the CSV names a column twice"),
        ("csv('a', '')", 'a delimiter is one character such as `;`, not text ""'),
        ("hmac('sha3', 'k', 'd')", "there is no hash `sha3`"),
    ],
)
def test_what_cannot_be_done_is_said(refused, text, message):
    assert refused(text).splitlines()[0].endswith(f": {message}")
