from specrunner.lean import once


class Sum:
    def __init__(self) -> None:
        self.times = 0

    @once
    def value(self) -> int:
        """What it comes to."""
        self.times += 1
        return 7


def test_a_value_is_worked_out_when_it_is_first_read_and_then_kept():
    total = Sum()
    assert total.times == 0
    assert (total.value, total.value, total.times) == (7, 7, 1)


def test_each_object_has_its_own():
    one, other = Sum(), Sum()
    assert one.value == 7
    assert other.times == 0


def test_the_class_shows_its_words():
    assert Sum.value.__doc__ == "What it comes to."
