"""Trees of specs to measure with: always the same."""

from __future__ import annotations

from pathlib import Path

STEPS_A_SPEC = 5

_HEAD = """\
spec: Orders {number}
tags: [orders]
vars: {{trace: "t-{number}"}}
defaults: {{http: {{base_url: "{url}", headers: {{Accept: application/json}}}}}}
steps:
"""
_STEP = """\
  - id: read{step}
    name: Read order {step}
    http:
      get: /orders/{step}
      headers: {{X-Trace: "${{{{ trace }}}}"}}
    expect:
      status: 200
      $.id: {{type: integer}}
      $.sku: A-1
      $.state: {{in: [new, paid, shipped]}}
      $.lines[0].quantity: {{gte: 1}}
      $.note: {{type: string}}
"""


def write_tree(folder: Path, count: int, url: str) -> int:
    """Writes `count` specs of five steps, each with five JSONPath checks; gives the number of lines."""
    folder.mkdir(parents=True)
    lines = 0
    for number in range(count):
        steps = "".join(_STEP.format(step=step) for step in range(1, STEPS_A_SPEC + 1))
        text = _HEAD.format(number=number, url=url) + steps
        lines += text.count("\n")
        (folder / f"orders{number:04}.spec.yaml").write_text(text)
    return lines
