"""Does every module import downwards only, and has it a layer?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.repository.sources import ROOT


def test_the_contracts_on_imports_are_kept():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
