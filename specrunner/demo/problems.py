"""Everything that goes wrong, as RFC 9457 problem details."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One row of the list that `/problems/{slug}` shows. `uri` is absolute where somebody else registered it."""

    slug: str
    status: int
    title: str
    meaning: str
    uri: str = ""

    @property
    def type_uri(self) -> str:
        return self.uri or f"/problems/{self.slug}"


MALFORMED = ProblemType("malformed", 400, "Malformed request", "The body is not in the format that its type names.")
UNAUTHORIZED = ProblemType(
    "unauthorized", 401, "Not authenticated", "There are no credentials, or they are wrong or expired."
)
FORBIDDEN = ProblemType("forbidden", 403, "Not allowed", "You are known, and this is not for you.")
NOT_FOUND = ProblemType("not-found", 404, "Not found", "There is no such resource, or not for you.")
METHOD_NOT_ALLOWED = ProblemType(
    "method-not-allowed", 405, "Method not allowed", "The resource exists; `Allow` lists what it can do."
)
WRONG_STATE = ProblemType(
    "wrong-state", 409, "Not possible in this state", "The order has gone too far for what was asked."
)
OUT_OF_STOCK = ProblemType(
    "out-of-stock", 409, "Out of stock", "There are fewer pieces than the order asks for. Ordering takes none away."
)
GONE = ProblemType("gone", 410, "Gone", "The resource was here and has been deleted.")
PRECONDITION_FAILED = ProblemType(
    "precondition-failed", 412, "Precondition failed", "The resource is not as If-Match or If-None-Match says."
)
TOO_LARGE = ProblemType("too-large", 413, "Content too large", "The body is longer than this service reads.")
UNSUPPORTED_MEDIA_TYPE = ProblemType(
    "unsupported-media-type", 415, "Unsupported media type", "The resource does not take a body of this type."
)
RANGE_NOT_SATISFIABLE = ProblemType(
    "range-not-satisfiable", 416, "Range not satisfiable", "The range lies beyond the end of the content."
)
INVALID = ProblemType(
    "invalid",
    422,
    "Invalid input",
    "Well-formed, but not valid: `errors` lists each culprit by pointer or parameter.",
)
KEY_REUSED = ProblemType(
    "idempotency-key-reused", 422, "Idempotency-Key reused", "The key was used before, with a different body."
)
PRECONDITION_REQUIRED = ProblemType(
    "precondition-required", 428, "Precondition required", "The request must say by If-Match what it changes."
)
RATE_LIMITED = ProblemType(
    "rate-limited",
    429,
    "Too many requests",
    "The quota is used up; `Retry-After` says when there is more.",
    "https://iana.org/assignments/http-problem-types#quota-exceeded",
)
INTERNAL = ProblemType("internal", 500, "Internal error", "A mistake in the service; its log has the details.")
FULL = ProblemType("full", 507, "Full", "The service keeps a bounded number of these, and has them.")


def plain(status: int) -> ProblemType:
    """A problem that means no more than its status: RFC 9457 section 4.2.1 calls its type `about:blank`."""
    try:
        title = HTTPStatus(status).phrase
    except ValueError:
        title = f"Status {status}"
    return ProblemType("", status, title, "", "about:blank")


PROBLEM_TYPES = (
    MALFORMED,
    UNAUTHORIZED,
    FORBIDDEN,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    WRONG_STATE,
    OUT_OF_STOCK,
    GONE,
    PRECONDITION_FAILED,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    RANGE_NOT_SATISFIABLE,
    INVALID,
    KEY_REUSED,
    PRECONDITION_REQUIRED,
    RATE_LIMITED,
    INTERNAL,
    FULL,
)


@dataclass(frozen=True, slots=True)
class Culprit:
    """One thing that is wrong with the input: a JSON pointer into the body as a fragment, or a parameter's name."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None

    def as_json(self) -> dict[str, str]:
        place = {"pointer": self.pointer, "parameter": self.parameter}
        return {name: text for name, text in place.items() if text is not None} | {"detail": self.detail}


class Problem(Exception):
    """Raised anywhere while a request is answered; the app turns it into the answer."""

    def __init__(
        self,
        problem_type: ProblemType,
        detail: str,
        *,
        culprits: tuple[Culprit, ...] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.problem_type = problem_type
        self.detail = detail
        self.culprits = culprits
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})


def problem_response(problem: Problem, instance: str) -> JSONResponse:
    content: dict[str, Any] = {
        "type": problem.problem_type.type_uri,
        "title": problem.problem_type.title,
        "status": problem.problem_type.status,
        "detail": problem.detail,
        "instance": instance,
    }
    if problem.culprits:
        content["errors"] = [culprit.as_json() for culprit in problem.culprits]
    return JSONResponse(
        content | problem.extra,
        status_code=problem.problem_type.status,
        headers={"Cache-Control": "no-store"} | problem.headers,
        media_type=MEDIA_TYPE,
    )


def invalid(*culprits: Culprit) -> Problem:
    places = ", ".join(culprit.pointer or culprit.parameter or "?" for culprit in culprits)
    return Problem(INVALID, f"{len(culprits)} thing(s) to correct: {places}", culprits=culprits)
