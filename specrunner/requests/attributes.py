"""What an exchange of this kind holds beside its messages: the names of its attributes."""

ANSWERED_AT = "answered_at"
"""When the answer was complete: ISO 8601, UTC."""

REQUEST_OPTIONS = "request"
"""What the messages do not show of the request: a map, made by `options`, read by `curl`."""
