"""The curl command that sends a request again, quoted for any POSIX shell."""

from __future__ import annotations

import base64
import re
import shlex
from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache

from ..events import Exchange, Message
from ..lean import dataclass
from .attributes import REQUEST_OPTIONS
from .url import split_url

MAX_BODY_BYTES = 32 * 1024
"""A longer body is named, not shown: no command line takes it."""

_FROM_CURL = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "te"})
_GLOB, _DOTS = re.compile(r"[\[\]{}]"), re.compile(r"/\.{1,2}(/|$|\?)")
_HTTP2_NAMES = frozenset({":method", ":path", ":scheme", ":authority"})


@dataclass(slots=True)
class _Command:
    """The words of the command, unquoted; `before` is what feeds it, `remark` a comment behind it."""

    words: list[str] = field(default_factory=list)
    before: str = ""
    remark: str = ""

    def add(self, *words: str) -> None:
        self.words.extend(words)

    def __str__(self) -> str:
        command = " ".join(
            ["curl", *[_quoted(word) if len(word) < 200 else shlex.quote(word) for word in self.words]]
        )
        remark = f"  # {self.remark}" if self.remark else ""
        return f"{self.before}{command}{remark}"


# Header fields and options come again with every step.
_quoted = lru_cache(maxsize=1024)(shlex.quote)


def curl(exchange: Exchange) -> str:
    """A command that sends the first request of the exchange again; empty when none was sent.

    It does what the request did: method, fields in order, cookies, body, files, TLS, HTTP version, proxy, redirects.
    A digest password is not in it: curl asks for it.
    """
    if not exchange.sent:
        return ""
    first = exchange.sent[0]
    found = exchange.attributes.get(REQUEST_OPTIONS)
    options: Mapping[str, object] = found if isinstance(found, Mapping) else {}
    url = str(first.attributes.get("url", ""))
    command = _Command()
    has_body = bool(first.body) or "parts" in options
    _add_method(command, str(first.attributes.get("method", "GET")), has_body=has_body)
    _add_transport(command, url, options)
    fields, has_parts = first.headers.pairs, "parts" in options
    sends_own = bool(first.body) and not has_parts
    command.words += _header_words(
        fields, _authority(url), "digest_user" in options, has_parts=has_parts, sends_own=sends_own
    )
    if "server_name" in options and url.lower().startswith("https:"):
        url = _under_other_name(command, url, str(options["server_name"]))
    _add_body(command, first, options)
    if _GLOB.search(url):
        command.add("--globoff")
    if "/." in url and _DOTS.search(split_url(url)[1]):
        command.add("--path-as-is")
    command.add(url)
    return str(command)


def _add_method(command: _Command, method: str, *, has_body: bool) -> None:
    if method == "HEAD" and not has_body:
        command.add("--head")
    elif method != ("POST" if has_body else "GET"):
        command.add("-X", method)


def _add_transport(command: _Command, url: str, options: Mapping[str, object]) -> None:
    is_tls = url.lower().startswith("https:")
    if options.get("http2"):
        command.add("--http2" if is_tls else "--http2-prior-knowledge")
    elif is_tls:
        command.add("--http1.1")
    if options.get("verify") is False:
        command.add("--insecure")
    for name, flag in (("ca", "--cacert"), ("cert", "--cert"), ("key", "--key"), ("proxy", "--proxy")):
        if name in options:
            command.add(flag, str(options[name]))
    if "min_version" in options:
        command.add(f"--tlsv{options['min_version']}")
    if "max_redirects" in options:
        command.add("--location", "--max-redirs", str(options["max_redirects"]))
    if "digest_user" in options:
        command.add("--digest", "--user", str(options["digest_user"]))


def _under_other_name(command: _Command, url: str, server_name: str) -> str:
    """The URL that makes curl ask for, and check, another name than the host it connects to."""
    origin, target = split_url(url)
    authority = origin.partition("://")[2]
    found = re.fullmatch(r"(\[[^\]]*\]|[^:]*):?(\d*)", authority)
    host, port = (found[1], found[2] or "443") if found is not None else (authority, "443")
    command.add("--connect-to", f"{server_name}:{port}:{host}:{port}", "-H", f"Host: {authority}")
    return f"https://{server_name}:{port}{target}"


@lru_cache(maxsize=256)  # the steps of a spec mostly send the same
def _header_words(
    pairs: tuple[tuple[str, str], ...], authority: str, is_digest: bool, *, has_parts: bool, sends_own: bool
) -> tuple[str, ...]:
    """The words for header fields. `sends_own`: there is a body, which goes out as it is."""
    words: list[str] = []
    fields = [(name, value) for name, value in pairs if name not in _HTTP2_NAMES]
    names = {name.lower() for name, _ in fields}
    host = next((value for name, value in pairs if name.lower() == "host"), None)
    if host is not None and host != authority:
        words += ("-H", f"Host: {host}")
    if "accept-encoding" in names:
        words.append("--compressed")
    for name, value in fields:
        lowered = name.lower()
        if lowered in _FROM_CURL or (lowered == "accept" and value == "*/*"):
            continue
        if (lowered == "authorization" and is_digest) or (lowered == "content-type" and has_parts):
            continue
        if name == "User-Agent" and value:
            words += ("-A", value)
        else:
            # curl reads `X:` as "do not send X"; an empty field is written with a semicolon.
            words += ("-H", f"{name}: {value}" if value else f"{name};")
    # What curl adds by itself, and the request had not.
    unwanted = [("User-Agent", "user-agent"), ("Accept", "accept")]
    if sends_own:
        unwanted.append(("Content-Type", "content-type"))
    for name, lowered in unwanted:
        if lowered not in names:
            words += ("-H", f"{name}:")
    return tuple(words)


def _authority(url: str) -> str:
    return split_url(url)[0].partition("://")[2]


def _add_body(command: _Command, message: Message, options: Mapping[str, object]) -> None:
    parts = options.get("parts")
    if isinstance(parts, list):
        for part in parts:
            command.add(*_form_words(part))
        return
    body = message.body
    if not body:
        return
    if "body_file" in options:
        command.add("--data-binary", f"@{options['body_file']}")
    elif len(body) > MAX_BODY_BYTES:
        command.add("--data-binary", "@body")
        command.remark = f"`body` stands for the {len(body)} bytes that were sent"
    elif (text := _plain_text(body)) is not None:
        command.add("--data-raw", text)
    else:
        encoded = base64.b64encode(body).decode("ascii")
        command.before = f"printf %s {encoded} | base64 -d | "
        command.add("--data-binary", "@-")


def _plain_text(body: bytes) -> str | None:
    """The body as text that a shell and a terminal take as it is; None when it is not such text."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return None if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text) else text


def _form_words(part: Mapping[str, object]) -> list[str]:
    """One `--form` for a part. Its content is quoted by curl's own rules, since `;` and `,` mean something there."""
    name = part.get("name", "")
    if "file" in part:
        content = f"@{_form_quoted(str(part['file']))}"
    elif len(part) == 2:
        return ["--form-string", f"{name}={part.get('value', '')}"]
    else:
        content = _form_quoted(str(part.get("value", "")))
    if "filename" in part:
        content += f";filename={_form_quoted(str(part['filename']))}"
    if "content_type" in part:
        content += f";type={part['content_type']}"
    headers = part.get("headers")
    for header in headers if isinstance(headers, list) else ():
        content += f";headers={_form_quoted(str(header))}"
    return ["--form", f"{name}={content}"]


def _form_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
