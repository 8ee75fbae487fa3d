"""A fragment that no spec uses is looked at all the same."""

from pathlib import Path

from specrunner.plan import FragmentStore, check_fragment
from specrunner.source import Severity

from .conftest import REGISTRY, FakeLibrary


def said(text: str) -> list[str]:
    store = FragmentStore(FakeLibrary({"a.fragment.yaml": text}))
    found = check_fragment(Path("/specs/a.fragment.yaml"), "a.fragment.yaml", REGISTRY, store, frozenset())
    return [str(each) for each in found if each.severity is not Severity.NOTICE]


def test_a_good_fragment_gives_nothing():
    assert said("fragment: A\nsteps:\n  - check: ${{ 1 + 1 == 2 }}\n") == []


def test_a_slip_in_a_check_is_found():
    text = "fragment: A\nsteps:\n  - http: {get: 'http://127.0.0.1:9/'}\n    expect: {statsu: 200}\n"
    message = "error SR0401: `http` has no subject `statsu` (did you mean `status`?)"
    assert said(text) == [f"a.fragment.yaml:4:14: {message}"]


def test_a_slip_in_a_name_is_found_and_what_follows_from_it_is_not_told():
    text = "fragment: A\ninputs: {user: string}\nsteps:\n  - check: ${{ inputs.usr == 'ann' }}\n"
    message = "error SR0501: the fragment has no input `usr` (did you mean `user`?)"
    assert said(text) == [f"a.fragment.yaml:4:16: {message}"]


def test_an_input_that_nothing_reads_is_pointed_out():
    text = "fragment: A\ninputs: {user: string}\nsteps:\n  - check: ${{ 1 + 1 == 2 }}\n"
    assert said(text) == ["a.fragment.yaml:2:10: warning SR0526: nothing in the fragment reads the input `user`"]
