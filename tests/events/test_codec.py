"""Every event survives the way to JSON and back, whatever a server or an author put into it."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specrunner.events import (
    Event,
    EventFormatError,
    Exchange,
    ExchangeRecorded,
    Headers,
    Message,
    Payload,
    RunFinished,
    SpecStarted,
    decode,
    encode,
    journal_line,
    read_journal,
)

HEAD = b'{"format":"specrunner-journal","version":1}\n'


def _joined(text):
    """A high and a low surrogate side by side are one character; only lone ones stay as they are."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _lone_or_whole(text):
    try:
        return _joined(text)
    except UnicodeDecodeError:
        return text.encode("utf-8", "replace").decode() + "\udc80"


texts = st.text(st.characters(exclude_categories=()), max_size=8).map(_lone_or_whole)
finite = st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts | st.binary(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(texts | st.sampled_from(["$map", "$integer", "$float", "$bytes"]), inner, max_size=3)
    ),
    max_leaves=6,
)
LEAVES = {
    str: texts,
    int: st.integers(-(2**63), 2**64 - 1),
    float: finite,
    bool: st.booleans(),
    object: json_values,
    bytes: st.binary(max_size=20) | texts.map(lambda text: text.encode("utf-8", "replace")),
    Headers: st.lists(st.tuples(texts, texts), max_size=3).map(lambda pairs: Headers(tuple(pairs))),
}


def strategy(hint):
    if hint in LEAVES:
        return LEAVES[hint]
    if get_origin(hint) in (Union, types.UnionType):
        return st.one_of([st.none() if part is types.NoneType else strategy(part) for part in get_args(hint)])
    if get_origin(hint) is tuple:
        return st.lists(strategy(get_args(hint)[0]), max_size=2).map(tuple)
    if get_origin(hint) is Mapping:
        return st.dictionaries(texts, strategy(get_args(hint)[1]), max_size=2)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    assert is_dataclass(hint)
    hints = get_type_hints(hint)
    parts = {field.name: strategy(hints[field.name]) for field in fields(hint)}
    return st.builds(hint, **(parts | ({"seed": st.integers()} if "seed" in parts else {})))


def events():
    small = st.integers(0, 2**53)
    return st.builds(Event, small, finite, st.one_of([strategy(payload) for payload in get_args(Payload)]), small)


@settings(max_examples=150, deadline=None)
@given(events())
def test_an_event_comes_back_from_its_journal_line_as_it_was(event):
    (back,) = read_journal([HEAD, journal_line(event)])
    assert repr(back) == repr(event)


@pytest.mark.parametrize("payload", get_args(Payload), ids=lambda payload: payload.type)
@settings(max_examples=1, deadline=None)
@given(data=st.data())
def test_a_record_has_every_field_of_its_dataclass(payload, data):
    record = encode(Event(1, 0.0, data.draw(strategy(payload))))
    assert list(record) == ["seq", "at_s", "worker", "type", *(field.name for field in fields(payload))]


def _with_body(body):
    return Event(1, 0.0, ExchangeRecorded("a", "s", 1, Exchange("http", received=(Message("200 OK", body=body),))))


def _recorded_body(body):
    return encode(_with_body(body))["exchange"]["received"][0]["body"]


@pytest.mark.parametrize(
    ("body", "recorded"),
    [
        (b"", ""),
        ("Grüße\n\tтест".encode(), "Grüße\n\tтест"),
        (b"\x00\x01", {"base64": "AAE="}),
        (b"\xff\xfe", {"base64": "//4="}),
        (b"\x1b[31mred", {"base64": "G1szMW1yZWQ="}),
    ],
)
def test_a_body_is_recorded_as_text_only_where_a_person_can_read_it(body, recorded):
    assert _recorded_body(body) == recorded
    assert decode(encode(_with_body(body))).payload.exchange.received[0].body == body


def test_values_that_json_lacks_are_marked():
    matrix = {"big": 2**64, "inf": float("inf"), "raw": b"\x00", "like": {"$map": 1}, "date": types.SimpleNamespace()}
    record = encode(Event(1, 0.0, SpecStarted("a", "A", "a", (), 1, matrix, {})))
    assert record["matrix"] == {
        "big": {"$integer": "0x10000000000000000"},
        "inf": {"$float": "inf"},
        "raw": {"$bytes": "AA=="},
        "like": {"$map": {"$map": 1}},
        "date": "namespace()",
    }


def test_a_record_of_an_older_version_takes_the_defaults_of_fields_it_lacks():
    record = {"seq": 3, "at_s": 1.5, "worker": 0, "type": "run_finished", "duration_s": 1.5}
    assert decode(record) == Event(3, 1.5, RunFinished(1.5))


def test_fields_of_a_later_version_are_left_out():
    record = encode(Event(3, 1.5, RunFinished(1.5))) | {"weather": "fine"}
    assert decode(record) == Event(3, 1.5, RunFinished(1.5))


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({}, "unknown type of event: None"),
        ({"type": "party"}, "unknown type of event: 'party'"),
        ({"type": ["x"]}, "unknown type of event: ['x']"),
        (
            {"seq": 1, "at_s": 0.0, "worker": 0, "type": "run_finished"},
            "event of type 'run_finished': `duration_s` is missing",
        ),
        (
            {"type": "run_finished", "duration_s": 1.0},
            "event of type 'run_finished' has an unexpected shape: 'seq'",
        ),
    ],
)
def test_what_is_no_event_is_refused(record, message):
    with pytest.raises(EventFormatError) as caught:
        decode(record)
    assert str(caught.value) == message
