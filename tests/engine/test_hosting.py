from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
import trio

from specrunner.events import ServiceChanged
from specrunner.services import RunningService, ServiceDefinition, ServiceFailed
from specrunner.services.output import OutputLog

from .target import Answer


@dataclass
class Services:
    """What was started and stopped instead of real services. `failing` ones do not start."""

    log: list[str] = field(default_factory=list)
    definitions: list[ServiceDefinition] = field(default_factory=list)
    failing: dict[str, ServiceFailed] = field(default_factory=dict)
    takes_s: float = 1.0
    deaths: dict[str, str] = field(default_factory=dict)
    last_words: str = "last words"
    running: int = 0

    @asynccontextmanager
    async def run(self, definition):
        self.definitions.append(definition)
        self.log.append(f"start {definition.name}")
        await trio.sleep(self.takes_s)
        if definition.name in self.failing:
            raise self.failing[definition.name]
        self.running += 1
        try:
            yield RunningService(definition, Hosted(self.deaths.get(definition.name), self.last_words))
        finally:
            self.running -= 1
            self.log.append(f"stop {definition.name}")


class Hosted:
    """What a `RunningService` asks of whatever runs it."""

    def __init__(self, ending: str | None, last_words: str) -> None:
        self.log = OutputLog()
        self.log.add(last_words)
        self._ending = ending

    def ending(self):
        return self._ending


@pytest.fixture
def services(monkeypatch, target) -> Services:
    services = Services()
    ports = iter(range(5001, 6000))
    monkeypatch.setattr("specrunner.engine.hosting.running_service", services.run)
    monkeypatch.setattr("specrunner.engine.hosting.free_port", lambda: next(ports))
    target.on_call = lambda to: services.log.append(f"call {to}")
    return services


def test_services_start_in_their_order_before_the_steps_and_stop_after_the_teardown(run, services, target):
    ran = run("""
        services:
          db: {run: [db, --port, "${{ port }}"]}
          api: {run: [api, --db, "${{ services.db.url }}", --port, "${{ port }}"], env: {PORT: "${{ port }}"}}
        vars: {url: "${{ services.api.url + '/v1' }}"}
        steps: [{call: {to: ask, value: ["${{ url }}", "${{ services.api.port }}", "${{ services.api.host }}"]}}]
        teardown: [{call: bye}]
    """)
    assert services.log == ["start db", "start api", "call ask", "call bye", "stop api", "stop db"]
    assert [definition.command for definition in services.definitions] == [
        ("db", "--port", "5001"),
        ("api", "--db", "http://127.0.0.1:5001", "--port", "5002"),
    ]
    assert services.definitions[1].env == {"PORT": "5002"}
    assert target.calls[0].value == ["http://127.0.0.1:5002/v1", 5002, "127.0.0.1"]
    assert ran.services("api") == ["starting", "ready", "stopped"]


def test_services_stop_newest_first(run, services):
    """What was started later may need what was started before."""
    run("""
        services: {one: {run: [a]}, two: {run: [b]}, three: {run: [c]}}
        steps: [{call: ask}]
    """)
    assert services.log[4:] == ["stop three", "stop two", "stop one"]


def test_a_service_that_does_not_start_fails_the_spec_with_its_place_and_its_mend(run, services, target):
    services.failing["api"] = ServiceFailed("`api` is broken", hint="mend it", log_tail=("oh", "no"))
    ran = run("""
        services:
          db: {run: [db]}
          api: {run: [api]}
          never: {run: [never]}
        steps: [{id: ask, call: ask}]
        teardown: [{id: bye, call: bye}]
    """)
    assert ran.spec.outcome == "errored"
    assert (ran.spec.error.message, ran.spec.error.hint) == ("`api` is broken", "mend it")
    assert (ran.spec.error.span.line, ran.spec.error.span.column) == (5, 3)
    assert (ran.step("ask").outcome, ran.step("ask").reason) == ("skipped", "the spec could not start")
    assert ran.step("bye").outcome == "passed"
    assert services.log == ["start db", "start api", "call bye", "stop db"]
    (failed,) = [event for event in ran.payloads(ServiceChanged) if event.state == "failed"]
    assert (failed.service, failed.message, failed.log_tail) == ("api", "`api` is broken", ("oh", "no"))
    assert ran.services("db") == ["starting", "ready", "stopped"]


def test_a_service_that_fails_without_a_mend_points_at_its_last_lines(run, services):
    services.failing["api"] = ServiceFailed("`api` is broken", log_tail=("oh", "no"))
    ran = run("services: {api: {run: [api]}}\nsteps: [{call: ask}]")
    assert ran.spec.error.hint == "its last lines of output stand above"


def test_a_service_whose_definition_cannot_be_worked_out_fails_the_spec(stage, services):
    ran = stage.run(
        'services: {api: {run: [api, "${{ env.DIR + string(1 / int(env.ZERO)) }}"]}}\nsteps: [{call: ask}]',
        environment={"DIR": "x", "ZERO": "0"},
    )
    assert ran.spec.outcome == "errored"
    assert ran.services("api") == ["starting", "failed"]
    assert services.log == []


def test_a_service_that_died_while_the_spec_ran_is_said_with_its_last_lines(run, services):
    services.deaths["api"] = "ended by itself with code 3 after 1.2s"
    ran = run("services: {api: {run: [api]}}\nsteps: [{call: ask}]")
    last = ran.payloads(ServiceChanged)[-1]
    assert (last.state, last.message, last.log_tail) == (
        "failed",
        "`api` ended by itself with code 3 after 1.2s",
        ("last words",),
    )


