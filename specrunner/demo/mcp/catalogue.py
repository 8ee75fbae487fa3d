"""Resources and prompts, what changed, and who wants to be told."""

from collections.abc import Awaitable, Callable
from typing import Any

from .protocol import INVALID_PARAMS, NOT_FOUND_BEFORE_2026, STATELESS, Json, RpcFailure

PAGE = 10
LEAVES = tuple(f"demo://leaves/{number}" for number in range(1, 25))
KETTLE = "demo://kettle"
PICTURE = "demo://picture"
# The smallest GIF there is.
_GIF = "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
NAMES = ("ann", "anton", "bob", "carla")

Told = Callable[[str, Json], Awaitable[None]]


class Catalogue:
    """What the server holds, for all its clients. `listeners` are told of every change, and choose themselves."""

    def __init__(self) -> None:
        self.versions = {KETTLE: 1}
        self.listeners: set[Told] = set()
        self.learnt = 0

    async def touch(self, uri: str) -> None:
        self.versions[uri] = self.versions.get(uri, 1) + 1
        await self._tell("notifications/resources/updated", {"uri": uri})

    async def learn(self) -> None:
        self.learnt += 1
        await self._tell("notifications/tools/list_changed", {})

    async def _tell(self, method: str, params: Json) -> None:
        for listener in list(self.listeners):
            await listener(method, params)

    def resources(self, cursor: Any) -> Json:
        """A page of the resources. Cursors are opaque to clients; here they are the number of the first one."""
        uris = (KETTLE, PICTURE, *LEAVES)
        try:
            first = 0 if cursor is None else int(cursor)
        except ValueError:
            raise RpcFailure(INVALID_PARAMS, f"no such cursor: {cursor}") from None
        page = [{"uri": uri, "name": uri.removeprefix("demo://"), "mimeType": "text/plain"} for uri in uris]
        following = first + PAGE
        more = {"nextCursor": str(following)} if following < len(uris) else {}
        return {"resources": page[first:following], **more}

    def templates(self) -> Json:
        template = {"uriTemplate": "demo://leaves/{number}", "name": "leaf", "mimeType": "text/plain"}
        return {"resourceTemplates": [template]}

    def read(self, uri: str, revision: str) -> Json:
        if uri == PICTURE:
            return {"contents": [{"uri": uri, "mimeType": "image/gif", "blob": _GIF}]}
        if uri not in (KETTLE, *LEAVES):
            code = INVALID_PARAMS if revision >= STATELESS else NOT_FOUND_BEFORE_2026
            raise RpcFailure(code, f"there is no resource {uri}", {"uri": uri})
        words = f"version {self.versions.get(uri, 1)} of {uri}"
        return {"contents": [{"uri": uri, "mimeType": "text/plain", "text": words}]}

    def prompts(self) -> Json:
        argument = {"name": "name", "description": "Whom to greet", "required": True}
        return {"prompts": [{"name": "greet", "description": "Greets somebody", "arguments": [argument]}]}

    def prompt(self, name: str, arguments: Json) -> Json:
        if name != "greet":
            raise RpcFailure(INVALID_PARAMS, f"there is no prompt {name}")
        if "name" not in arguments:
            raise RpcFailure(INVALID_PARAMS, "the argument `name` is missing")
        content = {"type": "text", "text": f"Greet {arguments['name']} as a friend would."}
        return {"description": "A greeting", "messages": [{"role": "user", "content": content}]}

    def completion(self, ref: Json, argument: Json) -> Json:
        typed = str(argument.get("value", ""))
        if ref.get("type") == "ref/prompt" and ref.get("name") != "greet":
            raise RpcFailure(INVALID_PARAMS, f"there is no prompt {ref.get('name')}")
        words = NAMES if ref.get("type") == "ref/prompt" else tuple(str(n) for n in range(1, 25))
        values = [word for word in words if word.startswith(typed)]
        return {"completion": {"values": values[:100], "total": len(values), "hasMore": False}}
