"""Names that an action says and the spec does not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...model import Service
from ...plugin import ActionProblem
from ...source import did_you_mean
from ...source.codes import plan as codes
from .model import MockAction


def check_services(action: MockAction, services: Mapping[str, Service]) -> tuple[ActionProblem, ...]:
    """Every such mistake of the action."""
    return tuple(_problems(action, services))


def _problems(action: MockAction, services: Mapping[str, Service]) -> Iterator[ActionProblem]:
    mocks = [name for name, service in services.items() if service.mock is not None]
    service = services.get(action.of)
    if service is None or service.mock is None:
        message = f"there is no service `{action.of}`" if service is None else f"the service `{action.of}` is no mock"
        hint = did_you_mean(action.of, mocks) if mocks else "the spec has no mock; add one under `services`"
        yield ActionProblem(("of",), message, hint, codes.UNKNOWN_SERVICE)
        return
    titles = [route.title for route in service.mock.routes]
    if action.route is not None and action.route not in titles:
        message = f"the mock `{action.of}` has no route `{action.route}`"
        yield ActionProblem(("route",), message, did_you_mean(action.route, titles), codes.UNKNOWN_FIELD)
