"""Each mistake as it is told: where, what, how to mend it."""

import pytest

from specrunner.requests.model import WholeRequest
from specrunner.requests.rules import check_request
from specrunner.source.codes.values_select import WRITE_PATH

METHODS = "`get`, `post`, `put`, `patch`, `delete`, `head`, `options`, `query`"


def problems(**fields: object) -> list[tuple[tuple[str | int, ...], str, str | None]]:
    found = check_request(WholeRequest.model_validate(fields))
    return [(problem.path, problem.message, problem.hint) for problem in found]


@pytest.mark.parametrize(
    "fields",
    [
        {"get": "http://h/x"},
        {"post": "/x", "base_url": "http://h", "json": None},
        {"method": "PURGE", "url": "http://h/x"},
        {"query": "http://h", "body": "x"},
        {"get": "http://h", "headers": {"Accept": ["a", "b"], "X": None}, "cookies": {"a": "b"}},
        {"post": "http://h", "json": {"a": 1}, "with": {"$.a": 2}},
        {"get": "http://h", "auth": {"bearer": "x"}},
        {"get": "http://h", "auth": {"api_key": {"name": "k", "value": "v"}}, "headers": {"Authorization": "x"}},
        {"get": "http://h", "auth": {"bearer": "x"}, "headers": {"authorization": None}},
        {"get": "http://h", "redirects": {"follow": False, "max": 3}},
        {
            "post": "http://h",
            "multipart": [{"name": "a", "value": ""}],
            "headers": {"Content-Type": "multipart/mixed"},
        },
    ],
)
def test_a_good_action_has_no_problem(fields):
    assert problems(**fields) == []


