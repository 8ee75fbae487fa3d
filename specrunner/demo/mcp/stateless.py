"""The era without sessions: every request says who asks, and what must be remembered travels with the client."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import trio

from .catalogue import Catalogue
from .dispatch import answer, discovered
from .protocol import (
    INVALID_PARAMS,
    META,
    STATELESS,
    UNSUPPORTED_VERSION,
    InputRequired,
    Json,
    RpcFailure,
    error_of,
    result_of,
)
from .sessions import LEVELS

Send = Callable[[Json], Awaitable[None]]
_KEY = secrets.token_bytes(32)
_LISTS = {
    "notifications/tools/list_changed": "toolsListChanged",
    "notifications/prompts/list_changed": "promptsListChanged",
    "notifications/resources/list_changed": "resourcesListChanged",
}


class StatelessCaller:
    """The client of one request. What it is asked ends the request; the answers come with the next."""

    def __init__(self, meta: Mapping[str, Any], params: Json, send: Send) -> None:
        self.revision = STATELESS
        self.capabilities = meta.get(f"{META}clientCapabilities") or {}
        self._level = meta.get(f"{META}logLevel")
        self._answers = params.get("inputResponses") or {}
        self._send = send

    async def notify(self, method: str, params: Json) -> None:
        # Without a level asked for, nothing is logged (2026-07-28, server/utilities/logging).
        is_log = method == "notifications/message"
        if is_log and (self._level is None or LEVELS.index(params["level"]) < LEVELS.index(self._level)):
            return
        await self._send({"jsonrpc": "2.0", "method": method, "params": params})

    async def ask(self, key: str, method: str, params: Json) -> Json:
        await trio.lowlevel.checkpoint()
        if key not in self._answers:
            raise InputRequired(key, {"method": method, "params": params})
        found: Json = self._answers[key]
        return found


async def respond(message: Json, catalogue: Catalogue, send: Send) -> tuple[Json, int]:
    """The answer to a request, and the HTTP status for it."""
    id_, method, params = message["id"], message["method"], message.get("params") or {}
    try:
        return result_of(id_, await _result(id_, method, params, catalogue, send)), 200
    except RpcFailure as failure:
        return error_of(id_, failure), failure.status


async def _result(id_: Any, method: str, params: Json, catalogue: Catalogue, send: Send) -> Json:
    meta = params.get("_meta") or {}
    version = meta.get(f"{META}protocolVersion")
    if version != STATELESS:
        data = {"supported": [STATELESS], "requested": str(version)}
        raise RpcFailure(UNSUPPORTED_VERSION, "Unsupported protocol version", data, 400)
    if not isinstance(meta.get(f"{META}clientCapabilities"), dict):
        raise RpcFailure(INVALID_PARAMS, "`_meta` needs the client's capabilities", status=400)
    if method == "server/discover":
        return {"resultType": "complete", **discovered()}
    if method == "subscriptions/listen":
        await _listen(id_, params.get("notifications") or {}, catalogue, send)
    salient = {"method": method, "name": params.get("name"), "arguments": params.get("arguments")}
    if "requestState" in params:
        _check_state(params["requestState"], salient)
    try:
        return await answer(method, params, StatelessCaller(meta, params, send), catalogue)
    except InputRequired as asked:
        return {
            "resultType": "input_required",
            "inputRequests": {asked.key: asked.request},
            "requestState": _state(salient),
        }


async def _listen(id_: Any, wanted: Json, catalogue: Catalogue, send: Send) -> None:
    """Tells of changes until the client goes away."""
    honoured = {name: True for name in ("toolsListChanged",) if wanted.get(name) is True}
    uris = [uri for uri in wanted.get("resourceSubscriptions") or [] if isinstance(uri, str)]
    accepted: Json = {**honoured, **({"resourceSubscriptions": uris} if uris else {})}

    async def told(method: str, params: Json) -> None:
        if honoured.get(_LISTS.get(method, "")) or params.get("uri") in uris:
            meta = {f"{META}subscriptionId": id_}
            await send({"jsonrpc": "2.0", "method": method, "params": {**params, "_meta": meta}})

    catalogue.listeners.add(told)
    try:
        params = {"_meta": {f"{META}subscriptionId": id_}, "notifications": accepted}
        await send({"jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged", "params": params})
        await trio.sleep_forever()
    finally:
        catalogue.listeners.discard(told)


def _state(salient: Json) -> str:
    """What must be known again with the next request, so that a client cannot change it."""
    body = json.dumps(salient, sort_keys=True).encode()
    seal = hmac.new(_KEY, body, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(seal + body).decode()


def _check_state(state: Any, salient: Json) -> None:
    if not isinstance(state, str) or not hmac.compare_digest(state, _state(salient)):
        raise RpcFailure(INVALID_PARAMS, "the request state is not one that was given for this request", status=400)
