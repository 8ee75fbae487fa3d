"""The fields of subjects, a sentence each."""

from __future__ import annotations

from collections.abc import Mapping

from ...checks import SubjectType

ERROR: Mapping[str, str] = {
    "code": "The code of the JSON-RPC error.",
    "message": "Its message.",
    "data": "Its data.",
    "http_status": "The HTTP status beside it, where there is one.",
}

NOTIFICATION: Mapping[str, str] = {
    "method": "The method: `notifications/progress`.",
    "params": "Its parameters.",
    "stream": "Where it came: `post` (the answer to a request of ours), `get`, `resume`, `sse`, `stdio`.",
    "at": "When it came, from the start of the step.",
    "gap": "The time since the one before.",
    "event_id": "The id of its SSE event.",
}

HANDLED: Mapping[str, str] = {
    "method": "The method that the server asked: `sampling/createMessage`.",
    "params": "Its parameters.",
    "stream": "Where it came; `result` for what an `input_required` result asked.",
    "at": "When it came, from the start of the step.",
    "reply": "The result that was answered.",
    "error": "The error that was answered.",
    "ignored": "Whether nothing was answered.",
    "handler": "The place of the handler in the list, from 0.",
}

HTTP: Mapping[str, str] = {
    "status": "The status.",
    "reason": "The reason phrase beside it.",
    "headers": "The header fields by name, in any letter case.",
    "content_type": "The `Content-Type`: JSON, or a stream of events.",
    "events": "How many SSE events came.",
    "last_event_id": "The id of the last event.",
    "retry": "How long the server wants a client to wait before it comes back.",
    "is_clean": "Whether the body came to its end, and did not break off.",
}

PROCESS: Mapping[str, str] = {
    "how": "`eof` when it ended as its input did, `sigterm` or `sigkill` when it had to be told, or `by itself`.",
    "code": "The exit code; negative for a signal.",
    "took": "The time from the closing of its input to its end.",
}

SERVER_INFO: Mapping[str, SubjectType] = {"name": "text", "version": "text", "title": "text"}

CHALLENGE: Mapping[str, str] = {
    "realm": "What is guarded.",
    "scope": "The scopes that a token needs.",
    "error": "Why a token was refused: `invalid_token`, `insufficient_scope`.",
    "error_description": "The same for people.",
    "resource_metadata": "Where the metadata of the resource is (RFC 9728).",
}

AUTHORIZATION: Mapping[str, str] = {
    "resource": "The metadata of the resource (RFC 9728).",
    "issuer": "The authorization server that it names: for `oauth: {issuer: ...}`.",
    "server": "The metadata of the authorization server (RFC 8414, OpenID Connect).",
    "tried": "Where it was looked for, in order: `url` with `status` or `fault`.",
}
