"""What editors say of the word under the pointer."""

from __future__ import annotations

import re

import pytest

from .language_server import editor
from .marked import marked

SPEC = """
spec: A
services:
  shop:
    module: specrunner.demo
    ready_within: 30s
defaults:
  http: {base_url: "http://127.0.0.1:1"}
steps:
  - id: create
    http:
      post: /orders
      auth: {bearer: x}
    retry: 2
    expect:
      status: 201
      time: {lt: 500ms}
      cache_control.max_age: {gte: 60}
      $.id: {type: integer}
    save: {order_id: $.id}
    undo: {http: {delete: /}}
"""

WORDS = {
    "services": "What is started before the steps and stopped after them.",
    "ready_within": "How long it may take to get ready. 20s unless set.",
    "base_url": "What stands before every URL that is not whole.",
    "http:\n": "Sends an HTTP request and judges the answer.",
    "post": "The URL of a POST.",
    "auth": "How to authenticate.",
    "bearer": "A token, sent as Authorization: Bearer",
    "retry": "Further attempts when it errored or failed.",
    "expect": "What is asked of the answer: subject to matcher. All are evaluated and reported.",
    "status": "The status code.",
    "lt: ": "where the subject has a unit, with it: 500ms",
    "cache_control.max_age": "Seconds for which any cache may use the answer.",
    "type": "a type, or several with | between them",
    "save": "Values to keep for later steps",
    "undo": "A step that runs at the end of the spec, newest first, if this one was sent.",
}


@pytest.mark.live
async def test_every_word_says_what_it_is(project, settings):
    silent = {}
    async with editor(project, settings) as window:
        for word, wanted in WORDS.items():
            at = SPEC.rindex(word) if word in ("http:\n", "type") else SPEC.index(word)
            said = await window.hover(
                project / "specs" / "new.spec.yaml", *marked(f"{SPEC[: at + 1]}¦{SPEC[at + 1 :]}")
            )
            plain = re.sub(r"[\\`]|&nbsp;", "", said)
            if wanted.lower() not in plain.lower():
                silent[word] = plain
    assert silent == {}
