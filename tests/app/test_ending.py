"""A program that hangs while it ends is ended all the same, and tells where it hung."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from eventdesk.paths import Paths

ROOT = Path(__file__).parents[2]
HANGS = """
import threading, time
from eventdesk.app import window
from eventdesk.paths import Paths
from eventdesk.system.single_instance import SingleInstance

def never_comes_to_an_end():
    time.sleep(60)

paths = Paths.from_environment()
instance = SingleInstance(paths.data)
assert instance.claim(print)
threading.Thread(target=never_comes_to_an_end).start()
window.END_S = 0.3
window._ending(paths, instance)
"""


def test_a_worker_that_hangs_keeps_no_session_from_ending(paths: Paths) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HANGS],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "never_comes_to_an_end" in paths.log_file.read_text()
    assert not (paths.data / "instance.json").exists()
