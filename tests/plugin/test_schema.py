"""The editors' schemas against what binding accepts and refuses."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema_rs
import pytest

from specrunner.app import builtin_registry
from specrunner.checks import OPERATORS
from specrunner.config import SettingsFile
from specrunner.model import NOT_IN_UNDO, STEP_KEYS, STRUCTURAL_KINDS, bind_fragment, bind_spec
from specrunner.plugin import fragment_schema, model_document, spec_schema
from specrunner.syntax import compose, decode_source, plain

ROOT = Path(__file__).parents[2]
REGISTRY = builtin_registry()
SCHEMAS = {
    "spec": spec_schema(REGISTRY),
    "fragment": fragment_schema(REGISTRY),
    "settings": model_document(SettingsFile, "settings", "Settings."),
}
BINDERS = {"spec": bind_spec, "fragment": bind_fragment}
VALIDATORS = {name: jsonschema_rs.Draft7Validator(schema, validate_formats=True) for name, schema in SCHEMAS.items()}
HEADS = {"spec": "spec: A\n", "fragment": "fragment: A\n"}


def problems(name: str, text: str) -> list[str]:
    """What the schema has against a document: the place and the message."""
    node = compose(decode_source(text.encode(), "a.yaml")).node
    found = VALIDATORS[name].iter_errors(plain(node))
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message[:200]}" for error in found]


def binds(name: str, text: str) -> bool:
    source = decode_source(text.encode(), "a.yaml")
    composed = compose(source)
    return not composed.diagnostics and not BINDERS[name](composed.node, source, REGISTRY.kinds)[1]


def files() -> list[Path]:
    folders = (ROOT / "specs", ROOT / "specrunner" / "cli" / "templates")
    return sorted(path for folder in folders for path in folder.rglob("*.yaml") if kind_of(path) in SCHEMAS)


def kind_of(path: Path) -> str:
    return "settings" if path.name == "specrunner.yaml" else path.name.split(".")[-2]


def examples() -> list:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    found = []
    for page in pages:
        for number, block in enumerate(re.findall(r"^```yaml[^\n]*\n(.*?)^```", page.read_text(), re.DOTALL | re.M)):
            first = re.match(r"(?:\s*#[^\n]*\n)*(spec|fragment): ", block)
            if first is not None:
                name = f"{page.relative_to(ROOT)}-{number}"
                found.append(pytest.param(first[1], block, id=name))
    return found


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_of_draft_07(name):
    assert SCHEMAS[name]["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema_rs.meta.validate(SCHEMAS[name])


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_we_ship_fits(path):
    assert problems(kind_of(path), path.read_text()) == []


@pytest.mark.parametrize(("name", "text"), examples())
def test_every_example_of_the_docs_that_binds_fits(name, text):
    if binds(name, text):
        assert problems(name, text) == []


SHORT_FORMS = [
    "{http: /health}",
    "{http: {get: /}, retry: 3}",
    '{http: {get: /}, retry: "${{ n }}"}',
    "{http: {get: /}, retry: {times: 3, backoff: {base: 200ms}}}",
    "{http: {get: /}, for_each: [1, 2]}",
    '{http: {get: /}, for_each: "${{ list }}", max_parallel: 3}',
    "{http: {get: /}, for_each: {in: [], allow_empty: true}}",
    "{http: {get: /}, needs: other}",
    "{http: {get: /}, needs: []}",
    '{http: {get: /}, when: "${{ n > 1 }}"}',
    '{http: {get: /, redirects: {follow: "${{ yes }}", max: "${{ n }}"}, limits: {body: 1MiB, headers: 4096}}}',
    "{http: {get: /, headers: {A: null, B: [1, true, x]}, params: {a: 1.5}}}",
    "{http: {get: /, tls: {min_version: 1.2}}}",
    "{http: {get: /, tls: {min_version: '1.2'}}}",
    "{http: {post: /, json: null}}",
    "{pause: 200ms}",
    '{pause: "${{ wait }}"}',
    "{pause: {for: 1m30s}}",
    '{check: "${{ a == 1 }}"}',
    "{check: {a: 1}, expect: {value: {like: {a: 1}}}}",
    '{set: {a: 1, b: "${{ a }}"}}',
    "{parallel: [{check: true}]}",
    "{uses: ./a.fragment.yaml, save: {t: token}}",
    "{uses: {fragment: ./a.fragment.yaml, inputs: {a: 1}}}",
    "{http: {get: /}, expect: {status: 200, headers.etag: x, $.a: null, body: [1], time: {lt: 500ms}}}",
    '{http: {get: /}, expect: {"jmespath(a.b)": 1, "headers[\'x-y\']": 1, "redirects[*].status": {each: 302}}}',
    '{http: {get: /}, expect: {$.a: {length: {gt: 1}, count: 3, gt: "${{ n }}", between: ["${{ a }}", 9]}}}',
    "{http: {get: /}, save: {a: $.id, b: {from: text, match: 'x(.)', secret: true, default: null}}}",
    "{http: {get: /}, until: {$.a: 1}, every: 200ms, within: 2s, stop_if: {$.b: 1}}",
    "{http: {post: /}, undo: {http: {delete: /}, expect: {status: 204}}}",
    "{http: {get: /}, known_failure: {reason: bug, until: 2027-01-31}}",
]


@pytest.mark.parametrize("step", SHORT_FORMS)
@pytest.mark.parametrize("name", HEADS)
def test_what_binds_fits(name, step):
    text = f"{HEADS[name]}steps: [{step}]\n"
    assert binds(name, text)
    assert problems(name, text) == []


@pytest.mark.parametrize(
    "more",
    [
        "secrets: [A, {name: B, env: C}]",
        "services: {a: {run: [x], ready: http://h/}, b: {asgi: m:app, port: auto}, c: {module: m, ready: {tcp: 1}}}",
        "matrix: {region: [eu], rows: a.csv, exclude: [{region: eu}]}",
        "matrix: {rows: [{a: 1}]}",
        "defaults: {http: {base_url: http://h, headers: {A: b}}, timeout: 5s, retry: 2}",
        "timeout: 2m",
        "teardown_timeout: 500ms",
    ],
)
def test_what_binds_beside_the_steps_fits(more):
    text = f"spec: A\n{more}\nsteps: [{{check: true}}]\n"
    assert binds("spec", text)
    assert problems("spec", text) == []


MISTAKES = [
    "{htp: {get: /}}",
    "{id: a}",
    "{http: {gett: /}}",
    "{http: {get: [1]}}",
    "{http: {get: /}, pause: 1s}",
    "{http: {get: /}, expct: {status: 200}}",
    "{http: {get: /}, expect: {stats: 200}}",
    "{http: {get: /}, expect: {status: {gtt: 200}}}",
    "{http: {get: /}, expect: {status: {}}}",
    "{http: {get: /}, expect: {}}",
    "{http: {get: /}, expect: {$.a: {each: {not: {gtt: 1}}}}}",
    "{http: {get: /}, expect: 200}",
    "{check: true, expect: {status: 200}}",
    "{http: {get: /}, timeout: 5}",
    "{http: {get: /}, timeout: 5 sec}",
    "{http: {get: /}, timeout: }",
    "{http: {get: /}, retry: two}",
    "{http: {get: /}, retry: {tims: 3}}",
    "{http: {get: /}, when: maybe}",
    "{http: {get: /}, every: 1s}",
    "{http: {get: /}, max_parallel: 2}",
    "{http: {get: /}, for_each: 3}",
    "{http: {get: /}, save: {a: {form: $.id}}}",
    "{http: {get: /}, save: {a-b: $.id}}",
    "{http: {get: /}, undo: {id: a, http: {get: /}}}",
    "{http: {get: /}, known_failure: {reason: bug, until: tomorrow}}",
    "{http: {get: /, redirects: {folow: true}}}",
    "{http: {get: /, limits: {body: 1 elephant}}}",
    "{parallel: [{check: true}], expect: {status: 200}}",
    "{parallel: []}",
    "{uses: {fragmnt: ./a.fragment.yaml}}",
]


@pytest.mark.parametrize("step", MISTAKES)
def test_a_mistake_in_a_step_is_refused(step):
    assert problems("spec", f"spec: A\nsteps: [{step}]\n") != []


@pytest.mark.parametrize(
    "more",
    ["step: []", "tags: smoke", "vars: {a-b: 1}", "secrets: [{nam: A}]", "services: {a: {modul: x}}",
     "matrix: {region: eu}", "defaults: {htp: {}}", "defaults: {http: {base: x}}", "timeout: 3"],
)  # fmt: skip
def test_a_mistake_beside_the_steps_is_refused(more):
    assert problems("spec", f"spec: A\n{more}\nsteps: [{{check: true}}]\n") != []


def test_a_step_has_a_key_for_every_option_and_every_action_and_an_undo_for_those_it_may_have():
    for name in ("spec", "fragment"):
        step = set(SCHEMAS[name]["definitions"]["Step"]["properties"])
        undo = set(SCHEMAS[name]["definitions"]["Undo"]["properties"])
        assert step == {*STEP_KEYS, *REGISTRY.kinds, *STRUCTURAL_KINDS}
        assert step - undo == set(NOT_IN_UNDO)


def test_every_operator_and_every_subject_is_offered():
    definitions = SCHEMAS["spec"]["definitions"]
    assert set(definitions["Matcher"]["properties"]) == {*OPERATORS, "allow_empty"}
    for key, kind in REGISTRY.kinds.items():
        assert set(kind.subjects.subjects) <= set(definitions[f"{key}-checks"]["properties"])


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_says_what_it_is_and_has_a_type_or_a_choice(name):
    missing = []
    for place, key, field in keys(SCHEMAS[name], "#"):
        if not field.get("description"):
            missing.append(f"{place}/{key}")
        if not field.keys() & {"type", "anyOf", "enum", "const"}:
            missing.append(f"{place}/{key} (type)")
    assert missing == []


# Parts of a step that only point to other definitions, or refuse a key.
REFUSALS = re.compile(r"#/definitions/(Step|Undo)/allOf/")


def keys(schema: object, place: str):
    """Every key that a file may have, with its place in the schema."""
    if isinstance(schema, list):
        for index, each in enumerate(schema):
            yield from keys(each, f"{place}/{index}")
    elif isinstance(schema, dict):
        for word, value in schema.items():
            if word == "properties" and not REFUSALS.match(f"{place}/"):
                for key, field in value.items():
                    yield place, key, field
                    yield from keys(field, f"{place}/{key}")
            elif not REFUSALS.match(f"{place}/"):
                yield from keys(value, f"{place}/{word}")


@pytest.mark.parametrize("name", SCHEMAS)
def test_nothing_is_left_of_the_marks_and_defaults_of_the_model(name):
    text = repr(SCHEMAS[name])
    assert "x-unit" not in text
    assert "x-expression" not in text
    assert "'default':" not in text.replace("'default': {", "")
