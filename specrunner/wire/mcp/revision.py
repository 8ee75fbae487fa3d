"""The revisions of the Model Context Protocol, as data: who may say what, when, and under which capability.

Two eras: up to 2025-11-25 a client opens a session with `initialize`; from 2026-07-28 every request stands alone and
carries revision, identity and capabilities in `_meta`.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...lean import dataclass

V2024_11_05 = "2024-11-05"
V2025_03_26 = "2025-03-26"
V2025_06_18 = "2025-06-18"
V2025_11_25 = "2025-11-25"
V2026_07_28 = "2026-07-28"
REVISIONS: tuple[str, ...] = (V2024_11_05, V2025_03_26, V2025_06_18, V2025_11_25, V2026_07_28)
SESSION_REVISIONS = REVISIONS[:4]
STATELESS_REVISIONS = REVISIONS[4:]
LATEST_SESSION = SESSION_REVISIONS[-1]
LATEST = REVISIONS[-1]


@dataclass(frozen=True, slots=True)
class Life:
    """In which revisions a word is spoken, first and last included, and the capability path that it needs."""

    first: str = V2024_11_05
    last: str = LATEST
    capability: str = ""

    def is_in(self, revision: str) -> bool:
        return REVISIONS.index(self.first) <= REVISIONS.index(revision) <= REVISIONS.index(self.last)


_LEGACY = Life(last=V2025_11_25)
_TASKS = Life(V2025_11_25, V2025_11_25, "tasks")

CLIENT_REQUESTS: Mapping[str, Life] = {
    "initialize": _LEGACY,
    "ping": _LEGACY,
    "server/discover": Life(V2026_07_28),
    "tools/list": Life(capability="tools"),
    "tools/call": Life(capability="tools"),
    "resources/list": Life(capability="resources"),
    "resources/templates/list": Life(capability="resources"),
    "resources/read": Life(capability="resources"),
    "resources/subscribe": Life(last=V2025_11_25, capability="resources.subscribe"),
    "resources/unsubscribe": Life(last=V2025_11_25, capability="resources.subscribe"),
    "prompts/list": Life(capability="prompts"),
    "prompts/get": Life(capability="prompts"),
    "completion/complete": Life(capability="completions"),
    "logging/setLevel": Life(last=V2025_11_25, capability="logging"),
    "tasks/get": _TASKS,
    "tasks/result": _TASKS,
    "tasks/list": Life(V2025_11_25, V2025_11_25, "tasks.list"),
    "tasks/cancel": Life(V2025_11_25, V2025_11_25, "tasks.cancel"),
    "subscriptions/listen": Life(V2026_07_28),
}
"""What a client asks; the capability is the server's."""

CLIENT_NOTIFICATIONS: Mapping[str, Life] = {
    "notifications/initialized": _LEGACY,
    "notifications/cancelled": Life(),
    "notifications/progress": _LEGACY,
    "notifications/roots/list_changed": _LEGACY,
    "notifications/tasks/status": _TASKS,
}

SERVER_REQUESTS: Mapping[str, Life] = {
    "ping": _LEGACY,
    "roots/list": Life(last=V2025_11_25, capability="roots"),
    "sampling/createMessage": Life(last=V2025_11_25, capability="sampling"),
    "elicitation/create": Life(V2025_06_18, V2025_11_25, "elicitation"),
    "tasks/get": _TASKS,
    "tasks/result": _TASKS,
    "tasks/list": Life(V2025_11_25, V2025_11_25, "tasks.list"),
    "tasks/cancel": Life(V2025_11_25, V2025_11_25, "tasks.cancel"),
}
"""What a server asks; the capability is the client's. From 2026-07-28 a server asks inside its results only."""

INPUT_REQUESTS: Mapping[str, str] = {
    "roots/list": "roots",
    "sampling/createMessage": "sampling",
    "elicitation/create": "elicitation",
}
"""What an `input_required` result may ask, with the client's capability for it."""

INPUT_METHODS = frozenset({"tools/call", "prompts/get", "resources/read"})
"""What may be answered by `input_required`."""

SERVER_NOTIFICATIONS: Mapping[str, Life] = {
    "notifications/cancelled": Life(),
    "notifications/progress": Life(),
    "notifications/message": Life(capability="logging"),
    "notifications/tools/list_changed": Life(capability="tools.listChanged"),
    "notifications/prompts/list_changed": Life(capability="prompts.listChanged"),
    "notifications/resources/list_changed": Life(capability="resources.listChanged"),
    "notifications/resources/updated": Life(capability="resources.subscribe"),
    "notifications/elicitation/complete": Life(V2025_11_25, V2025_11_25),
    "notifications/tasks/status": _TASKS,
    "notifications/subscriptions/acknowledged": Life(V2026_07_28),
}

CONTENT_TYPES: Mapping[str, Life] = {
    "text": Life(),
    "image": Life(),
    "resource": Life(),
    "audio": Life(V2025_03_26),
    "resource_link": Life(V2025_06_18),
}
"""The types of content in the result of a tool or a prompt."""

ERROR_CODES: Mapping[int, tuple[str, Life]] = {
    -32002: ("resource not found", _LEGACY),
    -32042: ("URL elicitation required", Life(V2025_11_25, V2025_11_25)),
    -32020: ("header mismatch", Life(V2026_07_28)),
    -32021: ("missing required client capability", Life(V2026_07_28)),
    -32022: ("unsupported protocol version", Life(V2026_07_28)),
}
"""The codes that the protocol adds to those of JSON-RPC."""

HEADER_MISMATCH = -32020
MISSING_CAPABILITY = -32021
UNSUPPORTED_VERSION = -32022
MODERN_ERRORS = frozenset({HEADER_MISMATCH, MISSING_CAPABILITY, UNSUPPORTED_VERSION})
RESERVED_ERRORS = range(-32099, -32019)  # 2026-07-28: for the protocol alone


def is_stateless(revision: str) -> bool:
    """Whether the revision has no sessions. An unknown one counts as new."""
    return revision not in SESSION_REVISIONS


def has_batches(revision: str) -> bool:
    """Whether several messages may travel as one JSON-RPC batch."""
    return revision in (V2024_11_05, V2025_03_26)


def has_version_header(revision: str) -> bool:
    """Whether every HTTP request names the revision in `MCP-Protocol-Version`."""
    return revision not in (V2024_11_05, V2025_03_26)


def has_capability(capabilities: object, path: str) -> bool:
    """Whether capabilities hold a path such as `resources.subscribe`: a map that is there, or a flag that is true."""
    value = capabilities
    for name in path.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return False
        value = value[name]
    return value is not False and value is not None


def needed_capability(method: str, revision: str) -> str:
    """The server's capability that a client's request needs; empty for none."""
    life = CLIENT_REQUESTS.get(method)
    if life is None or (method == "completion/complete" and revision == V2024_11_05):
        return ""
    return life.capability
