"""Places in a document, visited on a budget. Imported only when a path needs the JSONPath library.

The library's selectors run over these nodes; its segments are replaced, since they recurse and count nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from jsonpath.match import JSONPathMatch
from jsonpath.path import JSONPath
from jsonpath.segments import JSONPathChildSegment, JSONPathRecursiveDescentSegment, JSONPathSegment
from jsonpath.selectors import Filter

from .lookup import Key

FREE_VISITS = 20_000
VISITS_PER_PLACE = 20
MAX_VISITS = 2_000_000


class BudgetExceeded(Exception):
    """A query visited more than `limit` places."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class Budget:
    """How many places a query may still visit: 20,000, or 20 times those of the document, at most 2,000,000.

    Only what uses up the first 20,000 pays for counting the document.
    """

    __slots__ = ("_document", "_left", "_limit")

    def __init__(self, document: object) -> None:
        self._document = document
        self._limit = self._left = FREE_VISITS

    def spend(self, visits: int) -> None:
        self._left -= visits
        if self._left < 0:
            self._extend()

    def _extend(self) -> None:
        if self._limit == FREE_VISITS:
            places = _count_places(self._document, MAX_VISITS // VISITS_PER_PLACE)
            self._limit = max(FREE_VISITS, places * VISITS_PER_PLACE)
            self._left += self._limit - FREE_VISITS
        if self._left < 0:
            raise BudgetExceeded(self._limit)


def _count_places(document: object, limit: int) -> int:
    count, pending = 0, [document]
    while pending and count < limit:
        item = pending.pop()
        count += 1
        if isinstance(item, Mapping):
            pending.extend(item.values())
        elif isinstance(item, list | tuple):
            pending.extend(item)
    return min(count, limit)


class Node:
    """A place in the document, with the interface that the library's selectors use. Its path is made on demand."""

    __slots__ = ("_budget", "_key", "_parent", "obj", "root")

    def __init__(self, obj: object, parent: Node | None, key: Key, root: object, budget: Budget) -> None:
        self.obj = obj
        self.root = root
        self._parent = parent
        self._key = key
        self._budget = budget

    def new_child(self, obj: object, key: Key) -> Node:
        self._budget.spend(1)
        return Node(obj, self, key, self.root, self._budget)

    def add_child(self, *children: object) -> None:
        """The library keeps children in memory; nothing here reads them."""

    def filter_context(self) -> Budget:
        # The library hands this object on to the queries inside filters, so that they share the budget.
        return self._budget

    def keys(self) -> tuple[Key, ...]:
        keys: list[Key] = []
        node = self
        while node._parent is not None:
            keys.append(node._key)
            node = node._parent
        return tuple(reversed(keys))


def _is_container(value: object) -> bool:
    kind = type(value)
    return kind is dict or kind is list or (not isinstance(value, str) and isinstance(value, list | tuple | Mapping))


class Children(JSONPathChildSegment):
    def resolve(self, nodes: Iterable[JSONPathMatch]) -> Iterator[JSONPathMatch]:
        for node in nodes:
            yield from _selected(self, node)


class Descendants(JSONPathRecursiveDescentSegment):
    def resolve(self, nodes: Iterable[JSONPathMatch]) -> Iterator[JSONPathMatch]:
        for start in nodes:
            pending = [start]
            while pending:
                node = pending.pop()
                yield from _selected(self, node)
                pending.extend(reversed(_containers_in(node)))


def _selected(segment: JSONPathSegment, node: JSONPathMatch) -> Iterator[JSONPathMatch]:
    # The library would take a text for a list of characters.
    if _is_container(node.obj):
        for selector in segment.selectors:
            if isinstance(selector, Filter):
                cast(Node, node).filter_context().spend(len(cast("list[object]", node.obj)))
            yield from selector.resolve(node)


def _containers_in(node: JSONPathMatch) -> list[JSONPathMatch]:
    members: Iterable[tuple[Key, object]] = ()
    if isinstance(node.obj, Mapping):
        members = node.obj.items()
    elif _is_container(node.obj):
        members = enumerate(cast("list[object]", node.obj))
    return [node.new_child(child, key) for key, child in members if _is_container(child)]


class Path(JSONPath):
    """A query over nodes that count."""

    def nodes(self, document: object, root: object, budget: Budget) -> list[Node]:
        """The nodes that the query leads to from `document`, which lies in `root`, the `$` of filters inside."""
        nodes = cast("list[JSONPathMatch]", [Node(document, None, "$", root, budget)])
        for segment in self.segments:
            # A list for each segment: generators in generators would recurse, once for each segment.
            nodes = list(segment.resolve(nodes))
        return cast("list[Node]", nodes)
