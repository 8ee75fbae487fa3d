"""The mock as a service: its server, and what it notes."""

from __future__ import annotations

from collections.abc import Callable

import trio

from ...lean import dataclass
from ...model import Mock
from ...plugin import Call, CallLog
from ...transport import Listener, ServedAnswer, ServedRequest, listen, serve_http
from ...values import EvaluationError, dump_json
from ..failure import ServiceFailed
from ..output import OutputLog
from ..taken import FREE_IT
from .answer import render_answer, write_answer
from .route import Asked, Route, read_request

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class _Chosen:
    route: Route
    path_values: dict[str, str]


class MockService:
    """Serves the routes of a mock; see `Hosted`. It ends only when it is stopped."""

    def __init__(
        self, name: str, mock: Mock, address: tuple[str, int], read: Callable[[str], bytes], log: OutputLog
    ) -> None:
        self.log = log
        self.ended = trio.Event()
        self.routes = [Route(fields) for fields in mock.routes]
        self.calls = CallLog(tuple(route.title for route in self.routes))
        self._name = name
        self._address = address
        self._read = read
        self._scope = trio.CancelScope()
        self._started_s = 0.0
        self._last_s = 0.0

    async def start(self, nursery: trio.Nursery) -> None:
        try:
            listener = listen(*self._address)
        except OSError as error:
            host, port = self._address
            message = f"`{self._name}` cannot listen on {host}:{port}: {error.strerror or error}"
            raise ServiceFailed(message, hint=FREE_IT) from None
        self._started_s = self._last_s = trio.current_time()
        await nursery.start(self._serve, listener)

    async def _serve(self, listener: Listener, task_status: trio.TaskStatus[None]) -> None:
        with self._scope:
            await serve_http(listener, self.handle, self._tell, task_status=task_status)

    def _tell(self, trouble: str) -> None:
        self.calls.troubles[trouble] = None
        self.log.add(trouble)

    async def handle(self, request: ServedRequest, served: ServedAnswer) -> None:
        """Notes the call, then answers it. Raises ClientGone."""
        asked = read_request(request)
        try:
            chosen = self._choose(asked)
            self._note(asked, chosen)
            if chosen is None:
                await self._refuse(
                    404, f"no route of the mock `{self._name}` fits {asked.method} {asked.path}", served
                )
                return
            answer = chosen.route.next_answer()
            view = asked.view(chosen.route.title, chosen.path_values, chosen.route.count)
            rendered = render_answer(answer, view, self._read)
            await write_answer(answer, rendered, view, served)
        except EvaluationError as error:
            at = error.diagnostic.span
            await self._fail(asked, error.diagnostic.message, served, f" ({at.file}:{at.line})")
        except OSError as error:
            await self._fail(asked, f"`{error.filename}` cannot be read: {error.strerror or error}", served)

    def _choose(self, asked: Asked) -> _Chosen | None:
        for route in self.routes:
            values = route.fits(asked)
            when = route.fields.when
            if values is not None and (
                when is None or when.render({"request": asked.view(route.title, values, route.count + 1)})
            ):
                return _Chosen(route, values)
        return None

    def _note(self, asked: Asked, chosen: _Chosen | None) -> None:
        now_s = trio.current_time()
        self.calls.add(
            Call(
                method=asked.method,
                target=asked.target,
                path=asked.path,
                query=asked.query,
                headers=asked.headers,
                body=asked.body,
                route=None if chosen is None else chosen.route.title,
                path_values={} if chosen is None else chosen.path_values,
                at_s=now_s - self._started_s,
                gap_s=now_s - self._last_s,
            )
        )
        self._last_s = now_s
        self.log.add(f"{asked.method} {asked.path}")

    async def _fail(self, asked: Asked, why: str, served: ServedAnswer, where: str = "") -> None:
        self._tell(f"{asked.method} {asked.path} could not be answered: {why}{where}")
        await self._refuse(500, why, served)

    async def _refuse(self, status: int, detail: str, served: ServedAnswer) -> None:
        if served.is_begun:
            await served.close()
            return
        body = dump_json({"type": "about:blank", "status": status, "detail": detail})
        await served.head(status, [("Content-Type", PROBLEM)], len(body))
        await served.data(body)
        await served.end()

    def ending(self) -> str | None:
        return None

    def pending(self) -> str:
        return ""

    def advice(self) -> str:
        return ""

    async def stop(self) -> None:
        self._scope.cancel()
