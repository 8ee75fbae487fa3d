"""`specrun explain`: a code, a kind, a matcher, a function, at length."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from textwrap import fill, indent

from ..app import full_registry
from ..config import installed_plugins
from ..model import SpecModel, field_docs
from ..plugin import Registry
from ..source import all_codes, did_you_mean, find_code
from ..values import FUNCTIONS
from .arguments import UsageError
from .output import write


def command(arguments: argparse.Namespace) -> int:
    registry = full_registry(installed_plugins(sys.path))
    if arguments.topic is None:
        for line in _overview(registry):
            write(line)
        return 0
    topic = arguments.topic.strip()
    sections: list[Callable[[str, Registry], str | None]] = [_code, _kind, _operator, _function, _subject]
    texts = [text for section in sections if (text := section(topic, registry)) is not None]
    if not texts:
        known = [*all_codes(), *registry.kinds, *registry.operators, *FUNCTIONS]
        raise UsageError(f"there is nothing called `{topic}`; {did_you_mean(topic, known)}")
    write("\n\n".join(texts))
    return 0


def _overview(registry: Registry) -> Iterator[str]:
    yield "kinds of step:  " + " ".join([*registry.kinds, "parallel", "uses"])
    yield fill("matchers:       " + " ".join(registry.operators), 100, subsequent_indent=" " * 16)
    yield fill("functions:      " + " ".join(FUNCTIONS), 100, subsequent_indent=" " * 16)
    yield ""
    for code in all_codes().values():
        yield f"{code.id}  {code.title}"


def _code(topic: str, registry: Registry) -> str | None:
    code = find_code(topic)
    if code is None:
        return None
    parts = [f"{code.id} ({code.severity}): {code.title}", "", fill(code.explain, 100)]
    for label, example in (("wrong", code.wrong), ("right", code.right)):
        if example:
            parts += ["", f"{label}:", indent(example, "    ")]
    return "\n".join(parts)


def _kind(topic: str, registry: Registry) -> str | None:
    kind = registry.kinds.get(topic)
    if kind is None:
        return None
    lines = [f"step kind `{kind.key}`: {kind.doc}", "", "fields:"]
    action: type[SpecModel] = kind.action
    docs = field_docs(action)
    for name, field in action.model_fields.items():
        lines.append(f"  {field.alias or name:<16} {' '.join(docs.get(name, '').split())}")
    lines += ["", "subjects:"]
    lines += [f"  {name:<16} {subject.doc}" for name, subject in kind.subjects.subjects.items()]
    return "\n".join(lines)


def _operator(topic: str, registry: Registry) -> str | None:
    operator = registry.operators.get(topic)
    if operator is None:
        return None
    return f"matcher `{operator.name}`: {operator.doc}\n  takes    {operator.operand}\n  example  {operator.example}"


def _function(topic: str, registry: Registry) -> str | None:
    function = FUNCTIONS.get(topic.removesuffix("()"))
    if function is None:
        return None
    return f"function {function.signature}: {function.doc}\n  example  {function.example}"


def _subject(topic: str, registry: Registry) -> str | None:
    found = [
        f"subject `{topic}` of `{kind.key}`: {subject.doc}"
        for kind in registry.kinds.values()
        if (subject := kind.subjects.subjects.get(topic)) is not None
    ]
    return "\n".join(found) or None
