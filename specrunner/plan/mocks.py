"""What is wrong with a mock as written, before it is started."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..model import REQUEST_FIELDS, Later, MockAnswer, MockEvent, MockRoute, Service
from ..source import Diagnostic, did_you_mean
from ..source.codes import plan as codes
from ..syntax import MappingNode, Node, key_span, locate
from ..values import Reference, templates_in

_BODIES = ("json", "body", "file", "events")
_IN_PROCESS = ("args", "env", "cwd", "ready")


def mock_problems(service: Service, node: Node, read: Callable[[str], bytes]) -> Iterator[Diagnostic]:
    """Mistakes that no field of a mock shows alone."""
    assert service.mock is not None
    for key in _IN_PROCESS:
        if key in service.model_fields_set:
            yield codes.BAD_SERVICE.at(key_span(node, (key,)), f"a mock has no `{key}`", hint="take it out")
    if service.shared == "run":
        message, hint = "a mock belongs to one spec: steps judge what it was asked", "take `shared` out"
        yield codes.BAD_SERVICE.at(locate(node, ("shared",)).span, message, hint=hint)
    titles: set[str] = set()
    for index, route in enumerate(service.mock.routes):
        path: tuple[str | int, ...] = ("mock", "routes", index)
        place = locate(node, path)
        if route.title in titles:
            message = f"there are two routes `{route.title}`"
            yield codes.BAD_SERVICE.at(place.span, message, hint="give each a `name` of its own")
        titles.add(route.title)
        hidden_by = next((each for each in service.mock.routes[:index] if _hides(each, route)), None)
        if hidden_by is not None:
            message = f"no call comes here: `{hidden_by.title}` above takes all of them"
            yield codes.BAD_SERVICE.at(
                place.span, message, hint="move it up, or give the other a condition or `times`"
            )
        yield from _route_problems(route, place, read)
        yield from _unknown_fields(route)


def _hides(earlier: MockRoute, later: MockRoute) -> bool:
    is_open = earlier.times is None and earlier.when is None and earlier.json_ is None
    takes_method = earlier.method in ("ANY", later.method)
    return (
        is_open
        and takes_method
        and earlier.path == later.path
        and earlier.query.items() <= later.query.items()
        and earlier.headers.items() <= later.headers.items()
    )


def _unknown_fields(route: MockRoute) -> Iterator[Diagnostic]:
    """What templates read of `request` and what no call has."""
    for later in _laters(route):
        for template in templates_in(later.tree):
            for reference in template.references:
                problem = _unknown_field(reference, route)
                if problem is not None:
                    yield problem


def _unknown_field(reference: Reference, route: MockRoute) -> Diagnostic | None:
    match reference.path:
        case ("request", "path_values", str(name), *_) if name not in route.path_names:
            message, known = f"the path `{route.path}` has no `{{{name}}}`", route.path_names
        case ("request", str(name), *_) if name not in REQUEST_FIELDS:
            message, known = f"`request` has no `{name}`", list(REQUEST_FIELDS)
        case _:
            return None
    return codes.BAD_SERVICE.at(reference.span, message, hint=did_you_mean(name, known))


def _laters(route: MockRoute) -> Iterator[Later[Any]]:
    """All that is rendered when a call comes."""
    found: list[Later[Any] | None] = [route.when]
    for answer in route.answers:
        found += [answer.status, answer.headers, answer.json_, answer.body]
        for event in answer.events or ():
            found += [event.event, event.data, event.json_, event.id]
    yield from (later for later in found if later is not None)


def _empty_maps(node: Node, *keys: str) -> Iterator[Diagnostic]:
    for key in keys:
        value = node.get(key) if isinstance(node, MappingNode) else None
        if isinstance(value, MappingNode) and not value.entries:
            message, hint = f"`{key}` is empty, so it says nothing", "give it a key, or take it out"
            yield codes.BAD_SERVICE.at(value.span, message, hint=hint)


def _route_problems(route: MockRoute, node: Node, read: Callable[[str], bytes]) -> Iterator[Diagnostic]:
    yield from _empty_maps(node, "query", "headers", "answer")
    if route.sequence is not None and route.answer is not None:
        message, hint = "a route has `answer` or `sequence`, not both", "keep one of them"
        yield codes.BAD_SERVICE.at(key_span(node, ("sequence",)), message, hint=hint)
    if route.cycle and route.sequence is None:
        message = "`cycle` means nothing without `sequence`"
        yield codes.BAD_SERVICE.at(key_span(node, ("cycle",)), message, hint="take it out")
    if route.answer is not None:
        yield from _answer_problems(route.answer, locate(node, ("answer",)), read)
    for index, answer in enumerate(route.sequence or ()):
        place = locate(node, ("sequence", index))
        if not answer.model_fields_set:
            message, hint = "this answer is empty, so it says nothing", "say `status: 200`, or take it out"
            yield codes.BAD_SERVICE.at(place.span, message, hint=hint)
        yield from _answer_problems(answer, place, read)


def _answer_problems(answer: MockAnswer, node: Node, read: Callable[[str], bytes]) -> Iterator[Diagnostic]:
    yield from _empty_maps(node, "headers")
    given = [key for key in _BODIES if getattr(answer, "json_" if key == "json" else key) is not None]
    if len(given) > 1:
        message = f"an answer has {' and '.join(f'`{key}`' for key in given)}"
        yield codes.BAD_SERVICE.at(key_span(node, (given[1],)), message, hint="one body is enough")
    if answer.fault not in (None, "truncate"):
        odd = next((key for key in (*given, "drip") if key in given or answer.drip is not None), None)
        if odd is not None:
            message = f"`{odd}` means nothing beside `fault: {answer.fault}`, which sends no answer"
            yield codes.BAD_SERVICE.at(key_span(node, (odd,)), message, hint="take it out")
    if answer.events is not None and answer.drip is not None:
        message = "`drip` means nothing beside `events`"
        yield codes.BAD_SERVICE.at(key_span(node, ("drip",)), message, hint="give the events a `pause`")
    for index, event in enumerate(answer.events or ()):
        yield from _event_problems(event, locate(node, ("events", index)))
    if answer.file is not None:
        try:
            read(answer.file)
        except OSError as error:
            message = f"`{answer.file}` cannot be read: {error.strerror or error}"
            yield codes.BAD_SERVICE.at(locate(node, ("file",)).span, message, hint="paths begin at the spec")


def _event_problems(event: MockEvent, node: Node) -> Iterator[Diagnostic]:
    if event.data is not None and event.json_ is not None:
        message = "an event has `data` or `json`, not both"
        yield codes.BAD_SERVICE.at(key_span(node, ("json",)), message, hint="keep one of them")
