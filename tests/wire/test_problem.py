from hypothesis import given
from hypothesis import strategies as st

from specrunner.wire import Problem, parse_problem

CREDIT = {  # RFC 9457 section 3
    "type": "https://example.com/probs/out-of-credit",
    "title": "You do not have enough credit.",
    "detail": "Your current balance is 30, but that costs 50.",
    "instance": "/account/12345/msgs/abc",
    "balance": 30,
    "accounts": ["/account/12345", "/account/67890"],
}


def test_the_example_of_the_rfc_is_read_with_its_extensions():
    problem = parse_problem(CREDIT)
    assert problem == Problem(
        type="https://example.com/probs/out-of-credit",
        title="You do not have enough credit.",
        detail="Your current balance is 30, but that costs 50.",
        instance="/account/12345/msgs/abc",
        extensions={"balance": 30, "accounts": ["/account/12345", "/account/67890"]},
    )
    assert problem.present() == CREDIT


def test_without_a_type_it_is_about_blank():
    problem = parse_problem({"status": 404})
    assert problem is not None
    assert problem.present() == {"type": "about:blank", "status": 404}


def test_members_of_the_wrong_type_are_ignored_and_named():
    problem = parse_problem({"type": 7, "status": "404", "title": None, "detail": "x"})
    assert problem == Problem(detail="x", ignored=("type", "status", "title"))


def test_true_is_no_status():
    assert parse_problem({"status": True}) == Problem(ignored=("status",))


def test_a_value_that_is_no_map_is_no_problem():
    assert [parse_problem(value) for value in (None, [], "x", 7)] == [None] * 4


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)
)
NAMES = st.sampled_from(["type", "title", "status", "detail", "instance", "x"])


@given(st.dictionaries(NAMES, VALUES) | VALUES)
def test_no_value_makes_the_reader_raise(value):
    problem = parse_problem(value)
    if problem is not None:
        assert isinstance(problem.present()["type"], str)