def test_secrets_in_the_output_of_a_service_are_masked(stage, services):
    services.failing["api"] = ServiceFailed("cannot use s3cr3t-canary", log_tail=("key s3cr3t-canary",))
    ran = stage.run(
        'secrets: [KEY]\nservices: {api: {run: [api, "${{ secrets.KEY }}"]}}\nsteps: [{call: ask}]',
        secrets={"KEY": "s3cr3t-canary"},
    )
    assert services.definitions[0].command == ("api", "s3cr3t-canary")
    assert "s3cr3t-canary" not in ran.text


def test_services_stop_when_the_spec_runs_out_of_time(run, services, target):
    target.answer("ask", Answer(takes_s=1000))
    ran = run("spec: A\ntimeout: 5s\nservices: {api: {run: [api]}}\nsteps: [{call: ask}]\n")
    assert ran.spec.outcome == "errored"
    assert services.log == ["start api", "call ask", "stop api"]


def test_a_spec_that_runs_out_of_time_while_a_service_starts_leaves_none_behind(run, services):
    services.takes_s = 1000
    ran = run("spec: A\ntimeout: 5s\nservices: {api: {run: [api]}}\nsteps: [{id: ask, call: ask}]\n")
    assert (ran.spec.outcome, ran.step("ask").outcome) == ("errored", "not_run")
    assert (services.log, services.running) == (["start api"], 0)


SHARED = "services: {api: {run: [api, --port, '${{ port }}'], shared: run}}\n"


def test_a_shared_service_starts_once_for_all_that_define_it_equally(stage, services):
    for name in "abc":
        stage.write(
            f"{name}.spec.yaml",
            f"# {name}\nspec: {name}\n{'tags: [x]' if name == 'b' else ''}\n{SHARED}steps: [{{call: {name}}}]\n",
        )
    ran = stage.run(jobs=3)
    assert services.log[0] == "start api"
    assert services.log[-1] == "stop api"
    assert sorted(services.log[1:-1]) == ["call a", "call b", "call c"]
    assert set(ran.specs.values()) == {"passed"}


def test_shared_services_that_differ_are_different(stage, services):
    stage.write("a.spec.yaml", f"spec: a\n{SHARED}steps: [{{call: a}}]\n")
    stage.write("b.spec.yaml", f"spec: b\n{SHARED.replace('--port', '--seed')}steps: [{{call: b}}]\n")
    stage.write("c.spec.yaml", f"spec: c\n{SHARED.replace('{{ port }}', '{{ port + 1 }}')}steps: [{{call: c}}]\n")
    stage.run(jobs=1)
    assert services.log.count("start api") == 3


def test_services_in_different_rows_and_specs_that_are_not_shared_are_their_own(stage, services):
    stage.run(f"spec: a\nmatrix: {{x: [1, 2]}}\n{SHARED.replace(', shared: run', '')}steps: [{{call: a}}]\n", jobs=1)
    assert services.log == ["start api", "call a", "stop api"] * 2


def test_a_shared_service_whose_values_differ_by_row_is_another(stage, services):
    stage.run(
        "spec: a\nmatrix: {x: [1, 2]}\n"
        "services: {api: {run: [api, '${{ string(matrix.x) }}'], shared: run}}\nsteps: [{call: a}]\n",
        jobs=1,
    )
    assert [definition.command for definition in services.definitions] == [("api", "1"), ("api", "2")]


def test_a_shared_service_that_does_not_start_is_not_tried_again(stage, services):
    services.failing["api"] = ServiceFailed("`api` is broken")
    for name in "ab":
        stage.write(f"{name}.spec.yaml", f"spec: {name}\n{SHARED}steps: [{{call: {name}}}]\n")
    ran = stage.run(jobs=2)
    assert services.log == ["start api"]
    assert set(ran.specs.values()) == {"errored"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_log_of_a_shared_service_shows_no_token_that_only_another_spec_knows(stage, services, target, jobs):
    services.deaths["api"], services.last_words = "ended by itself", "GET /?t=tok-of-a-s3cr3t"
    target.answer("b", Answer(takes_s=5))
    stage.write("a.spec.yaml", f"spec: a\nvars: {{token: tok-of-a-s3cr3t}}\n{SHARED}steps: [{{call: a}}]\n")
    stage.write("b.spec.yaml", f"spec: b\n{SHARED}steps: [{{call: b}}]\n")
    ran = stage.run(jobs=jobs)
    tails = [event.log_tail for event in ran.payloads(ServiceChanged) if event.state == "failed"]
    assert tails == [("GET /?t=***TOKEN***",)] * 2


def test_a_shared_service_that_starts_slowly_does_not_hold_up_another(stage, services):
    services.takes_s = 10
    stage.write("a.spec.yaml", f"spec: a\n{SHARED}steps: [{{call: a}}]\n")
    stage.write("b.spec.yaml", f"spec: b\n{SHARED.replace('api', 'web')}steps: [{{call: b}}]\n")
    ran = stage.run(jobs=2)
    assert ran.end.duration_s == pytest.approx(10, abs=0.5)


def test_a_spec_that_gives_up_on_a_shared_service_leaves_it_to_the_next(stage, services):
    services.takes_s = 10
    stage.write("a.spec.yaml", f"spec: a\ntimeout: 5s\n{SHARED}steps: [{{call: a}}]\n")
    stage.write("b.spec.yaml", f"spec: b\n{SHARED}steps: [{{call: b}}]\n")
    ran = stage.run(jobs=2)
    assert ran.specs == {"a.spec.yaml": "errored", "b.spec.yaml": "passed"}
