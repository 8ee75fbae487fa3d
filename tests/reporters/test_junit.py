"""The JUnit report is what Jenkins and GitLab accept, whatever the servers said."""

import io
from pathlib import Path

import pytest
from lxml import etree

from specrunner.events import NoticeRaised, Outcome
from specrunner.plugin import ReportTarget
from specrunner.reporters import JunitReporter, replay
from specrunner.testing.playbook import Playbook, http_exchange

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "jenkins-junit.xsd"))


def parsed(text):
    return etree.fromstring(text.encode("utf-8"))


def test_every_report_is_valid_for_jenkins(story, story_name, report):
    SCHEMA.assertValid(parsed(report("junit", story(story_name))))


def test_the_report_for_gitlab_differs_in_its_places_only(story, story_name, report):
    root = parsed(report("junit-gitlab", story(story_name)))
    for case in root.iter("testcase"):
        assert case.attrib.pop("file", None) is None or case.attrib.pop("line").isdecimal()
    SCHEMA.assertValid(root)
    assert etree.tostring(root) == etree.tostring(parsed(report("junit", story(story_name))))


def test_gitlab_finds_each_case_once_and_takes_no_text_for_a_type(story, story_name, report):
    """GitLab tells cases apart by class and name, and its XML reader takes some bare `type`s for the text's type."""
    root = parsed(report("junit-gitlab", story(story_name)))
    names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(names) == len(set(names))
    types = {element.get("type") for element in root.iter("failure", "error", "skipped")}
    assert types.isdisjoint(
        {"file", "integer", "float", "date", "datetime", "boolean", "yaml", "symbol", "array", "hash"}
    )
    assert all(len(case.findall("system-out")) <= 1 for case in root.iter("testcase"))


def test_a_notice_stands_in_the_output_of_its_step():
    book = Playbook()
    spec = book.spec("a.spec.yaml")
    spec.passed("first")
    for step_id in ("feed", "nobody"):
        book.emit(NoticeRaised("a.spec.yaml", step_id, f"`{step_id}` was left open"))
    spec.passed("feed")
    spec.finish()
    stream = io.StringIO()
    replay(book.finish(), JunitReporter(ReportTarget(stream), has_places=False))
    root = parsed(stream.getvalue())
    SCHEMA.assertValid(root)
    assert [case.findtext("system-out") for case in root.iter("testcase")] == [
        "note: `nobody` was left open",
        "note: `feed` was left open",
    ]


def test_the_totals_are_those_of_the_cases(story, story_name, report):
    root = parsed(report("junit", story(story_name)))
    for suite in root.iter("testsuite"):
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        for attribute, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(attribute) == str(len(suite.findall(f"testcase/{element}")))
    for attribute in ("tests", "failures", "errors"):
        assert int(root.get(attribute)) == sum(int(suite.get(attribute)) for suite in root.iter("testsuite"))


@pytest.mark.parametrize("name", ["mixed", "before_traffic", "interrupted", "torn", "nothing", "service", "hostile"])
def test_a_run_that_is_not_green_has_a_red_case(story, report, name):
    root = parsed(report("junit", story(name)))
    assert int(root.get("failures")) + int(root.get("errors")) > 0


def test_a_green_run_has_none(story, report):
    root = parsed(report("junit", story("green")))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("4", "0", "0")


def test_a_response_that_is_longer_than_the_failure_shows_is_in_the_output():
    book = Playbook()
    spec = book.spec("a.spec.yaml")
    step = spec.step("ping")
    body = "\n".join(f"line {number}" for number in range(100)).encode()
    step.exchange(http_exchange("GET", "http://x/", 200, body=body))
    step.finish(Outcome.FAILED)
    spec.finish(Outcome.FAILED)
    stream = io.StringIO()
    replay(book.finish(), JunitReporter(ReportTarget(stream), has_places=False))
    root = parsed(stream.getvalue())
    assert "line 99" not in root.findtext(".//failure")
    assert "line 99" in root.findtext(".//system-out")


def test_red_steps_of_a_known_failure_are_skipped():
    book = Playbook()
    spec = book.spec("a.spec.yaml")
    spec.step("ping").finish(Outcome.FAILED)
    spec.finish(Outcome.KNOWN_FAILURE, reason="issue 12")
    stream = io.StringIO()
    replay(book.finish(), JunitReporter(ReportTarget(stream), has_places=False))
    root = parsed(stream.getvalue())
    assert root.find(".//skipped").get("message") == "known to fail: issue 12"
    assert root.find(".//failure") is None


def test_a_stream_of_another_encoding_gets_character_references(story):
    binary = io.BytesIO()
    stream = io.TextIOWrapper(binary, encoding="latin-1")
    replay(story("mixed"), JunitReporter(ReportTarget(stream), has_places=False))
    text = binary.getvalue().decode("ascii")
    assert "&#9474; 200 OK" in text
    SCHEMA.assertValid(etree.fromstring(text.encode()))


def test_the_class_name_has_dots_only_where_folders_are():
    book = Playbook()
    spec = book.spec("./specs/v1.2/orders.spec.yaml", matrix={"version": "1.0"})
    spec.passed("ping")
    spec.finish()
    stream = io.StringIO()
    replay(book.finish(), JunitReporter(ReportTarget(stream), has_places=False))
    assert parsed(stream.getvalue()).find(".//testcase").get("classname") == "specs.v1_2.orders[version=1_0]"
