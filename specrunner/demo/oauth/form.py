"""Forms as they come, bounded."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from .refusal import Refusal

MEDIA_TYPE = "application/x-www-form-urlencoded"
MAX_BYTES = 64 * 1024
MAX_FIELDS = 200


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form. Raises Refusal when it is none, or one stands twice (RFC 6749 section 3.2)."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise Refusal("invalid_request", f"send {MEDIA_TYPE}")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise Refusal("invalid_request", "the form is too long", status=413)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise Refusal("invalid_request", "the form cannot be read") from error
    if len(dict(pairs)) != len(pairs):
        raise Refusal("invalid_request", "a parameter stands twice")
    return dict(pairs)
