"""Nothing that is secret is in any artifact: a whole run against a server whose codes and tokens are known."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from specrunner.demo.settings import Ids

pytestmark = pytest.mark.slow

SEED = 7
NAMES = re.compile(r"(?:request(?:=|[^0-9a-f]{1,4} value=)|jti)[^0-9a-f]{0,10}[0-9a-f]{32}")
SPEC = """
spec: Everything that is secret
services:
  shop: {module: specrunner.demo, args: [--port, "${{ port }}", --seed, "7"]}
secrets: [ANN, WEB]
defaults:
  oauth:
    issuer: ${{ services.shop.url }}/oauth
    client: {id: web, secret: "${{ secrets.WEB }}"}
    login: {form: {username: ann, password: "${{ secrets.ANN }}"}}
steps:
  - id: token
    oauth: {grant: authorization_code, scope: openid offline_access}
    expect: {token.access_token: no-such, token.refresh_token: no-such, authorization.code: no-such}
  - needs: []
    oauth: {grant: authorization_code, scope: openid, params: {response_mode: form_post}}
    expect: {hops: {count: 99}, authorization.verifier: no-such}
  - needs: []
    oauth: {grant: device_code, client: {id: native}}
    expect: {device.device_code: no-such}
  - needs: []
    oauth: {grant: authorization_code, checks: [code_replay, refresh_reuse], scope: offline_access}
    expect: {checks: []}
"""


def test_no_code_no_token_no_verifier_no_password_is_in_any_artifact(tmp_path: Path):
    (tmp_path / "a.spec.yaml").write_text(SPEC)
    reports = {"json": "run.json", "junit": "run.xml", "markdown": "run.md"}
    options = [option for kind, name in reports.items() for option in ("--report", f"{kind}={name}")]
    done = subprocess.run(
        [sys.executable, "-m", "specrunner", "a.spec.yaml", "--journal", "run.ndjson", *options, "-v"],
        cwd=tmp_path,
        env={**os.environ, "ANN": "ann-likes-tea", "WEB": "web-likes-secrets"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    artifacts = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir() if path.is_file()}
    assert len(artifacts) == 2 + len(reports)
    del artifacts["a.spec.yaml"]
    artifacts["the terminal"] = done.stdout + done.stderr
    # With this seed codes, refresh tokens, device codes and sessions are among these; so are names of tokens and of
    # requests, which open nothing.
    ids = Ids(SEED)
    secrets = [ids.token() for _ in range(200)]
    secrets += ["ann-likes-tea", "web-likes-secrets", "d2ViOndlYi1saWtlcy1zZWNyZXRz", "eyJ0eXAiOi"]
    texts = {name: NAMES.sub("", text) for name, text in artifacts.items()}
    found = {(name, each) for name, text in texts.items() for each in secrets if each in text}
    assert found == set()
    assert "code=***CODE***" in artifacts["run.ndjson"]
