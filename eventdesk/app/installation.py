"""How this program came here, for reports of problems."""

from __future__ import annotations

import sys
from pathlib import Path

from eventdesk.domain.language import later


def program_folder() -> Path:
    """Where the program lies: the bundle, or the package of Python."""
    if getattr(sys, "frozen", False):
        return Path(sys.executable).parent
    return Path(__file__).resolve().parent.parent


def program_file() -> Path:
    """A file that every update of the program writes anew."""
    if getattr(sys, "frozen", False):
        return Path(sys.executable)
    return program_folder() / "__init__.py"


def installed_as() -> str:
    """'packaged program', 'Python package' or 'source tree': English, for `tr`."""
    if getattr(sys, "frozen", False):
        return later("packaged program")
    installed = {"site-packages", "dist-packages"} & set(program_folder().parts)
    return later("Python package") if installed else later("source tree")
