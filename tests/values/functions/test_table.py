"""The table: every function documented, every example true."""

import inspect

import pytest

from specrunner.values import FUNCTIONS, functions_table


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_example_of_each_function_is_true(evaluate, name):
    assert name.rpartition(".")[2] in FUNCTIONS[name].example
    assert evaluate(FUNCTIONS[name].example) is True


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_documentation_is_a_sentence(name):
    doc = FUNCTIONS[name].doc
    assert doc[0].isupper() or doc.startswith("RFC")
    assert doc.endswith(".")
    assert len(doc) < 240


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_parameters_fit_the_call(name):
    function = FUNCTIONS[name]
    try:
        signature = inspect.signature(function.call)
    except ValueError:
        return  # methods of str tell nothing
    parameters = list(signature.parameters.values())[1 if function.needs_context else 0 :]
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        assert function.is_variadic
        return
    required = sum(parameter.default is parameter.empty for parameter in parameters)
    assert function.least >= required
    assert len(function.parameters) <= len(parameters)


def test_functions_that_read_the_context_are_not_pure():
    assert [function.name for function in FUNCTIONS.values() if function.needs_context and function.is_pure] == []


def test_the_markdown_table_has_a_row_for_each_function():
    table = functions_table()
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert len(rows) == len(FUNCTIONS)
    assert "| `replace(text, old, new, limit?)` | text | The text with every `old` (or the first `limit`)" in table
    assert "Not constant. | `size(uuid()) == 36` |" in table
