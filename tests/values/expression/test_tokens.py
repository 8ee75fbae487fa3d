"""The lexis: what is read, and what people write from habit."""

import pytest

from specrunner.values.expression.tokens import tokenize


def kinds(text: str) -> list[tuple[str, object]]:
    return [(token.kind, token.value) for token in tokenize(text)]


def test_numbers_names_texts_and_operators_become_tokens():
    assert kinds("a.b0 >= 1.5e3 && x in [0x1F, .5]") == [
        ("name", "a"),
        (".", "."),
        ("name", "b0"),
        (">=", ">="),
        ("double", 1500.0),
        ("&&", "&&"),
        ("name", "x"),
        ("name", "in"),
        ("[", "["),
        ("int", 31),
        (",", ","),
        ("double", 0.5),
        ("]", "]"),
        ("end", ""),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'a'", "a"),
        ('"a"', "a"),
        ("'''a\n'b'''", "a\n'b"),
        ('"""a"b"""', 'a"b'),
        (r"r'\d+'", r"\d+"),
        (r"'\n\t\x41\u00e9\U0001F600\101\\'", "\n\tAé😀A\\"),
        ("''", ""),
        ('""', ""),
        (r"b'\xff\377é'", b"\xff\xff\xc3\xa9"),
        (r"br'\x'", rb"\x"),
    ],
)
def test_text_literals_give_their_value(text, value):
    assert tokenize(text)[0].value == value


def test_offsets_point_into_the_text():
    assert [(token.start, token.end) for token in tokenize("ab  + 'c'")] == [(0, 2), (4, 5), (6, 9), (9, 9)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "name == 'ann",
            """\
spec.yaml:1:9: error SR0302: the text that starts with `'` has no closing `'`
    1 | name == 'ann
      |         ^^^^
   hint: close it with `'`; a `'` inside is written `\\'`""",
        ),
        (
            r"matches(name, '\d+')",
            r"""spec.yaml:1:16: error SR0302: `\d` is not an escape
    1 | matches(name, '\d+')
      |                ^^
   hint: write `\\` for a backslash, or a raw text, which has no escapes: r'...'""",
        ),
        (
            r"'\ud83d'",
            r"""spec.yaml:1:2: error SR0302: `\ud83d` is no Unicode character
    1 | '\ud83d'
      |  ^^^^^^
   hint: surrogates stand for one character: use `\U` with its number""",
        ),
        (
            "status = 200",
            """\
spec.yaml:1:8: error SR0301: `=` is not part of an expression
    1 | status = 200
      |        ^
   hint: `==` compares; nothing is assigned inside an expression""",
        ),
        (
            "name | upper",
            """\
spec.yaml:1:6: error SR0301: `|` is not part of an expression
    1 | name | upper
      |      ^
   hint: write `||` for or; functions are called as `upper(x)` or `x.upper()`, there are no filters""",
        ),
        (
            "wait < 500ms",
            """\
spec.yaml:1:8: error SR0301: `500ms` is neither a number nor a name
    1 | wait < 500ms
      |        ^^^^^
   hint: a duration is written duration("500ms")""",
        ),
        (
            "7u",
            """\
spec.yaml:1:1: error SR0307: unsigned integers such as `7u` are not supported
    1 | 7u
      | ^^
   hint: write `7`""",
        ),
        (
            "7 // 2",
            """\
spec.yaml:1:3: error SR0307: `//` begins a comment in CEL, and expressions here have none
    1 | 7 // 2
      |   ^^
   hint: division is `/` (integers divide to an integer); put comments outside, after `#`""",
        ),
        (
            "1e400",
            """\
spec.yaml:1:1: error SR0308: the number is larger than a double can be
    1 | 1e400
      | ^^^^^
   hint: write a text""",
        ),
        (
            "`a-b`",
            """\
spec.yaml:1:1: error SR0301: a key in backquotes stands after a dot
    1 | `a-b`
      | ^^^^^
   hint: write value.`some-key`""",
        ),
    ],
)
def test_what_cannot_be_read_is_shown_with_the_mend(refused, text, message):
    assert refused(text) == message


def test_a_number_of_a_hundred_thousand_digits_is_an_error_and_no_crash(refused):
    assert refused("1" * 30_000).startswith("spec.yaml:1:1: error SR0308: the number does not fit into 64 bits\n")
