"""The first look by plain sqlite3 sees exactly what the opened database shows."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk.domain.views import AgendaColumn, AgendaView, QuickFilter
from eventdesk.services.agenda import AgendaList
from eventdesk.storage.glance import Glance
from tests.desks import TestDesk, in_minutes, new_desk
from tests.fakes import NOON


@pytest.fixture
def desk(tmp_path: Path) -> TestDesk:
    """Some events, some of them reminded of."""
    desk = new_desk(tmp_path)
    for hours in (-30, -2, 1, 3, 3, 200):
        reminders = (in_minutes(5), in_minutes(60)) if hours != 1 else ()
        start = NOON + timedelta(hours=hours)
        desk.create(start, f"Event {hours}", reminders=reminders, tags=("home",))
    desk.clock.advance(hours=2, minutes=1)
    desk.ring()
    return desk


@pytest.mark.parametrize("quick", QuickFilter)
@pytest.mark.parametrize("sort", AgendaColumn)
def test_the_same_rows_in_the_same_order(
    desk: TestDesk, quick: QuickFilter, sort: AgendaColumn
) -> None:
    glance = Glance.open(desk.paths.database)
    assert glance is not None
    first_look = AgendaList(glance, desk.clock)
    for search in ("", "event", "nowhere"):
        for descending in (False, True):
            view = AgendaView(quick, search, sort, descending)
            keys = desk.desk.agenda.keys(view)
            assert first_look.keys(view) == keys
            assert first_look.keys(view, 2) == desk.desk.agenda.keys(view, 2) == keys[:2]
            assert first_look.rows(keys) == desk.desk.agenda.rows(keys)
    glance.close()


def test_nothing_to_see(tmp_path: Path) -> None:
    assert Glance.open(tmp_path / "eventdesk.db") is None
    (tmp_path / "eventdesk.db").write_bytes(b"no database at all" * 100)
    assert Glance.open(tmp_path / "eventdesk.db") is None


def test_sqlalchemy_is_not_imported() -> None:
    words = "import sys, eventdesk.storage.glance; print('sqlalchemy' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "False"
