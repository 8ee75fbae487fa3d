"""The forms of an HTML page, as a browser would send them (WHATWG HTML section 4.10): no scripts, no styles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from html.parser import HTMLParser
from urllib.parse import urljoin

from ..lean import dataclass

MAX_FORMS = 50
MAX_FIELDS = 1000


@dataclass(frozen=True, slots=True)
class FormField:
    """One control. `kind` is its type (`text password hidden checkbox submit select textarea ...`).

    `is_sent`: it goes along without anybody's doing. `options` are the values of a select.
    """

    name: str
    value: str
    kind: str
    is_sent: bool = True
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """`action` is resolved against the page; `method` is `get` or `post`; `buttons` send it, each with its pair."""

    action: str
    method: str = "get"
    fields: tuple[FormField, ...] = ()
    buttons: tuple[FormField, ...] = ()
    encoding: str = "application/x-www-form-urlencoded"

    @property
    def names(self) -> frozenset[str]:
        """The names that a person can fill in or press."""
        filled = (each.name for each in self.fields if each.kind != "hidden")
        return frozenset(name for name in (*filled, *(each.name for each in self.buttons)) if name)

    def pairs(self, values: Mapping[str, str], button: str | None = None) -> tuple[tuple[str, str], ...]:
        """What is sent when `values` are filled in and a button is pressed: the one named, else the first.

        A value of a name that the form does not have is left out. A checkbox is on when its value is given as it is,
        or as `true` or `on`.
        """
        found: list[tuple[str, str]] = []
        for each in self.fields:
            if each.name in values and each.kind != "hidden":
                given = values[each.name]
                if each.kind not in ("checkbox", "radio"):
                    found.append((each.name, given))
                elif given == each.value or (each.kind == "checkbox" and given in ("true", "on")):
                    found.append((each.name, each.value))
            elif each.is_sent and each.name:
                found.append((each.name, each.value))
        pressed = self._pressed(values, button)
        if pressed is not None and pressed.name:
            found.append((pressed.name, pressed.value))
        return tuple(found)

    def _pressed(self, values: Mapping[str, str], button: str | None) -> FormField | None:
        named = [each for each in self.buttons if button is not None and button in (each.name, each.value)]
        valued = [each for each in self.buttons if values.get(each.name) == each.value and each.name]
        return next(iter((*named, *valued, *self.buttons)), None)


@dataclass(frozen=True, slots=True)
class Page:
    """What a driver sees of a page. `text` is what a person would read, blanks collapsed."""

    title: str = ""
    text: str = ""
    forms: tuple[Form, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


def read_page(html: str, url: str) -> Page:
    """The page at `url`; never raises, whatever the text is."""
    reader = _PageReader(url)
    reader.feed(html)
    reader.close()
    return reader.page()


@dataclass(slots=True)
class _Open:
    """A form, or a control, whose end tag has not come."""

    attributes: Mapping[str, str]
    fields: list[FormField] = field(default_factory=list)
    buttons: list[FormField] = field(default_factory=list)


class _PageReader(HTMLParser):
    """Collects as the tags pass. A control outside of any form belongs to the one that its `form` attribute names."""

    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base = url
        self._forms: list[_Open] = []
        self._form: _Open | None = None
        self._select: tuple[Mapping[str, str], list[tuple[str, bool]]] | None = None
        self._area: tuple[Mapping[str, str], list[str]] | None = None
        self._silent = 0
        self._title: list[str] = []
        self._in_title = False
        self._text: list[str] = []
        self._links: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        match tag:
            case "base" if "href" in attributes:
                self._base = urljoin(self._base, attributes["href"])
            case "form" if self._form is None and len(self._forms) < MAX_FORMS:
                self._form = _Open(attributes)
                self._forms.append(self._form)
            case "input":
                self._input(attributes)
            case "button":
                self._add(_field(attributes, attributes.get("type", "submit").lower() or "submit"), attributes)
            case "select":
                self._select = (attributes, [])
            case "option" if self._select is not None:
                self._select[1].append((attributes.get("value", ""), "selected" in attributes))
            case "textarea":
                self._area = (attributes, [])
            case "a" if "href" in attributes:
                self._links.append((urljoin(self._base, attributes["href"]), attributes.get("id", "")))
            case "title":
                self._in_title = True
            case "script" | "style" | "template":
                self._silent += 1

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "form":
                self._form = None
            case "select" if self._select is not None:
                self._end_select(*self._select)
                self._select = None
            case "textarea" if self._area is not None:
                attributes, parts = self._area
                self._add(FormField(attributes.get("name", ""), "".join(parts), "textarea"), attributes)
                self._area = None
            case "title":
                self._in_title = False
            case "script" | "style" | "template":
                self._silent = max(self._silent - 1, 0)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)
        elif self._in_title:
            self._title.append(data)
        elif not self._silent:
            self._text.append(data)

    def _input(self, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("type", "text").lower() or "text"
        is_sent = kind not in ("checkbox", "radio") or "checked" in attributes
        self._add(_field(attributes, kind, is_sent=is_sent), attributes)

    def _end_select(self, attributes: Mapping[str, str], options: list[tuple[str, bool]]) -> None:
        values = tuple(value for value, _ in options)
        chosen = next((value for value, is_chosen in options if is_chosen), values[0] if values else "")
        self._add(FormField(attributes.get("name", ""), chosen, "select", bool(values), values), attributes)

    def _add(self, control: FormField, attributes: Mapping[str, str]) -> None:
        if "disabled" in attributes or control.kind in ("reset", "button"):
            return
        owner = self._form
        if "form" in attributes:
            owner = next((form for form in self._forms if form.attributes.get("id") == attributes["form"]), None)
        if owner is None or len(owner.fields) + len(owner.buttons) >= MAX_FIELDS:
            return
        (owner.buttons if control.kind in ("submit", "image") else owner.fields).append(control)

    def page(self) -> Page:
        return Page(
            title=_collapsed(self._title),
            text=_collapsed(self._text),
            forms=tuple(self._built(form) for form in self._forms),
            links=tuple(self._links),
        )

    def _built(self, form: _Open) -> Form:
        attributes = form.attributes
        method = attributes.get("method", "get").strip().lower()
        return Form(
            action=urljoin(self._base, attributes.get("action", "").strip()) or self._base,
            method="post" if method == "post" else "get",
            fields=tuple(form.fields),
            buttons=tuple(form.buttons),
            encoding=attributes.get("enctype", "").strip().lower() or "application/x-www-form-urlencoded",
        )


def _field(attributes: Mapping[str, str], kind: str, *, is_sent: bool = True) -> FormField:
    usual = "on" if kind in ("checkbox", "radio") else ""
    return FormField(attributes.get("name", ""), attributes.get("value", usual), kind, is_sent)


def _collapsed(parts: Iterable[str]) -> str:
    return " ".join("".join(parts).split())
