"""HOSTILE row 57: kill -9, a full disk, a report directory that cannot be written. Row 65: two runs, links."""

from __future__ import annotations

import json
import os
import signal
import threading
from pathlib import Path

import pytest

from .conftest import Desk, ended, plainly

pytestmark = pytest.mark.slow

SLOW = """
spec: Slow
steps:
  - {id: first, check: 1, expect: {value: 1}}
  - {id: work, pause: 60s, timeout: 90s, expect: {time: {gte: 0s}}}
"""
QUICK = "spec: Quick\nsteps: [{id: one, check: 1, expect: {value: 1}}]\n"


def killed(desk: Desk) -> Path:
    """The journal of a run that was killed in its second step."""
    desk.write("a.spec.yaml", SLOW)
    process = desk.start("a.spec.yaml")
    desk.wait_for_step("work")
    process.kill()
    assert ended(process).code == -signal.SIGKILL
    return desk.folder / ".specrunner/last.ndjson"


def test_row_57_the_journal_of_a_killed_run_makes_every_report_and_is_never_green(desk):
    killed(desk)
    shown = desk.run("report", "-v")
    assert shown.code == 2
    assert "✓ first" in shown.out
    assert "cut off (the record ends before the run did)" in shown.out
    for name in ("junit", "junit-gitlab", "json", "markdown", "github"):
        assert desk.run("report", "--format", name, "-o", f"r.{name}").code == 2
    assert json.loads((desk.folder / "r.json").read_text())["verdict"] == "cut off"


def test_row_57_a_journal_is_readable_up_to_the_tear(desk):
    journal = killed(desk)
    whole = journal.read_bytes()
    lines = whole.splitlines(keepends=True)
    for cut in (1, 20, len(lines[-1]) - 1):
        journal.write_bytes(whole[:-cut])
        shown = desk.run("report", "-v")
        assert shown.code == 2
        assert "✓ first" in shown.out
        assert shown.err == (
            f"specrun: the journal ends within line {len(lines)}: the run was cut off there, "
            "and nothing after it is known\n"
        )


def test_row_57_damage_in_the_middle_is_refused_with_the_line(desk):
    journal = killed(desk)
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b'"', b"'", 1)
    journal.write_bytes(b"".join(lines))
    shown = desk.run("report")
    assert shown.code == 3
    assert f"{journal}: line 3 is damaged" in shown.err
    assert "Traceback" not in shown.err


def test_row_57_what_was_red_in_a_killed_run_can_be_run_again(desk):
    killed(desk)
    desk.write("b.spec.yaml", QUICK)
    desk.write("a.spec.yaml", SLOW.replace("60s", "1ms"))
    again = desk.run("a.spec.yaml", "b.spec.yaml", "--rerun-failed", "-v")
    assert again.code == 0
    assert "1 spec, 2 steps" in again.out


def test_row_57_a_full_disk_ends_the_run_with_a_sentence(desk):
    desk.write("a.spec.yaml", QUICK)
    done = desk.run("a.spec.yaml", "--journal", "/dev/full", "--report", "json=r.json")
    assert done.code == 3
    assert done.err == (
        "specrun: /dev/full: line 1 of the journal could not be written: the disk is full\n"
        "   hint: free some space, or write the journal elsewhere\n"
    )
    assert "cut off" in done.out
    assert not (desk.folder / "r.json").exists()
    assert not Path("/dev/full.lock").exists()


def test_row_57_a_disk_that_gets_full_leaves_what_was_written_readable(desk):
    desk.write("a.spec.yaml", QUICK.replace("one,", "one, for_each: [1, 2, 3, 4, 5, 6, 7, 8, 9],"))
    # A limit on the size of files stands for the disk: bash counts in KiB, and Python gets an error, not a signal.
    done = desk.shell("ulimit -f 3; exec $SPECRUN a.spec.yaml")
    assert done.code == 3
    assert "could not be written" in done.err
    assert "Traceback" not in done.err
    shown = desk.run("report", "-v")
    assert shown.code == 2
    assert "the journal ends within line" in shown.err
    assert "✓ one[0]" in shown.out


@pytest.mark.parametrize("place", ["/proc/r.json", "taken/r.json", "folder"])
def test_row_57_a_report_that_cannot_be_written_is_a_sentence_and_keeps_no_other_from_it(desk, place):
    desk.write("a.spec.yaml", QUICK)
    desk.write("taken", "a file")
    (desk.folder / "folder").mkdir()
    done = desk.run("a.spec.yaml", "--report", f"json={place}", "--report", "markdown=r.md")
    assert done.code == 3
    assert done.err.startswith(f"specrun: the report {Path(desk.folder, place)} cannot be written: ")
    assert "Traceback" not in done.err
    assert "✓ passed" in done.out
    assert "passed" in (desk.folder / "r.md").read_text()
    assert [name for name in desk.files() if name.startswith((".r.", "folder", ".folder"))] == []


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_row_57_a_read_only_folder_is_a_sentence(desk):
    desk.write("a.spec.yaml", QUICK)
    (desk.folder / "reports").mkdir(mode=0o555)
    done = desk.run("a.spec.yaml", "--report", "json=reports/r.json")
    assert (done.code, "Permission denied" in done.err) == (3, True)


