"""What the tests of this room share: a fixed context, and whole messages as people see them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from specrunner.source import DiagnosticError, SourceText, render_diagnostic
from specrunner.syntax import ScalarNode, compose
from specrunner.values import FunctionContext, Scope, compile_expression

FILES = {"user.json": b'{"name": "Ann"}', "latin.txt": b"\xe9", "rows.csv": b"id,name\n1,Ann\n2,Bob\n"}


def read_file(path: str) -> bytes:
    if path not in FILES:
        raise FileNotFoundError(2, "No such file or directory", path)
    return FILES[path]


@pytest.fixture
def context() -> FunctionContext:
    """Noon of 31 January 2027, dice with a fixed seed, three files."""
    noon = datetime(2027, 1, 31, 12, 0, 0, 123_456, tzinfo=UTC)
    return FunctionContext(lambda: noon, random.Random(7), read_file, lambda: 12.5)


@pytest.fixture
def scope(context: FunctionContext) -> Callable[..., Scope]:
    """A scope of names."""
    return lambda **names: Scope(names, functions=context)


@pytest.fixture
def evaluate(scope: Callable[..., Scope]) -> Callable[..., object]:
    """The value of an expression among names."""

    def evaluated(text: str, **names: object) -> object:
        return compile_expression(text, SourceText("spec.yaml", text).span).evaluate(scope(**names))

    return evaluated


@pytest.fixture
def refused(evaluate: Callable[..., object]) -> Callable[..., str]:
    """The whole message of the one error that an expression makes among names."""

    def message(text: str, **names: object) -> str:
        with pytest.raises(DiagnosticError) as caught:
            evaluate(text, **names)
        (diagnostic,) = caught.value.diagnostics
        return render_diagnostic(diagnostic, {"spec.yaml": SourceText("spec.yaml", text)}.get)

    return message


@pytest.fixture
def scalar() -> Callable[[str], ScalarNode]:
    """The scalar that a line of YAML holds after `x: `."""

    def node(text: str) -> ScalarNode:
        composed = compose(SourceText("spec.yaml", f"x: {text}\n"))
        assert composed.node is not None, composed.diagnostics
        found = composed.node.get("x")  # type: ignore[union-attr]
        assert isinstance(found, ScalarNode)
        return found

    return node
