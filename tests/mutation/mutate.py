"""A document to its mutants: every slip that `places` does not exempt, one at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator
from typing import Any

from specrunner.plugin import StepKind
from specrunner.source import SourceSpan, SourceText
from specrunner.syntax import MappingNode, Node, ScalarNode, ScalarStyle, SequenceNode, span_within

from .mutant import Mutant, Mutants
from .places import ANY_TYPE, KEYS, MAY_BE_EMPTY, UNDECIDED, VALUES, fits, role_of
from .shapes import FREE_VALUE, KINDS, shape_at
from .slips import Word, expression_words, misspelt, selector_words
from .walk import Place, lines_of, walk

EXEMPT = "exempt: "
# What is wrong with a request only its answer can tell; and with `until`, the answer that it chose.
REQUESTS = frozenset(("step", action) for action in (*KINDS, "uses", "until", "stop_if"))
ALL_OPTIONS = "a map whose keys may all be left out may be empty"
ENVELOPE = ("services", "defaults")
ABSENT = "exempt: what may be absent may be misspelt"
ONE_ITEM = "exempt: a list with one item is the long form of the same"
_EMPTY_FILES = ("", "# nothing here any more\n", "---\n", "{}\n", "[]\n")
_TEMPLATE = re.compile(r"(?<!\$)\$\{\{(.*?)\}\}(?!\})", re.DOTALL)
_UNIT = re.compile(r"\d+(?:\.\d+)?(ms|s|m|h|kB|MB|KiB|MiB)")


def mutate(document: MappingNode, source: SourceText, tried: Container[str] = ()) -> Mutants:
    """Every mutant of a spec or a fragment. `source` is its text; `tried` are parts that need not be tried again."""
    maker = _Maker(document, source, has_retries="retry:" in source.text)
    maker.empty_files(document)
    for place in walk(document):
        if place.path[0] in ENVELOPE and _envelope_text(document, place.path[0], source) in tried:
            continue
        maker.mutate_key(place)
        maker.mutate_value(place)
    return maker.mutants


def envelope_texts(document: MappingNode, source: SourceText) -> Iterator[str]:
    """The parts of a spec that many have alike, as written."""
    for name in ENVELOPE:
        if document.get(name) is not None:
            yield _envelope_text(document, name, source)


def _envelope_text(document: MappingNode, name: str, source: SourceText) -> str:
    node = document.get(name)
    return "" if node is None else f"{name}: {source.text[node.start : node.end]}"


class _Maker:
    def __init__(self, document: MappingNode, source: SourceText, *, has_retries: bool) -> None:
        self.document = document
        self.source = source
        self.has_retries = has_retries
        self.mutants = Mutants()

    def empty_files(self, document: MappingNode) -> None:
        """The file with nothing in it, or with its title only."""
        text = self.source.text
        title = text[: document.entries[0].value.end] + "\n"
        anywhere = frozenset(range(1, self.source.line_count + 2))
        for emptied in (*_EMPTY_FILES, title):
            self.mutants.found.append(Mutant("emptied file", "", self.source.file, 0, len(text), emptied, anywhere))

    # Keys

    def mutate_key(self, place: Place) -> None:
        shape = shape_at(place.key_path)
        role = (shape.key_role if shape is not None else None) or role_of(KEYS, place.key_path)
        if place.key is None or role is None or self._is_exempt(role):
            return
        key = place.key.key
        if role == "selector":
            self._selector(place, key, may_find_nothing=_may_find_nothing(key.text, place.node))
        elif role == "definition":
            self._edit("definition", place, key.span, misspelt(key.text), names=(key.text,))
        elif role == "member of a tree" and _may_be_absent(place.node):
            self._is_exempt(ABSENT)
        else:
            self._edit(role, place, key.span, misspelt(key.text))

    # Values

    def mutate_value(self, place: Place) -> None:
        node = place.node
        if not isinstance(node, ScalarNode):
            self._empty(place, node)
            return
        shape = shape_at(place.path)
        role = (shape.value_role if shape is not None else None) or role_of(VALUES, place.path) or ""
        self._expressions(place, node)
        self._wording(role, place, node)
        self._unit(place, node)
        self._wrong_type(role, place, node)
        self._leave_out(role, place, node)
        if role == "operand":
            self._other_value(place, node)

    def _wording(self, role: str, place: Place, node: ScalarNode) -> None:
        """A slip in a text that specrunner itself reads: a selector, a word of a fixed list, the name of a file."""
        text = node.text
        if "${{" in text or not isinstance(node.value, str):
            return
        match role:
            case "selector":
                has_default = isinstance(place.holder, MappingNode) and place.holder.get("default") is not None
                self._selector(place, node, may_find_nothing=has_default)
            case "pattern":
                self._within("regular expression", place, node, len(text) - 1, len(text), text[-1:] + "(")
            case "file":
                word = max(re.finditer(r"\w+", text), key=lambda found: len(found.group()))
                self._within("file or module", place, node, *word.span(), misspelt(word.group()))
            case "step id":
                self._step_id(place, node)
            case "word" | "secret":
                for found in re.finditer(r"[A-Za-z_]{2,}", text):
                    self._within(role, place, node, *found.span(), misspelt(found.group()), names=(text,))
            case "operand" if text.startswith("~") and (marker := re.match("~([a-z_]+)", text)):
                self._within("word", place, node, *marker.span(1), misspelt(marker[1]))

    def _step_id(self, place: Place, node: ScalarNode) -> None:
        text = node.text
        if place.path != ("step", "id"):
            self._edit("step id where it is used", place, node.span, misspelt(text))
        elif self._is_used(text):
            self._edit("step id where it is given", place, node.span, misspelt(text), names=(text,))
        else:
            self._is_exempt("exempt: an id that nothing names is a label")

    def _is_used(self, step_id: str) -> bool:
        name = re.escape(step_id)
        return re.search(rf"\bsteps\.{name}\b|\bneeds:[^\n#]*\b{name}\b", self.source.text) is not None

    def _selector(self, place: Place, node: ScalarNode, *, may_find_nothing: bool) -> None:
        text = node.text
        begins_with_subject = not text.startswith("$") and "jmespath" not in place.path[3:-1]
        for word in selector_words(text):
            if begins_with_subject and word.start == 0:
                self._word("subject", place, node, word)
            elif may_find_nothing and word.after != "(":
                self._is_exempt(ABSENT)
            else:
                self._word("function in a selector" if word.after == "(" else "selector", place, node, word)

    def _expressions(self, place: Place, node: ScalarNode) -> None:
        for template in _TEMPLATE.finditer(node.text):
            asks_first = "has(" in template[1]
            for word in expression_words(template[1]):
                if asks_first and word.before == ".":
                    self._is_exempt("exempt: has() asks whether it is there")
                else:
                    self._word(_kind_of(word), place, node, word, template.start(1))

    def _unit(self, place: Place, node: ScalarNode) -> None:
        unit = _UNIT.fullmatch(node.text)
        shape = shape_at(place.path)
        is_any_text = role_of(ANY_TYPE, place.path) is not None or (shape is not None and shape.takes_text(node.text))
        if unit is not None and node.style is ScalarStyle.PLAIN and not is_any_text:
            self._within("unit", place, node, *unit.span(1), unit[1] + "x")

    def _wrong_type(self, role: str, place: Place, node: ScalarNode) -> None:
        """A text or a list instead of a number, a list instead of a text."""
        is_block = node.style in (ScalarStyle.LITERAL, ScalarStyle.FOLDED)
        if is_block or self._is_exempt(role_of((*ANY_TYPE, *UNDECIDED), place.path)):
            return
        kind = "wrong type of an operand" if role == "operand" else "wrong type of an option"
        shape = shape_at(place.path)
        if not isinstance(node.value, str) and node.value is not None:
            if shape is not None and shape.takes_text(node.text):
                self._is_exempt(FREE_VALUE if shape.is_free else "exempt: a number may be written as its text")
            else:
                self._edit(kind, place, node.span, json.dumps(node.text))
        if shape is not None and shape.takes_list_of(node.text):
            self._is_exempt(
                FREE_VALUE if shape.is_free else "exempt: a list with one item is the long form of the same"
            )
        else:
            self._edit(kind, place, node.span, f"[{json.dumps(node.text)}]")

    def _other_value(self, place: Place, node: ScalarNode) -> None:
        """Another value than the one that an answer must be equal to."""
        operators = [part for part in place.path[3:] if not part.isdigit()]
        is_equal = all(part in ("eq", "each") for part in operators)
        is_like = operators[:1] == ["like"] and not any(part.startswith("~") for part in operators)
        is_fixed = not node.text.startswith("~") and "${{" not in node.text and not _UNIT.fullmatch(node.text)
        if not (is_equal or is_like) or not is_fixed or role_of(UNDECIDED, place.path) is not None:
            return
        if self.has_retries and isinstance(node.value, int):
            self._is_exempt("exempt: a retry may come to another number")
            return
        match node.value:
            case bool(value):
                self._edit("another value", place, node.span, json.dumps(not value))
            case int(value) | float(value):
                self._edit("another value", place, node.span, json.dumps(value + 1))
            case str(value) if value:
                self._edit("another value", place, node.span, json.dumps(value + "q"))

    def _empty(self, place: Place, node: MappingNode | SequenceNode) -> None:
        table = (*ANY_TYPE, *MAY_BE_EMPTY)
        is_empty = not (node.entries if isinstance(node, MappingNode) else node.items)
        shape = shape_at(place.path)
        role = FREE_VALUE if shape is not None and shape.is_free else role_of(table, place.path)
        if is_empty or self._is_exempt(role):
            return
        text = "{}" if isinstance(node, MappingNode) else "[]"
        excuse = ALL_OPTIONS if shape is not None and shape.takes_nothing() and not _is_merged(place) else ""
        self._edit("emptied map or list", place, node.span, text, names=_names_in(node), excuse=excuse)

    def _leave_out(self, role: str, place: Place, node: ScalarNode) -> None:
        """A key with nothing behind it."""
        if place.key is None or node.value is None or self._is_exempt(role_of((*ANY_TYPE, *UNDECIDED), place.path)):
            return
        shape = shape_at(place.path)
        if shape is not None and shape.takes_null():
            self._is_exempt(FREE_VALUE if shape.is_free else "exempt: null is what is there")
        elif role in ("operand", "word") and ("null" in node.text or _may_be_absent(place.holder)):
            self._is_exempt("exempt: null is what is there")
        else:
            self._edit("emptied value", place, node.span, "null", names=(node.text,))

    # Edits

    def _word(self, kind: str, place: Place, node: ScalarNode, word: Word, offset: int = 0) -> None:
        self._within(kind, place, node, offset + word.start, offset + word.end, misspelt(word.text))

    def _within(
        self, kind: str, place: Place, node: ScalarNode, start: int, end: int, text: str, names: tuple[str, ...] = ()
    ) -> None:
        self._edit(kind, place, span_within(node, start, end), text, names=names)

    def _edit(
        self, kind: str, place: Place, span: SourceSpan, text: str, names: tuple[str, ...] = (), excuse: str = ""
    ) -> None:
        start = self.source.offset(span.line, span.column)
        end = self.source.offset(span.end_line, span.end_column)
        assert text != self.source.text[start:end], (kind, place.text, text)
        lines, step_lines = {span.line, *place.lines}, range(0)
        if place.home is not None and place.path[0] == "services":
            # Why a program does not start, only the program knows: the service as a whole is the place.
            home_line = place.home.span.line
            lines |= {home_line, home_line - 1}
        elif place.home is not None:
            step_lines = place.home_lines
            if place.path[:2] in REQUESTS:
                lines |= set(step_lines) | self._lines_on_handle(place)
        elif fits("inputs/*/default/**", place.path):
            lines |= self._lines_reading(place.path[1])
        self.mutants.found.append(
            Mutant(kind, place.text, self.source.file, start, end, text, frozenset(lines), names, step_lines, excuse)
        )

    def _lines_on_handle(self, place: Place) -> set[int]:
        """The lines of the steps that use the same open handle: what is sent on it may be answered to any of them."""
        kind = KINDS.get(place.path[1])
        if kind is None or kind.uses_handle is None or place.home is None:
            return set()
        handle = _handle_of(place.home, kind)
        steps = (each.node for each in walk(self.document) if each.path == ("step",))
        same = (step for step in steps if isinstance(step, MappingNode) and _handle_of(step, kind) == handle)
        return set() if handle is None else {line for step in same for line in lines_of(step)}

    def _lines_reading(self, name: str) -> set[int]:
        """The lines of the steps that read an input: a default is given to no one but them."""
        found: set[int] = set()
        for place in walk(self.document):
            if place.path == ("step",) and f"inputs.{name}" in self.source.text[place.node.start : place.node.end]:
                found |= set(lines_of(place.node))
        return found

    def _is_exempt(self, role: str | None) -> bool:
        if role is None or not role.startswith(EXEMPT):
            return False
        self.mutants.exempt[role.removeprefix(EXEMPT)] += 1
        return True


def _is_merged(place: Place) -> bool:
    """Whether it is a map that actions and defaults merge: specrunner refuses to have it empty."""
    kind = KINDS.get(place.path[1])
    return kind is not None and len(place.path) == 3 and place.path[2] in kind.merged_fields


def _handle_of(step: MappingNode, kind: StepKind[Any]) -> str | None:
    """The id of the step that opened what this one works on."""
    action = step.get(kind.key)
    name = action.get(kind.handle_field) if isinstance(action, MappingNode) else None
    return name.text if isinstance(name, ScalarNode) else None


def _kind_of(word: Word) -> str:
    if word.after == "(":
        return "function"
    return "member in an expression" if word.before == "." else "variable"


def _may_find_nothing(selector: str, matcher: Node) -> bool:
    """Whether a check is content with nothing, so that a path to nowhere is as good."""
    is_plural = any(mark in selector for mark in ("*", "..", "?", ":"))
    for place in walk(matcher):
        value = place.node.value if isinstance(place.node, ScalarNode) else None
        match place.path[-1], value:
            case ("exists", False):
                return True
            case ("empty" | "allow_empty", True) | ("count", 0) if is_plural:
                return True
    return False


def _may_be_absent(node: Node | None) -> bool:
    if isinstance(node, MappingNode):
        required = node.get("required")
        return isinstance(required, ScalarNode) and required.value is False
    return isinstance(node, ScalarNode) and node.text.startswith("~") and "absent" in node.text


def _names_in(node: Node) -> tuple[str, ...]:
    """What a part defines, which is missed where it is used once the part is gone."""
    names: list[str] = []
    for place in walk(node):
        names += [place.path[-1]] if place.key is not None else []
        names += [place.node.text] if isinstance(place.node, ScalarNode) else []
    return tuple(name for name in names if name)
