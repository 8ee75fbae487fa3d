"""Polling for a token with a device code (RFC 8628 sections 3.3 to 3.5).

States: waiting (poll again after `interval_s`), done (a token, or an error that ends it). `slow_down` adds five
seconds for good; `authorization_pending` changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from .problem import Problem

DEFAULT_INTERVAL_S = 5.0
SLOW_DOWN_S = 5.0
_SECTION = "RFC 8628 3.2"


class DevicePolling:
    """When to ask again: `interval_s` is how long to wait before the next time; `polls` how often it was asked."""

    def __init__(self, interval_s: float = DEFAULT_INTERVAL_S) -> None:
        self.interval_s = interval_s
        self.polls = 0

    def receive_error(self, error: str | None) -> bool:
        """Takes the error of one answer; whether to wait and ask again."""
        self.polls += 1
        if error == "slow_down":
            self.interval_s += SLOW_DOWN_S
            return True
        return error == "authorization_pending"


def device_problems(body: Mapping[str, object]) -> list[Problem]:
    """What is wrong with a device authorization response."""
    found: list[Problem] = []
    for name in ("device_code", "user_code", "verification_uri"):
        if not isinstance(body.get(name), str):
            found.append(Problem(f"device.{name}", f"`{name}` is missing or no text", _SECTION))
    for name in ("expires_in", *(("interval",) if "interval" in body else ())):
        value = body.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            found.append(Problem(f"device.{name}", f"`{name}` is missing or no number", _SECTION))
    return found
