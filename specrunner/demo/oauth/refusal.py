"""How a request is refused, as RFC 6749 section 5.2 has it."""

from starlette.responses import JSONResponse

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class Refusal(Exception):
    """Raised anywhere while a request is answered; `code` is the OAuth error."""

    def __init__(
        self, code: str, description: str, *, status: int = 400, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.status = status
        self.headers = headers or {}

    def response(self) -> JSONResponse:
        headers = {**NO_STORE, **self.headers}
        if self.status == 401:
            headers.setdefault("WWW-Authenticate", f'Basic realm="specrunner demo", error="{self.code}"')
        body = {"error": self.code, "error_description": self.description}
        return JSONResponse(body, self.status, headers=headers)
