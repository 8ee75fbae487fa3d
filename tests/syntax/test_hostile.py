"""Files that are made to hurt: rows 1 to 7 of the list of hostile inputs."""

from __future__ import annotations

import time

import pytest

from specrunner.source import SourceText
from specrunner.syntax import Limits, compose, plain

HUNDRED_THOUSAND = 100_000
TOO_DEEP = "lists and maps are nested more than 100 deep"


def messages(text: str, limits: Limits | None = None) -> list[str]:
    composed = compose(SourceText("a.spec.yaml", text), limits or Limits())
    return [each.message for each in composed.diagnostics]


def cpu_s(text: str) -> float:
    """The best of three, since other programs run beside the tests."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        compose(SourceText("a.spec.yaml", text))
        taken.append(time.process_time() - start)
    return min(taken)


NESTINGS = ["[", "{", "- ", "? ", "{a: ", "[\n", "- - ", "[{"]


@pytest.mark.parametrize("piece", NESTINGS)
def test_a_hundred_thousand_nested_collections_are_refused(piece: str):
    assert messages(piece * HUNDRED_THOUSAND) == [TOO_DEEP]


@pytest.mark.parametrize("piece", NESTINGS)
def test_nested_collections_are_refused_within_50_milliseconds(piece: str):
    text = piece * HUNDRED_THOUSAND
    assert cpu_s(text) < 0.05


def test_the_depth_error_stands_at_the_first_collection_that_is_too_deep():
    found = compose(SourceText("a.spec.yaml", "[" * HUNDRED_THOUSAND))
    assert [str(each) for each in found.diagnostics] == [
        f"a.spec.yaml:1:101: error SR0124: {TOO_DEEP} (is a bracket repeated by mistake?)"
    ]


def test_a_hundred_levels_are_read():
    node = compose(SourceText("a.spec.yaml", "[" * 100 + "]" * 100)).node
    assert node is not None
    value = plain(node)
    for _ in range(99):
        value = value[0]
    assert value == []


def test_aliases_of_aliases_pass_their_budget_before_anything_grows():
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    found = compose(SourceText("a.spec.yaml", "\n".join(rows)))
    assert [str(each) for each in found.diagnostics] == [
        "a.spec.yaml:5:10: error SR0123: the aliases up to here stand for more than 20,000 lists, maps and values"
        " (write the values out, or keep large data in files of its own)"
    ]


def test_many_aliases_of_one_small_value_stay_within_the_budget():
    text = "a: &a {b: 1}\nc: [" + ", ".join(["*a"] * 1000) + "]\n"
    assert messages(text) == []


def test_a_chain_of_merge_keys_is_refused_at_its_first():
    text = "a: &a {x: 1}\nb: &b {<<: [*a, *a]}\nc: {<<: [*b, *b]}\n"
    assert messages(text) == ["`<<` does not merge maps: YAML 1.2 has no merge keys"] * 2


def test_a_duplicate_key_names_both_lines():
    assert messages("a: 1\nb: 2\na: 3\n") == ["the key `a` stands twice in this map, on line 1 and on line 3"]


@pytest.mark.parametrize("text", ['200: 1\n"200": 2\n', "{a: 1, 'a': 2}", "? a\n: 1\na: 2\n"])
def test_a_key_is_a_duplicate_however_it_is_written(text: str):
    assert [each.code for each in compose(SourceText("a", text)).diagnostics] == ["SR0107"]


@pytest.mark.parametrize("text", ["x", "a: " + "x" * 100, "[a, b]", "# only a comment"])
def test_text_over_the_size_limit_is_not_parsed(text: str):
    limits = Limits(size_bytes=len(text) - 1)
    assert messages(text, limits) == [f"`a.spec.yaml` has {len(text)} characters; at most {len(text) - 1} are read"]


def test_a_map_of_a_million_keys_is_over_the_size_limit():
    text = "".join(f"k{number}: 1\n" for number in range(1_000_000))
    assert messages(text)[0].startswith("`a.spec.yaml` has 10,888,890 characters")
    assert cpu_s(text) < 0.05


@pytest.mark.parametrize(
    "text", ["[" + "a," * 11 + "]", "- a\n" * 11, "- [a]\n" * 6, "{a: {b: {c: {d: {e: {f: 1}}}}}}"]
)
def test_more_nodes_than_the_limit_are_refused(text: str):
    assert messages(text, Limits(nodes=10)) == ["the file has more than 10 lists, maps and values"]


def test_as_many_nodes_as_the_limit_are_read():
    assert messages("- a\n" * 9, Limits(nodes=10)) == []
    assert messages("- [a]\n" * 4 + "- b\n", Limits(nodes=10)) == []


def test_a_list_that_never_ends_stops_at_the_limit():
    assert messages("- a\n" * 500, Limits(nodes=10)) == ["the file has more than 10 lists, maps and values"]


@pytest.mark.parametrize(
    "tag",
    ["!!python/object:os.system", "!!python/object/apply:os.system", "!!python/name:os.system", "!custom", "!!set",
     "!!binary", "!!timestamp", "!!omap", "!<tag:example.com,2000:x>", "!e!x"],
)  # fmt: skip
@pytest.mark.parametrize("value", ["x", "[x]", "{x: 1}"])
def test_a_tag_is_refused_and_constructs_nothing(tag: str, value: str):
    assert {each.code for each in compose(SourceText("a", f"a: {tag} {value}\n")).diagnostics} == {"SR0121"}


def test_a_hundred_thousand_tag_directives_are_refused_at_the_first():
    text = "%TAG !a! tag:a\n" * HUNDRED_THOUSAND + "---\na: 1\n"
    assert messages(text) == ["tags of one's own are not read, so a `%TAG` directive has no use"]
    assert cpu_s(text) < 0.2


@pytest.mark.parametrize(
    "text",
    ['"' * HUNDRED_THOUSAND, "'" * (HUNDRED_THOUSAND + 1), "&a " * HUNDRED_THOUSAND, "!" * HUNDRED_THOUSAND,
     "*" * HUNDRED_THOUSAND, "a: " * HUNDRED_THOUSAND, '"' + "\\" * HUNDRED_THOUSAND, "|" * HUNDRED_THOUSAND,
     "- a: " * HUNDRED_THOUSAND, " " * HUNDRED_THOUSAND + "a: b: c", "a: [" + "x" * HUNDRED_THOUSAND,
     "a: {" + "b:" * HUNDRED_THOUSAND, "}" * HUNDRED_THOUSAND, "a: " + "{{ x }} " * HUNDRED_THOUSAND,
     'a: "' + "x\n  " * HUNDRED_THOUSAND, "a: " + "- " * HUNDRED_THOUSAND],
)  # fmt: skip
def test_long_nonsense_is_explained_in_a_short_message_soon(text: str):
    start = time.process_time()
    found = compose(SourceText("a.spec.yaml", text)).diagnostics
    assert time.process_time() - start < 1
    assert found
    assert all(len(str(each)) < 600 for each in found)
