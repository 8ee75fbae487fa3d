"""Invented people, places and things, by mimesis, seeded from the test's own generator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from ...source import did_you_mean
from ..failure import OperandError
from ..kinds import ANY, BOOL, DOUBLE, INT, LIST, NUMBER, TEXT
from ..scope import FunctionContext
from .chance import random_bool, random_choice, random_int, uuid
from .table import Function, Parameter

if TYPE_CHECKING:
    from mimesis import Generic

# mimesis is imported by the first call: 150 ms that a run without invented data does not need.
_LOCALE_NAMES: Final = (
    "cs da de de-at de-ch el en en-au en-ca en-gb es es-mx et fi fr hr hu is it ja kk ko nl nl-be no pl pt pt-br ru "
    "sk sv tr uk zh"
)
_LOCALES: Final = tuple(_LOCALE_NAMES.split())
_MOST_WORDS: Final = 10_000
# RFC 2606: nobody receives what a test sends there.
_DOMAINS: Final = ("example.com", "example.net", "example.org")


def check_locale(locale: object) -> object:
    if locale not in _LOCALES:
        raise OperandError(f"there is no language `{locale}` for invented data", did_you_mean(str(locale), _LOCALES))
    return locale


def maker(context: FunctionContext, locale: str = "en") -> Generic:
    """The source of invented data for the test, one for each language."""
    key = f"fake:{locale}"
    made = context.kept.get(key)
    if made is None:
        from mimesis import Generic, Locale

        check_locale(locale)
        made = context.kept[key] = Generic(Locale(locale), seed=context.random.getrandbits(64))
    return cast("Generic", made)


def _email(context: FunctionContext) -> str:
    return maker(context).person.email(domains=_DOMAINS)


def _password(context: FunctionContext, length: int = 12) -> str:
    _check_count(length)
    return maker(context).person.password(length)


def _words(context: FunctionContext, count: int = 5, locale: str = "en") -> list[str]:
    _check_count(count)
    return maker(context, locale).text.words(count)


def _text(context: FunctionContext, sentences: int = 5, locale: str = "en") -> str:
    _check_count(sentences)
    return maker(context, locale).text.text(sentences)


def _check_count(count: int) -> None:
    if not 1 <= count <= _MOST_WORDS:
        raise OperandError(f"the count must lie between 1 and {_MOST_WORDS:,}, not {count}", argument=0)


def _domain(context: FunctionContext) -> str:
    return f"{maker(context).internet.slug(2)}.example"


def _url(context: FunctionContext) -> str:
    return f"https://{_domain(context)}/{maker(context).internet.slug(3)}"


def _price(context: FunctionContext, least: float = 1, most: float = 1000) -> float:
    if least > most:
        raise OperandError(f"there is no price from {least} to {most}", "the smaller one comes first")
    return round(context.random.uniform(least, most), 2)


def _moment(context: FunctionContext) -> datetime:
    now = context.now().astimezone(UTC).replace(microsecond=0)
    return now - timedelta(seconds=context.random.randrange(10 * 365 * 86_400))


def _date(context: FunctionContext) -> str:
    return _moment(context).date().isoformat()


def _datetime(context: FunctionContext) -> str:
    return _moment(context).isoformat().replace("+00:00", "Z")


def _birthdate(context: FunctionContext) -> str:
    this_year = context.now().year
    return str(maker(context).person.birthdate(this_year - 90, this_year - 18))


def _choice(context: FunctionContext, items: Sequence[object]) -> object:
    return random_choice(context, items)


def _of(provider: str, method: str) -> Callable[..., object]:
    """Data that mimesis makes by itself, in the language that the caller may name."""

    def make(context: FunctionContext, locale: str = "en") -> object:
        # The names come from the table below, never from an expression.
        source = getattr(maker(context, locale), provider)
        made = getattr(source, method)()
        return made if isinstance(made, int | float) else str(made)

    return make


_LOCALE: Final = Parameter("locale", TEXT, is_optional=True, check_literal=check_locale)
_GROUP: Final = "Invented data"

# Name, where mimesis has it, what it is, and whether the language matters.
_PLAIN: Final = (
    ("name", "person", "full_name", "A full name", True),
    ("first_name", "person", "first_name", "A first name", True),
    ("last_name", "person", "last_name", "A family name", True),
    ("title", "person", "title", "A form of address", True),
    ("gender", "person", "gender", "A gender", True),
    ("nationality", "person", "nationality", "A nationality", True),
    ("occupation", "person", "occupation", "An occupation", True),
    ("language", "person", "language", "The name of a language", True),
    ("phone", "person", "telephone", "A telephone number", True),
    ("username", "person", "username", "A user name", False),
    ("address", "address", "address", "Street and house number", True),
    ("street", "address", "street_name", "The name of a street", True),
    ("city", "address", "city", "A city", True),
    ("state", "address", "state", "A state or region", True),
    ("country", "address", "country", "A country", True),
    ("country_code", "address", "country_code", "A country code (ISO 3166, two letters)", False),
    ("postal_code", "address", "postal_code", "A postal code", True),
    ("company", "finance", "company", "A company", True),
    ("currency", "finance", "currency_iso_code", "A currency code (ISO 4217)", True),
    ("word", "text", "word", "A word", True),
    ("sentence", "text", "sentence", "A sentence", True),
    ("color", "text", "hex_color", "A colour such as `#39f621`", False),
    ("emoji", "text", "emoji", "An emoji", False),
    ("slug", "internet", "slug", "Words joined with `-`", False),
    ("ipv4", "internet", "ip_v4", "An IPv4 address", False),
    ("ipv6", "internet", "ip_v6", "An IPv6 address", False),
    ("mac", "internet", "mac_address", "A MAC address", False),
    ("user_agent", "internet", "user_agent", "A browser's User-Agent", False),
    ("file_name", "file", "file_name", "A file name", False),
    ("mime_type", "file", "mime_type", "A media type", False),
    ("credit_card", "payment", "credit_card_number", "A credit card number that passes the Luhn check", False),
    ("ean", "code", "ean", "An EAN barcode", False),
    ("isbn", "code", "isbn", "An ISBN", False),
    ("dish", "food", "dish", "A dish", True),
    ("version", "development", "version", "A version such as `1.4.2`", False),
)


def _plain(name: str, provider: str, method: str, doc: str, has_locale: bool) -> Function:
    parameters = (_LOCALE,) if has_locale else ()
    doc = f"{doc}{', in a language such as `de`' if has_locale else ''}."
    example = f"size(fake.{name}()) > 0"
    return _function(name, parameters, TEXT, doc, example, _of(provider, method))


def _function(
    name: str, parameters: tuple[Parameter, ...], returns: int, doc: str, example: str, call: Any
) -> Function:
    return Function(
        f"fake.{name}", _GROUP, parameters, returns, doc, example, call, is_pure=False, needs_context=True
    )


def _optional(name: str, kinds: int) -> Parameter:
    return Parameter(name, kinds, is_optional=True)


FUNCTIONS: Final = (
    *(_plain(*row) for row in _PLAIN),
    _function(
        "email",
        (),
        TEXT,
        "An address at example.com, example.net or example.org.",
        'fake.email().contains("@example.")',
        _email,
    ),
    _function(
        "password",
        (_optional("length", INT),),
        TEXT,
        "A password of 12 or so many characters.",
        "size(fake.password(16)) == 16",
        _password,
    ),
    _function("uuid", (), TEXT, "A UUID (version 4).", "size(fake.uuid()) == 36", uuid),
    _function(
        "latitude", (), DOUBLE, "A latitude in degrees.", "fake.latitude() <= 90.0", _of("address", "latitude")
    ),
    _function(
        "longitude", (), DOUBLE, "A longitude in degrees.", "fake.longitude() <= 180.0", _of("address", "longitude")
    ),
    _function(
        "price",
        (_optional("least", NUMBER), _optional("most", NUMBER)),
        DOUBLE,
        "A price with two digits after the point, between 1 and 1000 or as said.",
        "fake.price(5, 10) >= 5",
        _price,
    ),
    _function(
        "words",
        (_optional("count", INT), _LOCALE),
        LIST,
        "Five or so many words.",
        "size(fake.words(3)) == 3",
        _words,
    ),
    _function(
        "text",
        (_optional("sentences", INT), _LOCALE),
        TEXT,
        "Five or so many sentences.",
        "size(fake.text(2)) > 10",
        _text,
    ),
    _function(
        "domain", (), TEXT, "A domain that nobody owns (RFC 2606).", 'fake.domain().endsWith(".example")', _domain
    ),
    _function("url", (), TEXT, "An address that leads nowhere.", 'fake.url().startsWith("https://")', _url),
    _function("date", (), TEXT, "A date in the last ten years.", "fake.date() <= today()", _date),
    _function(
        "datetime",
        (),
        TEXT,
        "An RFC 3339 time in the last ten years.",
        "timestamp(fake.datetime()) <= now()",
        _datetime,
    ),
    _function("birthdate", (), TEXT, "The date of birth of an adult.", "fake.birthdate() < today()", _birthdate),
    _function("bool", (), BOOL, "True or false.", "fake.bool() in [true, false]", random_bool),
    _function(
        "int",
        (Parameter("least", INT), Parameter("most", INT)),
        INT,
        "An integer from `least` to `most`, both included.",
        "fake.int(1, 6) <= 6",
        random_int,
    ),
    _function(
        "choice", (Parameter("list", LIST),), ANY, "One item of the list.", "fake.choice([1, 2]) in [1, 2]", _choice
    ),
)
