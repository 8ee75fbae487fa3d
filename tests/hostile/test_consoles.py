"""HOSTILE row 58: standard output that is closed, full, or cannot spell what is said."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow

MANY = "spec: Many ✓ é\nsteps:\n" + "".join(
    f"  - {{id: s{number}, name: 'Schritt für {number} ✓', check: 1, expect: {{value: 1}}}}\n"
    for number in range(300)
)
RED = "spec: Rot für 茶\nsteps: [{id: s, check: 'ünï 茶 ✗', expect: {value: '→'}}]\n"


def test_row_58_a_reader_that_goes_away_ends_nothing_and_is_told_nothing(desk):
    desk.write("a.spec.yaml", MANY)
    done = desk.shell("$SPECRUN a.spec.yaml -vv | head -1; echo ${PIPESTATUS[0]}")
    assert done.out.splitlines()[1:] == ["0"]
    assert done.err == ""
    assert len(desk.outcomes()) == 300


def test_row_58_the_exit_code_is_that_of_the_run_though_nobody_reads(desk):
    desk.write("a.spec.yaml", RED)
    done = desk.shell("$SPECRUN a.spec.yaml -vv | true; echo ${PIPESTATUS[0]}")
    assert (done.out, done.err) == ("1\n", "")


@pytest.mark.parametrize(
    "command",
    ["list . --steps", "plan .", "explain", "schema", "report -vv", "completion bash", "lint . -v", "--help"],
)
def test_row_58_every_command_is_quiet_when_its_reader_goes_away(desk, command):
    desk.write("a.spec.yaml", MANY)
    desk.run("a.spec.yaml", "-q")
    done = desk.shell(f"$SPECRUN {command} | true")
    assert done.err == ""


@pytest.mark.parametrize("command", ["a.spec.yaml", "list a.spec.yaml", "explain http", "report", "--version"])
def test_row_58_a_closed_standard_output_is_no_mistake(desk, command):
    desk.write("a.spec.yaml", MANY)
    desk.run("a.spec.yaml", "-q")
    done = desk.shell(f"$SPECRUN {command} >&-; echo $? >&2")
    assert (done.out, done.err) == ("", "0\n")


def test_row_58_with_no_stream_at_all_the_exit_code_still_tells(desk):
    desk.write("a.spec.yaml", RED)
    done = desk.shell("$SPECRUN a.spec.yaml <&- >&- 2>&-; echo $? > code")
    assert (desk.folder / "code").read_text() == "1\n"
    assert desk.outcomes() == {"s": "failed"}
    assert (done.out, done.err) == ("", "")


@pytest.mark.parametrize("command", ["a.spec.yaml", "list a.spec.yaml", "explain", "report"])
def test_row_58_a_full_standard_output_is_a_sentence(desk, command):
    desk.write("a.spec.yaml", MANY)
    desk.run("a.spec.yaml", "-q")
    done = desk.shell(f"$SPECRUN {command} > /dev/full; echo $?")
    assert (done.out, done.err) == (
        "3\n",
        "specrun: standard output cannot be written: No space left on device\n",
    )


@pytest.mark.parametrize(
    "environment",
    [{"PYTHONIOENCODING": "ascii"}, {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
)
@pytest.mark.parametrize("verbosity", ["-q", "-vv"])
def test_row_58_a_console_that_is_not_utf8_gets_escapes(desk, environment, verbosity):
    desk.write("a.spec.yaml", RED)
    done = desk.run("a.spec.yaml", verbosity, "--report", "junit=r.xml", "--report", "github", **environment)
    assert (done.code, done.err) == (1, "")
    assert done.out.isascii()
    assert "\\u8336" in done.out
    assert "茶" in (desk.folder / "r.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["lint", "list", "plan"])
def test_row_58_the_other_commands_do_the_same(desk, command):
    desk.write("a.spec.yaml", RED)
    done = desk.run(command, "a.spec.yaml", PYTHONIOENCODING="ascii")
    assert (done.code, done.err) == (0, "")
    assert done.out.isascii()
