"""Signing in by a program."""

from __future__ import annotations

import sys

from .fakes import Stage

# What a browser does, without one: it takes the address, and comes back to the redirect URI in it.
BROWSER = """
import sys, urllib.parse, urllib.request
asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(sys.argv[-1]).query))
back = {"code": "a-code", "state": asked["state"]}
urllib.request.ProxyHandler({})
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
if "post" in sys.argv:
    opener.open(asked["redirect_uri"], urllib.parse.urlencode(back).encode()).read()
else:
    opener.open(asked["redirect_uri"] + "?" + urllib.parse.urlencode(back)).read()
"""
ACTION = {
    "grant": "authorization_code",
    "endpoints": {"authorization": "http://as.test/authorize", "token": "http://as.test/token"},
    "client": {"id": "a"},
    "exchange": False,
}


async def test_the_redirect_is_caught_at_a_free_port():
    for mode, words in (("query", []), ("form_post", ["post"])):
        seen = await Stage().act(**ACTION, login={"command": [sys.executable, "-c", BROWSER, *words]})
        assert (seen.fault, seen.problems) == (None, [])
        assert (seen["authorization"]["code"], seen["authorization"]["mode"]) == ("a-code", mode)


async def test_a_program_that_ends_without_is_a_fault_with_its_last_words(monkeypatch):
    monkeypatch.setattr("specrunner.protocols.oauth.external.SETTLE_S", 0.05)
    command = [sys.executable, "-c", "print('no display'); raise SystemExit(3)"]
    seen = await Stage().act(**ACTION, login={"command": command})
    assert seen.fault == f"`{sys.executable}` ended with 3 before the redirect came: no display"


async def test_a_program_that_cannot_be_started_is_a_fault():
    seen = await Stage().act(**ACTION, login={"command": ["no-such-browser"]})
    assert seen.fault.startswith("`no-such-browser` cannot be started: ")


async def test_the_redirect_must_come_back_here():
    seen = await Stage().act(**ACTION, redirect_uri="https://app.test/cb", login={"command": ["x"]})
    assert seen.fault == "with `login: {command: ...}` the redirect must come back here"
