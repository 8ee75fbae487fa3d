"""What is wrong with a service as written, before it is started."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..model import Ready, Service
from ..source import Diagnostic, DiagnosticError, SourceSpan
from ..source.codes import plan as codes
from ..syntax import MappingNode, Node, ScalarNode, key_span, locate, span_within
from ..values import compile_regex

_WAYS_TO_ASK = "give exactly one of `http`, `tcp`, `log`"
_ABSOLUTE = re.compile(r"https?://[^/]")


def service_problems(name: str, service: Service, node: Node, read: Callable[[str], bytes]) -> Iterator[Diagnostic]:
    """Mistakes that no field shows alone. `node` is what stands behind the name; templates are left to the run.

    `read` reads files that a mock answers with, and raises OSError.
    """
    ways = [way for way in ("run", "module", "asgi", "mock") if getattr(service, way) is not None]
    if len(ways) != 1:
        message = f"`{name}` has {' and '.join(f'`{way}`' for way in ways) or 'nothing to start'}"
        hint = "give exactly one of `run`, `module`, `asgi`, `mock`"
        yield codes.BAD_SERVICE.at(_start(node), message, hint=hint)
    elif service.args and ways != ["module"]:
        message = "`args` go with `module` only"
        yield codes.BAD_SERVICE.at(key_span(node, ("args",)), message, hint=f"put them into `{ways[0]}`")
    if service.asgi is not None and service.env:
        message = "an `asgi` app has no environment of its own"
        hint = "set the variables outside, or serve it in a process of its own: `module` or `run`"
        yield codes.BAD_SERVICE.at(key_span(node, ("env",)), message, hint=hint)
    if service.mock is not None:
        # Lazy: few specs have mocks, and their model is large.
        from .mocks import mock_problems

        yield from mock_problems(service, node, read)
    if service.ready is not None:
        yield from _ready_problems(service.ready, locate(node, ("ready",)))


def _ready_problems(ready: Ready, node: Node) -> Iterator[Diagnostic]:
    ways = [way for way in ("http", "tcp", "log") if getattr(ready, way) is not None]
    if not ways:
        yield codes.BAD_SERVICE.at(node.span, "`ready` says nothing to ask for", hint=_WAYS_TO_ASK)
    elif len(ways) > 1:
        message = f"`ready` has {' and '.join(f'`{way}`' for way in ways)}"
        yield codes.BAD_SERVICE.at(key_span(node, (ways[1],)), message, hint=_WAYS_TO_ASK)
    if ready.status is not None and ways and ready.http is None:
        message = f"`{ways[0]}` has no status"
        yield codes.BAD_SERVICE.at(key_span(node, ("status",)), message, hint="`status` goes with `http`")
    if isinstance(ready.http, str) and not _ABSOLUTE.match(ready.http):
        message = f"`{ready.http}` is no URL with a host"
        hint = "write it with its host: `http://127.0.0.1:${{ port }}/health`"
        yield codes.BAD_SERVICE.at(locate(node, ("http",)).span, message, hint=hint)
    if ready.log is not None:
        yield from _regex_problems(ready.log, locate(node, ("log",)))


def _regex_problems(pattern: str, node: Node) -> Iterator[Diagnostic]:
    span = span_within(node, 0, len(node.text)) if isinstance(node, ScalarNode) else node.span
    try:
        compile_regex(pattern, span)
    except DiagnosticError as error:
        yield from error.diagnostics


def _start(node: Node) -> SourceSpan:
    return node.entries[0].key.span if isinstance(node, MappingNode) and node.entries else node.span
