"""What comes out is what the standard library's decorator makes, only later."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

import pytest

from specrunner.lean.define import dataclass

T = TypeVar("T")


def point(decorate: Callable[..., Any]) -> Any:
    @decorate(frozen=True, slots=True)
    class Point:
        """A place."""

        origin: ClassVar[str] = "here"
        x: int
        y: int = 2
        marks: list[int] = dataclasses.field(default_factory=list)
        note: str = dataclasses.field(default="", compare=False, repr=False)
        name: str = dataclasses.field(default="p", kw_only=True)
        made: tuple[int, ...] = dataclasses.field(default_factory=tuple, init=False)
        fixed: int = dataclasses.field(default=7, init=False)

        def moved(self) -> Any:
            return dataclasses.replace(self, x=self.x + 1)

    return Point


def counter(decorate: Callable[..., Any]) -> Any:
    @decorate(slots=True)
    class Counter:
        count: int = 0
        double: int = dataclasses.field(init=False)

        def __post_init__(self) -> None:
            self.double = self.count * 2

    return Counter


@pytest.fixture(params=[dataclasses.dataclass, dataclass], ids=["standard library", "ours"])
def decorate(request):
    return request.param


@dataclass(frozen=True, slots=True)
class Kept:
    a: int
    b: tuple[int, ...] = ()


def test_values_and_defaults_are_where_they_belong(decorate):
    Point = point(decorate)
    made = Point(1, name="q")
    assert (made.x, made.y, made.marks, made.note, made.name, made.made, made.fixed) == (1, 2, [], "", "q", (), 7)
    assert made.marks is not Point(1).marks
    assert Point(1, 5, [3], "n").note == "n"
    assert Point.origin == "here"
    assert Point.__doc__ == "A place."


def test_repr_names_what_is_to_be_shown(decorate):
    shown = repr(point(decorate)(1))
    assert shown == "point.<locals>.Point(x=1, y=2, marks=[], name='p', made=(), fixed=7)"


def test_a_circle_is_cut_in_repr(decorate):
    Point = point(decorate)
    circle = Point(1)
    circle.marks.append(circle)
    assert "marks=[...]" in repr(circle)


def test_equal_is_what_has_equal_fields_and_the_same_class(decorate):
    Point, Other = point(decorate), point(decorate)
    assert Point(1) == Point(1, note="not compared")
    assert Point(1) != Point(2)
    assert Point(1) != Other(1)
    assert Point(1).__eq__(7) is NotImplemented


def test_equal_frozen_objects_hash_alike(decorate):
    @decorate(frozen=True, slots=True)
    class Key:
        a: int
        b: str = dataclasses.field(default="", compare=False)

    assert hash(Key(1, "x")) == hash(Key(1, "y")) == hash((1,))
    assert {Key(1, "x"): 1}[Key(1)] == 1


def test_what_can_change_does_not_hash(decorate):
    Counter = counter(decorate)
    with pytest.raises(TypeError, match="unhashable type: 'Counter'"):
        hash(Counter())


def test_without_eq_objects_equal_only_themselves_and_hash(decorate):
    @decorate(slots=True, eq=False)
    class Handle:
        name: str

    one = Handle("a")
    assert one == one
    assert one != Handle("a")
    assert len({one, Handle("a")}) == 2


def test_a_method_that_the_class_has_stays(decorate):
    @decorate(frozen=True, slots=True)
    class Loose:
        name: str

        def __eq__(self, other: object) -> bool:
            return True

        def __repr__(self) -> str:
            return "loose"

    assert Loose("a") == 7
    assert repr(Loose("a")) == "loose"
    assert hash(Loose("a")) == hash(("a",))


def test_what_is_frozen_refuses_to_change(decorate):
    made = point(decorate)(1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'x'"):
        made.x = 2
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'x'"):
        del made.x


def test_there_is_no_room_for_other_attributes(decorate):
    with pytest.raises(AttributeError):
        counter(decorate)().other = 1
    assert not hasattr(counter(decorate)(), "__dict__")


def test_what_comes_after_init_runs(decorate):
    Counter = counter(decorate)
    assert Counter(4).double == 8
    assert Counter(count=5).double == 10


def test_a_field_after_the_star_is_named(decorate):
    @decorate(slots=True, kw_only=True)
    class Options:
        a: int = 1
        b: int

    assert Options(b=2) == Options(a=1, b=2)
    with pytest.raises(TypeError, match="takes 1 positional argument but 2 were given"):
        Options(1)


def test_wrong_arguments_are_refused_as_by_any_function(decorate):
    Point = point(decorate)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        Point()
    with pytest.raises(TypeError, match="got an unexpected keyword argument 'z'"):
        Point(1, z=2)


def test_fields_of_the_base_come_first(decorate):
    @decorate(frozen=True, slots=True)
    class Base:
        a: int
        b: int = 2

    @decorate(frozen=True, slots=True)
    class Derived(Base):
        c: int = 3

    Base(1)
    assert [each.name for each in dataclasses.fields(Derived)] == ["a", "b", "c"]
    assert Derived(1).c == 3
    assert Derived.__slots__ == ("c",)
    assert Derived(1) != Base(1)
    assert Derived(1) == Derived(1, 2, 3)


def test_a_class_below_that_is_no_dataclass_uses_the_one_above(decorate):
    Counter = counter(decorate)

    class Below(Counter):
        pass

    assert Below(3).double == 6
    assert Counter(2).double == 4
    assert Below(3) == Below(3)


def test_patterns_match_by_place(decorate):
    match point(decorate)(1):
        case object(x=x, y=y):
            assert (x, y) == (1, 2)
    assert point(decorate).__match_args__ == ("x", "y", "marks", "note")


def test_a_generic_class_stays_generic(decorate):
    @decorate(frozen=True, slots=True)
    class Box(Generic[T]):
        value: T

    assert Box[int].__origin__ is Box
    assert Box(3).value == 3


def test_the_standard_library_knows_the_class(decorate):
    Point = point(decorate)
    made = Point(1)
    assert dataclasses.is_dataclass(Point)
    assert [each.name for each in dataclasses.fields(made)] == [
        "x",
        "y",
        "marks",
        "note",
        "name",
        "made",
        "fixed",
    ]
    assert made.moved() == Point(2)
    assert dataclasses.asdict(made)["marks"] == []
    assert dataclasses.fields(Point)[0].type == "int"


def test_copies_and_pickles_are_equal():
    kept = Kept(1, (2, 3))
    assert copy.copy(kept) == kept
    assert copy.deepcopy(kept) == kept
    assert pickle.loads(pickle.dumps(kept)) == kept


def test_a_standard_dataclass_may_stand_below():
    @dataclasses.dataclass(frozen=True)
    class Below(Kept):
        c: int = 3

    assert Below(1) == Below(1, (), 3)
    with pytest.raises(TypeError, match="cannot inherit non-frozen dataclass from a frozen one"):
        dataclasses.dataclass(type("Wrong", (Kept,), {"__annotations__": {"d": "int"}}))


def test_the_method_is_made_with_the_first_object():
    @dataclass(slots=True)
    class Late:
        a: int

    assert str(inspect.signature(Late.__init__)) == "(self: 'Any', *arguments: 'Any', **named: 'Any') -> 'None'"
    Late(1)
    assert str(inspect.signature(Late.__init__)) == "(self, a)"


@pytest.mark.parametrize(
    ("annotations", "defaults", "message"),
    [
        ({"a": "InitVar[int]"}, {}, "Wrong.a: `InitVar[int]` is not known here"),
        ({"_": "dataclasses.KW_ONLY"}, {}, "Wrong._: `dataclasses.KW_ONLY` is not known here"),
        ({"a": "int", "b": "int"}, {"a": 1}, "field b without a default follows a, which has one"),
    ],
)
def test_what_is_not_known_is_refused(annotations, defaults, message):
    with pytest.raises(TypeError) as caught:
        dataclass(slots=True)(type("Wrong", (), {"__annotations__": annotations, **defaults}))
    assert str(caught.value) == message


def test_a_default_that_all_objects_would_share_is_refused(decorate):
    with pytest.raises(ValueError, match="use default_factory"):
        decorate(slots=True)(type("Wrong", (), {"__annotations__": {"a": "list"}, "a": []}))


def test_a_frozen_class_does_not_stand_on_one_that_changes():
    with pytest.raises(TypeError, match="cannot inherit frozen from non-frozen, nor the other way round"):
        dataclass(frozen=True, slots=True)(type("Wrong", (counter(dataclass),), {}))


def test_a_class_without_slots_is_refused():
    with pytest.raises(TypeError, match="only classes with slots are defined here"):
        dataclass(slots=False)


def test_an_object_of_a_subclass_is_one(decorate):
    @decorate(frozen=True, slots=True)
    class Base:
        a: int
        b: list[int] = dataclasses.field(default_factory=list)

    class Derived(Base):
        pass

    made = Derived(1, [2])
    assert (type(made), made.a, made.b) == (Derived, 1, [2])
    assert type(Base(1)) is Base
    with pytest.raises(dataclasses.FrozenInstanceError):
        Base(1).a = 2
