from dataclasses import replace

from specrunner.engine.volley import Salvo, inconclusive
from specrunner.plan import Volley
from specrunner.plugin import VolleyExchange
from specrunner.source import SourceSpan

SPAN = SourceSpan("a.spec.yaml", 3, 5, 3, 10)
EXCHANGE = VolleyExchange("http", sent_at_s=(10.0, 11.5))
VOLLEY = Volley(2, 1.0, is_even=False, subjects=None, span=SPAN)


def test_a_burst_that_was_not_sent_within_its_window_proves_nothing():
    error = inconclusive(VOLLEY, Salvo((None, None), 1.0, is_even=False), EXCHANGE)
    assert (error.message, error.span) == ("inconclusive: sending 2 took 1.5s, not 1s at most", SPAN)


def test_a_burst_within_its_window_and_any_race_stand():
    salvo = Salvo((None, None), 1.5, is_even=False)
    assert inconclusive(VOLLEY, salvo, EXCHANGE) is None
    assert inconclusive(VOLLEY, replace(salvo, within_s=None), EXCHANGE) is None
