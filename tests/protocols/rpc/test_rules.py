"""Each mistake as it is told: where, what, how to mend it."""

import pytest

from specrunner.protocols.rpc.model import RpcAction, borrow_options, title
from specrunner.protocols.rpc.rules import check_action


def problems(**fields):
    found = check_action(RpcAction.model_validate(fields))
    return [(problem.path, problem.message, problem.hint) for problem in found]


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "http://h", "method": "m"},
        {"url": "http://h", "method": "m", "id": None, "params": None},
        {"url": "http://h", "batch": []},
        {"url": "http://h", "raw": None},
        {"url": "/rpc", "base_url": "http://h", "notify": "m", "query": {"a": 1}},
        {"connect": "ws://h", "handlers": [{"reply": None}, {"error": {"code": 1}}, {"ignore": True}]},
        {"stdio": ["x"], "cwd": "y", "env": {"A": "b"}},
        {"stdio": {"module": "pkg.mod", "args": ["-v"]}},
        {"on": "server"},
        {"on": "server", "close": True},
        {"on": "server", "raw": "", "within": "1s"},
    ],
)
def test_a_good_action_has_no_problem(fields):
    assert problems(**fields) == []


@pytest.mark.parametrize(
    ("fields", "path", "message", "hint"),
    [
        ({"method": "m"}, (), "nothing says where to send it",
         "add `url: /rpc`; or `on`, with the id of the step that opened a connection"),
        ({"url": "http://h"}, (), "there is nothing to send", "add one of `method`, `notify`, `batch`, `raw`"),
        ({"url": "http://h", "on": "s", "method": "m"}, ("on",), "there are 2 places: `url` and `on`",
         "keep one of them"),
        ({"url": "http://h", "method": "m", "raw": 1}, ("raw",), "there are 2 things to send: `method` and `raw`",
         "make them two steps"),
        ({"url": "/rpc", "method": "m"}, ("url",), "`/rpc` has no host, and there is no `base_url`",
         "add `base_url`, here or in `defaults.http`, or write the URL with http:// and its host"),
        ({"url": "http://h", "method": "m", "within": "1s"}, ("within",),
         "`within` means nothing here: it goes with `on`", "take it out"),
        ({"url": "http://h", "notify": "m", "id": 1}, ("id",), "`id` goes with `method`",
         "a notification has none; send it with `raw`"),
        ({"url": "http://h", "method": "m", "id": [1]}, ("id",), "an id is a text, a number or null, not a list of 1",
         "send it with `raw` if that is the test"),
        ({"url": "http://h", "raw": 1, "params": []}, ("params",), "`params` goes with `method` or `notify`",
         "add one of them"),
        ({"connect": "ws://h", "method": "m"}, ("method",), "`method` needs a connection that is open",
         "give the step an `id`, and write `method` in a step of its own, with `on`"),
        ({"stdio": []}, ("stdio",), "the command is empty", "write `stdio: [program, argument]`"),
        ({"stdio": {}}, ("stdio",), "the command is empty", "write `stdio: [program, argument]`"),
        ({"stdio": {"command": ["x"], "module": "m"}}, ("stdio", "module"), "`command` and `module` are two programs",
         "take one out"),
        ({"stdio": {"command": ["x"], "args": ["y"]}}, ("stdio", "args"), "`args` go with `module`",
         "write them behind the program"),
        ({"connect": "ws://h", "handlers": [{"method": "m"}]}, ("handlers", 0), "the handler does nothing",
         "give it a `reply`, an `error`, or `ignore: true`"),
        ({"connect": "ws://h", "handlers": [{"reply": 1, "ignore": True}]}, ("handlers", 0, "ignore"),
         "the handler has `reply` and `ignore`", "keep one of them"),
        ({"url": "http://h", "batch": [{"as": "x"}]}, ("batch", 0), "the message is empty",
         "give one of `method`, `notify`, `raw`"),
        ({"url": "http://h", "batch": [{"as": "x", "notify": "m"}]}, ("batch", 0, "as"),
         "a notification has no answer to name", "take `as` out"),
        ({"url": "http://h", "batch": [{"as": "x", "method": "m"}, {"as": "x", "method": "m"}]}, ("batch", 1, "as"),
         "`x` is the name of another call", "give it its own"),
        ({"url": "http://h", "batch": [{"as": "result", "method": "m"}]}, ("batch", 0, "as"),
         "`result` is a subject of `rpc`", "give it another name"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_its_mend(fields, path, message, hint):
    assert problems(**fields) == [(path, message, hint)]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"url": "/rpc", "method": "calc.add"}, "rpc calc.add"),
        ({"url": "/rpc", "notify": "log"}, "rpc notify log"),
        ({"url": "/rpc", "batch": [{"method": "a"}]}, "rpc batch of 1"),
        ({"connect": "/rpc"}, "rpc /rpc"),
        ({"stdio": ["python", "-m", "x"]}, "rpc python -m x"),
        ({"stdio": {"module": "pkg.mod", "args": ["-v"]}}, "rpc python -m pkg.mod -v"),
        ({"on": "server"}, "on server"),
        ({"on": "server", "close": True}, "on server close"),
    ],
)
def test_the_title_says_what_is_called_and_where(fields, expected):
    assert title(RpcAction.model_validate(fields)) == expected


def test_query_parameters_of_http_defaults_stay_those_of_the_url():
    borrowed = borrow_options({"params": {"key": "1"}, "headers": {"Accept": "x", "X-A": "1"}})
    assert borrowed == {"query": {"key": "1"}, "headers": {"X-A": "1"}}
