"""The schema of events that is published is the one that the code has."""

import json
from pathlib import Path

import jsonschema_rs
import orjson
import pytest

from specrunner.events import Fault, JournalError, Outcome, StepError, events_schema, journal_line, read_journal
from specrunner.source import Diagnostic, Severity, whole_file
from specrunner.testing.playbook import Playbook, http_exchange

PUBLISHED = Path(__file__).parents[2] / "schemas" / "events.schema.json"
HEAD = {"format": "specrunner-journal", "version": 1}


def script():
    book = Playbook(seed=2**80)
    book.diagnostic(
        Diagnostic("SR0101", Severity.WARNING, "odd", whole_file("a.spec.yaml"), hint="mend"), "spec: A\n"
    )
    spec = book.spec("a.spec.yaml", "spec: A\n", matrix={"size": 2**70, "region": "eu"})
    spec.service("shop", "failed", message="exit status 1", log_tail=("boom",))
    step = spec.step("ping", stack=("for_each item 1 of 2",))
    fault = Fault("refused", "connect", "nothing listens on 127.0.0.1:1")
    step.exchange(http_exchange("GET", "http://127.0.0.1:1/", 200, headers=[("a", "b")], body=b"\x00", fault=fault))
    step.check("status", "eq", "integer 200", "integer 404", outcome=Outcome.FAILED, hint="look")
    step.finish(Outcome.ERRORED, error=StepError("nothing listens on 127.0.0.1:1"))
    spec.finish(Outcome.ERRORED)
    return book.finish()


def test_the_published_schema_is_the_one_of_the_code():
    published = json.loads(PUBLISHED.read_text())
    assert published == events_schema(), (
        "write the new one with: python -c 'import json; from specrunner.events import events_schema; "
        "print(json.dumps(events_schema(), indent=2))' > schemas/events.schema.json"
    )


def test_every_line_of_a_journal_fits_the_schema():
    validator = jsonschema_rs.validator_for(events_schema())
    for line in [HEAD, *(orjson.loads(journal_line(event)) for event in script())]:
        validator.validate(line)


@pytest.mark.parametrize("field", ["seq", "type", "diagnostic", "sources"])
def test_a_line_without_a_field_does_not_fit(field):
    line = orjson.loads(journal_line(script()[1]))
    del line["event"][field]
    assert not jsonschema_rs.validator_for(events_schema()).is_valid(line)


def test_a_line_with_a_further_field_does_not_fit():
    line = orjson.loads(journal_line(script()[1]))
    line["event"]["weather"] = "fine"
    assert not jsonschema_rs.validator_for(events_schema()).is_valid(line)


def test_the_head_of_the_schema_is_the_head_that_the_reader_wants():
    with pytest.raises(JournalError):
        list(read_journal([orjson.dumps(HEAD | {"version": 2}) + b"\n"]))
    assert list(read_journal([orjson.dumps(HEAD) + b"\n"])) == []
