"""Chance and invented data: one seed, one test, the same values."""

import random
from datetime import UTC, datetime

import pytest

from specrunner.values import FUNCTIONS, FunctionContext, Scope, compile_expression

INVENTED = [name for name in FUNCTIONS if name.startswith(("fake.", "random.")) or name == "uuid"]
DRAWS = "[uuid(), random.int(0, 1000000), fake.name(), fake.email(), fake.words(3), random.text(9), fake.date()]"


def drawn(seed: int) -> object:
    context = FunctionContext(
        lambda: datetime(2027, 1, 31, tzinfo=UTC), random.Random(seed), lambda path: b"", lambda: 0
    )
    expression = compile_expression(DRAWS, lambda start, end: None)
    scope = Scope({}, functions=context)
    return [expression.evaluate(scope), expression.evaluate(scope)]


def test_the_same_seed_gives_the_same_values():
    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_each_call_gives_another_value():
    first, second = drawn(1)
    assert first != second


def test_a_uuid_is_one_of_version_4(evaluate):
    for _ in range(50):
        assert evaluate("uuid().matches('^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$')")


@pytest.mark.parametrize("name", INVENTED)
def test_no_value_may_be_worked_out_before_the_run(name):
    assert not FUNCTIONS[name].is_pure


def test_invented_names_follow_the_language(evaluate):
    assert evaluate("matches(fake.name('ru'), r'\\p{Cyrillic}')") is True


def test_an_email_reaches_nobody(evaluate):
    for _ in range(20):
        assert evaluate(r"fake.email().matches('@example\\.(com|net|org)$')") is True


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("random.int(6, 1)", "there is no integer from 6 to 1"),
        ("random.choice([])", "an empty list has nothing to choose from"),
        ("random.sample([1], 2)", "2 different items cannot be taken from 1"),
        ("random.text(3, '')", "an empty alphabet has no characters"),
        ("random.text(-1)", "a text cannot have -1 characters"),
        ("fake.words(0)", "the count must lie between 1 and 10,000, not 0"),
        ("fake.price(5, 1)", "there is no price from 5 to 1"),
    ],
)
def test_what_cannot_be_done_is_said(refused, text, message):
    assert refused(text).splitlines()[0].endswith(f": {message}")


def test_a_credit_card_number_passes_the_luhn_check(evaluate):
    for _ in range(20):
        digits = [int(digit) for digit in str(evaluate("fake.credit_card()")) if digit.isdigit()]
        doubled = [
            digit if index % 2 == 0 else sum(divmod(digit * 2, 10)) for index, digit in enumerate(digits[::-1])
        ]
        assert sum(doubled) % 10 == 0