def test_row_57_a_journal_that_cannot_be_opened_is_a_sentence(desk):
    desk.write("a.spec.yaml", QUICK)
    (desk.folder / "folder").mkdir()
    done = desk.run("a.spec.yaml", "--journal", "folder")
    assert done.code == 3
    assert done.err == (
        f"specrun: the journal {desk.folder / 'folder'} cannot be written: Is a directory\n"
        "   hint: choose another place with `--journal`\n"
    )


def test_row_57_a_journal_may_be_a_pipe_to_another_program(desk):
    desk.write("a.spec.yaml", QUICK)
    done = desk.shell("$SPECRUN a.spec.yaml -q --journal >(cat > copy.ndjson); sleep 0.2")
    assert (done.code, done.err) == (0, "")
    assert desk.outcomes("copy.ndjson") == {"one": "passed"}


def test_row_57_a_pipe_that_nobody_reads_is_not_waited_for(desk):
    desk.write("a.spec.yaml", QUICK)
    os.mkfifo(desk.folder / "pipe")
    done = desk.run("a.spec.yaml", "--journal", "pipe")
    assert done.code == 3
    assert "cannot be written" in done.err


def test_row_65_two_runs_in_one_folder_keep_their_records_apart(desk, server):
    is_over = threading.Event()
    server.answer = lambda handler, body: (is_over.wait(60), plainly(handler, body))
    work = f"http: {{get: {server.url}/}}, timeout: 90s, expect: {{status: 200}}"
    desk.write("slow.spec.yaml", SLOW.replace("pause: 60s, timeout: 90s, expect: {time: {gte: 0s}}", work))
    desk.write("quick.spec.yaml", QUICK)
    slow = desk.start("slow.spec.yaml", "--report", "json=r.json")
    desk.wait_for_step("work")
    quick = desk.start("quick.spec.yaml", "--report", "junit=r.xml")

    assert ended(quick).code == 0
    is_over.set()
    assert ended(slow).code == 0

    own = f".specrunner/last-{quick.pid}.ndjson"
    assert desk.outcomes() == {"first": "passed", "work": "passed"}
    assert desk.outcomes(own) == {"one": "passed"}
    assert json.loads((desk.folder / "r.json").read_text())["totals"]["steps"]["total"] == 2
    assert desk.files() == [
        own,
        ".specrunner/last.ndjson",
        "quick.spec.yaml",
        "r.json",
        "r.xml",
        "slow.spec.yaml",
    ]


def test_row_65_two_runs_that_write_the_same_report_leave_a_whole_one(desk):
    desk.write("a.spec.yaml", QUICK)
    runs = [desk.start("a.spec.yaml", "--report", "json=r.json") for _ in range(4)]
    assert [ended(run).code for run in runs] == [0, 0, 0, 0]
    assert json.loads((desk.folder / "r.json").read_text())["verdict"] == "passed"


@pytest.mark.parametrize("name", ["r.json", ".specrunner/last.ndjson"])
def test_row_65_a_link_is_replaced_and_not_followed(desk, name):
    desk.write("a.spec.yaml", QUICK)
    precious = desk.write("precious", "keep me")
    link = desk.folder / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(precious)
    done = desk.run("a.spec.yaml", "--report", "json=r.json")
    assert (done.code, done.err) == (0, "")
    assert precious.read_text() == "keep me"
    assert not link.is_symlink()


def test_row_65_in_a_folder_behind_a_link_nothing_else_is_touched(desk):
    desk.write("a.spec.yaml", QUICK)
    desk.write("elsewhere/other.json", "{}")
    (desk.folder / "reports").symlink_to(desk.folder / "elsewhere")
    done = desk.run("a.spec.yaml", "--report", "json=reports/r.json")
    assert done.code == 0
    assert sorted(path.name for path in (desk.folder / "elsewhere").iterdir()) == ["other.json", "r.json"]
    assert (desk.folder / "elsewhere/other.json").read_text() == "{}"


def test_row_65_a_folder_behind_a_link_to_nothing_is_a_sentence(desk):
    desk.write("a.spec.yaml", QUICK)
    (desk.folder / "reports").symlink_to(desk.folder / "nowhere")
    done = desk.run("a.spec.yaml", "--report", "json=reports/r.json")
    assert done.code == 3
    assert "cannot be written" in done.err
    assert "Traceback" not in done.err


def test_row_57_no_descriptor_is_left_to_the_services(desk):
    desk.write(
        "service.py",
        """
        import os
        from http.server import BaseHTTPRequestHandler, HTTPServer
        import sys
        listed = sorted(os.listdir("/proc/self/fd"), key=int)
        print("descriptors", *listed, flush=True)
        server = HTTPServer(("127.0.0.1", int(sys.argv[1])), BaseHTTPRequestHandler)
        server.serve_forever()
        """,
    )
    desk.write(
        "a.spec.yaml",
        """
        spec: Descriptors
        services:
          one:
            run: [python3, service.py, "${{ port }}"]
            ready: {log: "^descriptors 0 1 2 \\\\d+$"}
            ready_within: 5s
        steps: [{check: 1, expect: {value: 1}}]
        """,
    )
    done = desk.run("a.spec.yaml")
    assert (done.code, done.err) == (0, ""), done.out
