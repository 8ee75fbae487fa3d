"""OAuth 2.0 and OpenID Connect, the client's half, as values: what to send, and what is wrong with what came back."""

from .authorization import (
    AuthorizationResponse,
    Expected,
    is_callback,
    read_callback,
    read_form_post,
    response_problems,
)
from .client_auth import ASSERTION_TYPE, ClientAuth, assertion_claims, basic_header
from .device import DevicePolling, device_problems
from .discovery import ENDPOINTS, metadata_problems, metadata_urls
from .managing import introspection_problems, registration_problems, revocation_problems, userinfo_problems
from .pkce import PkceMethod, base64url, challenge_of, is_verifier, make_verifier
from .problem import Problem
from .query import Pairs, form_decode, form_encode, merged, only, with_query
from .token import ERRORS, TokenAnswer, read_token_answer

__all__ = [
    "ASSERTION_TYPE",
    "ENDPOINTS",
    "ERRORS",
    "AuthorizationResponse",
    "ClientAuth",
    "DevicePolling",
    "Expected",
    "Pairs",
    "PkceMethod",
    "Problem",
    "TokenAnswer",
    "assertion_claims",
    "base64url",
    "basic_header",
    "challenge_of",
    "device_problems",
    "form_decode",
    "form_encode",
    "introspection_problems",
    "is_callback",
    "is_verifier",
    "make_verifier",
    "merged",
    "metadata_problems",
    "metadata_urls",
    "only",
    "read_callback",
    "read_form_post",
    "read_token_answer",
    "registration_problems",
    "response_problems",
    "revocation_problems",
    "userinfo_problems",
    "with_query",
]
