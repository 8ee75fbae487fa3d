"""Proof key for code exchange."""

import pytest

from specrunner.wire.oauth import challenge_of, is_verifier, make_verifier

# RFC 7636 appendix B.
OCTETS = bytes.fromhex("7418dfb49799e0254ffa607dd8adbbba16d4254d69d6bff05b5805585384 8d79")
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_appendix_b_of_rfc_7636():
    assert make_verifier(OCTETS) == VERIFIER
    assert challenge_of(VERIFIER, "S256") == CHALLENGE


def test_a_plain_challenge_is_the_verifier():
    assert challenge_of(VERIFIER, "plain") == VERIFIER


@pytest.mark.parametrize("text", [VERIFIER, "a" * 128, "-._~" * 11])
def test_a_verifier_has_43_to_128_unreserved_characters(text):
    assert is_verifier(text)


@pytest.mark.parametrize("text", ["", "a" * 42, "a" * 129, "a" * 43 + "+", "é" * 43, "a" * 43 + "\n"])
def test_anything_else_is_none(text):
    assert not is_verifier(text)
