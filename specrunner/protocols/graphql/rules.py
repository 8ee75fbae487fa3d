"""Mistakes in a `graphql` action that no single field shows. What is still a template is left to the run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...plugin import ActionProblem
from ...requests import check_options, check_url
from .model import GraphqlAction
from .subjects import SUBJECTS

Problems = Iterator[ActionProblem]

DOCUMENTS = ("query", "file", "batch")
_UPLOAD_PATH = re.compile(r"variables(\.\w+)+")
_OF_ONE = ("variables", "operation_name", "extensions", "uploads")


def check_action(action: GraphqlAction) -> tuple[ActionProblem, ...]:
    """Every such mistake of the action, as bound and with its defaults merged in."""
    return (*_place(action), *_documents(action), *_batch(action), *_uploads(action))


def _place(action: GraphqlAction) -> Problems:
    if action.url is None:
        yield ActionProblem((), "nothing says where to send it", "add `url: /graphql`")
    yield from check_options(action)
    yield from check_url(action, "url", action.url)


def _documents(action: GraphqlAction) -> Problems:
    given = [name for name in DOCUMENTS if getattr(action, name) is not None]
    if not given and not (action.extensions and "persistedQuery" in action.extensions):
        yield ActionProblem((), "there is nothing to ask", "add `query`, `file` or `batch`")
    elif len(given) > 1:
        names = " and ".join(f"`{name}`" for name in given)
        yield ActionProblem((given[1],), f"there are {len(given)} documents: {names}", "keep one of them")


def _batch(action: GraphqlAction) -> Problems:
    if action.batch is None:
        return
    for name in _OF_ONE:
        if name in action.model_fields_set:
            yield ActionProblem((name,), f"`{name}` is for one operation", "put it on the operations of the batch")
    if not action.batch:
        yield ActionProblem(("batch",), "the batch is empty", "add `- {query: ...}`; send an empty one with `http`")
    if action.method == "GET":
        yield ActionProblem(("method",), "a batch cannot go by GET", "take `method` out")
    seen: set[str] = set()
    for index, operation in enumerate(action.batch):
        if operation.as_ is None:
            continue
        path = ("batch", index, "as")
        if operation.as_ in seen:
            yield ActionProblem(path, f"`{operation.as_}` is the name of another operation", "give it its own")
        elif operation.as_ in SUBJECTS.subjects:
            yield ActionProblem(path, f"`{operation.as_}` is a subject of `graphql`", "give it another name")
        seen.add(operation.as_)


def _uploads(action: GraphqlAction) -> Problems:
    for path in action.uploads:
        if not _UPLOAD_PATH.fullmatch(path):
            message = f"`{path}` names no variable"
            yield ActionProblem(("uploads", path), message, "write `variables.photo`, or `variables.photos.0`")
    if action.uploads and action.method == "GET":
        yield ActionProblem(("method",), "files cannot go by GET", "take `method` out")
