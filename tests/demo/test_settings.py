import re
import time

from specrunner.demo.settings import Ids, steady_clock


def test_the_same_seed_gives_the_same_names():
    first, second = Ids(7), Ids(7)
    assert [first.token(), first.reference()] == [second.token(), second.reference()]
    assert Ids(7).token() != Ids(8).token()


def test_without_a_seed_no_two_shops_agree():
    assert Ids().token() != Ids().token()


def test_names_have_the_shape_they_promise():
    ids = Ids(7)
    assert re.fullmatch("[0-9a-f]{32}", ids.token())
    assert re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", ids.reference())
    assert [ids.order_number(), ids.order_number()] == [1001, 1002]
    assert [ids.request_name(), ids.request_name()] == ["req-000001", "req-000002"]


def test_the_clock_starts_where_it_is_told_and_ignores_the_wall(monkeypatch):
    seconds = iter([5.0, 5.0, 7.5])
    monkeypatch.setattr(time, "monotonic", lambda: next(seconds))
    clock = steady_clock(1000.0)
    monkeypatch.setattr(time, "time", lambda: -1.0)
    assert [clock(), clock()] == [1000.0, 1002.5]
