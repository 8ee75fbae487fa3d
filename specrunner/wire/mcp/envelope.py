"""What every request carries in `_meta`, and what an `input_required` result is answered with."""

from __future__ import annotations

from collections.abc import Mapping

from .revision import is_stateless

PREFIX = "io.modelcontextprotocol/"
META_VERSION = f"{PREFIX}protocolVersion"
META_CLIENT = f"{PREFIX}clientInfo"
META_CAPABILITIES = f"{PREFIX}clientCapabilities"
META_SERVER = f"{PREFIX}serverInfo"
META_LOG_LEVEL = f"{PREFIX}logLevel"
META_SUBSCRIPTION = f"{PREFIX}subscriptionId"


def with_meta(
    revision: str,
    params: Mapping[str, object],
    client_info: Mapping[str, object],
    capabilities: Mapping[str, object],
    extra: Mapping[str, object],
) -> dict[str, object]:
    """The parameters of a request with its `_meta`: `extra` in any era, and who asks where there is no session.

    What `params` and `extra` say themselves stays, and null there takes a member out: for a test of its absence.
    """
    own = params.get("_meta")
    meta: dict[str, object] = {}
    if is_stateless(revision):
        meta = {META_VERSION: revision, META_CLIENT: dict(client_info), META_CAPABILITIES: dict(capabilities)}
    for given in (extra, own if isinstance(own, Mapping) else {}):
        for name, value in given.items():
            if value is None:
                meta.pop(name, None)
            else:
                meta[name] = value
    rest = {name: value for name, value in params.items() if name != "_meta"}
    return {**rest, "_meta": meta} if meta else rest


def input_requests(result: object) -> dict[str, Mapping[str, object]] | None:
    """What an `input_required` result asks, by its keys; None when the result is another one."""
    if not isinstance(result, Mapping) or result.get("resultType") != "input_required":
        return None
    asked = result.get("inputRequests")
    if not isinstance(asked, Mapping):
        return {}
    return {str(key): each for key, each in asked.items() if isinstance(each, Mapping)}


def retry_params(
    params: Mapping[str, object], result: Mapping[str, object], responses: Mapping[str, object]
) -> dict[str, object]:
    """The parameters of the same request once more: with the answers, and with the server's state as it came."""
    again = {name: value for name, value in params.items() if name not in ("inputResponses", "requestState")}
    if responses:
        again["inputResponses"] = dict(responses)
    if "requestState" in result:
        again["requestState"] = result["requestState"]
    return again
