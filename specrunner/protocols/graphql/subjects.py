"""What can be asked of a `graphql` step: of the GraphQL answer, and of the HTTP answer under it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ...checks import Subject, SubjectTable, SubjectType, Unreadable
from ...events import Exchange
from ...requests import ANSWERS, answer_subjects
from ...values import MISSING, describe

NAMES = "names"
"""The exchange's attribute with the operations of a batch that have a name, and their places in it."""

RESPONSE_TYPE = "application/graphql-response+json"

ERROR_FIELDS: Mapping[str, str] = {
    "message": "What is wrong, in words.",
    "path": "Where in the data: names and places.",
    "locations": "Where in the document: `line` and `column`.",
    "extensions": "Further members of the server, often a `code`.",
}
_ERROR_TYPES: Mapping[str, SubjectType] = {
    "message": "text",
    "path": "list",
    "locations": "list",
    "extensions": "map",
}
ANSWER_FIELDS: Mapping[str, str] = {
    "data": "What the operation gave.",
    "errors": "What went wrong, a map each.",
    "extensions": "Further members of the server.",
}
_MEMBERS = frozenset({"data", "errors", "extensions", "hasNext", "incremental", "pending", "completed"})


def _answer(exchange: Exchange) -> Mapping[str, object]:
    value = ANSWERS.of(exchange).json
    if isinstance(value, list):
        raise Unreadable("the answer is a batch: ask for `responses`, or for an operation by its name")
    if not isinstance(value, Mapping):
        raise Unreadable(f"the answer is {describe(value)}, and a GraphQL answer is a map")
    return value


def _member(name: str) -> Callable[[Exchange], object]:
    return lambda exchange: _answer(exchange).get(name, MISSING)


def _errors(exchange: Exchange) -> object:
    """Those of the one answer; of a batch those of all operations without a name, since the others are asked by it.

    What is no answer of GraphQL is a matter of `problems`.
    """
    try:
        value = ANSWERS.of(exchange).json
    except Unreadable:
        return MISSING
    if isinstance(value, Mapping):
        return value.get("errors", MISSING)
    if not isinstance(value, list):
        return MISSING
    names = exchange.attributes.get(NAMES)
    named = set(names.values()) if isinstance(names, Mapping) else set()
    answers = [each for place, each in enumerate(value) if place not in named and isinstance(each, Mapping)]
    lists = [each["errors"] for each in answers if isinstance(each.get("errors"), list)]
    return [error for errors in lists for error in errors] if lists else MISSING


def _responses(exchange: Exchange) -> object:
    value = ANSWERS.of(exchange).json
    return value if isinstance(value, list) else [value]


def _named(exchange: Exchange, name: str) -> object:
    names, value = exchange.attributes.get(NAMES), ANSWERS.of(exchange).json
    place = names.get(name) if isinstance(names, Mapping) else None
    if not isinstance(value, list) or not isinstance(place, int) or place >= len(value):
        raise Unreadable(f"no answer came for `{name}`")
    return value[place]


def subject_of_operation(name: str) -> Subject:
    """The subject that is the answer to one operation of a batch."""
    return Subject(
        name,
        f"The answer to the operation `{name}` of the batch.",
        "map",
        lambda exchange: _named(exchange, name),
        fields=ANSWER_FIELDS,
        field_types={"errors": "list", "extensions": "map"},
    )


# What breaks the specifications


def _problems(exchange: Exchange) -> object:
    answer = ANSWERS.of(exchange)
    status, media = answer.message.attributes.get("status"), answer.media
    told = "no media type" if media is None else media.essence
    try:
        value = answer.json
    except Unreadable as reason:
        return [f"{reason} (status {status}, {told})"]
    if isinstance(value, list):
        return [f"answer {place}: {each}" for place, one in enumerate(value) for each in _of_one(one)]
    return [*_of_one(value), *_of_status(value, status, told)]


def _of_one(value: object) -> Iterator[str]:
    """What breaks the form of a response (GraphQL specification, section 7)."""
    if not isinstance(value, Mapping):
        yield f"an answer is a map, not {describe(value)}"
        return
    if "data" not in value and "errors" not in value:
        yield "an answer has `data`, `errors` or both, and this has neither"
    for name in value:
        if name not in _MEMBERS:
            yield f"an answer has no member `{name}`: further ones belong into `extensions`"
    if "errors" in value:
        yield from _of_errors(value["errors"])
    data = value.get("data")
    if data is not None and not isinstance(data, Mapping):
        yield f"`data` is a map or null, not {describe(data)}"


def _of_errors(errors: object) -> Iterator[str]:
    if not isinstance(errors, list):
        yield f"`errors` is a list, not {describe(errors)}"
        return
    if not errors:
        yield "`errors` is empty: without errors it is left out"
    for place, error in enumerate(errors):
        if not isinstance(error, Mapping) or not isinstance(error.get("message"), str):
            yield f"`errors[{place}]` has no `message`"


def _of_status(value: object, status: object, media: str) -> Iterator[str]:
    """What GraphQL over HTTP demands of status and media type together."""
    if media not in (RESPONSE_TYPE, "application/json"):
        yield f"the media type is {media}, not {RESPONSE_TYPE} or application/json"
    if media != RESPONSE_TYPE or not isinstance(value, Mapping) or not isinstance(status, int):
        return
    if "data" not in value and status < 400:
        yield f"there is no `data`, so {RESPONSE_TYPE} needs a status of 400 or more, not {status}"
    elif value.get("data") is not None and not 200 <= status < 300:
        yield f"there is `data`, so {RESPONSE_TYPE} needs a status of 2xx, not {status}"


_OWN = (
    Subject("data", "What the operation gave. `$...` and `jmespath(...)` look into it.", "any", _member("data")),
    Subject(
        "errors",
        "What went wrong, a map each; absent when nothing did. Of a batch: in the operations without a name.",
        "list",
        _errors,
        fields=ERROR_FIELDS,
        field_types=_ERROR_TYPES,
    ),
    Subject("extensions", "Further members that the server added.", "map", _member("extensions")),
    Subject("responses", "All answers of a batch, in order.", "list", _responses, fields=ANSWER_FIELDS),
    Subject(
        "problems",
        "What breaks GraphQL or GraphQL over HTTP, a sentence each: members, media type, status.",
        "list",
        _problems,
    ),
)
_HTTP = answer_subjects(
    *("status", "reason", "media_type", "headers", "cookies", "set_cookies", "text", "size", "url", "redirects"),
    *("time", "timing", "tls", "remote_address", "is_reused", "cache_control", "etag", "fault", "error"),
)

SUBJECTS = SubjectTable("graphql", {**{subject.name: subject for subject in _OWN}, **_HTTP}, document="data")
