"""JMESPath: projections and reshaping, with the difference between null and nothing that it lacks itself.

What counts as there: JMESPath gives null for whatever it does not find. Here a null result is null only where a null
stands: at the end of a chain of names and indexes (`a.b[0].c`, also behind a pipe), in a literal, or on the side that
`||` and `&&` chose. Every other null is MISSING: a name that is not there, `max([])`, a projection over no list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from ..source import DiagnosticError, did_you_mean
from ..source.codes import values_select as codes
from .describe import described
from .equality import same_value
from .errors import EvaluationError
from .lookup import Key, explain_missing
from .missing import MISSING
from .select import Locate, Match, Selector, check_size

if TYPE_CHECKING:
    from jmespath.visitor import TreeInterpreter

_Tree: TypeAlias = Any  # the library's dicts: type, value, children
MAX_JMESPATH_LEVELS = 100
_PATH_STEPS = ("subexpression", "index_expression", "pipe")


def compile_jmespath(text: str, locate: Locate) -> Selector:
    """The JMESPath expression in `text`: always singular. Raises DiagnosticError with the place within the text.

    Unknown functions and wrong numbers of arguments are found here, not when the expression runs.
    """
    check_size(text, locate)
    _check_texts(text, locate)
    tree = _parse(text, locate)
    _check_depth(tree, text, locate)
    _check_functions(tree, text, locate)
    interpreter = _interpreter()
    keys = _plain_keys(tree)

    def value(document: object) -> object:
        try:
            found: object = interpreter.visit(tree, document)
            return _null_or_nothing(tree, document, interpreter) if found is None else found
        except (ValueError, TypeError, OverflowError) as error:
            # The library raises its own errors for wrong types, and Python's for `'a' < 1` and a slice of step 0.
            raise EvaluationError(
                codes.JMESPATH_FAILED.at(locate(0, len(text)), f"`{text}` cannot be worked out: {_reason(error)}")
            ) from None

    def select(document: object) -> list[Match]:
        found = value(document)
        return [] if found is MISSING else [Match(found, (), f"jmespath({text})")]

    def explain(document: object) -> str:
        return explain_missing(document, keys, "") if keys else f"`{text}` finds nothing in {described(document)}"

    return Selector(text, True, None, value, select, explain)


def _null_or_nothing(tree: _Tree, value: object, interpreter: TreeInterpreter) -> object:
    """The value of a tree whose result is null, or MISSING; the module's first lines say which."""
    kind, children = tree["type"], tree["children"]
    if kind in _PATH_STEPS:
        for child in children:
            value = _null_or_nothing(child, value, interpreter)
            if value is MISSING:
                return MISSING
        return value
    if kind == "field":
        return value[tree["value"]] if isinstance(value, Mapping) and tree["value"] in value else MISSING
    if kind == "index":
        is_there = isinstance(value, list) and -len(value) <= tree["value"] < len(value)
        return value[tree["value"]] if is_there else MISSING  # type: ignore[index]  # a list
    if kind in ("identity", "current"):
        return value
    if kind == "literal":
        return tree["value"]
    if kind in ("or_expression", "and_expression"):
        left = _null_or_nothing(children[0], value, interpreter)
        is_false = left is MISSING or left is None or left is False or left in ("", [], {})
        return _null_or_nothing(children[1], value, interpreter) if is_false == (kind == "or_expression") else left
    found: object = interpreter.visit(tree, value)
    return MISSING if found is None else found


@cache
def _interpreter() -> TreeInterpreter:
    # Lazy: 8 ms that only users of JMESPath pay.
    from jmespath.visitor import TreeInterpreter

    class Interpreter(TreeInterpreter):
        # The library's own equality takes [1] for [true].
        COMPARATOR_FUNC = {
            **TreeInterpreter.COMPARATOR_FUNC,
            "eq": same_value,
            "ne": lambda left, right: not same_value(left, right),
        }

    return Interpreter()


def _parse(text: str, locate: Locate) -> _Tree:
    # Lazy, as above.
    from jmespath.exceptions import (
        EmptyExpressionError,
        IncompleteExpressionError,
        JMESPathError,
        LexerError,
        ParseError,
    )
    from jmespath.parser import Parser

    def refused(message: str, start: int, end: int) -> DiagnosticError:
        return DiagnosticError(
            codes.JMESPATH_SYNTAX.at(locate(start, min(end, len(text))), message, hint=_hint(text, start))
        )

    try:
        _check_quotes(text, locate)
        tree: _Tree = Parser().parse(text).parsed
    except EmptyExpressionError:
        raise refused("the JMESPath is empty", 0, 0) from None
    except RecursionError:
        raise _too_deep(text, locate) from None
    except IncompleteExpressionError:
        raise refused("the JMESPath ends too early", len(text), len(text)) from None
    except LexerError as error:
        start = min(error.lexer_position, max(0, len(text) - 1))
        raise refused(f"`{text[start : start + 1]}` is not expected here", start, start + 1) from None
    except ParseError as error:
        start = min(error.lex_position, len(text))
        length = max(1, len(str(error.token_value)))
        shown = text[start : start + length]
        raise refused(
            f"`{shown}` is not expected here" if shown else "the JMESPath ends too early", start, start + length
        ) from None
    except (JMESPathError, ValueError) as error:
        raise refused(f"this is not a JMESPath: {error}", 0, len(text)) from None
    return tree


