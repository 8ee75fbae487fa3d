import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.wire import Challenge, parse_challenges


@pytest.mark.parametrize(
    ("values", "challenges"),
    [
        ([], []),
        (['Basic realm="simple"'], [Challenge("basic", {"realm": "simple"})]),
        (
            # RFC 9110 section 11.6.1
            ['Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""'],
            [
                Challenge("basic", {"realm": "simple"}),
                Challenge("newauth", {"realm": "apps", "type": "1", "title": 'Login to "apps"'}),
            ],
        ),
        (["Negotiate"], [Challenge("negotiate")]),
        (["Negotiate YWJj=="], [Challenge("negotiate", {}, "YWJj==")]),
        (["Bearer", 'Digest realm = "a, b",nonce="n"'],
         [Challenge("bearer"), Challenge("digest", {"realm": "a, b", "nonce": "n"})]),
        (['realm="lost", Basic realm="x"'], [Challenge("basic", {"realm": "x"})]),
        (['Basic realm="x"', 'nonce="of nobody"'], [Challenge("basic", {"realm": "x"})]),
        (["Basic realm=x, realm=y"], [Challenge("basic", {"realm": "x"})]),
    ],
)  # fmt: skip
def test_challenges_are_told_from_their_parameters(values, challenges):
    assert list(parse_challenges(values)) == challenges


@given(st.lists(st.text() | st.text(alphabet='Basic =",\\'), max_size=3))
def test_no_field_makes_the_reader_raise(values):
    parse_challenges(values)
