from __future__ import annotations

import pytest

from specrunner.source import SourceText
from specrunner.syntax import MappingNode, Node, ScalarNode, compose, key_span, locate, plain

TEXT = "a:\n  - {b: 1, 200: x}\n  - [true, null, 2.5]\nc: ''\n"


@pytest.fixture(name="root")
def _root() -> Node:
    node = compose(SourceText("a.yaml", TEXT)).node
    assert node is not None
    return node


def test_plain_gives_what_json_could_say(root: Node):
    assert plain(root) == {"a": [{"b": 1, "200": "x"}, [True, None, 2.5]], "c": ""}


@pytest.mark.parametrize(
    ("path", "value"),
    [([], None), (["a", 0, "b"], 1), (["a", 0, "200"], "x"), (["a", 0, 200], "x"), (["a", 1, 2], 2.5), (["c"], "")],
)
def test_a_whole_path_leads_to_its_node(root: Node, path: list[str | int], value: object):
    found = locate(root, path)
    assert found is root if not path else isinstance(found, ScalarNode) and found.value == value


@pytest.mark.parametrize(
    ("path", "deepest"),
    [(["x"], []), (["a", 7], ["a"]), (["a", -1], ["a"]), (["a", "b"], ["a"]), (["c", "d", "e"], ["c"])],
)
def test_a_path_that_ends_early_leads_to_the_deepest_node(
    root: Node, path: list[str | int], deepest: list[str | int]
):
    assert locate(root, path) is locate(root, deepest)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ([], "a.yaml:1:1"),
        (["a"], "a.yaml:1:1"),
        (["c"], "a.yaml:4:1"),
        (["a", 0, "200"], "a.yaml:2:12"),
        (["a", 1], "a.yaml:3:5"),
        (["a", 1, 9], "a.yaml:3:5"),
        (["a", "x"], "a.yaml:1:1"),
    ],
)
def test_a_key_is_found_where_it_stands(root: Node, path: list[str | int], place: str):
    assert str(key_span(root, path)) == place


def test_a_mapping_finds_its_entries_by_name(root: Node):
    assert isinstance(root, MappingNode)
    assert root.names() == ("a", "c")
    assert [entry.name for entry in root] == ["a", "c"]
    assert root.get("c") is root.entries[1].value
    assert root.get("x") is None
