"""HOSTILE row 56: Ctrl-C and SIGTERM in the middle of a step, once, twice, thrice.

`tests/engine/test_signals.py` looks at services and their processes; here it is cleanup, reports and what is left.
"""

from __future__ import annotations

import json
import signal
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from .conftest import Desk, Server, ended

pytestmark = pytest.mark.slow

SPEC = """
spec: Interrupted
defaults: {{http: {{base_url: "{url}"}}}}
steps:
  - id: order
    http: {{post: /orders, json: {{}}}}
    expect: {{status: 200}}
    undo:
      http: {{delete: /orders}}
      expect: {{status: 200}}
  - {{id: work, pause: 60s, timeout: 90s, expect: {{time: {{gte: 0s}}}}}}
  - {{id: later, http: {{get: /later}}, expect: {{status: 200}}}}
teardown:
  - {{id: tidy, http: {{delete: /all}}, expect: {{status: 200}}}}
  - {{id: rest, pause: "{rest}", timeout: 90s, expect: {{time: {{gte: 0s}}}}}}
"""
OTHER = """
spec: Never begun
locks: [one]
steps: [{id: never, check: 1, expect: {value: 1}}]
"""
REPORTS = ("--report", "json=r.json", "--report", "junit=r.xml", "--report", "markdown=r.md")


def interrupted(desk: Desk, server: Server, *, rest: str = "1ms"):
    desk.write("a.spec.yaml", SPEC.format(url=server.url, rest=rest))
    desk.write("b.spec.yaml", OTHER)
    process = desk.start("a.spec.yaml", "b.spec.yaml", "-j", "1", *REPORTS)
    desk.wait_for_step("work")
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_row_56_once_cleans_up_writes_the_reports_and_says_what_did_not_run(desk, server, number):
    process = interrupted(desk, server)

    process.send_signal(number)
    done = ended(process)

    assert (done.code, done.err) == (2, "")
    assert server.paths == ["POST /orders", "DELETE /orders", "DELETE /all"]
    assert desk.outcomes() == {
        "order": "passed",
        "order.undo": "passed",
        "work": "not_run",
        "later": "not_run",
        "tidy": "passed",
        "rest": "passed",
        "never": "not_run",
    }
    report = json.loads((desk.folder / "r.json").read_text())
    assert (report["verdict"], report["exit_code"], report["run"]["interrupted"]) == ("interrupted", 2, number.name)
    assert report["totals"]["specs"]["passed"] == 0
    cases = ElementTree.parse(desk.folder / "r.xml").getroot().iter("testcase")
    skipped = [case.get("name", "").split(" ")[0] for case in cases if case.find("skipped") is not None]
    assert skipped == ["work", "later", "never"]
    assert f"interrupted (by {number.name}" in done.out
    assert desk.files() == [".specrunner/last.ndjson", "a.spec.yaml", "b.spec.yaml", "r.json", "r.md", "r.xml"]
    assert desk.left() == []


def test_row_56_twice_cuts_the_teardown_and_still_writes_the_reports(desk, server):
    process = interrupted(desk, server, rest="60s")

    process.send_signal(signal.SIGINT)
    desk.wait_for_step("rest")
    process.send_signal(signal.SIGINT)
    done = ended(process)

    assert done.code == 2
    assert "undo and teardown were cut short by a second signal" in done.out
    assert desk.outcomes()["rest"] == "not_run"
    assert json.loads((desk.folder / "r.json").read_text())["exit_code"] == 2
    assert desk.left() == []
    assert list(desk.temporary.iterdir()) == []


def test_row_56_thrice_leaves_at_once(desk, server):
    process = interrupted(desk, server, rest="60s")

    process.send_signal(signal.SIGINT)
    desk.wait_for_step("rest")
    # All at once: what the second one starts must not keep the third from being heard.
    for _ in range(2):
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
    done = ended(process)

    assert done.code == 2
    assert desk.left() == []


def test_row_56_before_the_run_begins_there_is_no_traceback(desk):
    # Reading a few thousand specs takes a moment, in which nothing has been started yet.
    for number in range(1500):
        desk.write(f"specs/s{number}.spec.yaml", "spec: S\nsteps: [{check: 1, expect: {value: 1}}]\n")
    process = desk.start("specs")
    # The parser is loaded with the first of them.
    desk.wait(lambda: "_yaml" in Path(f"/proc/{process.pid}/maps").read_text())
    process.send_signal(signal.SIGINT)
    done = ended(process)
    assert done.code == 2
    assert "Traceback" not in done.err
