"""The fields under subjects that have a fixed set of them, with a sentence each."""

from __future__ import annotations

from collections.abc import Mapping

from ..checks import SubjectType

REDIRECT: Mapping[str, str] = {
    "status": "The status that redirected: 301, 302, 303, 307, 308.",
    "url": "The URL that was asked.",
    "location": "The `Location` it answered, as sent.",
}

TIMING: Mapping[str, str] = {
    "dns": "Looking up the host's address; absent on a reused connection.",
    "connect": "Opening the connection; absent on a reused one.",
    "tls": "The TLS handshake; absent on a reused connection and over plain http.",
    "first_byte": "From the request's start to the first byte of the answer.",
    "total": "From start to end, with all redirects.",
}

TLS: Mapping[str, str] = {
    "version": "The version agreed on: `TLSv1.3`.",
    "cipher": "The cipher suite.",
    "alpn": "The protocol agreed on: `h2`, `http/1.1`.",
    "verified": "Whether the certificate was checked.",
    "subject": "Who the certificate is for: `CN=shop.test, O=Shop`.",
    "issuer": "Who issued it.",
    "san": "The host names and addresses it is good for.",
    "not_before": "The moment from which it is good.",
    "not_after": "The moment until which it is good.",
}

INTERIM: Mapping[str, str] = {
    "status": "The status: 100, 103.",
    "reason": "The reason phrase.",
    "headers": "The header fields, a list of pairs.",
}

CACHE_CONTROL: Mapping[str, str] = {
    "max_age": "Seconds for which any cache may use the answer.",
    "s_maxage": "The same for shared caches.",
    "no_cache": "Ask before every use; `true`, or the fields it is limited to.",
    "no_store": "Keep nothing.",
    "no_transform": "Change nothing.",
    "private": "For a private cache only; `true`, or the fields it is limited to.",
    "public": "For any cache, even where it would not be otherwise.",
    "must_revalidate": "Never use it stale.",
    "proxy_revalidate": "The same for shared caches.",
    "must_understand": "Store it only if the status is understood.",
    "immutable": "It does not change while it is fresh.",
    "stale_while_revalidate": "Seconds for which it may be used stale while a fresh one is fetched.",
    "stale_if_error": "Seconds for which it may be used stale while the server fails.",
    "max_stale": "A directive of requests.",
    "min_fresh": "A directive of requests.",
    "only_if_cached": "A directive of requests.",
    "extensions": "Directives that are none of these, by name.",
    "problems": "What is wrong with the field, a sentence each; an empty list when it is well formed.",
}

FRESHNESS: Mapping[str, str] = {
    "lifetime": "How long a private cache may use it: `max-age`, else `Expires` less `Date`, else a guess.",
    "source": "What says so: `max-age`, `expires`, or `heuristic`.",
    "is_heuristic": "Whether it is a guess: a tenth of the time since `Last-Modified`.",
    "shared_lifetime": "The same for shared caches, where `s-maxage` comes first.",
    "shared_source": "What says so: `s-maxage`, `max-age`, `expires`, or `heuristic`.",
    "current_age": "How old the answer was when it had come, from `Age`, `Date`, and how long it took.",
    "left": "How much of the lifetime was left then, never below 0.",
    "is_stale": "Whether the lifetime was over then.",
}

CACHE_STATUS: Mapping[str, str] = {
    "cache": "The name of the cache.",
    "hit": "Whether it answered without asking further.",
    "fwd": "Why it asked further: `uri-miss`, `vary-miss`, `stale`, `bypass`, ...",
    "fwd_status": "The status that it got then.",
    "ttl": "How long the answer is fresh yet; below 0 for how long it is stale.",
    "stored": "Whether it kept the answer.",
    "collapsed": "Whether it waited for another request for the same.",
    "key": "The key under which it is kept.",
    "detail": "Whatever else it says.",
}

RATELIMIT: Mapping[str, str] = {
    "limit": "How many requests the quota allows.",
    "remaining": "How many are left.",
    "reset": "The time until the quota is full again.",
    "policy": "The quota's name; for the older fields the policy as text, `100;w=60`.",
    "window": "The time that the quota is for.",
    "unit": "What is counted, where it is not requests.",
    "all": "Every quota told of, a map of these fields each.",
}

PROBLEM: Mapping[str, SubjectType] = {
    "type": "text",
    "title": "text",
    "status": "integer",
    "detail": "text",
    "instance": "text",
}

FAULT: Mapping[str, str] = {
    "kind": "One of the kinds below.",
    "phase": "Where: `dns`, `connect`, `tls`, `send`, `first_byte`, `body`; empty before anything was sent.",
    "message": "What happened, in a sentence.",
    "hint": "How to mend it, where that can be said.",
    "is_retryable": "Whether trying again may help.",
}

COOKIE: Mapping[str, str] = {
    "value": "The value.",
    "path": "The path it is for.",
    "domain": "The domain it is for, with its subdomains.",
    "expires": "The moment it expires, ISO 8601 in UTC.",
    "max_age": "The seconds it lives; 0 or less deletes it.",
    "secure": "Whether it is for https only.",
    "http_only": "Whether it is hidden from scripts.",
    "same_site": "`Strict`, `Lax` or `None`.",
    "partitioned": "Whether it is kept apart for each site that embeds this one.",
}
