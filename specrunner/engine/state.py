"""What the steps of a spec have come to so far, and what expressions see of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Protocol, TypeVar, runtime_checkable

from ..events import Outcome
from ..lean import dataclass
from ..plan import PlannedStep
from ..values import MISSING, ExplainedMapping, Scope
from .handles import HandleTable

T = TypeVar("T")


class StepValue(Mapping[str, object]):
    """`steps.<id>`: what the step saved, then what its answer offers."""

    __slots__ = ("saved", "view")

    def __init__(self, saved: Mapping[str, object], view: Mapping[str, object] | None) -> None:
        self.saved = saved
        self.view: Mapping[str, object] = {} if view is None else view

    def __getitem__(self, name: str) -> object:
        return self.saved[name] if name in self.saved else self.view[name]

    def __iter__(self) -> Iterator[str]:
        yield from self.saved
        yield from (name for name in self.view if name not in self.saved)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class LoopValue(Mapping[str, object]):
    """`steps.<id>` of a looped step: for each name the list of what each item gave, in the order of the items."""

    def __init__(self, items: list[Mapping[str, object]]) -> None:
        self._items = items

    def __getitem__(self, name: str) -> object:
        values = [item[name] for item in self._items if name in item]
        if not values:
            raise KeyError(name)
        return values

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for item in self._items for name in item))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class StepValues(ExplainedMapping):
    """The root `steps`: values of the steps that ran, by id; looks outward when it is that of one item of a loop."""

    def __init__(self, outer: StepValues | None = None) -> None:
        self.own: dict[str, Mapping[str, object]] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.outer = outer

    def __getitem__(self, step_id: str) -> object:
        if step_id in self.own:
            return self.own[step_id]
        if self.outer is None:
            raise KeyError(step_id)
        return self.outer[step_id]

    def __iter__(self) -> Iterator[str]:
        yield from self.own
        if self.outer is not None:
            yield from self.outer

    def __len__(self) -> int:
        return len(self.own) + (len(self.outer) if self.outer is not None else 0)

    def outcome_of(self, step_id: str) -> Outcome | None:
        found = self.outcomes.get(step_id)
        return self.outer.outcome_of(step_id) if found is None and self.outer is not None else found

    def saved(self, step_id: str, name: str) -> object:
        """What a step saved under a name, MISSING when it did not."""
        value = self.own.get(step_id)
        if value is None:
            return self.outer.saved(step_id, name) if self.outer is not None else MISSING
        return value.get(name, MISSING)

    def explain_missing(self, key: str) -> tuple[str, str | None]:
        outcome = self.outcome_of(key)
        return f"step `{key}` gave no value: it was {outcome or 'not run'}", None


@runtime_checkable
class Closable(Protocol):
    """What holds something of the system that must be given back."""

    def close(self) -> None: ...


class SessionState:
    """What one `as:` name keeps between the steps of a spec."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._kept: dict[type, object] = {}

    def get(self, type_: type[T], factory: Callable[[], T]) -> T:
        found = self._kept.get(type_)
        if found is None:
            found = self._kept[type_] = factory()
        assert isinstance(found, type_)
        return found

    def close(self) -> None:
        """Closes what can be closed: connections that were kept alive."""
        for kept in self._kept.values():
            if isinstance(kept, Closable):
                kept.close()


class SpecFiles:
    """Files relative to a spec, and not outside of `root`."""

    def __init__(self, base: Path, root: Path) -> None:
        self._base = base
        # A spec outside of the project may read what lies beside it.
        self._root = root if base.is_relative_to(root) else base

    def path(self, name: str) -> Path:
        path = (self._base / name).resolve()
        if not path.is_relative_to(self._root):
            raise PermissionError(13, f"it lies outside of {self._root}, which is all that a spec may read", name)
        return path

    def read(self, name: str) -> bytes:
        path = self.path(name)
        if not path.is_file():
            # A FIFO or a device would be read for ever.
            raise FileNotFoundError(2, "there is no such file", name)
        return path.read_bytes()


@dataclass(slots=True)
class Frame:
    """Steps that see each other: those of a spec, of one use of a fragment, of one item of a looped group.

    `scope` has everything but the steps' own names; `prefix` goes before step ids (`login/`); `stack` says how we got
    here; `item` holds `item` and `index` where there is a loop; `handles` is what its steps left open. `is_known`:
    what fails in here is a known failure further out.
    """

    scope: Scope
    values: StepValues
    files: SpecFiles
    prefix: str = ""
    suffix: str = ""
    stack: tuple[str, ...] = ()
    parent: str | None = None
    item: Mapping[str, object] = field(default_factory=dict)
    handles: HandleTable = field(default_factory=HandleTable)
    is_known: bool = False

    def step_id(self, step: PlannedStep) -> str:
        return f"{self.prefix}{step.id}{self.suffix}"

    def scope_of(self, step: PlannedStep) -> Scope:
        """What the step's expressions see: saved values by their bare names, and the loop's item."""
        if not step.reads and not self.item:
            return self.scope
        names = dict(self.item)
        for name, step_id in step.reads:
            value = self.values.saved(step_id, name)
            if value is not MISSING:
                names[name] = value
        return self.scope.child(names)
