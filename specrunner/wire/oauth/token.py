"""What a token endpoint answers, and what it must say (RFC 6749 sections 5.1 and 5.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field

from ...lean import dataclass
from .problem import Problem

# RFC 6749 sections 4.1.2.1 and 5.2, RFC 8628 3.5, 8693 2.2.2, 8707 2, 9126 2.3, 9449 5 and 8, 7591 3.2.2, 6750 3.1,
# OpenID Connect Core 3.1.2.6.
ERRORS = frozenset(
    {
        *("invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type"),
        *("invalid_scope", "access_denied", "unsupported_response_type", "server_error", "temporarily_unavailable"),
        *("authorization_pending", "slow_down", "expired_token", "invalid_target", "invalid_token"),
        *("insufficient_scope", "invalid_dpop_proof", "use_dpop_nonce", "unsupported_token_type"),
        *("invalid_redirect_uri", "invalid_client_metadata", "invalid_software_statement"),
        *("unapproved_software_statement", "interaction_required", "login_required", "consent_required"),
        *("account_selection_required", "invalid_request_uri", "invalid_request_object", "request_not_supported"),
        *("request_uri_not_supported", "registration_not_supported", "invalid_authorization_details"),
    }
)
# RFC 6749 sections 5.2 and appendix A.7.
_ERROR_TEXT = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")
_SECTION = "RFC 6749 5.1"


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """`token` is the body of a success, `error` the code of a refusal; both None when it is neither."""

    token: Mapping[str, object] | None = None
    error: str | None = None
    description: str | None = None
    problems: tuple[Problem, ...] = field(default_factory=tuple)


def read_token_answer(status: int, media_type: str, body: object, *, is_stored: bool) -> TokenAnswer:
    """Judges one answer. `body` is its JSON value, None where it is no JSON; `is_stored`: it lacks `no-store`.

    `media_type` is the essence in lower case. Servers that refuse with 200 or with text are told of, not guessed at.
    """
    if status >= 400:
        return _refusal(status, body)
    problems: list[Problem] = []
    if not isinstance(body, Mapping):
        what = media_type or "an answer without a media type"
        message = f"status {status} of the token endpoint with {what}, which holds no JSON object"
        return TokenAnswer(problems=(Problem("token.not_json", message, _SECTION),))
    if status != 200:
        problems.append(Problem("token.status", f"a token came with status {status}, not 200", _SECTION))
    if media_type != "application/json":
        problems.append(Problem("token.media_type", f"a token came as {media_type or 'nothing'}", _SECTION))
    if "error" in body and "access_token" not in body:
        message = f"the error `{body['error']}` came with status {status}"
        refused = _refusal(status, body)
        return TokenAnswer(
            None, refused.error, refused.description, (Problem("token.error_status", message, "RFC 6749 5.2"),)
        )
    problems += _token_problems(body)
    if is_stored:
        problems.append(
            Problem("token.cached", "the answer with the token lacks `Cache-Control: no-store`", _SECTION)
        )
    return TokenAnswer(dict(body), problems=tuple(problems))


def _token_problems(body: Mapping[str, object]) -> list[Problem]:
    found: list[Problem] = []
    for name in ("access_token", "token_type"):
        value = body.get(name)
        if not isinstance(value, str) or not value:
            found.append(Problem(f"token.{name}", f"`{name}` is missing or no text", _SECTION))
    for name in ("refresh_token", "scope", "id_token"):
        if name in body and not isinstance(body[name], str):
            found.append(Problem(f"token.{name}", f"`{name}` is no text", _SECTION))
    expires = body.get("expires_in")
    if "expires_in" in body and (isinstance(expires, bool) or not isinstance(expires, int | float)):
        found.append(Problem("token.expires_in", "`expires_in` is no number", _SECTION))
    return found


def _refusal(status: int, body: object) -> TokenAnswer:
    code = body.get("error") if isinstance(body, Mapping) else None
    if not isinstance(body, Mapping) or not isinstance(code, str):
        message = f"status {status} without an `error` in a JSON object"
        return TokenAnswer(problems=(Problem("error.not_json", message, "RFC 6749 5.2"),))
    description = body.get("error_description")
    problems = []
    for name, value in (("error", code), ("error_description", description)):
        if isinstance(value, str) and value and _ERROR_TEXT.fullmatch(value) is None:
            message = f"`{name}` has characters that are not allowed there"
            problems.append(Problem("error.characters", message, "RFC 6749 5.2"))
    return TokenAnswer(
        error=code,
        description=description if isinstance(description, str) else None,
        problems=tuple(problems),
    )
