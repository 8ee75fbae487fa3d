"""Writes the tables of the docs that come from the code: `python docs/generate.py`; `--check` only compares.

A generated part stands between `<!-- generated: NAME -->` and `<!-- end of NAME -->`. What is between the marks is
thrown away and made anew. `parts()` names them all.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from specrunner.app import builtin_registry
from specrunner.checks import SubjectTable, operators_table
from specrunner.cli.arguments import build_parser
from specrunner.config import SettingsFile
from specrunner.config.settings import EnvironmentSettings, Limits, Network, SecretPlace, Timeouts
from specrunner.events import EXIT_CODES
from specrunner.model import (
    STRUCTURAL_KINDS,
    Backoff,
    Burst,
    Collect,
    Defaults,
    Deviation,
    Duration,
    FragmentCall,
    FragmentHead,
    FragmentInput,
    KnownFailure,
    Later,
    MockAnswer,
    MockDrip,
    MockEvent,
    MockRoute,
    Name,
    RetryPolicy,
    SecretSource,
    Size,
    SpecHead,
    StepOptions,
    field_docs,
)
from specrunner.model.step import ForEach
from specrunner.plugin import spec_schema, volley_subjects
from specrunner.protocols import sse
from specrunner.protocols.graphql import model as graphql
from specrunner.protocols.mcp.model import Completion, Handler, Listen, Listing, McpAction, Stdio
from specrunner.protocols.mcp.subjects import MESSAGES
from specrunner.protocols.oauth import checks_table
from specrunner.protocols.oauth import subjects_table as oauth_subjects
from specrunner.protocols.oauth.model import Client, Dpop, Endpoints, Key, Login, OauthAction, Verification
from specrunner.protocols.rpc import model as rpc
from specrunner.protocols.sse.model import Reconnect, SseAction
from specrunner.protocols.tcp.model import Piece, Reading
from specrunner.protocols.websocket import model as ws
from specrunner.requests import RequestBody, RequestOptions, subjects_table
from specrunner.source import Code, Severity, all_codes
from specrunner.values import Template, format_duration, format_size, functions_table
from specrunner.wire import CLOSE_CODES

DOCS = Path(__file__).resolve().parent
MARKED = re.compile(r"<!-- generated: (?P<name>[^>]+?) -->\n.*?<!-- end of (?P=name) -->", re.DOTALL)
MODELS: Mapping[str, type[BaseModel]] = {
    "keys of stdio": Stdio,
    "keys of a handler": Handler,
    "keys of a listing": Listing,
    "keys of complete": Completion,
    "keys of listen": Listen,
    "keys of a route": MockRoute,
    "keys of an answer": MockAnswer,
    "keys of an event": MockEvent,
    "keys of drip": MockDrip,
    "keys of a piece": Piece,
    "keys of read": Reading,
    "keys of sse reconnect": Reconnect,
    "keys of collect": Collect,
    "keys of retry": RetryPolicy,
    "keys of backoff": Backoff,
    "keys of for_each": ForEach,
    "keys of burst": Burst,
    "keys of known_failure": KnownFailure,
    "keys of a deviation": Deviation,
    "keys of secrets": SecretSource,
    "keys of uses": FragmentCall,
    "keys of a fragment": FragmentHead,
    "keys of an input": FragmentInput,
    "keys of the settings": SettingsFile,
    "keys of an environment": EnvironmentSettings,
    "keys of a secret": SecretPlace,
    "keys of timeout": Timeouts,
    "keys of limits": Limits,
    "keys of an operation": graphql.Operation,
    "keys of an upload": graphql.Upload,
    "keys of a batch item": rpc.BatchItem,
    "keys of rpc stdio": rpc.Program,
    "keys of rpc handlers": rpc.RpcHandler,
    "keys of network": Network,
    "keys of ws": ws.WsAction,
    "keys of ws send": ws.Sending,
    "keys of ws binary": ws.Bytes,
    "keys of ws handlers": ws.SocketHandler,
    "keys of ws limits": ws.SocketLimits,
    "keys of ws deflate": ws.DeflateOptions,
    "keys of ws raw": ws.Frame,
    "keys of oauth": OauthAction,
    "keys of client": Client,
    "keys of a key": Key,
    "keys of endpoints": Endpoints,
    "keys of login": Login,
    "keys of dpop": Dpop,
    "keys of verification": Verification,
}
KIND_PAGES: Mapping[str, str] = {
    "http": "http.md",
    "sse": "sse.md",
    "mcp": "mcp.md",
    "tcp": "tcp.md",
    "mock": "mock.md",
    "ws": "ws.md",
    "oauth": "oauth.md",
    "rpc": "rpc.md",
    "graphql": "graphql.md",
    "pause": "#waiting-a-fixed-time-pause",
    "check": "#judging-a-value-check",
    "set": "#naming-values-set",
    "parallel": "#side-by-side-parallel",
    "uses": "#fragments",
}
FAMILIES: Mapping[str, str] = {
    "SR01": "The text is not YAML that is read here",
    "SR02": "The document has not the shape of a spec",
    "SR03": "Expressions, templates and selectors",
    "SR04": "Matchers and subjects",
    "SR05": "Steps, names and rules",
    "SR06": "Files and the command line",
}


def parts() -> dict[str, Callable[[], str]]:
    """Every generated part by its name."""
    registry = builtin_registry()
    found: dict[str, Callable[[], str]] = {
        "functions": functions_table,
        "operators": operators_table,
        "subjects of sse": partial(subjects_table, registry.kinds["sse"].subjects),
        "subjects of an sse event": partial(subjects, sse.MESSAGES),
        "keys of sse": partial(own_keys, SseAction, (RequestBody, RequestOptions)),
        "subjects of ws": partial(subjects_table, registry.kinds["ws"].subjects),
        "close codes": lambda: table(("code", "means"), (row(f"{n}", text) for n, text in CLOSE_CODES.items())),
        "subjects of http": partial(subjects_table, registry.kinds["http"].subjects, has_fault_kinds=True),
        "subjects of oauth": oauth_subjects,
        "checks of oauth": checks_table,
        "keys of mcp": partial(own_keys, McpAction, (RequestOptions,)),
        "subjects of mcp": partial(subjects_table, registry.kinds["mcp"].subjects),
        "message subjects of mcp": partial(subjects_table, MESSAGES),
        "keys of a spec": partial(schema_table, "spec", SpecHead, ("defaults", "setup", "steps", "teardown")),
        "keys of a step": partial(
            schema_table, "step", StepOptions, ("expect", "save", "until", "stop_if", "undo", "dialogue")
        ),
        "keys of defaults": defaults_table,
        "kinds": kinds_table,
        "subjects of a volley": partial(subjects, volley_subjects(SubjectTable("volley", {}))),
        "commands": commands_table,
        "exit codes": lambda: table(("code", "means"), (row(f"{n}", text) for n, text in EXIT_CODES.items())),
        "codes": codes_text,
    }
    found |= {name: partial(model_table, model) for name, model in MODELS.items()}
    for key, kind in registry.kinds.items():
        found.setdefault(f"subjects of {key}", partial(subjects, kind.subjects))
        # `http` tells its keys in several tables, by theme.
        if KIND_PAGES[key].endswith(".md") and key != "http":
            found[f"keys of {key}"] = partial(model_table, kind.action)
    found |= {f"options of {name}": partial(options_table, name) for name in commands()}
    return found


def own_keys(model: type[BaseModel], shared: tuple[type[BaseModel], ...]) -> str:
    """The keys of a model that it does not share with others, which have a table elsewhere."""
    others = {name for base in shared for name in base.model_fields}
    own = [line for line, name in zip(model_rows(model), model.model_fields, strict=True) if name not in others]
    return table(("key", "takes", "unless set", "what it is"), own)


def row(*cells: str) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def table(head: tuple[str, ...], rows: Iterable[str]) -> str:
    return "\n".join([row(*head), "|" + "---|" * len(head), *rows])


# Models


def model_rows(model: type[BaseModel]) -> Iterator[str]:
    docs, hints = field_docs(model), get_type_hints(model, include_extras=True)
    for name, field in model.model_fields.items():
        takes = type_words(hints[name])
        yield row(f"`{field.alias or name}`", takes, default_words(field, takes), docs.get(name, ""))


def model_table(model: type[BaseModel]) -> str:
    """A row a key: what it takes, the default, and the docstring under the field."""
    return table(("key", "takes", "unless set", "what it is"), model_rows(model))


def schema_table(name: str, model: type[BaseModel], further: tuple[str, ...]) -> str:
    """A model's rows, and those of keys that are bound by themselves: their texts are those of editors."""
    schema = spec_schema(builtin_registry())
    properties = (schema if name == "spec" else schema["definitions"]["Step"])["properties"]
    takes = {
        "setup": "list of steps",
        "steps": "list of steps",
        "teardown": "list of steps",
        "undo": "step",
        "dialogue": "list of lines",
    }

    def rows() -> Iterator[str]:
        yield from model_rows(model)
        for key in further:
            must = "must be given" if key in schema["required"] else ""
            yield row(f"`{key}`", takes.get(key, "map"), must, properties[key]["description"])

    return table(("key", "takes", "unless set", "what it is"), rows())


