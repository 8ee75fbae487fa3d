"""What can be asked of an `oauth` step: the token and all that came with it, and the last answer underneath."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ...checks import Subject, SubjectTable
from ...events import Exchange
from ...requests import ANSWER_SUBJECTS
from ...values import MISSING
from .attributes import RESULT

Read = Callable[[Exchange], object]


def _of_result(name: str) -> Read:
    def read(exchange: Exchange) -> object:
        result = exchange.attributes.get(RESULT)
        return result.get(name, MISSING) if isinstance(result, Mapping) else MISSING

    return read


def _of_main(subject: Subject) -> Subject:
    """A subject of an HTTP answer, read from the one that counts: what came after it was about keys or proofs."""

    def read(exchange: Exchange) -> object:
        main = _of_result("main")(exchange)
        if isinstance(main, int):
            exchange = replace(exchange, received=exchange.received[: main + 1])
        return subject.read(exchange)

    return replace(subject, read=read)


_ANSWER = ("status", "headers", "body", "json", "text", "cache_control", "retry_after", "timing", "fault")

AUTHORIZATION: Mapping[str, str] = {
    "outcome": "`code`, `error`, or `page` where the server showed a page instead of sending the user back.",
    "code": "The code.",
    "state": "The `state` that was sent.",
    "nonce": "The `nonce` that was sent.",
    "verifier": "The verifier for the token endpoint.",
    "redirect_uri": "Where the server had to send the user.",
    "mode": "How the response came: `query`, `fragment`, `form_post`.",
    "response": "All parameters of the response, by name.",
    "page": "The page where it ended: `status`, `url`, `title`, `text`, `fields`.",
}
JWT: Mapping[str, str] = {
    "header": "Its header.",
    "claims": "Its claims.",
    "problems": "What is wrong with it, a map of `id`, `message` and `section` each.",
}
PROBLEM: Mapping[str, str] = {
    "id": "Its name, which stays.",
    "message": "What is wrong, in a sentence.",
    "section": "Who rules it.",
}
CHECK: Mapping[str, str] = {
    "id": "The name of the check.",
    "outcome": "`passed`, `failed`, or `inconclusive` where it could not be tried.",
    "section": "Who rules it.",
    "message": "What happened, in a sentence.",
}
HOP: Mapping[str, str] = {
    "status": "The status of the answer.",
    "url": "The address.",
    "location": "Where it redirects to.",
    "title": "The title of the page.",
    "forms": "The fields of its forms that a person can fill in.",
}

_SUBJECTS = (
    Subject(
        "token", "The answer of the token endpoint; what is secret in it stays hidden.", "map", _of_result("token")
    ),
    Subject("id_token", "The ID token, judged.", "map", _of_result("id_token"), fields=JWT),
    Subject("access_token", "The access token, where it is a JWT.", "map", _of_result("access_token"), fields=JWT),
    Subject("jwt", "The token of `verify`.", "map", _of_result("jwt"), fields=JWT),
    Subject(
        "problems",
        "Everything that breaks a specification; none unless asked otherwise.",
        "list",
        _of_result("problems"),
        fields=PROBLEM,
    ),
    Subject(
        "error",
        "The error of the server, wherever it landed; none unless asked otherwise. `ended_at_page`: it showed one. "
        "`no_error`: it refused without naming any.",
        "text",
        _of_result("error"),
    ),
    Subject("error_description", "What it says of it.", "text", _of_result("error_description")),
    Subject(
        "authorization",
        "The way through the authorization endpoint.",
        "map",
        _of_result("authorization"),
        AUTHORIZATION,
    ),
    Subject("hops", "The redirects and pages of the sign-in, in order.", "list", _of_result("hops"), fields=HOP),
    Subject("par", "The answer to the pushed request.", "map", _of_result("par")),
    Subject("is_kept", "With `share`: whether the token is the one that was kept.", "boolean", _of_result("is_kept")),
    Subject("device", "The answer of the device authorization endpoint.", "map", _of_result("device")),
    Subject("polls", "How often the token of a device was asked for.", "integer", _of_result("polls")),
    Subject("approval", "The page where the user of a device ended.", "map", _of_result("approval")),
    Subject(
        "dpop", "The proof key: `jkt` is its thumbprint.", "map", _of_result("dpop"), fields={"jkt": "RFC 7638."}
    ),
    Subject("discovery", "The metadata of the server.", "map", _of_result("discovery")),
    Subject("discovery_url", "Where `discover` found it.", "text", _of_result("discovery_url")),
    Subject("introspection", "What the server knows of the token.", "map", _of_result("introspection")),
    Subject("userinfo", "Who the bearer is.", "map", _of_result("userinfo")),
    Subject("registration", "The client that was registered.", "map", _of_result("registration")),
    Subject("checks", "What each check came to.", "list", _of_result("checks"), fields=CHECK),
    *(_of_main(ANSWER_SUBJECTS[name]) for name in _ANSWER),
    Subject("time", "How long all of it took.", "duration", lambda exchange: exchange.timing_s.get("total", MISSING)),
)

SUBJECTS = SubjectTable("oauth", {subject.name: subject for subject in _SUBJECTS}, document="json")
