"""Mistakes in an action that no single field shows. What is still a template is left to the run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import wire
from ..plugin import ActionProblem
from ..source import DiagnosticError, find_code
from ..values import MISSING, Template
from .change import writer_of
from .model import METHODS, Auth, Part, RequestBody, RequestLine, RequestOptions, WholeRequest
from .url import is_absolute

_ANY_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*)://")
_METHOD_NAMES = ", ".join(f"`{name}`" for name in METHODS)

Problems = Iterator[ActionProblem]


def check_request(action: WholeRequest) -> tuple[ActionProblem, ...]:
    """Every such mistake of a whole request, as bound and with its defaults merged in."""
    urls = ((name, getattr(action, name)) for name in (*METHODS, "url"))
    addresses = (problem for name, url in urls for problem in check_url(action, name, url))
    multipart = check_multipart_type(action, action)
    return (*_method(action), *addresses, *check_body(action), *check_options(action), *multipart)


def check_options(options: RequestOptions) -> tuple[ActionProblem, ...]:
    """The mistakes in what goes with a request."""
    rules = (_addresses, _headers, _cookies, _auth, _tls, _redirects)
    return tuple(problem for rule in rules for problem in rule(options))


def check_body(body: RequestBody) -> tuple[ActionProblem, ...]:
    """The mistakes in the fields that give a body."""
    return (*_one_body(body), *_changes(body), *_parts(body))


def check_url(options: RequestOptions, name: str, written: object) -> tuple[ActionProblem, ...]:
    """The mistakes in the URL that the field `name` holds; none when it holds none."""
    url = written.text if isinstance(written, Template) else written
    return tuple(_url(options, name, url)) if isinstance(url, str) else ()


def _text(value: object) -> str | None:
    """A literal text; None for anything that only the run can tell."""
    return value if isinstance(value, str) else None


def _method(action: RequestLine) -> Problems:
    given = [name for name in METHODS if getattr(action, name) is not None]
    if action.method is not None:
        given.append("method")
    if not given:
        hint = f"add one of {_METHOD_NAMES} with the URL, or `method` and `url`"
        yield ActionProblem(("url",) if action.url is not None else (), "there is no method", hint)
    elif len(given) > 1:
        names = " and ".join(f"`{name}`" for name in given)
        yield ActionProblem((given[1],), f"there are {len(given)} methods: {names}", "make them two steps")
    elif action.method is None and action.url is not None:
        yield ActionProblem(
            ("url",), f"`url` goes with `method` only; `{given[0]}` has the URL itself", "take one out"
        )
    elif action.method is not None and action.url is None:
        yield ActionProblem(("method",), "`method` needs `url` beside it", "add `url: /path`")
    method = _text(action.method)
    if method is None:
        return
    if not wire.is_token(method):
        yield ActionProblem(("method",), f"`{method}` is no method", "write one word, like `PURGE`")
    elif method in METHODS:
        message = f"methods are case-sensitive: `{method}` is not {method.upper()}"
        yield ActionProblem(("method",), message, f"write `{method}: {action.url}`")


def _addresses(action: RequestOptions) -> Problems:
    for name in ("base_url", "proxy"):
        value = _text(getattr(action, name))
        if value is None:
            continue
        yield from _scheme(name, value)
        if not is_absolute(value):
            yield ActionProblem((name,), f"`{name}` must begin with http:// or https://", f"write `http://{value}`")
        elif name == "base_url" and ("?" in value or "#" in value):
            yield ActionProblem((name,), "`base_url` cannot hold a query", "give it as `params`")


def _url(options: RequestOptions, name: str, url: str) -> Problems:
    yield from _scheme(name, url)
    # A template that begins with `${{` may give a whole URL.
    if options.base_url is None and not url.startswith("${{") and not is_absolute(url):
        hint = "add `base_url`, here or in `defaults.http`, or write the URL with http:// and its host"
        yield ActionProblem((name,), f"`{url}` has no host, and there is no `base_url`", hint)


def _scheme(name: str, url: str) -> Problems:
    found = _ANY_SCHEME.match(url)
    if found is not None and found[1].lower() not in ("http", "https"):
        yield ActionProblem((name,), f"`{found[1]}` is not spoken here: only http and https are")


def _one_body(action: RequestBody) -> Problems:
    given = action.body_fields()
    if len(given) > 1:
        names = " and ".join(f"`{name}`" for name in given)
        yield ActionProblem((given[1],), f"there are {len(given)} bodies: {names}", "keep one of them")


def _changes(action: RequestBody) -> Problems:
    if not action.with_:
        return
    if action.json_ is MISSING and action.json_file is None:
        hint = "add `json` or `json_file`, which it changes"
        yield ActionProblem(("with",), "`with` changes a JSON body, and there is none", hint)
    for path_text in action.with_:
        try:
            writer_of(path_text)
        except DiagnosticError as error:
            for diagnostic in error.diagnostics:
                code = find_code(diagnostic.code)
                yield ActionProblem(("with", path_text), diagnostic.message, diagnostic.hint, code, is_about_key=True)


def _parts(action: RequestBody) -> Problems:
    if action.multipart is not None and not action.multipart:
        yield ActionProblem(("multipart",), "`multipart` has no parts", "add `- {name: ..., value: ...}`")
    for index, part in enumerate(action.multipart or ()):
        path = ("multipart", index)
        if part.value is MISSING and part.file is None:
            yield ActionProblem(path, "the part has neither `value` nor `file`", "add one of them")
        elif part.value is not MISSING and part.file is not None:
            yield ActionProblem((*path, "file"), "the part has both `value` and `file`", "keep one of them")
        yield from _part_headers(part, path)


def _part_headers(part: Part, path: tuple[str | int, ...]) -> Problems:
    for name, value in part.headers.items():
        yield from _field((*path, "headers", name), name, value)
        lowered = name.lower()
        if lowered in ("content-disposition", "content-type"):
            field = "content_type" if lowered == "content-type" else "name` and `filename"
            yield ActionProblem((*path, "headers", name), f"`{name}` is made by us", f"use `{field}`")


def _headers(action: RequestOptions) -> Problems:
    seen: dict[str, str] = {}
    for name, value in action.headers.items():
        path = ("headers", name)
        for each in value if isinstance(value, list) else (value,):
            yield from _field(path, name, each)
        first = seen.setdefault(name.lower(), name)
        if first != name:
            hint = f"for a repeated field give a list: `{first}: [a, b]`"
            yield ActionProblem(path, f"`{name}` and `{first}` are the same header", hint)
    if "cookie" in seen and action.cookies:
        hint = "give all of them as `cookies`"
        yield ActionProblem(("headers", seen["cookie"]), "`cookies` are given, and a Cookie header too", hint)


def check_multipart_type(options: RequestOptions, body: RequestBody) -> tuple[ActionProblem, ...]:
    """A Content-Type that would tell the server to read a multipart body as something else."""
    literals = ((name, _text(value)) for name, value in options.headers.items() if name.lower() == "content-type")
    hint = "take it out: the right one is sent, with the boundary"
    return tuple(
        ActionProblem(("headers", name), "a multipart body needs a multipart Content-Type", hint)
        for name, literal in literals
        if body.multipart is not None and literal is not None and not literal.lower().startswith("multipart/")
    )


def _field(path: tuple[str | int, ...], name: str, value: object) -> Problems:
    """What would break a header field out of its line, or be dropped on the way."""
    if not wire.is_token(name):
        hint = f"write `{name.strip()}`" if wire.is_token(name.strip()) else "use letters, digits and `-`"
        yield ActionProblem(path, f"`{name}` is no name of a header field", hint)
    literal = _text(value)
    if literal is None:
        return
    if any(mark in literal for mark in "\r\n\0"):
        ends_in_break = literal.rstrip("\n").isprintable()
        mend = "end the text with `|-` or `>-` instead of `|` or `>`" if ends_in_break else None
        yield ActionProblem(path, f"the value of `{name}` holds a line break or a NUL", mend)
    elif literal != literal.strip(" \t"):
        message = f"the value of `{name}` begins or ends with a blank, which no receiver sees"
        yield ActionProblem(path, message, "take the blank out")


def _cookies(action: RequestOptions) -> Problems:
    for name, value in action.cookies.items():
        if not wire.is_token(name):
            yield ActionProblem(("cookies", name), f"`{name}` is no name of a cookie")
        literal = _text(value)
        if literal is not None and any(mark in literal for mark in ";\r\n\0"):
            message = f"the value of `{name}` holds what ends a cookie: a semicolon or a line break"
            yield ActionProblem(("cookies", name), message, "encode it, with `%3B` or `url_encode(...)`")


def _auth(action: RequestOptions) -> Problems:
    auth = action.auth
    if auth is None:
        return
    ways = list(Auth.model_fields)
    given = [way for way in ways if getattr(auth, way) is not None]
    if len(given) != 1:
        names = ", ".join(f"`{way}`" for way in ways)
        message = "`auth` says nothing" if not given else f"there are {len(given)} kinds of `auth`"
        yield ActionProblem(("auth", *given[1:2]), message, f"give one of {names}")
    own = next((name for name in action.headers if name.lower() == "authorization"), None)
    if own is not None and action.headers[own] is not None and given and given != ["api_key"]:
        hint = "take one out; `auth: null` switches off that of `defaults`"
        yield ActionProblem(("headers", own), "`auth` makes the Authorization header, and it is given too", hint)
    username = None if auth.basic is None else _text(auth.basic.username)
    if username is not None and ":" in username:
        yield ActionProblem(("auth", "basic", "username"), "a user name for `basic` cannot hold a colon (RFC 7617)")
    key = auth.api_key
    key_name = None if key is None else _text(key.name)
    if key is not None and key_name is not None and key.in_ != "query" and not wire.is_token(key_name):
        yield ActionProblem(("auth", "api_key", "name"), f"`{key_name}` is no name of a {key.in_}")


def _tls(action: RequestOptions) -> Problems:
    if action.tls.key is not None and action.tls.cert is None:
        yield ActionProblem(("tls", "key"), "`tls.key` needs `tls.cert` beside it", "add the client's certificate")
    if action.tls.verify is False and action.tls.ca is not None:
        yield ActionProblem(("tls", "ca"), "`tls.ca` has no effect: `tls.verify` is off", "take one of them out")


def _redirects(action: RequestOptions) -> Problems:
    given = action.redirects.model_fields_set
    if given and "follow" not in given:
        name = "max" if "max" in given else "allow_downgrade"
        message = f"`{name}` has no effect: redirects are not followed"
        yield ActionProblem(("redirects", name), message, "add `follow: true`")
