"""JUnit XML, as Jenkins and GitLab read it.

A spec is a `testsuite`, a step a `testcase`. `junit` is valid against the schema that Jenkins' xunit plugin enforces
(`junit-10.xsd`), which knows no `file` or `line` on a test case and fails the build over one; `junit-gitlab` adds
these two, for GitLab's links and everyone who does not validate.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import field, replace
from xml.sax.saxutils import escape, quoteattr

from ..events import DiagnosticReported, Event, Outcome, RunStarted, ServiceChanged, Summary
from ..lean import dataclass
from ..plugin import ReportTarget
from ..source import Severity, SourceSpan
from .conversation import Limits, sending_lines
from .failure import diagnostic_text, service_lines, spec_failure_lines, step_failure_lines, step_sentence, step_span
from .paint import encoding_of, plain_text, safe
from .quantity import OUTCOME_WORDS, joined
from .record import Recorder, SpecRecord, StepRecord, notice_text
from .verdict import verdict_of

_TAGS = {
    Outcome.FAILED: "failure",
    Outcome.ERRORED: "error",
    Outcome.SKIPPED: "skipped",
    Outcome.NOT_RUN: "skipped",
    Outcome.KNOWN_FAILURE: "skipped",
}
_LONG = Limits(body_lines=200)


@dataclass(frozen=True, slots=True)
class Case:
    """One `testcase`. `message` and `text` explain an outcome other than passed; `output` is its `system-out`."""

    name: str
    class_name: str
    outcome: Outcome
    duration_s: float = 0.0
    type_: str = ""
    message: str = ""
    text: str = ""
    output: str = ""
    span: SourceSpan | None = None


@dataclass(slots=True)
class Suite:
    """One `testsuite`."""

    name: str
    file: str = ""
    timestamp: str = ""
    duration_s: float = 0.0
    properties: dict[str, str] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)


def junit_xml(suites: list[Suite], duration_s: float, *, has_places: bool) -> str:
    """The whole document. `has_places` puts `file` and `line` on each test case."""
    totals: Counter[str] = Counter()
    for suite in suites:
        totals.update(_counts(suite))
    head = {"name": "specrunner", **_count_attributes(totals), "time": f"{duration_s:.3f}"}
    head.pop("skipped")  # the schema has it on a suite only
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites{_attributes(head)}>"]
    for suite in suites:
        lines += _suite_lines(suite, has_places=has_places)
    return "\n".join([*lines, "</testsuites>", ""])


def _suite_lines(suite: Suite, *, has_places: bool) -> list[str]:
    head = {"name": suite.name, **_count_attributes(_counts(suite)), "time": f"{suite.duration_s:.3f}"}
    head |= {"timestamp": suite.timestamp, "file": suite.file}
    lines = [f"  <testsuite{_attributes(head)}>"]
    if suite.properties:
        lines.append("    <properties>")
        lines += [
            f"      <property name={_quoted(name)} value={_quoted(value)}/>"
            for name, value in suite.properties.items()
        ]
        lines.append("    </properties>")
    for case in suite.cases:
        lines += _case_lines(case, has_places=has_places)
    return [*lines, "  </testsuite>"]


def _case_lines(case: Case, *, has_places: bool) -> list[str]:
    head = {"name": case.name, "classname": case.class_name, "time": f"{case.duration_s:.3f}"}
    if has_places and case.span is not None:
        head |= {"file": case.span.file, "line": str(case.span.line)}
    start = f"    <testcase{_attributes(head)}"
    tag = _TAGS.get(case.outcome)
    if tag is None and not case.output:
        return [f"{start}/>"]
    lines = [f"{start}>"]
    if tag is not None:
        attributes = _attributes({"message": case.message, "type": case.type_})
        lines.append(f"      <{tag}{attributes}>{_text(case.text)}</{tag}>")
    if case.output:
        lines.append(f"      <system-out>{_text(case.output)}</system-out>")
    return [*lines, "    </testcase>"]


def _counts(suite: Suite) -> Counter[str]:
    counts = Counter(_TAGS.get(case.outcome, "passed") for case in suite.cases)
    counts["tests"] = len(suite.cases)
    return counts


def _count_attributes(counts: Counter[str]) -> dict[str, str]:
    names = {"tests": "tests", "failures": "failure", "errors": "error", "skipped": "skipped"}
    return {name: str(counts[counted]) for name, counted in names.items()}


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(f" {name}={_quoted(value)}" for name, value in attributes.items() if value)


# XML 1.0 section 2.2: only these characters may stand in a document, escaped or not.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _quoted(value: str) -> str:
    return quoteattr(_ILLEGAL.sub("", value))


def _text(value: str) -> str:
    """Text content: `>` is escaped too, so `]]>` cannot occur."""
    # GitLab takes `[[ATTACHMENT|path]]` in an output for a file to offer; only we may say that, and we do not.
    return escape(_ILLEGAL.sub("", value.replace("[[ATTACHMENT|", "[ [ATTACHMENT|")))


class JunitReporter:
    """Writes the document when it is closed. Keeps a few hundred bytes for each step that ended well."""

    def __init__(self, target: ReportTarget, *, has_places: bool) -> None:
        self._stream = target.stream
        self._has_places = has_places
        self._recorder = Recorder()
        self._summary = Summary()
        self._suites: list[Suite] = []
        self._run = Suite("specrunner")
        self._started_at = ""

    def add(self, event: Event) -> None:
        self._summary.add(event)
        payload = event.payload
        match payload:
            case RunStarted():
                self._started_at = payload.started_at.removesuffix("Z").removesuffix("+00:00")
            case DiagnosticReported() if payload.diagnostic.severity is not Severity.NOTICE:
                self._run.cases.append(_diagnostic_case(payload))
            case ServiceChanged(state="failed") if payload.spec_id not in self._recorder.specs:
                text = plain_text(service_lines(None, payload))
                message = f"service `{payload.service}` failed"
                self._run.cases.append(
                    Case(message, "specrunner.services", Outcome.ERRORED, 0.0, "service", message, text)
                )
            case _:
                pass
        record = self._recorder.add(event)
        if isinstance(record, SpecRecord):
            self._suites.append(spec_suite(record, self._started_at))

    def close(self) -> None:
        self._suites += [spec_suite(spec, self._started_at) for spec in self._recorder.cut_off()]
        self._suites.sort(key=lambda suite: (suite.file, suite.name))
        self._add_verdict()
        suites = [self._run, *self._suites] if self._run.cases else self._suites
        text = junit_xml(suites, self._summary.duration_s, has_places=self._has_places)
        if encoding_of(self._stream).lower().replace("-", "") != "utf8":
            text = text.encode("ascii", "xmlcharrefreplace").decode()
        self._stream.write(text)
        self._stream.flush()

    def _add_verdict(self) -> None:
        """A run that is not green says so in the document, also where no step of it does."""
        is_told = any(case.outcome.is_red for suite in [self._run, *self._suites] for case in suite.cases)
        if self._summary.is_green or (is_told and self._summary.exit_code() != 2):
            return
        verdict, why = verdict_of(self._summary)
        text = joined([verdict, why], ": ")
        self._run.cases.append(Case("run", "specrunner", Outcome.ERRORED, 0.0, "run", text, text))


def spec_suite(spec: SpecRecord, started_at: str) -> Suite:
    """A spec as a suite. What is red about the spec itself becomes a case of its own."""
    class_name = _class_name(spec)
    properties = {f"matrix.{axis}": str(value) for axis, value in spec.matrix.items()}
    if spec.tags:
        properties["tags"] = " ".join(spec.tags)
    suite = Suite(spec.spec_id, spec.file, started_at, spec.duration_s, properties)
    suite.cases = [_step_case(spec, step, class_name) for step in spec.steps if step.is_counted]
    own = plain_text(spec_failure_lines(spec))
    if own or not suite.cases:
        message = spec.error.message if spec.error else spec.reason or f"the spec {OUTCOME_WORDS[spec.outcome]}"
        outcome = Outcome.ERRORED if own and not spec.outcome.is_red else spec.outcome
        suite.cases.append(
            Case("(spec)", class_name, outcome, spec.duration_s, f"spec.{outcome}", message, own or message)
        )
    if spec.notices:
        _add_notices(suite, spec)
    return suite


def _add_notices(suite: Suite, spec: SpecRecord) -> None:
    """Each stands in the output of its step, or of the first case where the step has none."""
    places = {step.step_id: place for place, step in enumerate(step for step in spec.steps if step.is_counted)}
    for notice in spec.notices:
        place = places.get(notice.step_id, 0)
        case = suite.cases[place]
        note = plain_text([(safe(f"note: {notice_text(notice)}"),)])
        suite.cases[place] = replace(case, output=joined([case.output, note], "\n"))


def _step_case(spec: SpecRecord, step: StepRecord, class_name: str) -> Case:
    outcome = step.outcome
    if spec.outcome is Outcome.KNOWN_FAILURE and outcome.is_red:
        outcome = Outcome.KNOWN_FAILURE
    case = (step.label, class_name, outcome, step.duration_s)
    if outcome is Outcome.PASSED:
        return Case(*case, span=step.span)
    if not outcome.is_red:
        message = joined([OUTCOME_WORDS[outcome], step.reason or spec.reason], ": ")
        return Case(*case, outcome.value, message, message, span=step.span)
    text = plain_text(step_failure_lines(spec, step))
    told = step.error.message if step.error else ""
    output = plain_text(line for sending in step.sendings for line in sending_lines(sending, _LONG, told=told))
    output = "" if output in text else output  # only where it shows more of the response
    return Case(*case, _type(step), step_sentence(step), f"\n{text}\n", output, step_span(step))


def _type(step: StepRecord) -> str:
    """Never a bare word: GitLab's parser takes `type="file"` or `type="integer"` for the type of the text."""
    fault = step.sendings[-1].exchange.fault if step.sendings else None
    if step.error is not None:
        return f"fault.{fault.kind}" if fault else joined(["error", step.error.code or ""], ".")
    return f"check.{step.red_checks[0].matcher}" if step.red_checks else f"step.{step.outcome}"


def _class_name(spec: SpecRecord) -> str:
    """`specs.orders[region=eu]`: readers split at dots to make a tree of packages."""
    file, bracket, row = spec.spec_id.partition("[")
    stem = file.removesuffix(".spec.yaml").removeprefix("./").replace(".", "_").replace("/", ".")
    return stem.strip(".") + bracket + row.replace(".", "_")


def _diagnostic_case(payload: DiagnosticReported) -> Case:
    found, text = payload.diagnostic, diagnostic_text(payload)
    is_error = found.severity is Severity.ERROR
    return Case(
        f"{found.code} at {found.span}",
        "specrunner.diagnostics",
        Outcome.ERRORED if is_error else Outcome.PASSED,
        type_=f"diagnostic.{found.code}",
        message=found.message,
        text=f"\n{text}\n" if is_error else "",
        output="" if is_error else text,
        span=found.span,
    )
