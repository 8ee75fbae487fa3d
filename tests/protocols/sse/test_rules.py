import pytest

from specrunner.protocols.sse.model import SseAction, title
from specrunner.protocols.sse.rules import check_action


def told(**fields: object) -> list[tuple[tuple[str | int, ...], str, str | None]]:
    return [(each.path, each.message, each.hint) for each in check_action(SseAction.model_validate(fields))]


@pytest.mark.parametrize(
    "fields",
    [
        {"get": "http://h/feed"},
        {"post": "/feed", "base_url": "http://h", "json": {"a": 1}, "last_event_id": 7},
        {"open": "http://h/feed", "method": "POST", "reconnect": True},
        {"on": "feed"},
        {"on": "feed", "close": True},
    ],
)
def test_what_makes_sense_is_left_alone(fields):
    assert told(**fields) == []


@pytest.mark.parametrize(
    ("fields", "path", "message"),
    [
        ({}, (), "there is no stream"),
        ({"get": "http://h/a", "post": "http://h/a"}, ("post",), "there are 2 streams: `get` and `post`"),
        ({"get": "/a"}, ("get",), "`/a` has no host, and there is no `base_url`"),
        ({"get": "ftp://h/a"}, ("get",), "`ftp` is not spoken here: only http and https are"),
        ({"get": "http://h/a", "close": True}, ("close",), "`close` goes with `on`"),
        ({"get": "http://h/a", "method": "PUT"}, ("method",), "`method` goes with `open`"),
        ({"on": "a", "headers": {"X": "1"}}, ("headers",), "`headers` has no effect: the stream is open already"),
        ({"on": "a", "json": 1}, ("json",), "`json` has no effect: the stream is open already"),
        (
            {"get": "http://h/a", "auth": {"digest": {"username": "a", "password": "b"}}},
            ("auth", "digest"),
            "a stream cannot be asked for twice, as digest would",
        ),
        (
            {"get": "http://h/a", "headers": {"last-event-id": "1"}, "reconnect": True},
            ("headers", "last-event-id"),
            "`Last-Event-ID` is sent by `sse` itself here",
        ),
        ({"get": "http://h/a", "headers": {"a b": "1"}}, ("headers", "a b"), "`a b` is no name of a header field"),
    ],
)
def test_a_slip_is_told(fields, path, message):
    (found,) = told(**fields)
    assert found[:2] == (path, message)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"get": "/feed"}, "GET /feed"),
        ({"open": "/feed", "method": "POST"}, "open POST /feed"),
        ({"on": "feed"}, "read feed"),
        ({"on": "feed", "close": True}, "close feed"),
    ],
)
def test_the_title_says_what_is_done(fields, shown):
    assert title(SseAction.model_validate(fields)) == shown
