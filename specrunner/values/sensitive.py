"""Names whose values are secrets by themselves."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

SENSITIVE_NAMES: Final = frozenset(
    {
        *("authorization", "proxy_authorization", "cookie", "set_cookie", "x_amz_security_token", "bearer", "jwt"),
        *("password", "passwd", "pwd", "passphrase", "password_confirmation", "pin", "otp", "credentials"),
        *("secret", "client_secret", "private_key", "secret_key", "access_key", "api_key", "apikey", "x_api_key"),
        *("token", "access_token", "refresh_token", "id_token", "id_token_hint", "auth_token", "x_auth_token"),
        *("subject_token", "actor_token", "assertion", "client_assertion", "code_verifier", "device_code"),
        *("csrf_token", "x_csrf_token", "session_id", "sessionid", "signature"),
    }
)
_ENDS = ("_token", "_secret", "_password", "_passwd", "_api_key", "_private_key", "_secret_key", "_access_key")
_PAGES = frozenset({"page_token", "next_page_token", "next_token", "continuation_token", "sync_token"})


# A part of every sensitive name that no way of joining words takes apart.
_STEMS: Final = (
    *(b"token", b"secret", b"passw", b"pwd", b"passphrase", b"pin", b"otp", b"key", b"jwt", b"bearer", b"cookie"),
    *(b"authorization", b"credentials", b"assertion", b"verifier", b"device", b"session", b"signature"),
    b"\\u",  # an escape may spell any of them
)


@lru_cache(maxsize=4096)  # the same few names come with every answer
def is_sensitive_name(name: str) -> bool:
    """Whether a header, field or parameter of this name usually holds a secret: `Set-Cookie`, `clientSecret`.

    Letter case, and what joins the words, do not matter.
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^0-9A-Za-z]+", "_", name).lower().strip("_")
    return words in SENSITIVE_NAMES or (words.endswith(_ENDS) and words not in _PAGES)


def may_hold_sensitive_name(data: bytes) -> bool:
    """Whether a JSON text may hold a sensitive name; a quick look before it is parsed. False is sure."""
    lowered = data.lower()
    for stem in _STEMS:  # noqa: SIM110  (a generator takes four times as long, and this is asked of every answer)
        if stem in lowered:
            return True
    return False
