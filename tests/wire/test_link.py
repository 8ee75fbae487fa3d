import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.wire import Link, links_by_relation, parse_links


@pytest.mark.parametrize(
    ("values", "links"),
    [
        (
            ['<http://example.com/TheBook/chapter2>; rel="previous"; title="previous chapter"'],
            [Link("http://example.com/TheBook/chapter2", ("previous",), {"title": "previous chapter"})],
        ),
        (['</>; rel="http://example.net/foo"'], [Link("/", ("http://example.net/foo",))]),
        (
            ['<https://a/?page=3,4>; rel="next", <https://a/?page=50>; rel=last'],
            [Link("https://a/?page=3,4", ("next",)), Link("https://a/?page=50", ("last",))],
        ),
        (['<http://example.org/>; rel="start http://example.net/relation/other"'],
         [Link("http://example.org/", ("start", "http://example.net/relation/other"))]),
        (['<a>; rel=x; rel=y'], [Link("a", ("x",))]),
        (["<a>", "<b>; rel=Next"], [Link("a", ()), Link("b", ("next",))]),
        (["", "no link", "<open"], []),
        (['<a>; title="x, <b>; rel=y"; rel=z'], [Link("a", ("z",), {"title": "x, <b>; rel=y"})]),
    ],
)  # fmt: skip
def test_links_are_read_with_their_relations(values, links):
    assert list(parse_links(values)) == links


def test_the_first_link_of_a_relation_counts():
    assert links_by_relation(parse_links(["<a>; rel=next, <b>; rel=next, <c>; rel=prev"])) == {
        "next": "a",
        "prev": "c",
    }


@given(st.lists(st.text() | st.text(alphabet='<>,;="\\ rel'), max_size=3))
def test_no_field_makes_the_reader_raise(values):
    links_by_relation(parse_links(values))
