"""The authorization response."""

import pytest

from specrunner.wire.oauth import Expected, form_decode, is_callback, read_callback, read_form_post, response_problems

CALLBACK = "http://127.0.0.1:4711/callback"


@pytest.mark.parametrize(
    "url",
    [CALLBACK, f"{CALLBACK}?code=a&state=b", f"{CALLBACK}#access_token=a"],
)
def test_a_redirect_to_the_client_is_known_by_scheme_authority_and_path(url):
    assert is_callback(url, CALLBACK)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:4712/callback?code=a",
        "http://localhost:4711/callback?code=a",
        "https://127.0.0.1:4711/callback?code=a",
        "http://127.0.0.1:4711/callback/?code=a",
        "http://as.example/login?redirect_uri=http://127.0.0.1:4711/callback",
        "http://127.0.0.1:4711@evil.example/callback",
    ],
)
def test_no_other_redirect_is_taken_for_it(url):
    assert not is_callback(url, CALLBACK)


def test_the_query_of_a_registered_uri_stays_in_front():
    registered = "https://app.example/cb?tenant=1"
    assert is_callback(f"{registered}&code=a", registered)
    assert not is_callback("https://app.example/cb?tenant=12&code=a", registered)
    assert not is_callback("https://app.example/cb?code=a", registered)


def test_parameters_are_decoded_wherever_they_stand():
    assert read_callback(f"{CALLBACK}?code=a%2Bb&state=x+y").parameters == {"code": "a+b", "state": "x y"}
    fragment = read_callback(f"{CALLBACK}#code=a")
    assert (fragment.code, fragment.mode) == ("a", "fragment")
    posted = read_form_post(form_decode("error=access_denied&state=s"))
    assert (posted.error, posted.mode) == ("access_denied", "form_post")


def problems(query: str, **expected: object) -> list[str]:
    found = response_problems(read_callback(f"{CALLBACK}?{query}"), Expected(**expected))
    return [f"{each.id}: {each.message} ({each.section})" for each in found]


def test_an_answer_that_says_what_it_must_has_no_problem():
    assert problems("code=a&state=s&iss=https://as.example", state="s", issuer="https://as.example") == []
    assert problems("error=access_denied&state=s", state="s") == []


def test_the_state_is_compared_letter_by_letter():
    assert problems("code=a&state=S", state="s") == [
        "state.mismatch: the `state` is not the one that was sent (RFC 6749 4.1.2)"
    ]
    assert problems("code=a", state="s") == [
        "state.missing: the `state` that was sent did not come back (RFC 6749 4.1.2)"
    ]
    assert problems("code=a&state=s") == ["state.unasked: there is a `state`, and none was sent (RFC 6749 4.1.2)"]


def test_the_issuer_is_compared_letter_by_letter():
    assert problems("code=a&iss=https://as.example/", issuer="https://as.example") == [
        "iss.mismatch: `iss` is https://as.example/, not https://as.example (RFC 9207 2.4)"
    ]
    assert problems("code=a", issuer="https://as.example", is_iss_promised=True) == [
        "iss.missing: there is no `iss`, and the metadata promises it (RFC 9207 2.3)"
    ]


def test_a_repeated_parameter_and_an_empty_answer_are_problems():
    assert problems("code=a&code=b") == ["authorization.repeated: the parameter `code` stands twice (RFC 6749 3.1)"]
    assert problems("foo=1") == ["authorization.empty: the response has neither `code` nor `error` (RFC 6749 4.1.2)"]
