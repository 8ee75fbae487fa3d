"""What specrunner consists of: the one place that names every kind, reporter and resource."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..checks import OPERATORS, Operator
from ..config import Installed
from ..model import STEP_KEYS, STRUCTURAL_KINDS
from ..plugin import Late, LateTable, Registry, ReporterKind, Resources, StepKind
from ..reporters import builtin_reporters
from ..source import PluginError

if TYPE_CHECKING:
    from ..config import Network  # its module loads with the settings

# A kind is imported when a spec makes use of it.
KINDS: Mapping[str, Late] = {
    "http": Late("specrunner.protocols.http:HTTP"),
    "mcp": Late("specrunner.protocols.mcp:MCP"),
    "graphql": Late("specrunner.protocols.graphql:GRAPHQL"),
    "rpc": Late("specrunner.protocols.rpc:RPC"),
    "tcp": Late("specrunner.protocols.tcp:TCP"),
    "ws": Late("specrunner.protocols.websocket:WS"),
    "sse": Late("specrunner.protocols.sse:SSE"),
    "oauth": Late("specrunner.protocols.oauth:OAUTH"),
    "mock": Late("specrunner.protocols.mock:MOCK"),
    "pause": Late("specrunner.protocols.flow:PAUSE"),
    "check": Late("specrunner.protocols.flow:CHECK"),
    "set": Late("specrunner.protocols.flow:SET"),
}


def builtin_registry(environ: Mapping[str, str] | None = None) -> Registry:
    """The registry of what comes with specrunner. `environ` tells some reporters where they run."""
    return full_registry((), environ)


def full_registry(
    plugins: Iterable[Installed], environ: Mapping[str, str] | None = None, network: Network | None = None
) -> Registry:
    """What comes with specrunner, and what other distributions add. `network` are the settings of the transport.

    Raises PluginError when two have one name.
    """
    kinds: dict[str, Late | StepKind[Any]] = dict(KINDS)
    operators: dict[str, Late | Operator] = dict(OPERATORS)
    reporters: dict[str, Late | ReporterKind] = dict(builtin_reporters(environ or {}))
    for plugin in plugins:
        match plugin.group:
            case "specrunner.kinds":
                _add(plugin, "kind of step", kinds, (*STRUCTURAL_KINDS, *STEP_KEYS))
            case "specrunner.matchers":
                _add(plugin, "matcher", operators)
            case "specrunner.reporters":
                _add(plugin, "report format", reporters)
    return Registry(
        kinds=LateTable("kind of step", StepKind, kinds),
        operators=LateTable("matcher", Operator, operators),
        reporters=LateTable("report format", ReporterKind, reporters),
        resources=lambda: _resources(network),
    )


def _add(plugin: Installed, what: str, table: dict[str, Any], reserved: Iterable[str] = ()) -> None:
    taken = table.get(plugin.name)
    if taken is not None or plugin.name in reserved:
        other = taken.distribution if isinstance(taken, Late) and taken.distribution else "specrunner itself"
        raise PluginError(
            f"the {what} `{plugin.name}` of {plugin.distribution} has a name that {other} has taken",
            f"uninstall one of the two: `pip uninstall {plugin.distribution.split()[0]}`",
        )
    table[plugin.name] = Late(plugin.place, plugin.distribution)


def _resources(network: Network | None) -> Resources:
    from ..transport import AddressPolicy, HttpTransport  # only a run connects to anything

    policy = AddressPolicy()
    if network is not None:
        policy = AddressPolicy(network.private, tuple(network.allow), tuple(network.deny))
    return {HttpTransport: lambda: HttpTransport(policy)}
