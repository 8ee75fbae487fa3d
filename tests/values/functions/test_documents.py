"""Files, queries and tokens."""

import pytest

BODY = {"items": [{"id": 1}, {"id": 2}], "note": None}
TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ."


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("file('user.json')", '{"name": "Ann"}'),
        ("csv(file('rows.csv')).map(row, row.name)", ["Ann", "Bob"]),
        ("file_bytes('latin.txt')", b"\xe9"),
        ("jsonpath(body, '$.items[0].id')", 1),
        ("jsonpath(body, '$.items[?@.id > 1].id')", [2]),
        ("jsonpath(body, '$.none[*]')", []),
        ("jsonpath(body, '$.note')", None),
        ("jmespath(body, 'items[].id')", [1, 2]),
        ("jmespath(body, 'absent')", None),
        ("jwt.decode(token).payload.sub", "ann"),
        ("jwt.decode('Bearer ' + token).header", {"alg": "none"}),
        ("jwt.decode(jwt.encode({'n': 1}, 'k', 'HS256', {'kid': 'a'})).header.kid", "a"),
    ],
)
def test_documents_are_read(evaluate, text, value):
    assert evaluate(text, body=BODY, token=TOKEN) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("file('none.txt')", "the file `none.txt` cannot be read: No such file or directory"),
        ("file('latin.txt')", "the file `latin.txt` is not UTF-8: byte 0"),
        ("jsonpath(body, '$.none')", "`$.none` finds nothing"),
        ("jwt.decode('a.b')", 'text "a.b" is no signed token: it has 2 of 3 parts'),
        ("jwt.decode('a.b.c')", 'the token\'s header cannot be read: text "a" is not base64'),
        ("jwt.encode({}, 'k', 'HS257')", "there is no algorithm `HS257`"),
    ],
)
def test_what_cannot_be_read_is_said(refused, text, message):
    assert refused(text, body=BODY).splitlines()[0].endswith(f": {message}")


def test_a_bad_query_is_found_before_the_run(refused):
    assert refused("jsonpath(absent, '$.a[')").startswith("spec.yaml:1:18: error SR0315: ")
    assert refused("jmespath(absent, 'a[')").startswith("spec.yaml:1:18: error SR0315: ")
