"""Parameters in queries and forms."""

from specrunner.wire.oauth import form_decode, form_encode, merged, only, with_query


def test_the_query_of_an_endpoint_stays():
    assert with_query("https://as.example/a?t=1#x", [("state", "a b&c")]) == "https://as.example/a?t=1&state=a+b%26c"
    assert with_query("https://as.example/a", []) == "https://as.example/a"


def test_the_example_of_appendix_b_of_rfc_6749():
    text = form_encode([("name", " %&+£€")])
    assert text == "name=+%25%26%2B%C2%A3%E2%82%AC"
    assert form_decode(text) == (("name", " %&+£€"),)


def test_changes_take_out_replace_and_repeat():
    changes = {"state": None, "scope": "b", "resource": ["x", "y"], "claims": True}
    assert merged([("state", "s"), ("scope", "a"), ("code", "c")], changes) == (
        ("code", "c"),
        ("scope", "b"),
        ("resource", "x"),
        ("resource", "y"),
        ("claims", "true"),
    )


def test_a_name_that_stands_twice_is_told():
    assert only([("a", "1"), ("a", "2"), ("b", "")]) == ({"a": "1", "b": ""}, ["a"])
