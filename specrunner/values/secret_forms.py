"""The spellings in which a secret may come out of a service, a URL, a log or an error text.

Covered, for secrets of four characters and more, anywhere in a text:
- as it is, also as bytes in UTF-8, and its first eight characters or more where `…`, `...` or the end cuts it off;
- with JSON, Python or shell escapes, up to three deep: `\\n`, `\\u00e9`, `\\xe9`, `\\"`;
- percent-encoded in either case, up to four deep, with `+` for a space;
- with HTML entities, named, decimal or hexadecimal, up to four deep;
- all of these mixed, where letters and digits of ASCII stay as they are; or one of them for every single character;
- in base64 and base64url at each of the three offsets, so also inside a longer one, also of the form-encoded secret
  (RFC 6749 section 2.3.1) and of the secret as a JSON text spells it; in hexadecimal of either case.
Not covered: other letter case, base64 in lines, compression, hashes, texts taken apart by anything else.
Shorter secrets are found as whole words only, and not in base64, hexadecimal, or with every character encoded.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode

SHORT = 4
ANCHOR_CHARACTERS = 8

_ALPHANUMERIC_RUN = r"[0-9A-Za-z]{3,}"
# Bounded repetitions: a hostile text of a million backslashes must not be worth trying in every split.
_PERCENT = "%(?:25){0,3}"
_ESCAPE = r"\\{1,8}"
_AMPERSAND = "&(?:amp;){0,3}"
_SHORT_ESCAPES = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f", "\v": "v", "\a": "a", "\0": "0"}


def secret_bytes(text: str) -> bytes:
    """A secret's bytes; what was not UTF-8 came in by `surrogateescape`."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def pattern_of(text: str) -> re.Pattern[str]:
    """Finds every covered spelling of the secret, the longest at each place first."""
    mixed = _mixed(text)
    if len(text) < SHORT:
        return re.compile(rf"(?<!\w)(?:{mixed})(?!\w)")
    return re.compile("|".join([*_all_encoded(text), *_base64_patterns(text), _hexadecimal(text), mixed]))


def mixed_pattern_of(text: str) -> re.Pattern[str]:
    """Finds the spellings in which letters and digits stay as they are; compiled in a fraction of the time.

    Of a text that has none of `encoded_anchors_of`, that is all there is to find.
    """
    return re.compile(_mixed(text))


def loose_pattern_of(text: str) -> re.Pattern[str]:
    """Finds at least what `pattern_of` finds: for a first look."""
    return re.compile(_mixed(text)) if len(text) < SHORT else pattern_of(text)


def anchors_of(text: str) -> list[str] | None:
    """Plain ASCII texts of which at least one stands in every covered spelling; None when there are no such texts.

    A first look for these, of all secrets at once, rules most texts out.
    """
    run = _longest_run(text)
    if run is None:
        return None
    if len(text) < SHORT:
        return [run]
    own = [run, _longest_run(text[:ANCHOR_CHARACTERS])]
    others = encoded_anchors_of(text)
    if None in own or others is None:
        return None
    return list(dict.fromkeys([*(each for each in own if each), *others]))


def encoded_anchors_of(text: str) -> list[str] | None:
    """Those of the spellings in which letters and digits do not stay: each character encoded, base64, hexadecimal."""
    runs = [_longest_run(part) for part in _base64_cores(text)]
    if None in runs:
        return None
    data = secret_bytes(text)
    first = text[0].encode("utf-16-be", "surrogatepass").hex(" ", 2).split()[-1]
    code, last_byte = ord(text[0]), secret_bytes(text[0])[-1]
    pairs = [f"{byte:02x}" for byte in data[:3]]
    spelled = [
        data[:ANCHOR_CHARACTERS].hex(),
        "%".join(pairs),
        "%25".join(pairs),
        f"{first}\\",
        f"{code:x}}}\\",
        f"x{last_byte:02x}\\",
        f"{code:x};&",
        f"{code};&",
    ]
    # Either case of the digits; the `x` of an escape stays small.
    upper = [re.sub(r"[0-9a-f]+", lambda digits: digits[0].upper(), anchor) for anchor in spelled]
    return list(dict.fromkeys([*(run for run in runs if run), *spelled, *upper]))


def _longest_run(text: str) -> str | None:
    runs = re.findall(_ALPHANUMERIC_RUN, text)
    return max(runs, key=len)[:ANCHOR_CHARACTERS] if runs else None


