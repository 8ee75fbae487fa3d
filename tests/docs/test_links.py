"""Links lead somewhere, and files that the docs name are there."""

from __future__ import annotations

import re

import pytest

from .pages import DOCS, ROOT, anchors, pages, prose, shown

LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)")
# Files that readers make themselves, or that a run makes.
THEIRS = re.compile(r"\.(specrunner|vscode|github)|build|reports?|specs/[a-z_]+\.(spec.yaml|fragment.yaml|csv)$")


@pytest.mark.parametrize("page", pages(), ids=shown)
def test_every_link_within_the_docs_leads_to_a_page_and_a_heading(page):
    broken = []
    for link in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", pages(), ids=shown)
def test_every_file_of_the_project_that_is_named_is_there(page):
    named = re.findall(r"`((?:docs|specs|specrunner|schemas|tests|benchmarks|changelog\.d)/[\w./+-]+)`", prose(page))
    missing = [name for name in named if not THEIRS.match(name) and not (ROOT / name).exists()]
    assert missing == []


def test_every_page_can_be_reached_from_the_index():
    seen, waiting = set(), [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        links = (link.partition("#")[0] for link in LINK.findall(prose(page)))
        waiting += [(page.parent / link).resolve() for link in links if link.endswith(".md") and ":" not in link]
    assert [shown(page) for page in DOCS.rglob("*.md") if page not in seen] == []
