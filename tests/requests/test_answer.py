import pytest

from specrunner.checks import Unreadable
from specrunner.requests import answer as answers
from specrunner.requests.answer import Answer, Answers, answered_at

from .fakes import NOW, answer, exchange

JSON = [("Content-Type", "application/json")]


def test_a_body_is_json_where_the_media_type_says_so():
    assert Answer(answer(body=b'{"a": 1}', headers=JSON)).body == {"a": 1}
    assert Answer(answer(body=b'{"a": 1}', headers=[("content-type", "text/plain")])).body == '{"a": 1}'
    assert Answer(answer(body=b'{"a": 1}')).body == '{"a": 1}'
    assert Answer(answer(body=b"{}", headers=[("Content-Type", "application/problem+json; x=y")])).body == {}


def test_json_is_read_whatever_the_media_type():
    assert Answer(answer(body=b"[1]", headers=[("Content-Type", "text/html")])).json == [1]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "the body is empty, so there is no JSON in it"),
        (b'{"a": 1,}', "the body is not JSON: expected a name in double quotes, found `}`; "
                       "JSON knows no trailing comma (line 1, column 9)"),
        (b"<html>", "the body is not JSON: expected a value, found `<` (line 1, column 1)"),
    ],
)  # fmt: skip
def test_json_that_breaks_says_where(body, reason):
    with pytest.raises(Unreadable) as raised:
        Answer(answer(body=body, headers=JSON)).json  # noqa: B018
    assert str(raised.value) == reason


def test_a_broken_json_body_is_not_taken_for_text():
    with pytest.raises(Unreadable, match=r"^the body is not JSON: "):
        Answer(answer(body=b"oops", headers=JSON)).body  # noqa: B018


def test_an_empty_body_is_an_empty_text():
    assert Answer(answer(headers=JSON)).body == ""


def test_text_follows_the_charset_but_json_is_always_utf_8():
    latin = [("Content-Type", "text/plain; charset=iso-8859-1")]
    assert Answer(answer(body=b"gr\xfcn", headers=latin)).text == "grün"
    odd = [("Content-Type", "application/json; charset=iso-8859-1")]
    assert Answer(answer(body='"grün"'.encode(), headers=odd)).text == '"grün"'


@pytest.mark.parametrize(
    ("content_type", "body", "notices"),
    [
        ("application/json", b"{}", []),
        ("application/json", b"", []),
        (
            "application/json",
            b"oops",
            [
                "the body is not JSON, although its media type is `application/json`: expected a value, found `o` "
                "(line 1, column 1)"
            ],
        ),
        ("application/json", b'{"a": 1, "a": 2}', ['`$["a"]` stands twice in the body; the last one counts']),
        ("text/plain; charset=bogus", b"x", ["the character set `bogus` is unknown; the body was read as utf-8"]),
        ("text/plain", b"\xff", ["byte 0 of the body is no valid utf-8; it is shown as U+FFFD"]),
        ("image/png", b"\xff", []),
    ],
)
def test_what_had_to_be_guessed_is_noted(content_type, body, notices):
    assert Answer(answer(body=body, headers=[("Content-Type", content_type)])).notices() == notices


def test_a_body_is_parsed_once_however_often_it_is_read(monkeypatch):
    parsed = []
    parse = answers.parse_json
    monkeypatch.setattr(answers, "parse_json", lambda data: parsed.append(data) or parse(data))
    memory, one = Answers(), exchange(answer(body=b"[1]", headers=JSON))
    for _ in range(5):
        assert memory.of(one).json == [1]
    assert parsed == [b"[1]"]


def test_only_the_answers_read_last_are_kept():
    memory = Answers(capacity=2)
    exchanges = [exchange(answer(status=status)) for status in (200, 201, 202)]
    first = memory.of(exchanges[0])
    for each in exchanges:
        memory.of(each)
    assert memory.of(exchanges[0]) is not first


def test_without_an_answer_there_is_nothing_to_read():
    with pytest.raises(Unreadable, match=r"^there is no answer$"):
        Answers().of(exchange())


def test_moments_count_from_the_servers_date_else_from_our_clock():
    dated = answer(headers=[("Date", "Sun, 22 Nov 2026 11:00:00 GMT")])
    plain = answer()
    assert answered_at(exchange(dated), Answer(dated)) == NOW.replace(hour=11)
    assert answered_at(exchange(plain), Answer(plain)) == NOW
    assert answered_at(exchange(plain, attributes={"answered_at": "x"}), Answer(plain)) is None