def _mixed(text: str) -> str:
    """Each character in any of its spellings; letters and digits of ASCII as they are."""
    parts = []
    for part in re.finditer(r"\\+|[\s\S]", text):
        if part[0][0] == "\\":
            length = len(part[0])
            spelled = "|".join(_encoded(part[0][0]))
            parts.append(rf"(?:\\{{{length},{8 * length}}}|(?:{spelled}|\\){{{length}}})")
        elif part[0].isascii() and part[0].isalnum():
            parts.append(part[0])
        else:
            parts.append(f"(?:{'|'.join([*_encoded(part[0]), *_plain(part[0])])})")
    return "".join(parts)


def _plain(character: str) -> list[str]:
    """A character as it is, perhaps behind a backslash, and as `printable` and forms show it."""
    found = [rf"\\{{0,7}}{re.escape(character)}"]
    code = ord(character)
    if code > 0x7F:
        # Its bytes taken for Latin-1: so texts that were bytes are searched.
        found.append(re.escape(secret_bytes(character).decode("latin-1")))
    if character in "\n\r\t":
        found += [" ", "\r\n"] if character == "\n" else [" "]
    if character == " ":
        found.append(r"\+")
    return found


def _encoded(character: str) -> list[str]:
    """Patterns of one character in percent-encoding, escapes and entities."""
    code = ord(character)
    units = character.encode("utf-16-be", "surrogatepass").hex(" ", 2).split()
    found = [
        "".join(f"{_PERCENT}{_any_case(f'{byte:02x}')}" for byte in secret_bytes(character)),
        "".join(f"{_ESCAPE}u{_any_case(unit)}" for unit in units),
        rf"{_ESCAPE}u\{{0{{0,4}}{_any_case(f'{code:x}')}\}}",
        "".join(f"{_ESCAPE}x{_any_case(f'{byte:02x}')}" for byte in secret_bytes(character)),
        f"{_AMPERSAND}#0{{0,4}}{code};",
        f"{_AMPERSAND}#[xX]0{{0,4}}{_any_case(f'{code:x}')};",
    ]
    if 0x7F < code < 0x100:
        found.append(f"{_ESCAPE}x{_any_case(f'{code:02x}')}")
    if code > 0xFFFF:
        found.append(f"{_ESCAPE}U{_any_case(f'{code:08x}')}")
    if character in _SHORT_ESCAPES:
        found.append(_ESCAPE + _SHORT_ESCAPES[character])
    # Lazy, with its thousands of names: a run without secrets needs none.
    from html.entities import codepoint2name

    name = "apos" if character == "'" else codepoint2name.get(code)
    if name:
        found.append("&(?:amp;){1,4}" if character == "&" else f"{_AMPERSAND}{name};")
    return found


def _any_case(digits: str) -> str:
    return "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in digits)


def _all_encoded(text: str) -> list[str]:
    """Patterns of texts of which each character is encoded, letters and digits too, all in the same way."""
    spelled = [_encoded(character)[:6] for character in text]
    return ["".join(ways) for ways in zip(*spelled, strict=True)]


def _base64_cores(text: str) -> list[str]:
    """What stands in the base64 of anything that contains the secret, by the three offsets it can have there.

    Only characters whose six bits are all of the secret. Three more for each other spelling, in forms and in JSON.
    """
    # Lazy, as above.
    from urllib.parse import quote_plus

    found = []
    as_json = dict.fromkeys(json.dumps(text, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False))
    spelled = (secret_bytes(text), quote_plus(secret_bytes(text)).encode(), *map(secret_bytes, as_json))
    for data in dict.fromkeys(spelled):
        for offset in range(3):
            encoded = b64encode(b"\0" * offset + data).decode()
            first = -(-8 * offset // 6)
            found.append(encoded[first : (offset + len(data)) * 8 // 6])
    return found


def _base64_patterns(text: str) -> list[str]:
    others = {
        "+": rf"(?:[+-]|{_PERCENT}2[bB]|{_ESCAPE}u002[bB])",
        "/": rf"(?:\\{{0,7}}/|_|{_PERCENT}2[fF]|{_ESCAPE}u002[fF])",
    }
    # A character at either end may hold some bits of the secret.
    edge = "[0-9A-Za-z+/_-]?"
    return [
        edge + "".join(others.get(character, character) for character in core) + edge for core in _base64_cores(text)
    ]


def _hexadecimal(text: str) -> str:
    return _any_case(secret_bytes(text).hex())
