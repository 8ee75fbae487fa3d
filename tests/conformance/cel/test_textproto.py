"""The reader of the suite must not lose a case."""

from .textproto import parse


def test_fields_repeat_and_texts_join():
    text = """
    # a comment
    name: "a" 'b'
    test { expr: "x" value: { int64_value: -7 } }
    test { expr: 'y\\n\\303\\277' bindings: { key: "k" } values: [ 1, 2.5 ] }
    [type.googleapis.com/a.B] { on: true }
    """
    assert parse(text) == {
        "name": [b"ab"],
        "test": [
            {"expr": [b"x"], "value": [{"int64_value": ["-7"]}]},
            {"expr": [b"y\n\xc3\xbf"], "bindings": [{"key": [b"k"]}], "values": ["1", "2.5"]},
        ],
        "[type.googleapis.com/a.B]": [{"on": ["true"]}],
    }