def defaults_table() -> str:
    kinds = [key for key, kind in builtin_registry().kinds.items() if kind.has_defaults]
    doc = "Fields that every `{}` step has unless it gives its own."
    further = [row(f"`{key}`", "map", "", doc.format(key)) for key in kinds]
    return table(("key", "takes", "unless set", "what it is"), [*model_rows(Defaults), *further])


def type_words(hint: Any) -> str:
    """A type as a QA engineer would say it."""
    for leaf, word in ((Duration, "duration"), (Size, "size"), (Name, "name")):
        if hint == leaf:
            return word
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return type_words(arguments[0])
    if origin in (Union, UnionType):
        wanted = [each for each in arguments if each not in (NoneType, Template)]
        return " or ".join(dict.fromkeys(type_words(each) for each in wanted))
    if origin is Literal:
        return " or ".join(f"`{each}`" for each in arguments)
    if origin is Later:
        return type_words(arguments[0])
    if origin is list:
        return f"list of {type_words(arguments[0])}"
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return _SHORT_FORMS.get(hint.__name__, "map")
    plain = {str: "text", int: "integer", float: "number", bool: "`true` or `false`", dict: "map", Any: "any value"}
    return plain.get(origin or hint, "date")


_SHORT_FORMS = {
    "RetryPolicy": "integer or map",
    "SecretPlace": "text or map",
    "SecretSource": "names or maps",
    "ForEach": "list, expression or map",
}


