"""What the messages of an exchange do not show of its request, as JSON values beside them: for the curl line."""

from __future__ import annotations

from ..transport import HttpRequest, TlsOptions
from .body import Body
from .model import RequestOptions
from .multipart import EncodedPart

USUAL_TLS = TlsOptions()


def request_options(options: RequestOptions, request: HttpRequest, body: Body | None) -> dict[str, object]:
    """The options that are not as usual. Files are those that were read, passwords are never among them."""
    found = {} if request.tls is USUAL_TLS else _tls_options(request.tls)
    if request.http2:
        found["http2"] = True
    if request.proxy is not None:
        found["proxy"] = request.proxy
    if request.follow.follow:
        found["max_redirects"] = request.follow.max
    if options.auth is not None and options.auth.digest is not None:
        found["digest_user"] = options.auth.digest.username
    if body is not None and body.file is not None:
        found["body_file"] = body.file
    if body is not None and body.parts:
        found["parts"] = [_part_option(part) for part in body.parts]
    return found


def _tls_options(tls: TlsOptions) -> dict[str, object]:
    named = {"ca": tls.ca, "cert": tls.cert, "key": tls.key, "server_name": tls.server_name}
    found: dict[str, object] = {name: str(value) for name, value in named.items() if value is not None}
    if tls.min_version is not None:
        found["min_version"] = tls.min_version
    if not tls.verify:
        found["verify"] = False
    return found


def _part_option(part: EncodedPart) -> dict[str, object]:
    found: dict[str, object] = {"name": part.name}
    if part.file is not None:
        found["file"] = part.file
    else:
        found["value"] = part.content.decode("utf-8", "replace")
    if part.filename is not None:
        found["filename"] = part.filename
    if part.content_type is not None:
        found["content_type"] = part.content_type
    if part.headers:
        found["headers"] = [f"{name}: {value}" for name, value in part.headers]
    return found
