"""Each mistake as it is told: where, what, how to mend it."""

import pytest

from specrunner.protocols.websocket.model import WsAction, title
from specrunner.protocols.websocket.rules import check_action


def problems(**fields):
    found = check_action(WsAction.model_validate(fields))
    return [(problem.path, problem.message, problem.hint) for problem in found]


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "ws://h/x"},
        {"url": "wss://h"},
        {"url": "ws://h", "http2": True},
        {"url": "http://h"},
        {"url": "/x", "base_url": "ws://h"},
        {"url": "ws://h", "subprotocols": ["a", "b"], "deflate": {"server_max_window_bits": 9}, "origin": "http://o"},
        {"url": "ws://h", "handlers": [{"ignore": True}, {"reply": {"text": "x"}, "times": 1}]},
        {"on": "chat"},
        {"on": "chat", "send": {"json": None}},
        {"on": "chat", "send": [{"text": ""}, {"binary": {"hex": "00 ff"}}]},
        {"on": "chat", "send": {"fragments": ["a", {"ping": "p"}, "b"]}},
        {"on": "chat", "receive": "2s"},
        {"on": "chat", "receive": {}},
        {"on": "chat", "silence": "300ms"},
        {"on": "chat", "ping": {}},
        {"on": "chat", "close": 4000},
        {"on": "chat", "close": {"code": None}},
        {"on": "chat", "closed": {}},
        {"on": "chat", "raw": {"opcode": 3, "rsv": [1, 2], "mask": False, "payload": {"hex": "00"}}},
        {"on": "chat", "raw": [{"bytes": {"hex": "81 00"}}, {"opcode": "ping"}]},
        {"on": "chat", "drop": "reset"},
        {"on": "chat", "reading": False},
    ],
)
def test_a_good_action_has_no_problem(fields):
    assert problems(**fields) == []


@pytest.mark.parametrize(
    ("fields", "path", "message", "hint"),
    [
        ({}, (), "there is no connection to work on",
         "open one with `url: /chat`, or name the step that did: `on: chat`"),
        ({"url": "ws://h", "receive": "1s"}, ("receive",), "`receive` needs a connection that is open",
         "give the step an `id`, and write `receive` in a step of its own, with `on`"),
        ({"on": "chat", "headers": {"A": "b"}}, ("headers",), "`headers` has no effect on a connection that is open",
         "put it where the connection is opened"),
        ({"on": "chat", "receive": "1s", "ping": {}}, ("ping",), "there are 2 things to do: `receive` and `ping`",
         "make them two steps"),
        ({"url": "/x"}, ("url",), "`/x` has no host, and there is no `base_url`",
         "add `base_url`, here or in `defaults.http`, or write the URL with http:// and its host"),
        ({"url": "ftp://h"}, ("url",), "`ftp` is not spoken here: only http and https are", None),
        ({"url": "ws://h", "subprotocols": ["a b"]}, ("subprotocols", 0), "`a b` is no name of a subprotocol", None),
        ({"url": "ws://h", "subprotocols": ["a", "a"]}, ("subprotocols", 1), "`a` is offered twice", "take one out"),
        ({"url": "ws://h", "origin": "x", "headers": {"origin": "y"}}, ("origin",),
         "`origin` is given, and an Origin header too", "take one out"),
        ({"url": "ws://h", "handlers": [{}]}, ("handlers", 0), "the handler does nothing",
         "give it a `reply`, or `ignore: true`"),
        ({"url": "ws://h", "handlers": [{"reply": {}}]}, ("handlers", 0, "reply"), "the message has no content",
         "give one of `json`, `text`, `binary`, `fragments`"),
        ({"on": "chat", "send": {}}, ("send", 0), "the message has no content",
         "give one of `json`, `text`, `binary`, `fragments`"),
        ({"on": "chat", "send": []}, ("send",), "there is nothing to send", "give at least one"),
        ({"on": "chat", "send": {"json": 1, "text": "x"}}, ("send", 0, "text"), "the message has 2 contents",
         "give one of `json`, `text`, `binary`, `fragments`"),
        ({"on": "chat", "send": {"binary": {}}}, ("send", 0, "binary"), "no bytes are given",
         "give one of `hex`, `base64`, `text`, `file`"),
        ({"on": "chat", "send": {"binary": {"hex": "0"}}}, ("send", 0, "binary", "hex"),
         "this is not hexadecimal digits, two for each byte", None),
        ({"on": "chat", "send": {"binary": {"base64": "?"}}}, ("send", 0, "binary", "base64"),
         "this is not Base64", None),
        ({"on": "chat", "send": {"fragments": ["a", {"hex": "00"}]}}, ("send", 0, "fragments"),
         "a message is text or binary, not both",
         "write the bytes of a text message in UTF-8, or all fragments as `hex`"),
        ({"on": "chat", "send": {"fragments": [{"ping": "p"}, "a"]}}, ("send", 0, "fragments", 0),
         "a Ping stands between two fragments", "move it between them"),
        ({"on": "chat", "ping": "x" * 126}, ("ping", "payload"), "the payload has 126 bytes, and a ping holds 125",
         "send it with `raw` if that is the test"),
        ({"on": "chat", "close": 1006}, ("close", "code"),
         "1006 (ended without a Close frame) says how a connection ended, and is never sent",
         "send it with `raw` if that is the test"),
        ({"on": "chat", "close": {"code": None, "reason": "x"}}, ("close", "reason"), "a reason needs a code",
         "give `code: 1000`"),
        ({"on": "chat", "close": {"reason": "ü" * 62}}, ("close", "reason"),
         "the reason has 124 bytes, and a Close frame holds 123", None),
        ({"on": "chat", "raw": {"fin": True}}, ("raw", 0), "the frame has no `opcode`", "give one, or exact `bytes`"),
        ({"on": "chat", "raw": {"bytes": {"hex": "00"}, "opcode": 1}}, ("raw", 0, "opcode"),
         "`bytes` go out as they are, without a frame", "take `opcode` out"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(fields, path, message, hint):
    assert problems(**fields) == [(path, message, hint)]


def test_an_action_has_a_title():
    assert title(WsAction.model_validate({"url": "/chat"})) == "ws /chat"
    assert title(WsAction.model_validate({"on": "chat", "receive": "1s"})) == "on chat receive"
    assert title(WsAction.model_validate({"on": "chat"})) == "on chat"