def _check_depth(tree: _Tree, text: str, locate: Locate) -> None:
    """Evaluation recurses; the limit keeps it far from Python's."""
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > MAX_JMESPATH_LEVELS:
            raise _too_deep(text, locate)
        level = [child for node in level for child in node["children"] if isinstance(child, dict)]


def _too_deep(text: str, locate: Locate) -> DiagnosticError:
    message = f"the JMESPath has more than {MAX_JMESPATH_LEVELS} parts inside each other"
    return DiagnosticError(codes.SELECTOR_LIMIT.at(locate(0, len(text)), message))


def _check_quotes(text: str, locate: Locate) -> None:
    """Refuses `state == "open"`: double quotes name a field, so that it would silently compare two fields."""
    from jmespath.lexer import Lexer

    previous = ""
    for token in Lexer().tokenize(text):
        if previous in ("eq", "ne", "lt", "lte", "gt", "gte") and token["type"] == "quoted_identifier":
            name = token["value"]
            if re.fullmatch(r"[A-Za-z_]\w*", name):
                message = f'`"{name}"` is the name of a field, not a text'
                hint = f"a text stands in single quotes: `'{name}'`; a field needs no quotes"
                raise DiagnosticError(
                    codes.JMESPATH_SYNTAX.at(locate(token["start"], token["end"]), message, hint=hint)
                )
        previous = token["type"]


_TEXTS = r"'[^'\\]*(?:\\.[^'\\]*)*'|\"[^\"\\]*(?:\\.[^\"\\]*)*\"|`([^`\\]*(?:\\.[^`\\]*)*)`"


def _check_texts(text: str, locate: Locate) -> None:
    """Backquotes hold JSON; the library would only warn, and guess."""
    for match in re.finditer(_TEXTS, text, re.DOTALL):
        if match[1] is not None:
            try:
                json.loads(match[1].replace("\\`", "`"))
            except ValueError:
                hint = f"a text stands in single quotes: `'{match[1]}'`"
                place = locate(match.start(), match.end())
                raise DiagnosticError(codes.JMESPATH_SYNTAX.at(place, "backquotes hold JSON", hint=hint)) from None


def _hint(text: str, start: int) -> str | None:
    rest = text[start:]
    if text.startswith("$"):
        return "a JMESPath has no `$`: it starts with a name, or with `@` for the whole value"
    if rest.startswith("="):
        return "equality is `==`"
    if rest.startswith("-") or text[start - 1 : start] == "-":
        return 'a name with other characters than letters, digits and `_` stands in double quotes: `"order-id"`'
    if rest[:1].isdigit() and re.search(r"[=<>]\s*$", text[:start]):
        number = re.match(r"[0-9.]+", rest)
        return f"numbers stand in backquotes: `{number[0] if number else rest}`"
    if re.match(r"(?:and|or|not)\b", rest):
        return "conditions are joined by `&&` and `||`, and negated by `!`"
    if re.search(r"['\"`]", re.sub(_TEXTS, "", text, flags=re.DOTALL)):
        return "a quote is never closed"
    if text.count("[") > text.count("]"):
        return "a `[` is never closed"
    return "a `(` is never closed" if text.count("(") > text.count(")") else None


def _check_functions(tree: _Tree, text: str, locate: Locate) -> None:
    from jmespath.functions import Functions

    for name, given in _calls(tree):
        called = re.search(rf"\b{name}\s*\(", text)
        start = called.start() if called else 0
        place = locate(start, start + len(name))
        spec = Functions.FUNCTION_TABLE.get(name)
        if spec is None:
            hint = did_you_mean(name, Functions.FUNCTION_TABLE)
            raise DiagnosticError(codes.JMESPATH_FUNCTION.at(place, f"JMESPath has no function `{name}`", hint=hint))
        wanted = spec["signature"]
        is_variadic = bool(wanted and wanted[-1].get("variadic"))
        if given < len(wanted) or (given > len(wanted) and not is_variadic):
            count = f"{'at least ' if is_variadic else ''}{len(wanted)} argument{'s' if len(wanted) != 1 else ''}"
            raise DiagnosticError(codes.JMESPATH_FUNCTION.at(place, f"`{name}()` takes {count}, not {given}"))


def _calls(tree: _Tree) -> Iterator[tuple[str, int]]:
    """The functions that a tree calls, with their numbers of arguments."""
    if tree["type"] == "function_expression":
        yield tree["value"], len(tree["children"])
    for child in tree["children"]:
        if isinstance(child, dict):
            yield from _calls(child)


def _plain_keys(tree: _Tree) -> tuple[Key, ...] | None:
    """The names and indexes of a tree that is nothing else."""
    if tree["type"] in ("field", "index"):
        return (tree["value"],)
    if tree["type"] in ("subexpression", "index_expression"):
        parts = [_plain_keys(child) for child in tree["children"]]
        return None if None in parts else tuple(key for part in parts if part for key in part)
    return () if tree["type"] == "identity" else None


def _reason(error: Exception) -> str:
    from jmespath.exceptions import JMESPathTypeError

    if isinstance(error, JMESPathTypeError):
        wanted = " or ".join(str(kind) for kind in error.expected_types)
        return f"`{error.function_name}()` takes {wanted}, and got {described(error.current_value)}"
    return str(error)
