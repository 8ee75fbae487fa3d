"""`specrun mcp-probe` against the demo's server, and against one that breaks every rule it can."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from specrunner.cli.main import main

NOBODY = "127.0.0.1:9"
HINT = "`specrun mcp-probe URL`, or `specrun mcp-probe -- COMMAND`"
BAD = """
import json, sys
INFO = {"name": "bad", "version": "1"}
TOOLS = [{"name": "t", "inputSchema": {"type": "object"}, "annotations": {"readOnlyHint": True}}, {"name": "u"}]
for line in sys.stdin:
    message = json.loads(line)
    if "id" not in message:
        continue
    method, answer = message["method"], {"jsonrpc": "2.0", "id": message["id"]}
    if method == "initialize":
        answer["result"] = {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}}, "serverInfo": INFO}
    elif method == "tools/list":
        answer["result"] = {"tools": TOOLS}
    elif method == "tools/call":
        print("debug: called", flush=True)
        answer["result"] = {"content": "text"}
    elif method == "server/discover":
        answer["error"] = {"code": -32601, "message": "no"}
    else:
        answer["result"] = {}
    print(json.dumps(answer), flush=True)
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    command = [sys.executable, "-m", "specrunner.demo.mcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield line.removeprefix("listening on ").strip() + "/mcp"
        process.terminate()


def plain(text: str) -> str:
    return re.sub(r"\d+ ms", "N ms", text)


def test_a_good_server_is_walked_and_nothing_is_wrong(url, capsys):
    assert main(["mcp-probe", url]) == 0
    said = plain(capsys.readouterr().out)
    assert said.startswith(
        "specrunner-demo 1.0.0: 2026-07-28 over http\n"
        "capabilities: tools, resources, prompts, logging, completions\n"
        "\n"
        "tools (12)\n"
        "  ✓ echo        ok, N ms\n"
        "  ✓ add         ok, N ms\n"
        "  ✓ fail        says that it failed, N ms\n"
    )
    assert "  · touch       not called: it does not say that it only reads\n" in said
    assert "  ✓ demo://kettle     ok\n" in said
    assert "  · greet  not asked for: it needs name\n" in said
    assert said.endswith("\nnothing is wrong\n")


@pytest.mark.parametrize("revision", ["2025-03-26", "2025-11-25"])
def test_it_speaks_the_revision_that_it_is_told(url, capsys, revision):
    assert main(["mcp-probe", "--revision", revision, "--format", "json", url]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["revision"], said["open"], said["wrong"]) == (revision, True, [])


def test_a_tool_that_may_change_something_is_called_when_it_is_named(url, capsys):
    assert main(["mcp-probe", "--call", "learn", url]) == 0
    assert "  ✓ learn       ok, N ms\n" in plain(capsys.readouterr().out)


def test_what_is_wrong_is_said_and_the_exit_code_is_1(capsys):
    assert main(["mcp-probe", "--", sys.executable, "-c", BAD]) == 1
    said = plain(capsys.readouterr().out)
    assert said == (
        "bad 1: 2025-11-25 over stdio\n"
        "capabilities: tools\n"
        "\n"
        "tools (2)\n"
        "  ✓ t  ok, N ms\n"
        "  · u  not called: it does not say that it only reads\n"
        "\n"
        "wrong (4)\n"
        '  ✗ tools/list: result.tools.1: "inputSchema" is a required property\n'
        '  ✗ tools/call t: result.content: "text" is not of type "array"\n'
        "  ✗ tools/call t: what came is not JSON: expected a value, found `d` (line 1, column 1)\n"
        "  ✗ unknown method: is not answered by the error -32601\n"
    )


def test_a_polite_probe_sends_nothing_that_must_be_refused(capsys):
    assert main(["mcp-probe", "--polite", "--", sys.executable, "-c", BAD]) == 1
    assert "unknown method" not in capsys.readouterr().out


def test_nobody_there_is_exit_code_1_and_says_so(capsys):
    assert main(["mcp-probe", "http://127.0.0.1:9/mcp"]) == 1
    assert capsys.readouterr().out == "\nwrong (1)\n  ✗ opening: nothing listens on 127.0.0.1:9\n"


def test_a_server_that_wants_a_token_is_asked_where_one_comes_from(capsys):
    command = [sys.executable, "-m", "specrunner.demo.mcp", "--issuer", f"http://{NOBODY}/oauth"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        origin = process.stdout.readline().removeprefix("listening on ").strip()
        code = main(["mcp-probe", f"{origin}/private/mcp"])
        process.terminate()
    said = capsys.readouterr().out.replace(origin, "ORIGIN")
    assert (code, said.splitlines()[1:6]) == (
        1,
        [
            "authorization (4)",
            "  · ORIGIN/.well-known/oauth-protected-resource/private/mcp  HTTP 200",
            f"  · http://{NOBODY}/.well-known/oauth-authorization-server/oauth  nothing listens on {NOBODY}",
            f"  · http://{NOBODY}/.well-known/openid-configuration/oauth  nothing listens on {NOBODY}",
            f"  · http://{NOBODY}/oauth/.well-known/openid-configuration  nothing listens on {NOBODY}",
        ],
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            [],
            f"specrun: mcp-probe needs a server\n   hint: {HINT}\n",
        ),
        (["http://a/mcp", "http://b/mcp"], "specrun: one URL at a time: `http://b/mcp` is one too many\n"),
        (
            ["--header", "x", "http://a"],
            "specrun: `x` is no header field\n   hint: write `Name: value`\n",
        ),
    ],
)
def test_a_wrong_command_line_is_exit_code_4(capsys, arguments, message):
    assert main(["mcp-probe", *arguments]) == 4
    assert capsys.readouterr().err == message
