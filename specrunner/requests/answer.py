"""One answer, read as its subjects need it: each part at most once."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

from .. import wire
from ..checks import Unreadable
from ..events import Exchange, Message
from ..lean import once
from ..values import JsonDocument, JsonError, parse_json
from .attributes import ANSWERED_AT


class Answer:
    """What an answer's message says. JSON, text and header fields are parsed on first use."""

    def __init__(self, message: Message) -> None:
        self.message = message

    def field(self, name: str) -> str | None:
        """The first value of a header field."""
        return self.message.headers.first(name)

    @once
    def media(self) -> wire.MediaType | None:
        """The media type; None when the answer names none, or none that can be read."""
        value = self.field("content-type")
        return None if value is None else wire.parse_media_type(value)

    @once
    def is_json(self) -> bool:
        """Whether the answer says that its body is JSON."""
        return self.media is not None and self.media.is_json

    @once
    def parsed(self) -> JsonDocument | JsonError:
        """The body as JSON, whatever its media type, or where it breaks."""
        try:
            return parse_json(self.message.body)
        except JsonError as error:
            return error

    @property
    def json(self) -> object:
        """The value of the body. Raises Unreadable that says where the JSON breaks."""
        if not self.message.body:
            raise Unreadable("the body is empty, so there is no JSON in it")
        parsed = self.parsed
        if isinstance(parsed, JsonError):
            place = f"line {parsed.line}, column {parsed.column}"
            raise Unreadable(f"the body is not JSON: {parsed.message} ({place})")
        return parsed.value

    @once
    def _decoded(self) -> tuple[str, str | None]:
        # Lazy, as for the runner: subjects are known to `specrun lint`, which reads no answer.
        from ..transport import decode_text

        # RFC 8259 section 8.1: JSON is UTF-8, and a `charset` beside it has no effect.
        return decode_text(self.message.body, None if self.is_json else self.field("content-type"))

    @property
    def text(self) -> str:
        """The body as text; bytes that do not decode are U+FFFD."""
        return self._decoded[0]

    @property
    def body(self) -> object:
        """The JSON value when the answer says that it is JSON, else the text; an empty body is an empty text."""
        return self.json if self.is_json and self.message.body else self.text

    @once
    def date(self) -> datetime | None:
        """The server's clock at the time of the answer."""
        value = self.field("date")
        return None if value is None else wire.parse_http_date(value)

    def notices(self) -> list[str]:
        """What a reader of the report should know of the body: broken JSON, names that stand twice, guesses."""
        if not self.message.body:
            return []
        if not self.is_json:
            is_text = self.media is not None and self.media.is_text
            remark = self._decoded[1] if is_text else None
            return [] if remark is None else [remark]
        parsed = self.parsed
        if isinstance(parsed, JsonError):
            said = "" if self.media is None else f", although its media type is `{self.media.essence}`"
            place = f"line {parsed.line}, column {parsed.column}"
            return [f"the body is not JSON{said}: {parsed.message} ({place})"]
        twice = [f"`{path}` stands twice in the body; the last one counts" for path in parsed.duplicates[:3]]
        return [*parsed.notices, *twice]


class Answers:
    """The answers read last, so that five checks of one exchange parse its body once.

    An exchange is immutable, and its message is what is looked up, by identity: also when the exchange was copied.
    """

    def __init__(self, capacity: int = 4) -> None:
        self._capacity = capacity
        self._known: OrderedDict[int, Answer] = OrderedDict()

    def of(self, exchange: Exchange) -> Answer:
        """The last HTTP answer of the exchange. Raises Unreadable when there is none."""
        # Behind the answer there may be what came in its body: events, messages.
        for message in reversed(exchange.received):
            if "status" in message.attributes:
                break
        else:
            raise Unreadable("there is no answer")
        found = self._known.get(id(message))
        if found is None or found.message is not message:
            found = self._known[id(message)] = Answer(message)
            if len(self._known) > self._capacity:
                self._known.popitem(last=False)
        return found


ANSWERS = Answers()


def answered_at(exchange: Exchange, answer: Answer) -> datetime | None:
    """The moment to count from where the answer names another one: its own Date, else our clock's."""
    if answer.date is not None:
        return answer.date
    text = exchange.attributes.get(ANSWERED_AT)
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
