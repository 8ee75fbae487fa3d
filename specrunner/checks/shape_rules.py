"""The rules of a `shape`, checked and spelled out before Cerberus sees them.

Cerberus takes much on trust: a regex it cannot read fails in the middle of a run, a rule for texts says nothing about
a number. What is let through here has every word known, and every rule that judges one type beside that type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..source import DiagnosticError, SourceSpan, did_you_mean
from ..source.codes import checks as codes
from ..values import compile_regex, describe
from .formats import FORMATS
from .operator import OperandError
from .quantity import is_number
from .type_words import split_words

Path = tuple[str | int, ...]
Rules = dict[str, Any]

# Cerberus's own names beside ours; `float` is there for those who know it.
TYPE_NAMES: Mapping[str, str] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "float": "number",
    "boolean": "boolean",
    "list": "list",
    "map": "map",
    "dict": "map",
    "null": "null",
    "any": "any",
    **{name: name for name in FORMATS},
}
_CHANGING = ("coerce", "default", "default_setter", "purge_unknown", "rename", "rename_handler", "readonly")
_CODE = ("check_with", "validator")


def read_fields(tree: object, path: Path, span: SourceSpan) -> dict[str, Rules]:
    """The rules of each key of a map. Raises OperandError with the path to the mistake."""
    if not isinstance(tree, Mapping):
        raise _bad(f"a shape is a map from keys to rules, not {describe(tree)}", path)
    if not tree:
        raise _bad("an empty shape asks nothing", path, hint="`type: map` wants any map")
    return {str(key): read_rules(rules, (*path, str(key)), span) for key, rules in tree.items()}


def read_rules(tree: object, path: Path, span: SourceSpan) -> Rules:
    """One set of rules; a text is a type alone."""
    if isinstance(tree, str) or tree is None:
        tree = {"type": "null" if tree is None else tree}
    if not isinstance(tree, Mapping):
        raise _bad(f"rules are a map or a type, not {describe(tree)}", path)
    rules: Rules = {}
    for name, constraint in tree.items():
        here = (*path, str(name))
        reader = _READERS.get(str(name))
        if reader is None:
            raise _unknown_rule(str(name), here)
        rules[str(name)] = reader(constraint, here, span)
    if "type" in rules:
        _settle_type(rules)
    if "schema" in rules:
        rules["schema"] = _read_schema(rules, (*path, "schema"), span)
    return rules


def _unknown_rule(name: str, path: Path) -> OperandError:
    if name in _CHANGING:
        return _bad_rule(f"the rule `{name}` would change the value, and checks change nothing", path)
    if name in _CODE:
        return _bad_rule(f"the rule `{name}` needs Python, and specs hold none", path)
    return _bad_rule(f"unknown rule `{name}`", path, hint=did_you_mean(name, _READERS, limit=40))


def _bad_rule(message: str, path: Path, *, hint: str | None = None) -> OperandError:
    return OperandError(message, path=path, hint=hint, code=codes.BAD_SHAPE, is_key=True)


def _settle_type(rules: Rules) -> None:
    types = rules["type"]
    if "null" in types:
        rules["nullable"] = True
        if types == ["null"]:
            rules["allowed"] = []
    rules["type"] = [name for name in types if name != "null"] or ["any"]


def _read_schema(rules: Rules, path: Path, span: SourceSpan) -> object:
    match rules.get("type"):
        case ["list"]:
            return read_rules(rules["schema"], path, span)
        case ["map"]:
            return read_fields(rules["schema"], path, span)
    raise _bad_rule(
        "`schema` stands beside `type: list` (rules for each element) or `type: map` (rules for its keys)", path
    )


def _bad(message: str, path: Path, *, hint: str | None = None) -> OperandError:
    return OperandError(message, path=path, hint=hint, code=codes.BAD_SHAPE)


def _read_type(constraint: object, path: Path, span: SourceSpan) -> list[str]:
    words = constraint if isinstance(constraint, list | tuple) else [constraint]
    found: list[str] = []
    for word in words:
        text = "null" if word is None else word
        if not isinstance(text, str):
            raise _bad(f"`type` takes the name of a type, not {describe(word)}", path)
        try:
            found += [TYPE_NAMES[name] for name in split_words(text, dict.fromkeys(TYPE_NAMES, _unused))]
        except OperandError as error:
            raise OperandError(error.message, path=path, hint=error.hint, code=error.code) from None
    return found


def _unused(value: object) -> bool:
    return False


def _flag(constraint: object, path: Path, span: SourceSpan) -> bool:
    if not isinstance(constraint, bool):
        raise _bad(f"`{path[-1]}` is `true` or `false`, not {describe(constraint)}", path)
    return constraint


def _number(constraint: object, path: Path, span: SourceSpan) -> object:
    if not is_number(constraint):
        raise _bad(f"`{path[-1]}` takes a number, not {describe(constraint)}", path)
    return constraint


def _length(constraint: object, path: Path, span: SourceSpan) -> int:
    if not isinstance(constraint, int) or isinstance(constraint, bool) or constraint < 0:
        raise _bad(f"`{path[-1]}` takes a whole number, 0 or more, not {describe(constraint)}", path)
    return constraint


def _values(constraint: object, path: Path, span: SourceSpan) -> list[object]:
    if not isinstance(constraint, list | tuple) or not constraint:
        raise _bad(f"`{path[-1]}` takes a list of values, not {describe(constraint)}", path)
    return list(constraint)


def _pattern(constraint: object, path: Path, span: SourceSpan) -> str:
    if not isinstance(constraint, str):
        raise _bad(f"`regex` takes a text, not {describe(constraint)}", path)
    try:
        compile_regex(constraint, span)
    except DiagnosticError as error:
        diagnostic = error.diagnostics[0]
        raise _bad(diagnostic.message, path, hint=diagnostic.hint) from None
    return constraint


def _alternatives(constraint: object, path: Path, span: SourceSpan) -> list[Rules]:
    if not isinstance(constraint, list | tuple) or not constraint:
        raise _bad(f"`{path[-1]}` takes a list of rules", path)
    return [read_rules(rules, (*path, index), span) for index, rules in enumerate(constraint)]


def _names(constraint: object, path: Path, span: SourceSpan) -> list[str]:
    names = constraint if isinstance(constraint, list | tuple) else [constraint]
    if not names or not all(isinstance(name, str) for name in names):
        raise _bad(f"`{path[-1]}` takes the name of a key, or a list of names", path)
    return [str(name) for name in names]


def _anything(constraint: object, path: Path, span: SourceSpan) -> object:
    return constraint


_READERS: Mapping[str, Callable[[object, Path, SourceSpan], Any]] = {
    "type": _read_type,
    "required": _flag,
    "nullable": _flag,
    "empty": _flag,
    "allow_unknown": _flag,
    "require_all": _flag,
    "min": _number,
    "max": _number,
    "minlength": _length,
    "maxlength": _length,
    "allowed": _values,
    "forbidden": _values,
    "contains": _values,
    "regex": _pattern,
    "schema": _anything,
    "items": _alternatives,
    "keysrules": read_rules,
    "valuesrules": read_rules,
    "allof": _alternatives,
    "anyof": _alternatives,
    "noneof": _alternatives,
    "oneof": _alternatives,
    "dependencies": _names,
    "excludes": _names,
    "meta": _anything,
}
