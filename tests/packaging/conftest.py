"""What `make package` has built, for tests that look into it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from installers.project import Project

PACKAGE = "EVENTDESK_PACKAGE"
"""The folder that `make test-package` built in: then nothing may be missing there."""


@pytest.fixture
def built() -> Project:
    """The project with its bundle; skips where none was built, and fails where one should be."""
    project = Project.read()
    named = os.environ.get(PACKAGE)
    if named:
        project = replace(project, dist_folder=Path(named).resolve())
    if not (project.bundle / project.name).is_file():
        if named:
            pytest.fail(f"there is no bundle in {named}")
        pytest.skip("there is no bundle: run `make package`")
    if not named and _is_older(project):
        pytest.skip("the bundle is older than the program: run `make package`")
    return project


def _is_older(project: Project) -> bool:
    built = (project.bundle / project.name).stat().st_mtime
    sources = (project.root / project.name).rglob("*.py")
    return any(each.stat().st_mtime > built for each in sources)
