"""HOSTILE rows 60 and 61: what servers send is shown, never obeyed by terminals, XML, HTML, GitHub, Markdown."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree

import pytest

pytestmark = pytest.mark.slow

ESCAPES = "\x1b[31mred\x1b]0;title\x07\x1b]8;;http://evil\x1b\\\\link \x9b2J \r\n\x08\x7f \u202e\u2066 end"
HOSTILE = {
    "escapes": ESCAPES,
    "script": "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "xml": "]]> <!-- & \x00\x01\x0b\ufffe\ud800 &amp; ]]>",
    "github": "\n::error::pwned\n::set-output name=a::b\n##[error]x\n::stop-commands::t\n::add-mask::1",
    "formula": "=cmd|' /C calc'!A0",
    "markdown": "`` ` ``` </details> | [a](javascript:alert(1)) <b>",
}
SPEC = """
spec: Hostile texts
steps:
%s
"""
STEP = """
  - id: {name}
    needs: []
    name: 'asks for {name}'
    http: {{get: {url}/{name}}}
    expect: {{$.text: fine, body: {{like: {{text: other}}}}, headers.x-field: fine}}
"""


def send(handler, body):
    text = HOSTILE[handler.path.removeprefix("/")]
    content = json.dumps({"text": text, text: "as a key"}).encode()
    handler.send_response_only(200, "Fine \x1b[2J")
    handler.send_header("X-Field", "a \x1b[2J ::error::x \xe9")
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


@pytest.fixture
def reports(desk, server):
    """The console at -vv, then each report by name."""
    server.answer = send
    steps = "".join(STEP.format(name=name, url=server.url) for name in HOSTILE)
    desk.write("a.spec.yaml", SPEC % steps)
    names = ("junit", "junit-gitlab", "json", "markdown", "github", "console")
    options = [option for name in names for option in ("--report", f"{name}=r.{name}")]
    done = desk.run("a.spec.yaml", "-vv", *options)
    assert (done.code, done.err) == (1, "")
    assert set(desk.outcomes().values()) == {"failed"}
    return {"console -vv": done.out, **{name: (desk.folder / f"r.{name}").read_text() for name in names}}


def test_row_60_no_control_character_reaches_any_output(reports):
    # Line feeds end our own lines; C0, C1, DEL and what turns the direction of text do things to a terminal.
    active = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
    assert {name: active.findall(text) for name, text in reports.items() if active.search(text)} == {}


def test_row_60_what_came_is_still_told(reports):
    assert "\\x1b[31mred" in reports["console -vv"]


@pytest.mark.parametrize("name", ["junit", "junit-gitlab"])
def test_row_61_junit_is_well_formed_and_holds_nothing_but_text(reports, name):
    root = ElementTree.fromstring(reports[name])
    tags = {element.tag for element in root.iter()}
    assert tags <= {
        *("testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out", "system-err"),
        *("properties", "property"),
    }
    assert len(list(root.iter("testcase"))) == len(HOSTILE)


def test_row_61_nothing_is_a_command_for_github_but_our_own_annotations(reports):
    lines = reports["github"].splitlines()
    assert all(re.match("::(error|warning|notice) ", line) for line in lines)
    assert len(lines) == len(HOSTILE)
    # The console of a job goes through the same reader. The older form counts anywhere in a line, unless the line is
    # a command already: that is what ours are.
    commands = re.compile(r"^\s*::[a-z-]+|##[a-z]*\[", re.MULTILINE)
    assert commands.findall(reports["console -vv"]) == []


def test_row_61_markdown_has_no_tags_and_links_of_others(reports):
    text = reports["markdown"]
    outside = re.sub(r"^(`{3,}|~{3,}).*?^\1`*$", "", text, flags=re.MULTILINE | re.DOTALL)
    outside = re.sub("<pre>.*?</pre>", "", outside, flags=re.DOTALL)
    assert "<script" not in outside
    assert "<img" not in outside
    assert "](javascript" not in outside


def test_row_61_json_is_json(reports):
    assert json.loads(reports["json"])["verdict"] == "failed"


def test_row_60_what_a_service_prints_is_shown_and_not_obeyed(desk):
    desk.write("loud.py", f"print({ESCAPES!r}.replace(chr(10), ' ')); print('::error::pwned'); raise SystemExit(1)")
    desk.write(
        "a.spec.yaml",
        """
        spec: Loud
        services: {loud: {run: [python3, loud.py]}}
        steps: [{check: 1, expect: {value: 1}}]
        """,
    )
    done = desk.run("a.spec.yaml", "--report", "github")
    assert done.code == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", done.out)
    assert not re.search("^::error::pwned", done.out, re.MULTILINE)
    assert "\\x1b[31mred" in done.out


def test_row_60_nor_what_stands_in_a_spec_or_its_name(desk):
    desk.write(
        "a\x1b[31m.spec.yaml", 'spec: "T \\e[31m"\nsteps: [{name: "N \\e[2J", check: 1, expect: {value: 2}}]\n'
    )
    for arguments in (["."], ["list", "."], ["plan", "."], ["lint", "."]):
        done = desk.run(*arguments)
        assert "\x1b" not in done.out + done.err, arguments
