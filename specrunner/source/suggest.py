"""The nearest right thing to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate a person most likely meant by `word`, or None when nothing is near."""
    known = list(candidates)
    lowered = {candidate.lower().replace("-", "_"): candidate for candidate in known}
    found = get_close_matches(word.lower().replace("-", "_"), lowered, n=1, cutoff=0.6)
    return lowered[found[0]] if found else None


def did_you_mean(word: str, candidates: Iterable[str], *, limit: int = 12) -> str:
    """A hint: the nearest candidate, else the list of what there is, shortened to `limit`."""
    known = sorted(set(candidates))
    if (best := nearest(word, known)) is not None:
        return f"did you mean `{best}`?"
    if not known:
        return "there is nothing to choose from here"
    listed = ", ".join(f"`{name}`" for name in known[:limit])
    return f"known here: {listed}" + (f" and {len(known) - limit} more" if len(known) > limit else "")
