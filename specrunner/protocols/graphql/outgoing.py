"""An action as a request: JSON by POST, a URL by GET, or parts with files."""

from __future__ import annotations

from collections.abc import Mapping

import trio

from ...lean import dataclass
from ...plugin import FileAccess
from ...requests import Body, Part, RequestBody, RequestOptions, Unsendable, encode_body
from ...values import dump_json
from .model import GraphqlAction, Operation, Upload


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`options` are those of the action, with the operation in `params` for a GET."""

    body: Body | None
    options: RequestOptions


async def outgoing_of(action: GraphqlAction, files: FileAccess) -> Outgoing:
    """What a rendered action sends. Raises Unsendable."""
    if action.batch is not None:
        return Outgoing(_json_body([_operation(each, each.query) for each in action.batch]), action)
    query = action.query if action.file is None else await _read(action.file, files)
    operation = _operation(action, query)
    if action.method == "GET":
        texts = {name: value if isinstance(value, str) else _json(value) for name, value in operation.items()}
        return Outgoing(None, action.model_copy(update={"params": {**action.params, **texts}}))
    if action.uploads:
        return Outgoing(await _multipart(operation, action.uploads, files), action)
    return Outgoing(_json_body(operation), action)


def _operation(action: GraphqlAction | Operation, query: str | None) -> dict[str, object]:
    members = {
        "query": query,
        "operationName": action.operation_name,
        "variables": action.variables or None,
        "extensions": action.extensions,
    }
    return {name: value for name, value in members.items() if value is not None}


async def _read(name: str, files: FileAccess) -> str:
    try:
        return (await trio.to_thread.run_sync(files.read, name)).decode("utf-8", "replace")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Unsendable("file", f"cannot read `{name}`: {reason}", "paths are relative to the spec") from None


async def _multipart(operation: Mapping[str, object], uploads: Mapping[str, Upload], files: FileAccess) -> Body:
    """The GraphQL multipart request: `operations` with nulls for the files, `map`, then the files in its order."""
    variables: object = operation.get("variables") or {}
    for path in uploads:
        variables = _with_null(variables, path.split(".")[1:])
    places = {str(number): [path] for number, path in enumerate(uploads)}
    parts = [
        Part(name="operations", value=_json({**operation, "variables": variables})),
        Part(name="map", value=_json(places)),
    ]
    for number, upload in enumerate(uploads.values()):
        told = {"filename": upload.filename, "content_type": upload.content_type}
        given = {name: value for name, value in told.items() if value is not None}
        parts.append(Part.model_validate({"name": str(number), "file": upload.file, **given}))
    body = await encode_body(RequestBody.model_validate({"multipart": parts}), files)
    assert body is not None
    return body


def _with_null(value: object, path: list[str]) -> object:
    if not path:
        return None
    if isinstance(value, list):
        place = int(path[0]) if path[0].isdigit() else -1
        if not 0 <= place < len(value):
            hint = "write a `null` for each file into the list"
            raise Unsendable("request", f"`uploads` names the place {path[0]} of a list of {len(value)}", hint)
        return [_with_null(each, path[1:]) if index == place else each for index, each in enumerate(value)]
    known = value if isinstance(value, Mapping) else {}
    return {**known, path[0]: _with_null(known.get(path[0]), path[1:])}


def _json_body(value: object) -> Body:
    return Body(_json(value).encode("utf-8", "surrogatepass"), "application/json")


def _json(value: object) -> str:
    try:
        return dump_json(value).decode()
    except (TypeError, ValueError) as error:
        raise Unsendable("request", f"the operation holds what JSON cannot say: {error}") from None
