import pytest

from specrunner.protocols.mcp import McpAction
from specrunner.protocols.mcp.model import title
from specrunner.protocols.mcp.rules import check_action

BELONGS = "belongs to the step that opens the server"


def problems(**fields):
    return [(problem.path, problem.message) for problem in check_action(McpAction.model_validate(fields))]


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "http://s/mcp"},
        {"stdio": ["node", "x.js"]},
        {"url": "http://s/mcp", "revision": "2025-03-26", "handlers": [{"reply": {}}]},
        {"on": "s", "call_tool": "t", "arguments": {}},
        {"on": "s", "list_tools": True},
        {"on": "s", "request": "x", "params": {"a": 1}},
        {"on": "s", "send": None},
        {"on": "s", "ping": True, "headers": {"Origin": "http://x"}},
    ],
)
def test_a_good_action_has_no_problem(fields):
    assert problems(**fields) == []


@pytest.mark.parametrize(
    ("fields", "path", "message"),
    [
        ({}, (), "there is nothing to open and nothing to do"),
        ({"url": "http://s", "stdio": ["x"]}, ("stdio",), "`url` and `stdio` are two servers"),
        ({"url": "/mcp"}, ("url",), "`/mcp` has no host, and there is no `base_url`"),
        ({"stdio": []}, ("stdio",), "there is no program to start"),
        (
            {"stdio": {"command": ["a"], "module": "b"}},
            ("stdio", "module"),
            "`command` and `module` are two programs",
        ),
        ({"stdio": {"command": ["a"], "args": ["b"]}}, ("stdio", "args"), "`args` go with `module`"),
        ({"url": "http://s", "revision": "2025-11-26"}, ("revision",), "`2025-11-26` is no revision"),
        ({"call_tool": "t"}, ("call_tool",), "`call_tool` needs `on`: the step that opened the server"),
        ({"url": "http://s", "handlers": [{}]}, ("handlers", 0), "the handler says nothing"),
        (
            {"url": "http://s", "handlers": [{"reply": 1, "ignore": True}]},
            ("handlers", 0),
            "the handler has reply and ignore",
        ),
        ({"on": "s"}, ("on",), "the step does nothing with the server"),
        ({"on": "s", "ping": True, "call_tool": "t"}, ("ping",), "`call_tool` and `ping` are two steps"),
        (
            {"on": "s", "ping": True, "stream": False},
            ("stream",),
            "`stream` belongs to the step that opens the server",
        ),
        ({"on": "s", "ping": True, "http2": True}, ("http2",), "`http2` belongs to the step that opens the server"),
        (
            {"on": "s", "ping": True, "arguments": {}},
            ("arguments",),
            "`arguments` go with `call_tool` or `get_prompt`",
        ),
        ({"on": "s", "ping": True, "params": {}}, ("params",), "`params` go with `request` or `notify`"),
        ({"on": "s", "ping": True, "task": {}}, ("task",), "`task` goes with `call_tool`"),
        (
            {"on": "s", "close": True, "progress": True},
            ("progress",),
            "`progress` goes with a request, and `close` is none",
        ),
        (
            {"on": "s", "call_tool": "t", "background": "b", "cancel_after": "1s"},
            ("cancel_after",),
            "a call in the background is taken back with `cancel`",
        ),
        (
            {"on": "s", "complete": {"argument": {"a": ""}}},
            ("complete",),
            "`complete` is for `prompt` or for `resource`",
        ),
        (
            {"on": "s", "complete": {"prompt": "p", "argument": {}}},
            ("complete", "argument"),
            "one argument is completed at a time",
        ),
    ],
)
def test_a_mistake_is_said_at_its_place(fields, path, message):
    assert problems(**fields) == [(path, message)]


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"url": "/mcp"}, "open /mcp"),
        ({"stdio": ["x"]}, "open stdio"),
        ({"on": "s", "call_tool": "echo"}, "call_tool echo"),
        ({"on": "s", "list_tools": True}, "list_tools"),
    ],
)
def test_a_step_has_a_title(fields, shown):
    assert title(McpAction.model_validate(fields)) == shown
