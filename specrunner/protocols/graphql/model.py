"""What users write under `graphql:`."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from ...model import AlsoWritten, Name, SpecModel, Templated
from ...requests import RequestOptions

ACCEPTS = {
    "both": "application/graphql-response+json, application/json;q=0.9",
    "response": "application/graphql-response+json",
    "json": "application/json",
}


def _file(value: object) -> object:
    return value if isinstance(value, dict | SpecModel) else {"file": value}


class Upload(SpecModel):
    """A file to send for a variable."""

    file: Templated[str]
    """The file, relative to the spec."""
    filename: Templated[str] | None = None
    """The file name to tell the server; that of `file` unless set."""
    content_type: Templated[str] | None = None
    """The media type; guessed from the file name unless set."""


class Operation(SpecModel):
    """One operation of a batch."""

    as_: Annotated[Name | None, Field(alias="as")] = None
    """The name under which checks find its answer: `first.data.order`."""
    query: Templated[str]
    """The document: a query or a mutation, with its fragments."""
    variables: Templated[dict[str, Any]] = {}
    """The values of its variables."""
    operation_name: Templated[str] | None = None
    """Which of the document's operations to run."""
    extensions: dict[str, Any] | None = None
    """Further members for the server."""


class GraphqlAction(RequestOptions):
    """One operation, or a batch of them."""

    url: Templated[str] | None = None
    """Where to: whole, or a path behind `base_url`."""
    method: Literal["POST", "GET"] = "POST"
    """GET puts the operation into the URL; mutations must not go by it."""
    query: Templated[str] | None = None
    """The document: a query or a mutation, with its fragments."""
    file: str | None = None
    """A file with the document instead, relative to the spec."""
    variables: Templated[dict[str, Any]] = {}
    """The values of its variables."""
    operation_name: Templated[str] | None = None
    """Which of the document's operations to run."""
    extensions: dict[str, Any] | None = None
    """Further members for the server, such as a persisted query."""
    batch: list[Operation] | None = None
    """Several operations in one request, for servers that take that."""
    uploads: dict[str, Annotated[Upload, BeforeValidator(_file), AlsoWritten({"type": "string"})]] = {}
    """Files for variables: `variables.photo: photo.png` (GraphQL multipart request)."""
    accept: Literal["both", "response", "json"] = "both"
    """The media types to accept: `application/graphql-response+json` (`response`), `application/json` (`json`)."""
    schema_: Annotated[str | None, Field(alias="schema")] = None
    """A file with the server's schema, relative to the spec: documents are checked against it before the run."""

    unchecked: bool = False
    """Leaves the documents unchecked before the run, because they are wrong on purpose."""

    def names(self) -> tuple[str, ...]:
        """The names of the operations in its batch."""
        return tuple(each.as_ for each in self.batch or () if each.as_ is not None)


_NAMED = re.compile(r"\b(query|mutation|subscription)\s+(\w+)")
_ANONYMOUS = re.compile(r"^\s*(query|mutation|subscription)?[^{]*\{\s*(\w+)")


def title(action: GraphqlAction) -> str:
    """`graphql query Order`, `graphql { order }`, templates as they are written."""
    if action.batch is not None:
        return f"graphql batch of {len(action.batch)}"
    if action.operation_name is not None:
        return f"graphql {getattr(action.operation_name, 'text', action.operation_name)}"
    text = str(getattr(action.query, "text", action.query) or action.file or "")
    if (named := _NAMED.search(text)) is not None:
        return f"graphql {named[1]} {named[2]}"
    found = _ANONYMOUS.match(text)
    return f"graphql {found[1] or 'query'} {{ {found[2]} }}" if found is not None else f"graphql {text[:40]}".strip()
