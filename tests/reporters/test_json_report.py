"""The JSON report fits its published schema and is strict JSON."""

import io
import json
from pathlib import Path

import jsonschema_rs
import orjson
import pytest

from specrunner.events import Event, NoticeRaised
from specrunner.plugin import ReportTarget
from specrunner.reporters import ConsoleReporter, JsonReporter, replay
from specrunner.testing.playbook import Playbook, http_exchange

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "report.schema.json").read_text())


def test_every_report_fits_the_schema(story, story_name, report):
    document = orjson.loads(
        report("json", story(story_name)).encode("ascii", "backslashreplace").replace(b"\\ud800", b"")
    )
    jsonschema_rs.validator_for(SCHEMA).validate(document)


def test_the_fields_stand_in_the_order_of_the_schema(story, report):
    document = json.loads(report("json", story("mixed")))
    assert list(document) == list(SCHEMA["properties"])
    assert list(document["specs"][0]) == list(SCHEMA["definitions"]["spec"]["properties"])
    assert list(document["specs"][0]["steps"][0]) == list(SCHEMA["definitions"]["step"]["properties"])


@pytest.mark.parametrize(
    ("name", "exit_code"),
    [
        ("mixed", 1),
        ("green", 0),
        ("before_traffic", 4),
        ("interrupted", 2),
        ("torn", 2),
        ("nothing", 5),
        ("service", 1),
    ],
)
def test_the_exit_code_is_told(story, report, name, exit_code):
    assert json.loads(report("json", story(name)))["exit_code"] == exit_code


def test_exchanges_are_told_by_percentiles():
    book = Playbook()
    spec = book.spec("a.spec.yaml")
    step = spec.step("ping")
    for number in range(1, 21):
        step.exchange(http_exchange("GET", "http://x/", 200, total_s=number / 100))
    step.finish()
    spec.finish()
    stream = io.StringIO()
    replay(book.finish(), JsonReporter(ReportTarget(stream)))
    assert json.loads(stream.getvalue())["totals"]["exchanges"] == {
        "count": 20,
        "p50_s": 0.1,
        "p95_s": 0.19,
        "max_s": 0.2,
    }


def noticed() -> list[Event]:
    book = Playbook()
    spec = book.spec("a.spec.yaml")
    book.emit(NoticeRaised("a.spec.yaml", "feed", "the sse handle `feed` was left open: 1 event was never read"))
    spec.passed("feed")
    spec.finish()
    return book.finish()


def test_a_notice_is_told_with_its_step():
    stream = io.StringIO()
    replay(noticed(), JsonReporter(ReportTarget(stream)))
    assert json.loads(stream.getvalue())["specs"][0]["notices"] == [
        {
            "step": "feed",
            "message": "the sse handle `feed` was left open: 1 event was never read",
            "hint": None,
        }
    ]


def test_the_console_tells_notices_too():
    stream = io.StringIO()
    replay(noticed(), ConsoleReporter(ReportTarget(stream)))
    assert "  note the sse handle `feed` was left open: 1 event was never read\n" in stream.getvalue()


def test_values_that_json_lacks_become_text():
    book = Playbook()
    spec = book.spec("a.spec.yaml", matrix={"limit": float("inf"), "list": [float("nan")], "big": 2**70})
    spec.finish()
    stream = io.StringIO()
    replay(book.finish(), JsonReporter(ReportTarget(stream)))
    document = json.loads(stream.getvalue(), parse_constant=pytest.fail)
    assert document["specs"][0]["matrix"] == {"limit": "inf", "list": ["nan"], "big": 2**70}


def test_text_that_a_stream_cannot_hold_is_escaped(story):
    for encoding in ("utf-8", "ascii"):
        binary = io.BytesIO()
        stream = io.TextIOWrapper(binary, encoding=encoding)
        replay(story("hostile"), JsonReporter(ReportTarget(stream)))
        (step,) = json.loads(binary.getvalue())["specs"][0]["steps"]
        assert step["failed_checks"][0]["actual"] == 'text "\ud800\ufffe\x00]]>"'
