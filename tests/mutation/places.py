"""What each place of a spec is: the one table that says where a slip can be told from what was meant.

A pattern is a path as `walk` gives it: `*` stands for one part, `**` for any number of them, `a|b` for either. The
first row that fits decides. Inside actions and services it is the model that decides (see `shapes`), so that a new
kind of step needs no row. What neither names has to be known to specrunner, so a slip in it must be caught.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

CHECKS = "step/expect|until|stop_if"


@dataclass(frozen=True, slots=True)
class Row:
    pattern: str
    role: str


KEYS = (
    # Data, which has the names that its author likes; reading a wrong one is a mutant of the reader.
    Row("vars/*/**/*", "exempt: data of the author's own"),
    Row("matrix/*/*/**/*", "exempt: data of the author's own"),
    Row("step/set/*/**/*", "exempt: data of the author's own"),
    Row("step/for_each/*/**/*", "exempt: data of the author's own"),
    Row("step/uses/inputs/*/**/*", "exempt: data of the author's own"),
    Row("step/save/*/default/**/*", "exempt: data of the author's own"),
    Row("inputs/*/default/**/*", "exempt: data of the author's own"),
    Row("outputs/*/**/*", "exempt: data of the author's own"),
    # Names that are defined here and read elsewhere.
    Row("vars/*", "definition"),
    Row("services/*", "definition"),
    Row("inputs/*", "definition"),
    Row("outputs/*", "definition"),
    Row("step/save/*", "definition"),
    Row("step/set/*", "definition"),
    Row("matrix/rows|exclude", "key: envelope"),
    Row("matrix/rows/*/*", "definition"),
    Row("matrix/*", "definition"),
    # Ways into an answer, or into a body.
    Row(f"{CHECKS}/*", "selector"),
    Row(f"{CHECKS}/*/**/path/*", "selector"),
    Row(f"{CHECKS}/*/**/jmespath/*", "selector"),
    # Inside matchers.
    Row(f"{CHECKS}/*/**/schema/**/properties/*", "exempt: a JSON Schema allows properties that are not there"),
    Row(f"{CHECKS}/*/**/like/**/~is/*", "operator"),
    Row(f"{CHECKS}/*/**/not|none/**/like|eq|shape/**/*", "exempt: whatever is not the value"),
    Row(f"{CHECKS}/*/**/like|eq|shape/**/*", "member of a tree"),
    Row(f"{CHECKS}/*/**/schema/**/*", "schema word"),
    Row(f"{CHECKS}/*/**", "operator"),
    # Words of the language, by level.
    Row("defaults/**", "key: defaults"),
    Row("services/**", "key: service"),
    Row("inputs/**", "key: fragment input"),
    Row("known_failure/*", "key: known failure"),
    Row("step/known_failure/*", "key: known failure"),
    Row("step/save/*/*", "key: save"),
    Row("step/uses/inputs/*", "key: input of a call"),
    Row("step/*", "key: step"),
    Row("step/retry/**", "key: retry"),
    Row("step/**", "key: action"),
    Row("**", "key: envelope"),
)

VALUES = (
    Row("step/id", "step id"),
    Row("step/needs/**", "step id"),
    Row("step/save/*", "selector"),
    Row("step/save/*/from", "selector"),
    Row("services/*/module|asgi", "file"),
    Row("step/uses", "file"),
    Row("step/uses/fragment", "file"),
    Row(f"{CHECKS}/*/**/schema", "file"),
    Row("matrix/rows", "file"),
    Row("secrets/*", "secret"),
    Row("secrets/*/env", "secret"),
    Row("inputs/*", "word"),
    Row("inputs/*/type", "word"),
    Row("step/retry/on/*", "word"),
    Row("known_failure/until", "word"),
    Row("step/known_failure/until", "word"),
    Row(f"{CHECKS}/*/**/schema/**/enum|const|required/**", "operand"),
    Row(f"{CHECKS}/*/**/not|none/**/like|eq/**", "undecided"),
    Row(f"{CHECKS}/*/**/type|format|sorted", "word"),
    Row(f"{CHECKS}/*/**/type|format|sorted/*", "word"),
    Row(f"{CHECKS}/*/**/matches|not_matches|regex|pattern", "pattern"),
    Row("step/save/*/match", "pattern"),
    Row(f"{CHECKS}/*/**", "operand"),
    Row("**", "value"),
)

# Places whose value may have any type.
ANY_TYPE = (
    Row("vars/**", "exempt: data of the author's own"),
    Row("matrix/**", "exempt: data of the author's own"),
    Row("step/set/**", "exempt: data of the author's own"),
    Row("step/for_each/**", "exempt: data of the author's own"),
    Row("step/for_each", "exempt: a list with one item is a list"),
    Row("step/needs", "exempt: a list with one item is the long form of the same"),
    Row(f"{CHECKS}/*/**/schema|shape/**/type", "exempt: a list with one item is the long form of the same"),
    Row("step/uses/inputs/*/*/**", "exempt: data of the author's own"),
    Row("step/save/*/default/**", "exempt: data of the author's own"),
    Row("inputs/*/default/*/**", "exempt: data of the author's own"),
    Row("outputs/**", "exempt: data of the author's own"),
)

# Lists and maps that may be empty.
MAY_BE_EMPTY = (
    Row("tags|locks", "exempt: no tags and no locks are as good as some"),
    Row("step/tags", "exempt: no tags and no locks are as good as some"),
    Row("step/retry/backoff", "exempt: all that a backoff says has defaults"),
    Row("defaults/retry/backoff", "exempt: all that a backoff says has defaults"),
    Row("defaults", "exempt: empty defaults are no defaults; what needs them says so"),
    Row("defaults/*", "exempt: empty defaults are no defaults; what needs them says so"),
    Row("services/*/env", "exempt: a program may read any environment variable"),
    Row("step/uses/inputs/*", "exempt: data of the author's own"),
    Row("inputs/*", "exempt: an input that says nothing takes anything"),
    Row(f"{CHECKS}/*/**/schema|shape/**/*", "exempt: a key without rules may hold anything"),
)

# Operands that need not decide anything, so that another value can be as good.
UNDECIDED = (
    Row("step/stop_if/**", "exempt: whatever does not come true"),
    Row(f"{CHECKS}/*/**/not|ne|not_in|not_contains|not_matches|none/**", "exempt: whatever is not the value"),
    Row(f"{CHECKS}/*/**/in|one_of|any_of|subset_of|superset_of/**", "exempt: one of several alternatives"),
)


def role_of(table: Iterable[Row], path: tuple[str, ...]) -> str | None:
    """The role in the first row that fits."""
    return next((row.role for row in table if fits(row.pattern, path)), None)


def fits(pattern: str, path: tuple[str, ...]) -> bool:
    return _fits(tuple(pattern.split("/")), path)


def _fits(pattern: tuple[str, ...], path: tuple[str, ...]) -> bool:
    if not pattern:
        return not path
    head, *rest = pattern
    if head == "**":
        return any(_fits(tuple(rest), path[cut:]) for cut in range(len(path) + 1))
    return bool(path) and (head == "*" or path[0] in head.split("|")) and _fits(tuple(rest), path[1:])
