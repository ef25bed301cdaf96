"""A small bundle in place of the real one: what packing does to it shows in a second."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from installers.build_tools import build_tool
from installers.project import Project

INDEX = """# What EventDesk is built from

| work | version | licence |
|---|---|---|
| EventDesk | 0.1.0 | MIT |
| Somework | 2.0 | BSD-3-Clause |
"""


def stand_in(folder: Path) -> Project:
    """The project with a bundle in `folder` whose program prints its arguments."""
    project = replace(Project.read(), dist_folder=folder / "dist", work_folder=folder / "build")
    inside = project.bundle / "_internal"
    (inside / "licences/Somework").mkdir(parents=True)
    (inside / "empty").mkdir()
    shutil.copy("/bin/echo", project.bundle / project.name)
    library = inside / "libsome.so.1"
    shutil.copy(project.bundle / project.name, library)
    library.chmod(0o777)
    (inside / "libsome.so").symlink_to("libsome.so.1")
    (inside / "licences/INDEX.md").write_text(INDEX)
    (inside / "licences/Somework/LICENSE.txt").write_text("Do as you like.\n")
    return project


def has_build_tool(name: str) -> bool:
    """True when the package extra of pyproject.toml is installed, or the system has it."""
    try:
        build_tool(name)
    except FileNotFoundError:
        return False
    return True
