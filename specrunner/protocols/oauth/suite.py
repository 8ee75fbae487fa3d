"""What a server must refuse, tried one by one; each check has a code of its own, since a failed try may burn it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from ...lean import dataclass
from ...requests import Unsendable
from ...wire.oauth import Problem, TokenAnswer, make_verifier, merged, with_query
from .asking import introspect, userinfo
from .authorize import ENDED_AT_PAGE, Authorization, Request, authorize
from .client import random_text
from .conversation import Conversation, Refused, Stopped
from .grants import ask_token, code_pairs, exchange_code
from .server import Server
from .tokens import take_token_answer

Outcome: TypeAlias = Literal["passed", "failed", "inconclusive"]
WRONG_VERIFIER = make_verifier(b"this verifier is not the one ...")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check came to, in a sentence."""

    outcome: Outcome
    message: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a server must do; `section` says who rules it."""

    doc: str
    section: str
    run: Callable[[Conversation, Server], Awaitable[Verdict]]


class _Inconclusive(Exception):
    """What the check needs first did not come about."""


async def run_checks(talk: Conversation, server: Server) -> None:
    """Every check that the action names, in that order. A failed or undecided one is a problem of the result too."""
    for name in talk.action.checks:
        check = CHECKS[name]
        verdict = await _try(check, talk, server)
        talk.result.checks.append(
            {"id": name, "outcome": verdict.outcome, "section": check.section, "message": verdict.message}
        )
        if verdict.outcome != "passed":
            talk.result.problems.append(Problem(f"check.{name}", verdict.message, check.section))


async def _try(check: Check, talk: Conversation, server: Server) -> Verdict:
    branch = talk.branch()
    try:
        return await check.run(branch, replace(server, talk=branch))
    except (Stopped, Unsendable) as stopped:
        return Verdict("inconclusive", stopped.fault.message)
    except _Inconclusive as reason:
        return Verdict("inconclusive", str(reason))
    except Refused:
        return Verdict("inconclusive", f"the request was refused: {branch.result.error}")


async def _code(talk: Conversation, server: Server) -> Authorization:
    """A fresh code by a right request. Raises _Inconclusive."""
    authorization = await authorize(talk, server)
    if authorization.code is None:
        why = talk.result.description or talk.result.error or ", ".join(authorization.problems)
        raise _Inconclusive(f"a right request gives no code: {why}")
    return authorization


async def _token(talk: Conversation, server: Server) -> tuple[Authorization, Mapping[str, object]]:
    """A fresh token by a right request. Raises _Inconclusive."""
    authorization = await _code(talk, server)
    answer = await exchange_code(talk, server, authorization)
    if answer.token is None:
        raise _Inconclusive(f"a right request gives no token: {answer.error}")
    return authorization, answer.token


async def _ask(talk: Conversation, server: Server, pairs: tuple[tuple[str, str], ...]) -> TokenAnswer:
    return await take_token_answer(talk, server, await ask_token(talk, server, pairs))


def _refused(answer: TokenAnswer, what: str, wanted: str = "invalid_grant") -> Verdict:
    if answer.token is not None:
        return Verdict("failed", f"a token came for {what}")
    if answer.error != wanted:
        return Verdict("passed", f"{what} is refused, by `{answer.error or 'no error'}` instead of `{wanted}`")
    return Verdict("passed", f"{what} is refused by `{wanted}`")


async def _state(talk: Conversation, server: Server) -> Verdict:
    odd = f"{random_text()} a+b%2Fc&d=e;\"'<é>~"

    def change(request: Request) -> Request:
        return replace(request, pairs=merged(request.pairs, {"state": odd}), state=odd)

    authorization = await authorize(talk, server, change)
    if authorization.response is None:
        raise _Inconclusive(f"there was no response: {talk.result.description}")
    wrong = [each for each in authorization.problems if each.startswith("state.")]
    if wrong:
        return Verdict("failed", "a `state` with blanks, quotes and percent signs did not come back as it was")
    return Verdict("passed", "the `state` came back letter by letter")


def _variants(uri: str) -> tuple[str, ...]:
    """Redirect URIs that nobody registered; a port of loopback may differ (RFC 8252), so it stays."""
    parts = urlsplit(uri)
    return (
        f"{uri}/extra",
        f"{uri}{'&' if parts.query else '?'}extra=1",
        f"{parts.scheme}://{parts.netloc}.evil.example{parts.path}",
        f"{parts.scheme}://{parts.netloc}@evil.example{parts.path}",
    )


async def _redirect_uri(talk: Conversation, server: Server) -> Verdict:
    right = await _code(talk, server)
    for number in range(len(_variants(right.request.redirect_uri))):

        def change(request: Request, number: int = number) -> Request:
            wrong = _variants(request.redirect_uri)[number]
            return replace(request, pairs=merged(request.pairs, {"redirect_uri": wrong}), redirect_uri=wrong)

        tried = replace(talk.branch(), session=talk.session)
        try:
            authorization = await authorize(tried, replace(server, talk=tried), change)
        except Refused:
            continue
        wrong = authorization.request.redirect_uri
        if authorization.ended is not None and authorization.ended.at == wrong:
            return Verdict("failed", f"the user is sent to {wrong}, which is not registered")
    return Verdict("passed", "nobody is sent to a redirect URI that is not registered")


async def _code_replay(talk: Conversation, server: Server) -> Verdict:
    authorization, _ = await _token(talk, server)
    return _refused(await _ask(talk, server, code_pairs(authorization)), "a code that was used before")


async def _code_replay_revokes(talk: Conversation, server: Server) -> Verdict:
    authorization, token = await _token(talk, server)
    await _ask(talk, server, code_pairs(authorization))
    if await _is_alive(talk, server, str(token.get("access_token"))):
        return Verdict("failed", "the token of a code outlives the second use of the code")
    return Verdict("passed", "the second use of a code ends the token of the first")


async def _is_alive(talk: Conversation, server: Server, token: str) -> bool:
    """Whether an access token still works, as introspection or else userinfo says. Raises _Inconclusive."""
    if server.find("introspection") is not None:
        received = await introspect(talk, server, token)
        if received.status == 200 and isinstance(received.json, Mapping):
            return received.json.get("active") is True
    if server.find("userinfo") is not None:
        return (await userinfo(talk, server, token)).status == 200
    raise _Inconclusive("there is no introspection and no userinfo to ask whether the token works")


async def _without_challenge(talk: Conversation, server: Server) -> Authorization | Verdict:
    """A code for a request without a proof key, or the verdict that there is none."""

    def change(request: Request) -> Request:
        taken_out = {"code_challenge": None, "code_challenge_method": None}
        return replace(request, pairs=merged(request.pairs, taken_out), verifier=None)

    try:
        authorization = await authorize(talk, server, change)
    except Refused:
        return Verdict("passed", f"a request without a challenge is refused by `{talk.result.error}`")
    if authorization.code is not None:
        return authorization
    error = talk.result.error
    if error == ENDED_AT_PAGE and authorization.ended is not None and authorization.ended.status < 400:
        raise _Inconclusive(talk.result.description or "there was no response")
    return Verdict("passed", f"a request without a challenge is refused by `{error}`")


async def _pkce_required(talk: Conversation, server: Server) -> Verdict:
    authorization = await _without_challenge(talk, server)
    if isinstance(authorization, Verdict):
        return authorization
    return _refused(await _ask(talk, server, code_pairs(authorization)), "a code without a proof key")


async def _pkce_downgrade(talk: Conversation, server: Server) -> Verdict:
    authorization = await _without_challenge(talk, server)
    if isinstance(authorization, Verdict):
        return authorization
    pairs = (*code_pairs(authorization), ("code_verifier", WRONG_VERIFIER))
    return _refused(await _ask(talk, server, pairs), "a verifier for a code without a challenge")


async def _verifier_missing(talk: Conversation, server: Server) -> Verdict:
    authorization = await _code(talk, server)
    pairs = merged(code_pairs(authorization), {"code_verifier": None})
    return _refused(await _ask(talk, server, pairs), "a code without its verifier")


async def _verifier_mismatch(talk: Conversation, server: Server) -> Verdict:
    authorization = await _code(talk, server)
    pairs = merged(code_pairs(authorization), {"code_verifier": WRONG_VERIFIER})
    return _refused(await _ask(talk, server, pairs), "a code with another verifier")


async def _redirect_uri_mismatch(talk: Conversation, server: Server) -> Verdict:
    authorization = await _code(talk, server)
    wrong = f"{authorization.request.redirect_uri}/other"
    pairs = merged(code_pairs(authorization), {"redirect_uri": wrong})
    return _refused(await _ask(talk, server, pairs), "a code with another redirect URI")


async def _refresh_reuse(talk: Conversation, server: Server) -> Verdict:
    _, token = await _token(talk, server)
    first = token.get("refresh_token")
    if not isinstance(first, str):
        raise _Inconclusive("there is no refresh token: ask for the scope that brings one")
    answer = await _ask(talk, server, (("grant_type", "refresh_token"), ("refresh_token", first)))
    if answer.token is None:
        raise _Inconclusive(f"the first refresh is refused by `{answer.error}`")
    second = answer.token.get("refresh_token", first)
    if second == first:
        return Verdict("failed", "a refresh gives no new refresh token, so that a stolen one is good for ever")
    again = await _ask(talk, server, (("grant_type", "refresh_token"), ("refresh_token", first)))
    if again.token is not None:
        return Verdict("failed", "a refresh token works twice")
    family = await _ask(talk, server, (("grant_type", "refresh_token"), ("refresh_token", str(second))))
    if family.token is not None:
        return Verdict("failed", "after the reuse of a refresh token the one that came of it still works")
    return Verdict("passed", "the reuse of a refresh token is refused, and ends those that came of it")


async def _token_in_query(talk: Conversation, server: Server) -> Verdict:
    url = server.find("userinfo")
    if url is None:
        raise _Inconclusive("there is no userinfo endpoint to try it on")
    _, token = await _token(talk, server)
    received = await talk.get(with_query(url, [("access_token", str(token.get("access_token")))]))
    if received.status < 400:
        return Verdict("failed", f"a token in the query is taken: status {received.status}")
    return Verdict("passed", f"a token in the query is refused: status {received.status}")


CHECKS: Mapping[str, Check] = {
    "state": Check("`state` comes back letter by letter.", "RFC 6749 4.1.2", _state),
    "redirect_uri": Check(
        "Redirect URIs are compared as texts: nobody is sent to one that is not registered.",
        "RFC 9700 2.1",
        _redirect_uri,
    ),
    "code_replay": Check("A code works once.", "RFC 6749 4.1.2", _code_replay),
    "code_replay_revokes": Check(
        "The second use of a code ends the tokens of the first.", "RFC 6749 4.1.2", _code_replay_revokes
    ),
    "pkce_required": Check("There is no token without a proof key.", "RFC 9700 2.1.1", _pkce_required),
    "pkce_downgrade": Check("A verifier is refused where there was no challenge.", "RFC 9700 4.8.2", _pkce_downgrade),
    "verifier_missing": Check("A challenge must be met.", "RFC 7636 4.6", _verifier_missing),
    "verifier_mismatch": Check("It must be met by the right verifier.", "RFC 7636 4.6", _verifier_mismatch),
    "redirect_uri_mismatch": Check(
        "A code is exchanged with the redirect URI that it was got for.", "RFC 6749 4.1.3", _redirect_uri_mismatch
    ),
    "refresh_reuse": Check(
        "Refresh tokens are rotated; the reuse of one ends its family.", "RFC 9700 4.14.2", _refresh_reuse
    ),
    "token_in_query": Check("No token is taken from a query.", "RFC 9700 4.3.2", _token_in_query),
}
