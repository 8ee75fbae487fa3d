"""The grammar of the command line."""

from __future__ import annotations

import argparse
from typing import NoReturn

from .. import __version__
from .words import COMMANDS

EPILOG = """\
exit codes:
  0 passed   1 failed or errored   2 interrupted   3 specrunner's own trouble
  4 usage or a mistake in a spec   5 nothing was selected   6 a gate was not met
"""


class UsageError(Exception):
    """A command line that cannot be understood."""


class _Parser(argparse.ArgumentParser):
    """argparse leaves with 2, which here means interrupted."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}\n   hint: `{self.prog} --help` lists what there is")


def with_command(given: list[str]) -> list[str]:
    """The arguments with `run` in front when they name no command."""
    if given and (given[0] in COMMANDS or given[0] in ("-h", "--help", "-V", "--version")):
        return given
    return ["run", *given]


def build_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="specrun",
        description="Runs declarative YAML tests against live services. `specrun specs/` is `specrun run specs/`.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("-V", "--version", action="version", version=f"specrunner {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    _add_run(commands)
    _add_lint(commands)
    _add_list(commands)
    _add_plan(commands)
    _add_rest(commands)
    return parser


def _paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="specs, or folders of specs; `specs` unless the settings say otherwise",
    )
    parser.add_argument("--config", metavar="FILE", help="settings; the nearest specrunner.yaml unless given")
    parser.add_argument("--env", dest="environment", metavar="NAME", help="the environment of the settings to use")
    parser.add_argument(
        "--var",
        dest="vars",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a var for all specs, read like a YAML scalar; wins over the specs and the settings",
    )


def _selection(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("selection")
    group.add_argument("-t", "--tags", metavar="EXPR", help='by tags: "smoke and not (slow or flaky)"')
    group.add_argument("-k", "--words", metavar="EXPR", help="by parts of file names, titles and step names")
    group.add_argument("--shard", metavar="N/TOTAL", help="the Nth part of all files, stable when files are added")
    group.add_argument("--rerun-failed", action="store_true", help="only what was red in the last run")


def _add_run(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("run", help="run specs (the default)", description="Runs specs.")
    _paths(parser)
    _selection(parser)
    group = parser.add_argument_group("running")
    group.add_argument(
        "-j", "--jobs", type=int, metavar="N", help="specs at the same time; twice the cores unless set"
    )
    group.add_argument("-x", "--fail-fast", action="store_true", help="stop at the first failure")
    group.add_argument(
        "--seed", type=int, metavar="N", help="the seed of everything random, as a former run showed it"
    )
    group.add_argument("--dry-run", action="store_true", help="check everything that can be, send nothing")
    group.add_argument("--strict", action="store_true", help="take warnings about specs for errors")
    output = parser.add_argument_group("output")
    output.add_argument("-q", "--quiet", action="store_true", help="failures and the summary only")
    output.add_argument("-v", "--verbose", action="count", default=0, help="each step; -vv: each exchange")
    output.add_argument(
        "--report",
        dest="reports",
        action="append",
        default=[],
        metavar="FORMAT=FILE",
        help="write a report: junit=report.xml, json=report.json, ...",
    )
    output.add_argument("--journal", metavar="FILE", help="the record of the run; .specrunner/last.ndjson unless set")


def _add_lint(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("lint", help="check specs without running them", description="Checks specs.")
    _paths(parser)
    parser.add_argument("--strict", action="store_true", help="take warnings for errors")
    parser.add_argument("--format", choices=("text", "json", "github"), default="text", help="how to say it")
    parser.add_argument("-v", "--verbose", action="store_true", help="notices, too")
    parser.add_argument("--no-cache", action="store_true", help="look at every file anew")


def _add_list(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("list", help="list specs", description="Lists specs, one a line.")
    _paths(parser)
    _selection(parser)
    parser.add_argument("--steps", action="store_true", help="their steps, too")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to say it")


def _add_plan(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "plan", help="show the step graph", description="Shows what would run, in which order."
    )
    _paths(parser)
    _selection(parser)
    parser.add_argument(
        "--format", choices=("text", "mermaid"), default="text", help="as text, or as a Mermaid graph"
    )


def _add_rest(commands: argparse._SubParsersAction[_Parser]) -> None:
    explain = commands.add_parser("explain", help="explain an error code, a kind, a matcher or a function")
    explain.add_argument("topic", nargs="?", metavar="WORD", help="SR0501, http, matches, uuid, ...; all without")
    schema = commands.add_parser("schema", help="write the JSON Schemas for editors")
    schema.add_argument("name", nargs="?", choices=("spec", "fragment", "settings", "events"), help="which one")
    schema.add_argument("-o", "--output", metavar="FOLDER", help="write all of them into a folder")
    init = commands.add_parser("init", help="begin a project with an example that runs")
    init.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help="where; here unless given")
    init.add_argument("--force", action="store_true", help="write over files that are there")
    report = commands.add_parser("report", help="make a report from the journal of a run")
    report.add_argument("journal", nargs="?", metavar="JOURNAL", help=".specrunner/last.ndjson unless given")
    report.add_argument("--format", default="console", metavar="FORMAT", help="console, junit, json, github, ...")
    report.add_argument("-o", "--output", metavar="FILE", help="where to; standard output unless given")
    report.add_argument("-v", "--verbose", action="count", default=0, help="each step; -vv: each exchange")
    report.add_argument("-q", "--quiet", action="store_true", help="failures and the summary only")
    _add_mcp_probe(commands)
    completion = commands.add_parser("completion", help="print the completion script of a shell")
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh", "fish", "powershell"), help="which shell")


def _add_mcp_probe(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "mcp-probe",
        help="look at an MCP server: what it has, and what is wrong with it",
        description="Connects to an MCP server, lists what it has, calls what only reads, and says what is wrong.",
    )
    parser.add_argument("--revision", default="auto", metavar="DATE", help="the revision to speak; `auto` unless set")
    parser.add_argument(
        "--transport", choices=("auto", "streamable", "sse"), default="auto", help="how to speak to a URL"
    )
    parser.add_argument(
        "--header",
        dest="headers",
        action="append",
        default=[],
        metavar="NAME: VALUE",
        help="a header field for every request, such as `Authorization: Bearer ...`",
    )
    parser.add_argument(
        "--call", action="append", default=[], metavar="TOOL", help="call this tool, even if it may change something"
    )
    parser.add_argument("--polite", action="store_true", help="send nothing that a server must refuse")
    parser.add_argument("--within", type=float, default=30.0, metavar="SECONDS", help="the longest for one request")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to say it")
    parser.add_argument("target", nargs="*", metavar="URL", help="the server's URL; or `-- COMMAND` for one on stdio")
