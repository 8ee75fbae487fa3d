"""The schemas in `schemas/` are those of the model."""

import json

import pytest

from specrunner.cli.schema import FILES, as_text

from .pages import ROOT


@pytest.mark.parametrize("name", FILES)
def test_the_schema_in_the_repository_is_the_one_of_the_model(name):
    written = (ROOT / "schemas" / FILES[name]).read_text(encoding="utf-8")
    assert written == as_text(name), "run `specrun schema -o schemas`"


@pytest.mark.parametrize("name", ["spec", "fragment", "settings"])
def test_every_key_that_users_write_has_a_description(name):
    schema = json.loads(as_text(name))
    bare = []
    for title, model in (("", schema), *schema["definitions"].items()):
        for key, field in model.get("properties", {}).items():
            if not field.get("description") and not _is_described_by_reference(field):
                bare.append(f"{title}.{key}")
    assert bare == []


def _is_described_by_reference(field: dict) -> bool:
    return field.keys() <= {"allOf", "$ref"} and bool(field)
