"""What to start, and how to know that it is there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ..lean import dataclass
from ..model import Ready as ReadyFields
from ..model import Service
from ..source import DiagnosticError, whole_file
from ..transport import HttpTarget, read_target
from ..values import Regex, compile_regex
from .failure import ServiceFailed

if TYPE_CHECKING:
    from ..model import Mock

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class HttpReady:
    """Ready when a GET is answered: with `status`, or with any below 500 when that is None."""

    target: HttpTarget
    status: int | None = None


@dataclass(frozen=True, slots=True)
class TcpReady:
    """Ready when a connection is taken."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class LogReady:
    """Ready when a line of its output has a match."""

    regex: Regex


Ready: TypeAlias = HttpReady | TcpReady | LogReady


def no_files(name: str) -> bytes:
    """For services that read none."""
    raise FileNotFoundError(2, "there is no such file", name)


@dataclass(frozen=True, slots=True)
class ServiceDefinition:
    """Exactly one of `command`, `asgi` and `mock` is set. `env` comes on top of the environment of this process.

    `read` gives the files that a mock answers with, by their names in the spec; it raises OSError.
    """

    name: str
    command: tuple[str, ...] | None
    asgi: str | None
    host: str
    port: int
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path = field(default_factory=Path.cwd)
    ready: Ready | None = None
    """None: its own port takes connections."""
    ready_within_s: float = 20.0
    stop_within_s: float = 5.0
    mock: Mock | None = None
    read: Callable[[str], bytes] = no_files

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def readiness(self) -> Ready:
        return self.ready if self.ready is not None else TcpReady(self.host, self.port)


def define_service(
    name: str, service: Service, port: int, base: Path, read: Callable[[str], bytes] = no_files
) -> ServiceDefinition:
    """The definition of a service as written, its templates rendered; `base` is the folder of the spec.

    Raises ServiceFailed for what cannot be started, or cannot be asked whether it is ready.
    """
    if service.asgi is not None and service.env:
        raise ServiceFailed(
            f"`{name}` cannot start: an `asgi` app has no environment of its own",
            hint="set the variables outside, or serve it in a process of its own: `module:` or `run:`",
        )
    return ServiceDefinition(
        name=name,
        command=_command(service),
        asgi=service.asgi,
        host=HOST,
        port=port,
        env={key: str(value) for key, value in service.env.items()},
        cwd=(base / (service.cwd or ".")).resolve(),
        ready=None if service.ready is None else _ready(name, service.ready),
        ready_within_s=service.ready_within,
        stop_within_s=service.stop_within,
        mock=service.mock,
        read=read,
    )


def _command(service: Service) -> tuple[str, ...] | None:
    if service.run is not None:
        return tuple(str(word) for word in service.run)
    if service.module is not None:
        return (sys.executable, "-m", service.module, *(str(argument) for argument in service.args))
    return None


def _ready(name: str, ready: ReadyFields) -> Ready:
    ways = [way for way in ("http", "tcp", "log") if getattr(ready, way) is not None]
    if len(ways) != 1:
        said = " and ".join(f"`{way}`" for way in ways) or "nothing"
        raise _unaskable(name, f"`ready` has {said}", "give exactly one of `http`, `tcp`, `log`")
    if ready.status is not None and ready.http is None:
        raise _unaskable(name, f"`{ways[0]}` has no status", "`status` goes with `http`")
    if ready.http is not None:
        try:
            return HttpReady(read_target(ready.http), ready.status)
        except ValueError as error:
            raise _unaskable(name, str(error), "write `ready: http://host:port/path`") from None
    if ready.tcp is not None:
        return TcpReady(HOST, ready.tcp)
    assert ready.log is not None
    try:
        return LogReady(compile_regex(ready.log, whole_file(name)))
    except DiagnosticError as error:
        diagnostic = error.diagnostics[0]
        raise _unaskable(name, diagnostic.message, diagnostic.hint or "") from None


def _unaskable(name: str, why: str, hint: str) -> ServiceFailed:
    return ServiceFailed(f"`{name}` cannot be asked whether it is ready: {why}", hint=hint)
