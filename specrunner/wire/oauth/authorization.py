"""The authorization response: where it lands, and what it must say (RFC 6749 section 4.1.2, RFC 9207)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from ...lean import dataclass
from .problem import Problem
from .query import Pairs, form_decode, only


@dataclass(frozen=True, slots=True)
class AuthorizationResponse:
    """What came back to the client. `mode` is where the parameters stood: `query`, `fragment` or `form_post`."""

    parameters: Mapping[str, str]
    mode: str = "query"
    repeated: tuple[str, ...] = ()

    @property
    def code(self) -> str | None:
        return self.parameters.get("code")

    @property
    def error(self) -> str | None:
        return self.parameters.get("error")


@dataclass(frozen=True, slots=True)
class Expected:
    """What the client remembers of its request. `is_iss_promised`: the metadata says that `iss` comes (RFC 9207)."""

    state: str | None = None
    issuer: str | None = None
    is_iss_promised: bool = False
    response_type: str = "code"


def is_callback(url: str, redirect_uri: str) -> bool:
    """Whether a redirect leads to the client: same scheme, authority and path, letter by letter.

    Never a part of the text: `iss=https%3A%2F%2Fclient...` stands in many URLs that lead elsewhere. The query of the
    registered URI must be the beginning of that of the redirect.
    """
    here, wanted = urlsplit(url), urlsplit(redirect_uri)
    if (here.scheme, here.netloc, here.path or "/") != (wanted.scheme, wanted.netloc, wanted.path or "/"):
        return False
    return not wanted.query or here.query == wanted.query or here.query.startswith(wanted.query + "&")


def read_callback(url: str) -> AuthorizationResponse:
    """The parameters of a redirect to the client: those of the fragment where it has any, else those of the query."""
    parts = urlsplit(url)
    in_fragment = form_decode(parts.fragment)
    if in_fragment:
        return _response(in_fragment, "fragment")
    return _response(form_decode(parts.query), "query")


def read_form_post(pairs: Pairs) -> AuthorizationResponse:
    """The parameters of a form that posts itself to the client (OAuth 2.0 Form Post Response Mode)."""
    return _response(pairs, "form_post")


def _response(pairs: Pairs, mode: str) -> AuthorizationResponse:
    found, repeated = only(pairs)
    return AuthorizationResponse(found, mode, tuple(repeated))


def response_problems(response: AuthorizationResponse, expected: Expected) -> list[Problem]:
    """What is wrong with an authorization response. A client must not go on when there is anything."""
    found = [
        Problem("authorization.repeated", f"the parameter `{name}` stands twice", "RFC 6749 3.1")
        for name in response.repeated
    ]
    found += _state_problems(response, expected)
    found += _iss_problems(response, expected)
    if response.code is None and response.error is None and "code" in expected.response_type:
        message = "the response has neither `code` nor `error`"
        found.append(Problem("authorization.empty", message, "RFC 6749 4.1.2"))
    return found


def _state_problems(response: AuthorizationResponse, expected: Expected) -> list[Problem]:
    given = response.parameters.get("state")
    if given == expected.state:
        return []
    if expected.state is None:
        return [Problem("state.unasked", "there is a `state`, and none was sent", "RFC 6749 4.1.2")]
    if given is None:
        return [Problem("state.missing", "the `state` that was sent did not come back", "RFC 6749 4.1.2")]
    return [Problem("state.mismatch", "the `state` is not the one that was sent", "RFC 6749 4.1.2")]


def _iss_problems(response: AuthorizationResponse, expected: Expected) -> list[Problem]:
    given = response.parameters.get("iss")
    if given is None:
        if not expected.is_iss_promised:
            return []
        message = "there is no `iss`, and the metadata promises it"
        return [Problem("iss.missing", message, "RFC 9207 2.3")]
    if expected.issuer is None or given == expected.issuer:
        return []
    # Exact, without any normalising: a trailing slash makes another issuer.
    message = f"`iss` is {given}, not {expected.issuer}"
    return [Problem("iss.mismatch", message, "RFC 9207 2.4")]