@pytest.mark.parametrize(
    ("fields", "path", "message", "hint"),
    [
        ({}, (), "there is no method", f"add one of {METHODS} with the URL, or `method` and `url`"),
        ({"url": "http://h"}, ("url",), "there is no method",
         f"add one of {METHODS} with the URL, or `method` and `url`"),
        ({"get": "http://h", "post": "http://h"}, ("post",), "there are 2 methods: `get` and `post`",
         "make them two steps"),
        ({"get": "http://h", "url": "http://h"}, ("url",), "`url` goes with `method` only; `get` has the URL itself",
         "take one out"),
        ({"method": "PURGE"}, ("method",), "`method` needs `url` beside it", "add `url: /path`"),
        ({"method": "get", "url": "http://h"}, ("method",), "methods are case-sensitive: `get` is not GET",
         "write `get: http://h`"),
        ({"method": "A B", "url": "http://h"}, ("method",), "`A B` is no method", "write one word, like `PURGE`"),
        ({"get": "/x"}, ("get",), "`/x` has no host, and there is no `base_url`",
         "add `base_url`, here or in `defaults.http`, or write the URL with http:// and its host"),
        ({"get": "localhost:8080/x"}, ("get",), "`localhost:8080/x` has no host, and there is no `base_url`",
         "add `base_url`, here or in `defaults.http`, or write the URL with http:// and its host"),
        ({"get": "ftp://h/x"}, ("get",), "`ftp` is not spoken here: only http and https are", None),
        ({"get": "/x", "base_url": "shop.test"}, ("base_url",), "`base_url` must begin with http:// or https://",
         "write `http://shop.test`"),
        ({"get": "/x", "base_url": "http://h?x"}, ("base_url",), "`base_url` cannot hold a query",
         "give it as `params`"),
        ({"get": "http://h", "proxy": "h:1"}, ("proxy",), "`proxy` must begin with http:// or https://",
         "write `http://h:1`"),
        ({"post": "http://h", "json": 1, "form": {}}, ("form",), "there are 2 bodies: `json` and `form`",
         "keep one of them"),
        ({"post": "http://h", "file": "a", "json": 1}, ("file",), "there are 2 bodies: `json` and `file`",
         "keep one of them"),
        ({"post": "http://h", "form": {}, "with": {"$.a": 1}}, ("with",),
         "`with` changes a JSON body, and there is none",  "add `json` or `json_file`, which it changes"),
        ({"post": "http://h", "multipart": []}, ("multipart",), "`multipart` has no parts",
         "add `- {name: ..., value: ...}`"),
        ({"post": "http://h", "multipart": [{"name": "a"}]}, ("multipart", 0),
         "the part has neither `value` nor `file`", "add one of them"),
        ({"post": "http://h", "multipart": [{"name": "a", "value": 1, "file": "b"}]}, ("multipart", 0, "file"),
         "the part has both `value` and `file`", "keep one of them"),
        ({"post": "http://h", "multipart": [{"name": "a", "value": 1, "headers": {"Content-Type": "x"}}]},
         ("multipart", 0, "headers", "Content-Type"), "`Content-Type` is made by us", "use `content_type`"),
        ({"get": "http://h", "headers": {"Content-type ": "x"}}, ("headers", "Content-type "),
         "`Content-type ` is no name of a header field", "write `Content-type`"),
        ({"get": "http://h", "headers": {"a:b": "x"}}, ("headers", "a:b"), "`a:b` is no name of a header field",
         "use letters, digits and `-`"),
        ({"get": "http://h", "headers": {"X": "a\n"}}, ("headers", "X"),
         "the value of `X` holds a line break or a NUL", "end the text with `|-` or `>-` instead of `|` or `>`"),
        ({"get": "http://h", "headers": {"X": ["a", "b\r\nY: c"]}}, ("headers", "X"),
         "the value of `X` holds a line break or a NUL", None),
        ({"get": "http://h", "headers": {"X": " a"}}, ("headers", "X"),
         "the value of `X` begins or ends with a blank, which no receiver sees", "take the blank out"),
        ({"get": "http://h", "headers": {"Accept": "a", "accept": "b"}}, ("headers", "accept"),
         "`accept` and `Accept` are the same header", "for a repeated field give a list: `Accept: [a, b]`"),
        ({"post": "http://h", "multipart": [{"name": "a", "value": 1}], "headers": {"Content-Type": "multipart"}},
         ("headers", "Content-Type"), "a multipart body needs a multipart Content-Type",
         "take it out: the right one is sent, with the boundary"),
        ({"get": "http://h", "headers": {"Cookie": "a=b"}, "cookies": {"a": "b"}}, ("headers", "Cookie"),
         "`cookies` are given, and a Cookie header too", "give all of them as `cookies`"),
        ({"get": "http://h", "cookies": {"a b": "c"}}, ("cookies", "a b"), "`a b` is no name of a cookie", None),
        ({"get": "http://h", "cookies": {"a": "b;c"}}, ("cookies", "a"),
         "the value of `a` holds what ends a cookie: a semicolon or a line break",
         "encode it, with `%3B` or `url_encode(...)`"),
        ({"get": "http://h", "auth": {}}, ("auth",), "`auth` says nothing",
         "give one of `bearer`, `basic`, `digest`, `api_key`, `oauth`"),
        ({"get": "http://h", "auth": {"bearer": "x", "basic": {"username": "a", "password": "b"}}}, ("auth", "basic"),
         "there are 2 kinds of `auth`", "give one of `bearer`, `basic`, `digest`, `api_key`, `oauth`"),
        ({"get": "http://h", "auth": {"bearer": "x"}, "headers": {"authorization": "y"}},
         ("headers", "authorization"), "`auth` makes the Authorization header, and it is given too",
         "take one out; `auth: null` switches off that of `defaults`"),
        ({"get": "http://h", "auth": {"basic": {"username": "a:b", "password": "c"}}}, ("auth", "basic", "username"),
         "a user name for `basic` cannot hold a colon (RFC 7617)", None),
        ({"get": "http://h", "auth": {"api_key": {"name": "a b", "value": "c"}}}, ("auth", "api_key", "name"),
         "`a b` is no name of a header", None),
        ({"get": "http://h", "tls": {"key": "a.pem"}}, ("tls", "key"), "`tls.key` needs `tls.cert` beside it",
         "add the client's certificate"),
        ({"get": "http://h", "tls": {"ca": "a.pem", "verify": False}}, ("tls", "ca"),
         "`tls.ca` has no effect: `tls.verify` is off", "take one of them out"),
        ({"get": "http://h", "redirects": {"max": 3}}, ("redirects", "max"),
         "`max` has no effect: redirects are not followed", "add `follow: true`"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_place_and_mend(fields, path, message, hint):
    assert problems(**fields) == [(path, message, hint)]


def test_a_path_of_with_that_is_none_is_told_at_its_key():
    ((path, message, _),) = problems(post="http://h", json={}, **{"with": {"$.a[": 1}})
    assert path == ("with", "$.a[")
    assert message


def test_several_mistakes_are_told_together():
    assert len(problems(json=1, form={}, headers={"a b": "c"})) == 3


def test_a_path_that_cannot_be_written_keeps_its_own_code_and_points_to_the_key():
    (problem,) = check_request(WholeRequest.model_validate({"post": "http://h", "json": {}, "with": {"$": 1}}))
    assert problem.code is WRITE_PATH
    assert (problem.path, problem.is_about_key) == (("with", "$"), True)
