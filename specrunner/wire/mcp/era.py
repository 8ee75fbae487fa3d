"""Which era a server is of, from its answer to `server/discover` (2026-07-28, basic/versioning)."""

from __future__ import annotations

from collections.abc import Mapping

from ...lean import dataclass
from ..jsonrpc import RpcResponse
from .revision import MODERN_ERRORS, STATELESS_REVISIONS, UNSUPPORTED_VERSION


@dataclass(frozen=True, slots=True)
class Era:
    """What the probe told. `revisions` are those that the server names; empty where it names none."""

    is_stateless: bool
    revisions: tuple[str, ...] = ()

    def best(self) -> str | None:
        """The newest stateless revision that both speak; None when there is none."""
        known = [each for each in STATELESS_REVISIONS if each in self.revisions]
        return known[-1] if known else None


def judge_probe(response: RpcResponse | None) -> Era:
    """The era. A result, or an error that only the newer protocol knows, is of a stateless server, whatever the HTTP
    status beside it; anything else, no JSON-RPC answer at all included, of one with sessions."""
    if response is None:
        return Era(False)
    if isinstance(response.result, Mapping):
        supported = response.result.get("supportedVersions")
        return Era(isinstance(supported, list), _texts(supported))
    code = None if response.error is None else response.error.code
    if code not in MODERN_ERRORS or response.error is None:
        return Era(False)
    data = response.error.data
    supported = data.get("supported") if isinstance(data, Mapping) else None
    return Era(True, _texts(supported) if code == UNSUPPORTED_VERSION else ())


def _texts(value: object) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
