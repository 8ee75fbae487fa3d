"""Steps of a kind outside of any spec: for commands that speak a protocol by themselves."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import trio

from ..events import Fault, Payload
from ..plugin import Handle, HandleTask, Progress, StepContext
from ..plugin.handle import H
from ..transport import AddressPolicy, HttpTransport

T = TypeVar("T")
GOODBYE_S = 5.0


class _Clock:
    def monotonic_s(self) -> float:
        return time.monotonic()

    def now(self) -> datetime:
        return datetime.now(UTC)


class _Files:
    """The folder where the command was called, and nothing is forbidden to its own user."""

    def path(self, name: str) -> Path:
        return Path.cwd() / name

    def read(self, name: str) -> bytes:
        return self.path(name).read_bytes()


class _Session:
    name = "default"

    def __init__(self) -> None:
        self._kept: dict[type, Any] = {}

    def get(self, type_: type[T], factory: Any) -> T:
        if type_ not in self._kept:
            self._kept[type_] = factory()
        return cast(T, self._kept[type_])


class _Handles:
    """One handle at a time, whatever the name."""

    def __init__(self, nursery: trio.Nursery) -> None:
        self._nursery = nursery
        self._handle: Handle | None = None

    async def open(self, task: HandleTask[H]) -> H:
        await self.end()
        handle: H = await self._nursery.start(task)
        self._handle = handle
        return handle

    def get(self, type_: type[H], name: str) -> H | Fault:
        return self._handle if isinstance(self._handle, type_) else Fault("handle", "", "nothing is open")

    async def close(self, name: str) -> None:
        await self.end()

    async def end(self) -> None:
        if self._handle is not None:
            with trio.CancelScope(shield=True), trio.move_on_after(GOODBYE_S):
                await self._handle.aclose()


def _dropped(payload: Payload) -> None:
    """No journal is kept."""


@asynccontextmanager
async def standalone_context(addresses: AddressPolicy | None = None) -> AsyncIterator[StepContext]:
    """What runners need, without an engine. All that was opened is closed at the end."""
    async with HttpTransport(addresses) as transport, trio.open_nursery() as nursery:
        handles = _Handles(nursery)
        resource = cast(Any, lambda type_: transport)
        yield StepContext(_dropped, resource, _Session(), _Files(), Progress(), _Clock(), handles)
        await handles.end()
        nursery.cancel_scope.cancel()
