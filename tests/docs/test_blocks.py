"""Every YAML block in the docs is checked by what reads such a file, and every command can be typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from specrunner.app import World, builtin_registry, prepare
from specrunner.cli.arguments import UsageError, build_parser, with_command
from specrunner.config import load_settings
from specrunner.source import Diagnostic, Severity

from .pages import Block, all_blocks, blocks, pages, shown

# Words behind ```yaml that say what a block is, where it is neither a spec nor a fragment.
FOREIGN = {"github", "gitlab", "compose", "plugin", "deviations"}
SECRETS = frozenset({"ANN_PASSWORD", "SHOP_PASSWORD", "API_TOKEN", "WEB_SECRET", "DEMO_PASSWORD"})


def laid_out(page: Path, folder: Path) -> dict[str, list[Block]]:
    """The files of a page, written into a folder in the order of the page; the blocks that each was made of."""
    files: dict[str, list[Block]] = {}
    for number, block in enumerate(blocks(page)):
        name = block.marks.get("file") or block.marks.get("append")
        if name is None and block.language == "yaml" and not block.words:
            kind = "fragment" if block.text.startswith("fragment:") else "spec"
            name = f"block_{number:02}.{kind}.yaml"
        if name is None or "wrong" in block.words:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text() if "append" in block.marks else ""
        path.write_text(before + block.text)
        files[name] = [*files.get(name, []), block]
    return files


def said(folder: Path) -> list[str]:
    return [str(each) for each in _found(folder) if each.severity is not Severity.NOTICE]


def _found(folder: Path) -> tuple[Diagnostic, ...]:
    world = World(cwd=folder, root=folder, secrets=SECRETS, environment=frozenset({"HOME", "PATH"}))
    return prepare([folder], builtin_registry(), world).diagnostics


@pytest.mark.parametrize("page", [page for page in pages() if page.name != "errors.md"], ids=shown)
def test_the_specs_and_fragments_of_a_page_have_neither_errors_nor_warnings(page, tmp_path):
    laid_out(page, tmp_path)
    assert said(tmp_path) == []


@pytest.mark.parametrize("block", [each for each in all_blocks("yaml") if "settings" in each.words], ids=str)
def test_settings_are_read(block, tmp_path):
    (tmp_path / "specrunner.yaml").write_text(block.text)
    assert [str(each) for each in load_settings(tmp_path).diagnostics] == []


@pytest.mark.parametrize(
    "block",
    [each for each in all_blocks("yaml") if "wrong" in each.words and each.page.name != "errors.md"],
    ids=str,
)
def test_a_block_that_is_meant_to_be_wrong_gives_exactly_its_code(block, tmp_path):
    (tmp_path / "a.spec.yaml").write_text(block.text)
    found = {each.code for each in _found(tmp_path) if each.severity is not Severity.NOTICE}
    assert found == set(block.words[1:])


@pytest.mark.parametrize("block", [each for each in all_blocks("yaml") if FOREIGN & set(each.words)], ids=str)
def test_the_files_of_others_are_yaml(block):
    assert isinstance(yaml.safe_load(block.text), list if "deviations" in block.words else dict)


@pytest.mark.parametrize("block", all_blocks("yaml"), ids=str)
def test_what_a_yaml_block_is_can_be_told(block):
    known = FOREIGN | {"settings", "wrong", "right"}
    assert not block.words or block.words[0] in known
    named = "file" in block.marks or "append" in block.marks
    assert block.words or named or re.match(r"(#.*\n)*(spec|fragment):", block.text)


def commands() -> list[tuple[str, str]]:
    """Each `specrun` on a page, in consoles, shells and pipelines, with its place."""
    found = []
    for page in pages():
        for block in blocks(page):
            if block.language not in ("console", "sh", "groovy") and not FOREIGN & set(block.words):
                continue
            for line in block.text.splitlines():
                for call in re.findall(r"(?:^|[\s'/&;(])specrun(?= |$|')([^|#&;>'\n]*)", line):
                    found.append((str(block), call))
    return found


@pytest.mark.parametrize(("place", "call"), commands())
def test_every_command_can_be_typed(place, call):
    given = re.sub(r"\$\{\{[^}]*\}\}|\$\{?[A-Z_]+\}?", "1", call)
    arguments = shlex.split(given)
    if arguments and arguments[0] in ("--version", "--help"):
        return
    try:
        build_parser().parse_args(with_command(arguments))
    except UsageError as error:
        pytest.fail(f"{place}: specrun{call}: {error}")


def test_there_are_commands_and_blocks_to_look_at():
    assert len(commands()) > 30
    assert len(all_blocks("yaml")) > 100
