"""What is secret by its name, learnt as it passes by: fields of headers, JSON, forms and queries; vars, inputs."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from functools import lru_cache

from ..events import Exchange, Message
from ..values import Masker, is_sensitive_name, may_hold_sensitive_name, parse_json

MIN_LEARNT = 6
"""Shorter values of sensitive fields are masked where they stand, but not looked for elsewhere: `1` is everywhere."""
MAX_BODY_BYTES = 1 << 20

# The parts of a URL's query or fragment, wherever the URL stands: `?access_token=...`, `#id_token=...`.
_PARAMETER = re.compile(r"[?&#;]([^=&#;?\s]{1,60})=([^&#;\s\"'<>]+)")
_USER = re.compile(r"//[^/@\s:]*:([^/@\s]+)@")
_URL_FIELDS = frozenset({"location", "content-location", "referer", "refresh", "link"})
_DIGEST_PROOF = re.compile(r'(?:^|,)\s*response="?([0-9A-Fa-f]+)')
_PART = re.compile(rb'[;\s]name="?([^";\r\n]+)"?[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n(.*?)\r\n--', re.DOTALL)


class Learner:
    """Adds to a masker what stands behind a sensitive name."""

    def __init__(self, masker: Masker) -> None:
        self._masker = masker

    def named(self, name: str, value: object) -> None:
        """A value that has a name: a var, an input, what was saved, an environment variable, a cell of a matrix."""
        if isinstance(value, str) and is_sensitive_name(name):
            self._add(value, name)
        elif isinstance(value, Mapping | list | tuple):
            self._tree(value)

    def exchange(self, exchange: Exchange) -> None:
        for message in (*exchange.sent, *exchange.received):
            self._urls(message.summary)
            for name, value in message.headers.pairs:
                match _use_of(name):
                    case "secret":
                        self._header(name, value)
                    case "url":
                        self._urls(value)
            if message.body:
                self._body(message)

    def _header(self, name: str, value: str) -> None:
        if name.lower() in ("set-cookie", "cookie"):
            parts = value.split(";")
            for part in parts[:1] if name.lower() == "set-cookie" else parts:
                self._add(part.partition("=")[2].strip(), name)
            return
        scheme, _, rest = value.partition(" ")
        if scheme.lower() == "digest":
            # RFC 7616 section 3.4: of its many fields the proof alone is made from the password, for one request.
            proof = _DIGEST_PROOF.search(rest)
            self._add(proof[1] if proof else rest, name)
            return
        self._add(rest.strip() or value, name)
        if scheme.lower() == "basic":
            try:
                decoded = base64.b64decode(rest, validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                return
            self._add(decoded.partition(":")[2], "PASSWORD")

    def _urls(self, text: str) -> None:
        if "=" in text:
            for name, value in _PARAMETER.findall(text):
                if is_sensitive_name(name):
                    self._encoded(value, name)
        if "@" in text:
            for password in _USER.findall(text):
                self._encoded(password, "PASSWORD")

    def _encoded(self, value: str, name: str) -> None:
        from urllib.parse import unquote_plus

        self._add(value, name)
        self._add(unquote_plus(value), name)

    def _body(self, message: Message) -> None:
        content_type = (message.headers.first("content-type") or "").lower()
        if len(message.body) > MAX_BODY_BYTES:
            return
        if "json" in content_type or (not content_type and message.body[:1] in (b"{", b"[")):
            try:
                if may_hold_sensitive_name(message.body):
                    self._tree(parse_json(message.body).value)
            except ValueError:
                return
        elif "x-www-form-urlencoded" in content_type:
            from urllib.parse import parse_qsl

            for name, value in parse_qsl(message.body.decode("utf-8", "replace")):
                if is_sensitive_name(name):
                    self._add(value, name)
        elif "multipart/form-data" in content_type:
            for part_name, part in _PART.findall(message.body):
                name = part_name.decode("utf-8", "replace")
                if is_sensitive_name(name):
                    self._add(part.decode("utf-8", "surrogateescape"), name)

    def _tree(self, tree: object) -> None:
        if isinstance(tree, Mapping):
            for name, value in tree.items():
                if is_sensitive_name(str(name)) and isinstance(value, str | int) and not isinstance(value, bool):
                    self._add(str(value), str(name))
                else:
                    self._tree(value)
        elif isinstance(tree, list | tuple):
            for value in tree:
                self._tree(value)

    def _add(self, value: str, name: str) -> None:
        if len(value) >= MIN_LEARNT:
            self._masker.add(value, label_of(name))


@lru_cache(maxsize=1024)  # the same few names come with every message
def _use_of(name: str) -> str:
    """What a header field is looked through for: `secret`, `url`, or nothing."""
    if is_sensitive_name(name):
        return "secret"
    return "url" if name.lower() in _URL_FIELDS else ""


def label_of(name: str) -> str:
    """The name as a placeholder shows it: `X_API_KEY`."""
    return re.sub(r"\W", "_", name).upper()
