"""A desk for every test of the services."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desks import TestDesk, new_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk on a new database at Friday 2026-11-20 12:00 in Europe/Berlin."""
    found = new_desk(tmp_path / "desk")
    yield found
    found.desk.close()
