import pytest

from .make_schemas import FOLDER, MODULES, as_text, made_schema


@pytest.mark.parametrize("revision", MODULES)
def test_the_schemas_are_those_of_the_package(revision):
    pytest.importorskip("mcp_types", reason="mcp-types is not installed: pip install specrunner[test]")
    assert (FOLDER / f"{revision}.json").read_text() == as_text(made_schema(revision))
