"""The README's first screen: its two commands are those that CI calls, and it stays short."""

from __future__ import annotations

import os
import re
import subprocess

from .pages import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SCRIPT = (ROOT / ".ci/run").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^```sh\n(.+?)^```$", README, re.MULTILINE | re.DOTALL)


def test_there_are_two_commands_of_one_line():
    assert [command.count("\n") for command in COMMANDS] == [1, 1]
    assert "specrun specs/" in COMMANDS[0]
    assert "pytest" in COMMANDS[1]


def test_ci_reads_its_commands_from_the_readme_and_calls_both():
    (function,) = re.findall(r"^readme_command\(\) \{\n.*?^\}$", SCRIPT, re.MULTILINE | re.DOTALL)
    for number, command in enumerate(COMMANDS, 1):
        assert re.search(rf'^step ".+" run_readme_command {number}$', SCRIPT, re.MULTILINE)
        done = subprocess.run(
            ["bash", "-c", f"{function}\nreadme_command {number}"],
            env={"tree": str(ROOT), "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == command


def test_the_commands_stand_on_the_first_screen():
    lines = README.splitlines()
    assert lines.index(COMMANDS[1].strip()) < 25
