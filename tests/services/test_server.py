import builtins
import sys

import pytest

from specrunner.services import ServiceFailed
from specrunner.services.server import import_server


def test_without_hypercorn_the_command_that_installs_it_is_said(monkeypatch):
    importing = builtins.__import__

    def without(name, *arguments, **named):
        if name.startswith("hypercorn"):
            raise ModuleNotFoundError("No module named 'hypercorn'", name="hypercorn")
        return importing(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ServiceFailed) as raised:
        import_server("shop")
    assert raised.value.message == (
        "`shop` cannot start: `asgi` needs hypercorn, which is not installed (No module named 'hypercorn')"
    )
    assert raised.value.hint == "pip install 'specrunner[asgi]'"


def test_processes_are_served_without_importing_hypercorn():
    import subprocess

    script = "import sys, specrunner.services; print('hypercorn' in sys.modules, 'httpx2' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30)
    assert found.stdout == "False False\n"
