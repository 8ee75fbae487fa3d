"""Masking: HOSTILE row 59 is the canary that must not appear in any spelling."""

import html
import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from specrunner.values import Masker

SECRETS = [
    "s3cr3t-Token/+=",
    'p"w\\d',
    "café & <tag>",
    "пароль1",
    "漢字漢字",
    "😀😀😀😀",
    "a b c d",
    "hunter2",
    "----",
    "x" * 70,
]


def masker(*secrets: object) -> Masker:
    made = Masker()
    for number, secret in enumerate(secrets):
        made.add(secret, f"S{number}")
    return made


def base64_inside(secret: str, offset: int) -> str:
    """Base64 of the secret behind `offset` bytes, cut to what only the secret decides."""
    data = secret.encode()
    encoded = b64encode(b"\0" * offset + data).decode()
    return encoded[-(-8 * offset // 6) : (offset + len(data)) * 8 // 6]


def percent_all(secret: str) -> str:
    return "".join(f"%{byte:02X}" for byte in secret.encode())


def utf16_units(secret: str) -> list[str]:
    return secret.encode("utf-16-be").hex(" ", 2).split()


SPELLINGS = {
    "raw": lambda s: s,
    "json": lambda s: json.dumps(s)[1:-1],
    "json, not ascii": lambda s: json.dumps(s, ensure_ascii=False)[1:-1],
    "json in json": lambda s: json.dumps(json.dumps(s))[3:-3],
    "json with escaped slashes": lambda s: json.dumps(s)[1:-1].replace("/", "\\/"),
    "json, every character": lambda s: "".join(f"\\u{unit}" for unit in utf16_units(s)),
    "python": lambda s: repr(s)[1:-1],
    "python bytes": lambda s: repr(s.encode())[2:-1],
    "percent": lambda s: quote(s, safe=""),
    "percent of a path": lambda s: quote(s),
    "percent of a component": lambda s: quote(s, safe="!'()*"),
    "percent, lower case": lambda s: (
        quote(s, safe="").replace("%2F", "%2f").replace("%3D", "%3d").replace("%2B", "%2b")
    ),
    "percent twice": lambda s: quote(quote(s, safe=""), safe=""),
    "percent, every byte": percent_all,
    "percent, every byte, twice": lambda s: percent_all(s).replace("%", "%25"),
    "form": quote_plus,
    "html": html.escape,
    "html twice": lambda s: html.escape(html.escape(s)),
    "html, apostrophes named": lambda s: html.escape(s).replace("&#x27;", "&apos;"),
    "html decimal": lambda s: "".join(f"&#{ord(c)};" for c in s),
    "html hexadecimal": lambda s: "".join(f"&#x{ord(c):X};" for c in s),
    "html, only odd characters": lambda s: s.encode("ascii", "xmlcharrefreplace").decode(),
    "base64": lambda s: b64encode(s.encode()).decode(),
    "base64url": lambda s: urlsafe_b64encode(s.encode()).decode().rstrip("="),
    "base64 inside at 0": lambda s: base64_inside(s, 0),
    "base64 inside at 1": lambda s: base64_inside(s, 1),
    "base64 inside at 2": lambda s: base64_inside(s, 2),
    "base64 in a url": lambda s: quote(b64encode(s.encode()).decode(), safe=""),
    "base64 of the form": lambda s: b64encode(quote_plus(s).encode()).decode(),
    "hexadecimal": lambda s: s.encode().hex(),
    "hexadecimal, upper case": lambda s: s.encode().hex().upper(),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("secret", SECRETS)
def test_every_spelling_of_a_secret_is_masked(secret: str, spelling: str):
    spelled = SPELLINGS[spelling](secret)

    for text in (spelled, f'{{"a": "{spelled}", "b": 1}}', f"?q={spelled}&r=1", f"x {spelled} y"):
        masked = masker(secret).mask_text(text)
        assert spelled not in masked
        assert "***S0***" in masked


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("secret", SECRETS)
def test_a_value_is_looked_at_as_thoroughly_as_a_text(secret: str, spelling: str):
    spelled = SPELLINGS[spelling](secret)

    masked = masker(secret).mask({"deep": [{"text": f"a {spelled} b"}, (f"<{spelled}>",)]})

    assert spelled not in repr(masked)
    assert "***S0***" in masked["deep"][0]["text"]
    assert "***S0***" in masked["deep"][1][0]


@pytest.mark.parametrize("secret", SECRETS)
def test_bytes_are_masked_like_text(secret: str):
    body = f'{{"key": {json.dumps(secret, ensure_ascii=False)}}}'.encode() + b"\xff\xfe"

    masked = masker(secret).mask_bytes(body)

    assert masked.startswith(b'{"key": "***S0***"}')
    assert masked.endswith(b"\xff\xfe")


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(deadline=None)
@given(secret=st.text(st.characters(exclude_categories=["Cs"]), min_size=4, max_size=40), before=texts, after=texts)
@example(secret="***S", before="*", after="***")
@example(secret="S0**", before="***", after="")
@example(secret="aaaa", before="a", after="aa")
@example(secret="\\\\\\\\", before="\\", after="\\")
@example(secret="%%%%", before="%", after="25")
def test_no_spelling_of_a_random_secret_survives_in_a_random_text(secret: str, before: str, after: str):
    if not secret.strip():
        return
    mask = masker(secret)
    for name, spell in SPELLINGS.items():
        spelled = spell(secret)
        masked = mask.mask_text(before + spelled + after)
        assert spelled not in masked, name
        assert mask.mask_text(masked) == masked, name
        as_bytes = mask.mask_bytes((before + spelled + after).encode())
        assert spelled.encode() not in as_bytes, name
        assert spelled not in str(mask.mask({"k": [before + spelled + after]})["k"][0]), name


@settings(deadline=None)
@given(
    secrets=st.lists(st.text("abc*", min_size=1, max_size=6), min_size=1, max_size=4),
    text=st.text("abc* ", max_size=60),
)
def test_overlapping_secrets_leave_none_of_each_other(secrets: list[str], text: str):
    mask = masker(*secrets)

    masked = mask.mask_text(text)

    assert mask.mask_text(masked) == masked
    assert not any(secret in masked for secret in secrets if len(secret) >= 4 and secret.strip())


def test_of_overlapping_secrets_the_longest_gives_the_name():
    assert masker("token-12", "my-token-12345", "12345-end").mask_text("a my-token-12345-end b") == "a ***S1*** b"


def test_neighbouring_secrets_keep_their_names():
    assert masker("alpha-1", "beta-2").mask_text("alpha-1beta-2") == "***S0******S1***"


def test_a_secret_split_over_chunks_is_found_once_they_are_joined():
    chunks = [b"data: cana", b"ry-9f8e", b"7d\n\n"]

    assert masker("canary-9f8e7d").mask_bytes(b"".join(chunks)) == b"data: ***S0***\n\n"


def test_a_secret_in_a_basic_authorization_header_is_masked():
    header = "Basic " + b64encode(b"ann:correct horse").decode()

    assert masker("correct horse").mask_text(header) == "Basic YW5uO***S0***="


def test_a_secret_in_an_exception_is_masked():
    error = ValueError("cannot connect to https://ann:p%40ss%2Fword@host/")

    assert masker("p@ss/word").mask_text(repr(error)) == "ValueError('cannot connect to https://ann:***S0***@host/')"


@pytest.mark.parametrize("cut", ["…", "...", "", '…" (612 characters)'])
def test_a_secret_that_was_cut_off_for_display_is_masked(cut: str):
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"

    assert masker(token).mask_text(f'text "{token[:60]}{cut}') == f'text "***S0***{cut}'


def test_the_beginning_of_a_token_alone_is_no_secret():
    assert (
        masker("eyJhbGciOiJIUzI1NiJ9.secret").mask_text("eyJhbGciOiJIUzI1NiJ9.other") == "eyJhbGciOiJIUzI1NiJ9.other"
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("pin=123", "pin=***S0***"),
        ("123", "***S0***"),
        ("a 123, b", "a ***S0***, b"),
        ("1234", "1234"),
        ("x123", "x123"),
        ("0123", "0123"),
        ('{"pin":"123"}', '{"pin":"***S0***"}'),
    ],
)
def test_a_secret_of_three_characters_is_masked_as_a_whole_word_only(text: str, masked: str):
    assert masker("123").mask_text(text) == masked


def test_a_short_secret_that_becomes_a_word_by_masking_its_neighbour_is_masked_too():
    assert masker("abc", "SECRET99").mask_text("abcSECRET99") == "***S0******S1***"


def test_numbers_are_secrets_too():
    mask = masker(4711471147, 2.75)

    assert mask.mask({"pin": 4711471147, "rate": 2.75, "other": 1, "text": "4711471147"}) == {
        "pin": "***S0***",
        "rate": "***S1***",
        "other": 1,
        "text": "***S0***",
    }


def test_every_text_and_number_in_a_secret_map_is_a_secret():
    mask = masker({"access": "tok-aaa-bbb", "list": ["tok-ccc", 98765], "flag": True, "none": None, "blank": " "})

    assert mask.mask(["tok-aaa-bbb", "tok-ccc", 98765, True, None, " "]) == [
        "***S0***",
        "***S0***",
        "***S0***",
        True,
        None,
        " ",
    ]


def test_bytes_that_are_no_text_can_be_secrets():
    mask = masker(b"\xff\xfekey\x00material")

    assert mask.mask_bytes(b"<\xff\xfekey\x00material>") == b"<***S0***>"
    assert mask.mask_text(b64encode(b"\xff\xfekey\x00material").decode()) == "***S0***="


def test_each_line_of_a_key_is_a_secret():
    key = "-----BEGIN KEY-----\nMIIBOgIBAAJBAKj34GkxFhD9\nxyz\n-----END KEY-----\n"

    assert masker(key).mask_text("line: MIIBOgIBAAJBAKj34GkxFhD9") == "line: ***S0***"


def test_a_line_break_in_a_secret_is_found_as_a_space_where_display_made_it_one():
    assert masker("first part\nsecond part").mask_text("got first part second part!") == "got ***S0***!"


def test_keys_are_masked_and_none_is_lost():
    mask = masker("key-one-1", "key-two-2")
    mask.add("key-three-3", "S0")

    assert mask.mask({"key-one-1": 1, "key-three-3": 2, "plain": 3}) == {"***S0***": 1, "***S0***#2": 2, "plain": 3}


def test_a_value_without_secrets_is_given_back_itself():
    value = {"a": [1, 2, {"b": "text"}]}

    assert masker("something-else").mask(value) is value
    assert Masker().mask(value) is value


def test_an_object_that_shows_a_secret_becomes_masked_text():
    assert masker("s3cr3t-value").mask([ValueError("bad s3cr3t-value")]) == ["bad ***S0***"]


def test_a_name_that_would_show_the_secret_is_not_used():
    mask = Masker()
    mask.add("WEB_SECRET", "WEB_SECRET")

    assert mask.mask_text("x WEB_SECRET y") == "x ***SECRET*** y"


def test_a_secret_of_asterisks_gets_another_mark():
    mask = Masker()
    mask.add("****", "STARS")

    assert mask.mask_text("a ***** b") == "a •••STARS••• b"


def test_blank_secrets_and_booleans_mask_nothing():
    assert masker("", "  ", None, True, False).mask_text("True   None") == "True   None"


def test_secrets_added_later_are_masked_from_then_on():
    mask = masker("first-one")
    assert mask.mask_text("second-one") == "second-one"

    mask.add("second-one", "LATE")

    assert mask.mask_text("first-one second-one") == "***S0*** ***LATE***"


def test_a_copy_masks_the_same_and_learns_alone():
    first = masker("first-one")
    second = first.copy()
    second.add("second-one", "OWN")

    assert second.mask_text("first-one second-one") == "***S0*** ***OWN***"
    assert first.mask_text("first-one second-one") == "***S0*** second-one"


def test_hundreds_of_secrets_are_all_found():
    secrets = [f"tok{number:05d}zzz" for number in range(300)]
    mask = Masker()
    for secret in secrets:
        mask.add(secret, "T")
        mask.mask_text("nothing here")

    assert mask.mask_text(" ".join(secrets)) == " ".join(["***T***"] * 300)


def test_many_backslashes_take_no_time():
    text = "\\" * 100_000

    assert masker('a\\"b\\\\c').mask_text(text) == text
