"""Examples of codes are a few lines; here they become files that can be linted and run."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from textwrap import indent

from specrunner.app import builtin_registry
from specrunner.checks import OPERATORS
from specrunner.model import STEP_KEYS, STRUCTURAL_KINDS, SpecHead
from specrunner.protocols.http import HTTP

HEAD_KEYS = {*SpecHead.model_fields, "defaults", "setup", "steps", "teardown"}
KINDS = {*builtin_registry().kinds, *STRUCTURAL_KINDS}
HTTP_KEYS = {field.alias or name for name, field in HTTP.action.model_fields.items()}
NOWHERE = "http://127.0.0.1:9"
# What examples read without saying where it comes from.
KNOWN: Mapping[str, object] = {
    "base": NOWHERE,
    "id": 7,
    "items": [1, 2],
    "minimum_age": 18,
    "name": "ann",
    "order": {
        "id": 7,
        "sku": "TEA-1",
        "reference": "7",
        "total": 13,
        "discount": 0,
        "lines": [{"qty": 1}, {"qty": 2}],
    },
    "order_id": 7,
    "quantity": 2,
    "value": 1,
}
LOGIN = """\
fragment: Log in
inputs: {user: {type: string, default: ann}}
outputs: {token: "${{ token }}"}
steps:
  - http: {post: "http://127.0.0.1:9/login", json: {user: "${{ inputs.user }}"}}
    expect: {status: 200}
    save: {token: $.token}
"""


def file_of(example: str, *, base_url: str = NOWHERE, is_bare: bool = False) -> tuple[str, str]:
    """The name and the text of a file with the example in as much of a spec as it needs.

    A first line such as `# login.fragment.yaml` is the name. `is_bare` leaves names undefined that the example reads.
    """
    named = re.match(r"# (\S+\.yaml)\n", example)
    keys = top_keys(example)
    if "fragment" in keys:
        text = re.sub(r"(get|post): /", rf"base_url: {base_url}, \1: /", example)
        return (named[1] if named else "example.fragment.yaml"), f"{text}\n"
    parts = [] if "spec" in keys else ["spec: Example"]
    if keys & HEAD_KEYS:
        parts.append(example)
    if "defaults" not in keys:
        parts.append(f"defaults: {{http: {{base_url: '{base_url}'}}}}")
    given = {name: value for name, value in KNOWN.items() if not is_bare and _is_only_read(name, example)}
    if given:
        parts.append(f"vars: {json.dumps(given)}")
    if not keys & HEAD_KEYS:
        parts += ["steps:", _step(keys, example)]
    elif "steps" not in keys:
        parts += ["steps:", f"  - http: {{get: '{base_url}/'}}\n    expect: {{status: 200}}"]
    return (named[1] if named else "example.spec.yaml"), "\n".join(parts) + "\n"


def _step(keys: set[str], example: str) -> str:
    """The example as a step: by its keys a whole one, its options, a part of `http`, a check, or a part of a body."""
    if keys & KINDS:
        return _item(example)
    if keys & set(STEP_KEYS):
        return f"  - http: {{get: /}}\n{indent(example, '    ')}"
    key = next(iter(keys), "")
    root = re.split(r"[.\[]", key)[0]
    if key in HTTP_KEYS and not example.startswith("body: {"):
        method = "" if keys & {"get", "post"} else "      post: /\n"
        body = "      json: {items: [{qty: 1}]}\n" if key == "with" else ""
        return f"  - http:\n{method}{body}{indent(example, '      ')}"
    if key in OPERATORS:
        return _item(f"http: {{get: /}}\nexpect:\n  $.name: {{{example}}}")
    if root in HTTP.subjects.subjects or root == "$":
        return f"  - http: {{get: /}}\n    expect:\n{indent(example, '      ')}"
    return f"  - http:\n      post: /\n      json:\n{indent(example, '        ')}"


def _item(text: str) -> str:
    return "  - " + indent(text, "    ").lstrip()


def _is_only_read(name: str, example: str) -> bool:
    """Whether an expression of the example reads the name, and nothing in it gives it a value."""
    inside = " ".join(re.findall(r"\$\{\{(.*?)\}\}", example))
    is_read = re.search(rf"(?<![\w.'\"]){name}\b(?!['\"(])", inside) is not None
    return is_read and re.search(rf"(vars|save|set): \{{{name}:", example) is None


def top_keys(example: str) -> set[str]:
    lines = [line for line in example.splitlines() if line[:1] not in ("", " ", "#", "-", "\t")]
    return {line.partition(":")[0].strip().strip("\"'") for line in lines}
