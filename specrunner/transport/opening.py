"""From a request to an open connection: straight, or by a proxy."""

from __future__ import annotations

import base64
import ssl
from urllib.parse import unquote

import trio

from ..lean import dataclass
from ..source import printable
from .address import AddressPolicy, read_ip
from .connection import Connection
from .dial import Dialled, dial
from .faults import FaultRaised, faulty
from .http1 import Http1Connection
from .http1_head import ResponseHead
from .http1_reader import ResponseReader
from .model import HttpLimits, HttpRequest, TlsOptions
from .outgoing import Field, make_field
from .tls import Secured, TlsContexts, start_tls
from .url import Url, read_url
from .watch import Watch


class Opener:
    """Opens connections, with the TLS contexts of a run."""

    def __init__(self) -> None:
        self._contexts = TlsContexts()

    async def open(self, request: HttpRequest, url: Url, policy: AddressPolicy, watch: Watch) -> Connection:
        """A fresh connection on which `request` can be sent; raises FaultRaised."""
        context: ssl.SSLContext | None = None
        if url.is_tls:
            # Before any traffic: a certificate file that cannot be read is known already.
            watch.enter("tls")
            context = self._contexts.get(request.tls, http2=request.http2)
        if request.proxy is not None:
            return await self._open_by_proxy(request, read_proxy(request.proxy), url, context, policy, watch)
        dialled = await dial(url.host, url.port, policy, watch)
        try:
            return await _over(dialled.stream, dialled, request, url, context, watch)
        except BaseException:  # cancellation too: the descriptor is ours until it is handed out
            dialled.raw.close()
            raise

    async def _open_by_proxy(
        self,
        request: HttpRequest,
        proxy: Proxy,
        url: Url,
        context: ssl.SSLContext | None,
        policy: AddressPolicy,
        watch: Watch,
    ) -> Connection:
        _check_literal(url, policy)
        dialled = await _dial_proxy(proxy, policy, watch)
        try:
            stream: trio.abc.Stream = dialled.stream
            if proxy.url.is_tls:
                watch.enter("tls")
                own = TlsOptions()
                stream = (await start_tls(stream, self._contexts.get(own, http2=False), own, proxy.url)).stream
            # RFC 6455 section 4.1: what goes on behind HTTP needs a tunnel, without TLS too.
            if context is None and not request.http2 and not request.is_upgrade:
                connection = Http1Connection(stream, dialled.raw, url, dialled.remote_address, None)
                connection.proxy_fields = proxy.fields
                return connection
            await _open_tunnel(stream, proxy, url, watch)
            return await _over(stream, dialled, request, url, context, watch)
        except BaseException:
            dialled.raw.close()
            raise


async def _over(
    stream: trio.abc.Stream,
    dialled: Dialled,
    request: HttpRequest,
    url: Url,
    context: ssl.SSLContext | None,
    watch: Watch,
) -> Connection:
    """HTTP over a stream that ends at the server, with TLS in between when there is a `context`."""
    secured: Secured | None = None
    if context is not None:
        watch.enter("tls")
        secured = await start_tls(stream, context, request.tls, url)
        stream = secured.stream
    facts = secured.facts if secured is not None else None
    # Without TLS there is no negotiation: HTTP/2 by prior knowledge (RFC 9113 section 3.3).
    if request.http2 and (secured is None or secured.alpn == "h2"):
        # Imported where it is asked for: most runs never do, and h2 costs 26 ms.
        from .http2 import Http2Connection

        return Http2Connection(stream, dialled.raw, url, dialled.remote_address, facts, request.limits)
    return Http1Connection(stream, dialled.raw, url, dialled.remote_address, facts)


@dataclass(frozen=True, slots=True)
class Proxy:
    """`fields` authenticate at the proxy."""

    url: Url
    fields: tuple[Field, ...]


def read_proxy(text: str) -> Proxy:
    """From `http://[user:password@]host:port`; raises FaultRaised (`url`)."""
    scheme, separator, rest = text.partition("://")
    if not separator:
        shown = printable(text.rpartition("@")[2])
        raise faulty("url", "", f"the proxy `{shown}` is no URL", "write `http://host:port`")
    if scheme.lower() not in ("http", "https"):
        message = f"the proxy scheme `{printable(scheme)}` is not supported"
        raise faulty("url", "", message, "`http://` and `https://` proxies are")
    userinfo, at, host = rest.rpartition("@")
    try:
        url = read_url(f"{scheme}://{host}")
    except FaultRaised as raised:
        raise faulty("url", "", f"`proxy`: {raised.fault.message}", raised.fault.hint) from None
    if not at:
        return Proxy(url, ())
    user, _, password = userinfo.partition(":")
    token = base64.b64encode(f"{unquote(user)}:{unquote(password)}".encode()).decode("ascii")
    return Proxy(url, (make_field("Proxy-Authorization", f"Basic {token}"),))


def _check_literal(url: Url, policy: AddressPolicy) -> None:
    """Behind a proxy the proxy resolves names; a name, and an address that is spelt out, can still be judged here."""
    address = read_ip(url.host)
    if address is None:
        if policy.denies_name(url.host):
            message = f"{url.where} may not be called: it is denied by `network.deny` of the settings"
            raise faulty("blocked", "connect", message, policy.mend(url.host))
        return
    objection = policy.objection(url.host, address)
    if objection is not None:
        message = f"{url.where} may not be called: {address} {objection}"
        raise faulty("blocked", "connect", message, policy.mend(url.host, address))


async def _dial_proxy(proxy: Proxy, policy: AddressPolicy, watch: Watch) -> Dialled:
    try:
        return await dial(proxy.url.host, proxy.url.port, policy, watch)
    except FaultRaised as raised:
        fault = raised.fault
        raise faulty(
            fault.kind, fault.phase, f"the proxy: {fault.message}", fault.hint, is_retryable=fault.is_retryable
        ) from None


async def _open_tunnel(stream: trio.abc.Stream, proxy: Proxy, url: Url, watch: Watch) -> None:
    """CONNECT (RFC 9110 section 9.3.6); raises FaultRaised when the proxy does not open one."""
    watch.enter("connect")
    fields = b"".join(field.line for field in proxy.fields)
    where = url.where.encode("ascii")
    reader = ResponseReader("CONNECT", HttpLimits())
    head: ResponseHead | None = None
    try:
        await stream.send_all(b"CONNECT %b HTTP/1.1\r\nHost: %b\r\n%b\r\n" % (where, where, fields))
        while head is None:
            data = await stream.receive_some(64 * 1024)
            if not data:
                reader.receive_eof()
            heads = [event for event in reader.receive(data) if isinstance(event, ResponseHead)]
            head = next((found for found in heads if found.status >= 200), None)
    except trio.BrokenResourceError:
        message = f"the proxy {proxy.url.where} broke off while it opened a tunnel to {url.where}"
        raise faulty("disconnected", "connect", message, is_retryable=True) from None
    except FaultRaised as raised:
        message = f"the proxy {proxy.url.where} opened no tunnel to {url.where}: {raised.fault.message}"
        raise faulty(raised.fault.kind, "connect", message, raised.fault.hint) from None
    if head.status >= 300:
        said = printable(f"{head.status} {head.reason}".rstrip())
        hint = "give its user and password: `proxy: http://user:password@host:port`" if head.status == 407 else None
        raise faulty(
            "unreachable", "connect", f"the proxy {proxy.url.where} opened no tunnel to {url.where}: {said}", hint
        )
