"""Cache-Status, RFC 9211."""

import pytest

from specrunner.wire import parse_cache_status


def read(*values: str) -> list[dict[str, object]] | None:
    found = parse_cache_status(values)
    return None if found is None else [each.present() for each in found]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["ExampleCache; hit; ttl=376"], [{"cache": "ExampleCache", "hit": True, "ttl": 376}]),
        (["ExampleCache; fwd=uri-miss"], [{"cache": "ExampleCache", "hit": False, "fwd": "uri-miss"}]),
        (
            ['OriginCache; hit; ttl=1100, "CDN Company Here"; hit; ttl=545'],
            [
                {"cache": "OriginCache", "hit": True, "ttl": 1100},
                {"cache": "CDN Company Here", "hit": True, "ttl": 545},
            ],
        ),
        (
            ["a; fwd=stale; fwd-status=304; collapsed; stored", 'b; key="/x?y"; detail=MEMORY; hit; ttl=-412'],
            [
                {"cache": "a", "hit": False, "fwd": "stale", "fwd_status": 304, "collapsed": True, "stored": True},
                {"cache": "b", "hit": True, "key": "/x?y", "detail": "MEMORY", "ttl": -412},
            ],
        ),
    ],
)
def test_what_each_cache_did_is_read(values, expected):
    assert read(*values) == expected


def test_a_member_of_another_type_does_not_count_and_an_unknown_one_does():
    assert read("a; ttl=?1; hit=1; fwd=7; x-cost=3; y=tok") == [{"cache": "a", "hit": False, "x_cost": 3, "y": "tok"}]


@pytest.mark.parametrize("value", ["a; hit; ttl=", "7; hit", "a;;b", "(a b); hit"])
def test_a_malformed_field_is_none_at_all(value):
    assert read(value) is None


def test_no_field_tells_of_no_cache():
    assert read() == []
