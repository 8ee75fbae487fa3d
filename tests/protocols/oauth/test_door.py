"""What reading and checking specs must not load."""

import subprocess
import sys


def test_the_kind_loads_no_transport_no_machine_and_no_cryptography():
    code = (
        "import sys, specrunner.protocols.oauth;"
        "heavy = ('joserfc', 'cryptography', 'trio', 'specrunner.transport');"
        "print([name for name in sys.modules if name in heavy or name.startswith('specrunner.wire.')])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed == "[]\n"
