"""The pages for people: sign in, consent, the code of a device, and what went wrong. Plain forms, no scripts."""

from html import escape

from starlette.responses import HTMLResponse

# The shop's own policy lets no form be sent; these pages are there for that.
_SAFE = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Cache-Control": "no-store"}


def page(title: str, body: str, status: int = 200) -> HTMLResponse:
    head = f'<!doctype html>\n<html lang="en"><title>{escape(title)}</title>\n<h1>{escape(title)}</h1>\n'
    return HTMLResponse(f"{head}{body}</html>\n", status, headers=_SAFE)


def login_page(action: str, hidden: dict[str, str], problem: str = "") -> HTMLResponse:
    body = f"<p>{escape(problem)}</p>\n" if problem else ""
    body += f'<form method="post" action="{escape(action)}">\n{_hidden(hidden)}'
    body += '<label>Name <input name="username" autocomplete="username"></label>\n'
    body += '<label>Password <input type="password" name="password"></label>\n'
    body += '<button type="submit">Sign in</button>\n</form>\n'
    return page("Sign in", body, 401 if problem else 200)


def consent_page(action: str, hidden: dict[str, str], who: str, scope: str) -> HTMLResponse:
    wanted = escape(scope) or "nothing in particular"
    body = f"<p>{escape(who)} asks for: {wanted}</p>\n"
    body += f'<form method="post" action="{escape(action)}">\n{_hidden(hidden)}'
    body += '<button type="submit" name="decision" value="allow">Allow</button>\n'
    body += '<button type="submit" name="decision" value="deny">Deny</button>\n</form>\n'
    return page("Consent", body)


def device_page(action: str, problem: str = "") -> HTMLResponse:
    body = f"<p>{escape(problem)}</p>\n" if problem else ""
    body += f'<form method="get" action="{escape(action)}">\n'
    body += '<label>Code <input name="user_code"></label>\n<button type="submit">Next</button>\n</form>\n'
    return page("Connect a device", body, 400 if problem else 200)


def form_post_page(redirect_uri: str, parameters: dict[str, str]) -> HTMLResponse:
    """OAuth 2.0 Form Post Response Mode."""
    body = f'<form method="post" action="{escape(redirect_uri)}">\n{_hidden(parameters)}'
    body += '<button type="submit">Go on</button>\n</form>\n'
    return page("Back to the application", body)


def _hidden(fields: dict[str, str]) -> str:
    return "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">\n' for name, value in fields.items()
    )
