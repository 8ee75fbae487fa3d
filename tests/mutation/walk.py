"""Every place of a spec or a fragment, named by what it is rather than by where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specrunner.syntax import Entry, MappingNode, Node, SequenceNode

STEP = "step"
# Checks of one message, as those of `until` are of one answer.
_SAME = {(STEP, "collect", "until"): (STEP, "until")}
STEP_LISTS = ("setup", "steps", "teardown", "parallel")


@dataclass(frozen=True, slots=True)
class Place:
    """A value with what leads to it: the key before it (None: an item of a list).

    `path` begins at the root, or anew at each step: `step/expect/status` is the same place in every step, also in one
    of `setup`, of a `parallel` or of an `undo`. `key_path` is that of the key: another one where a step begins.
    `holder` is the map or list that it stands in, `home` the map of the nearest step or service around it.
    """

    path: tuple[str, ...]
    key_path: tuple[str, ...]
    node: Node
    key: Entry | None
    holder: Node | None
    home: MappingNode | None

    @property
    def text(self) -> str:
        return "/".join(self.path)

    @property
    def lines(self) -> frozenset[int]:
        """The lines of the key and of the value's beginning."""
        spans = [self.node.span] if self.key is None else [self.node.span, self.key.key.span]
        return frozenset(span.line for span in spans)

    @property
    def home_lines(self) -> range:
        """The lines of the step or service around it."""
        return range(0) if self.home is None else lines_of(self.home)


def lines_of(node: Node) -> range:
    span = node.span
    return range(span.line, span.end_line + 1)


def walk(document: Node) -> Iterator[Place]:
    """Every place below the root, each before what it holds."""
    yield from _below(Place((), (), document, None, None, None))


def _below(place: Place) -> Iterator[Place]:
    node = place.node
    if isinstance(node, MappingNode):
        children = [(entry.name, entry.value, entry) for entry in node]
    elif isinstance(node, SequenceNode):
        children = [(str(index), item, None) for index, item in enumerate(node)]
    else:
        return
    for name, value, entry in children:
        inner = _child(place, name, value, entry)
        yield inner
        yield from _below(inner)


def _child(place: Place, name: str, node: Node, entry: Entry | None) -> Place:
    key_path, home = (*place.path, name), place.home
    path = (STEP,) if _is_step(place, entry) else _SAME.get(key_path, key_path)
    is_home = path == (STEP,) or (len(path) == 2 and path[0] == "services")
    own_home = node if is_home and isinstance(node, MappingNode) else home
    return Place(path, key_path, node, entry, place.node, own_home)


def _is_step(holder: Place, entry: Entry | None) -> bool:
    if entry is None:
        is_phase = len(holder.path) == 1 and holder.path[0] in STEP_LISTS
        return is_phase or holder.path == (STEP, "parallel")
    return holder.path == (STEP,) and entry.name == "undo"
