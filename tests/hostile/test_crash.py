"""A mistake of ours in the middle of a run: exit code 3, no secret in what is shown, undo and teardown as ever."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow

# Loaded before anything else, it makes the check of the value `crash` raise what nobody expects.
BROKEN = """
import specrunner.engine.act as act

judge = act.ActRun._judge

def broken(self, tried):
    if self.step.id == "crash":
        raise RuntimeError(f"it broke over {tried.view['value']}")
    return judge(self, tried)

act.ActRun._judge = broken

from specrunner.cli.main import main
raise SystemExit(main())
"""
SPEC = """
spec: Crash
secrets: [CANARY]
steps:
  - {id: order, http: {post: "URL/orders"}, expect: {status: 200}, undo: {http: {delete: "URL/orders"}}}
  - {id: crash, check: "${{ secrets.CANARY }}", expect: {value: {type: string}}}
  - {id: later, check: 1, expect: {value: 1}}
teardown: [{id: tidy, http: {delete: "URL/all"}, expect: {status: 200}}]
"""


def test_row_59_a_crash_shows_no_secret_and_cleans_up(desk, server):
    desk.write("broken.py", BROKEN)
    desk.write("a.spec.yaml", SPEC.replace("URL", server.url))
    desk.env["CANARY"] = "C4n4ry/s3cr3t"
    command = "${SPECRUN% -m specrunner} broken.py a.spec.yaml --report json=r.json"
    done = desk.shell(command)
    assert done.code == 3
    assert "RuntimeError: it broke over ***CANARY***" in done.err
    assert "this is a bug in specrunner" in done.err
    for text in (done.out, done.err, (desk.folder / "r.json").read_text()):
        assert "C4n4ry" not in text
    assert server.paths == ["POST /orders", "DELETE /orders", "DELETE /all"]
    assert desk.outcomes() == {
        "order": "passed",
        "crash": "not_run",
        "later": "not_run",
        "order.undo": "passed",
        "tidy": "passed",
    }
    assert desk.run("report").code == 2