def default_words(field: FieldInfo, takes: str) -> str:
    """The default as one would write it; nothing where it is nothing."""
    if field.is_required():
        return "must be given"
    default = field.get_default(call_default_factory=True)
    match default:
        case bool():
            return f"`{str(default).lower()}`"
        case int() | float() if takes == "duration":
            return f"`{format_duration(float(default))}`"
        case int() if takes == "size":
            return f"`{format_size(default)}`"
        case int() | float():
            return f"`{default:g}`"
        case str() if default:
            return f"`{default}`"
        case list() if default:
            return f"`[{', '.join(default)}]`"
    return ""


# Kinds


def kinds_table() -> str:
    known = {key: kind.doc for key, kind in builtin_registry().kinds.items()} | dict(STRUCTURAL_KINDS)
    rows = (row(f"[`{key}`]({KIND_PAGES[key]})", doc) for key, doc in known.items())
    return table(("action", "what it does"), rows)


def subjects(known: SubjectTable) -> str:
    """A table of all, then one for each that has fields of its own; of a list, they are those of each element."""
    rows = (row(f"`{subject.name}`", subject.type, subject.doc) for subject in known.subjects.values())
    parts = [table(("subject", "type", "what it is"), rows)]
    for subject in known.subjects.values():
        prefix = f"{subject.name}[0]" if subject.type == "list" else subject.name
        fields = (row(f"`{name}`", doc) for name, doc in (subject.fields or {}).items())
        parts += [table((f"field of `{prefix}`", "what it is"), fields)] if subject.fields else []
    return "\n\n".join(parts)


# The command line


def commands() -> dict[str, argparse.ArgumentParser]:
    (action,) = (each for each in build_parser()._actions if isinstance(each, argparse._SubParsersAction))
    return dict(action.choices)


def commands_table() -> str:
    (action,) = (each for each in build_parser()._actions if isinstance(each, argparse._SubParsersAction))
    known = {each.dest: each.help or "" for each in action._choices_actions}
    rows = (row(f"[`specrun {name}`](#specrun-{name})", text) for name, text in known.items())
    return table(("command", "what it does"), rows)


def options_table(name: str) -> str:
    actions = [each for each in commands()[name]._actions if not isinstance(each, argparse._HelpAction)]
    return table(("option", "what it does"), (row(_spelling(each), _help(each)) for each in actions))


def _spelling(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or "{" + ",".join(action.choices or ()) + "}")
    if not action.option_strings:
        return f"`{value}`"
    return ", ".join(f"`{f'{option} {value}'.strip()}`" for option in action.option_strings)


def _help(action: argparse.Action) -> str:
    text = (action.help or "").replace("%%", "%")
    if action.choices and action.metavar is None and action.option_strings and action.default:
        return f"{text}; `{action.default}` unless given"
    return text


# Codes


def codes_text() -> str:
    """Every code under a heading of its own."""
    lines: list[str] = []
    for family, title in FAMILIES.items():
        members = [code for code in all_codes().values() if code.id.startswith(family)]
        lines += [f"## {title}", "", f"`{members[0].id}` to `{members[-1].id}`.", ""]
        for code in members:
            lines += _code(code)
    return "\n".join(lines)


def _code(code: Code) -> Iterator[str]:
    yield from (f"### {code.id}: {code.title}", "")
    if code.severity is not Severity.ERROR:
        yield from (f"A {code.severity}: it does not keep a run from starting.", "")
    yield from (code.explain, "")
    for label, example in (("wrong", code.wrong), ("right", code.right)):
        if example:
            yield from (f"{label.capitalize()}:", "", f"```yaml {label}", example, "```", "")


# Pages


def regenerated(text: str, makers: Mapping[str, Callable[[], str]]) -> str:
    """A page with its generated parts made anew. KeyError for a part that nobody makes."""

    def made(found: re.Match[str]) -> str:
        name = found["name"]
        return f"<!-- generated: {name} -->\n\n{makers[name]().strip()}\n\n<!-- end of {name} -->"

    return MARKED.sub(made, text)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a page is out of date")
    is_check = arguments.parse_args().check
    makers, stale = parts(), []
    for page in sorted(DOCS.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        fresh = regenerated(text, makers)
        if fresh != text:
            stale.append(page.relative_to(DOCS.parent).as_posix())
            if not is_check:
                page.write_text(fresh, encoding="utf-8")
    for name in stale:
        sys.stdout.write(f"{name} {'is out of date' if is_check else 'written'}\n")
    return 1 if is_check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
