"""HOSTILE rows 8, 64 and 66: what never ends, what is too much, and what goes round."""

from __future__ import annotations

import os
import sys

import pytest

from .conftest import reply

pytestmark = pytest.mark.slow

ONE = "spec: One\nsteps: [{id: one, check: 1, expect: {value: 1}}]\n"


def test_row_8_what_is_no_file_is_told_and_not_waited_for(desk):
    desk.write("specs/a.spec.yaml", ONE)
    os.mkfifo(desk.folder / "specs/pipe.spec.yaml")
    (desk.folder / "specs/round").symlink_to(desk.folder / "specs")
    (desk.folder / "specs/loop.spec.yaml").symlink_to(desk.folder / "specs/loop.spec.yaml")
    done = desk.run("specs")
    assert "Traceback" not in done.err
    assert "pipe.spec.yaml" in done.out + done.err
    assert "loop.spec.yaml" in done.out + done.err


def test_row_64_a_step_that_never_ends_and_a_teardown_that_hangs_have_deadlines(desk):
    desk.write(
        "a.spec.yaml",
        """
        spec: Endless
        timeout: 300ms
        teardown_timeout: 200ms
        steps: [{id: work, pause: 1h, timeout: 2h, expect: {time: {gte: 0s}}}]
        teardown: [{id: hang, pause: 1h, timeout: 2h, expect: {time: {gte: 0s}}}]
        """,
    )
    done = desk.run("a.spec.yaml")
    assert done.code == 1
    assert desk.outcomes() == {"work": "not_run", "hang": "not_run"}
    assert "the spec took longer than 300ms" in done.out


def memory_kb(desk, count: int) -> int:
    """The peak of a run of so many specs, in KiB."""
    for number in range(count):
        desk.write(f"s{count}/s{number}.spec.yaml", ONE)
    process = desk.start(f"s{count}", "-q", "--journal", f"j{count}.ndjson")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss if sys.platform != "darwin" else usage.ru_maxrss // 1024


def test_row_64_a_thousand_specs_take_little_more_memory_than_ten(desk):
    grown_kb = memory_kb(desk, 1000) - memory_kb(desk, 10)
    assert grown_kb < 50 * 1024


def test_row_66_a_loop_over_a_million_items_is_refused_with_the_limit(desk, server):
    server.answer = lambda handler, body: reply(handler, b"[" + b"1," * 999_999 + b"1]")
    desk.write(
        "a.spec.yaml",
        f"""
        spec: Many
        steps:
          - {{id: list, http: {{get: {server.url}/}}, expect: {{status: 200}}}}
          - {{id: each, for_each: "${{{{ steps.list.body }}}}", check: "${{{{ item }}}}", expect: {{value: 1}}}}
        """,
    )
    done = desk.run("a.spec.yaml")
    assert done.code == 1
    assert "`for_each` got 1000000 items; the limit is 10000" in done.out


def test_row_66_fragments_that_use_each_other_are_refused_with_the_way(desk):
    desk.write("a.fragment.yaml", "fragment: A\nsteps: [{uses: ./b.fragment.yaml}]\n")
    desk.write("b.fragment.yaml", "fragment: B\nsteps: [{uses: ./a.fragment.yaml}]\n")
    desk.write("a.spec.yaml", "spec: Round\nsteps: [{uses: ./a.fragment.yaml}]\n")
    done = desk.run("a.spec.yaml")
    assert done.code == 4
    assert "a.fragment.yaml" in done.out
    assert "b.fragment.yaml" in done.out
    assert "Traceback" not in done.out + done.err
