"""The first rows of a start, or none of them: never an error."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk.app.window import FIRST_ROWS, _glance
from eventdesk.domain.views import AgendaView, QuickFilter
from eventdesk.storage.glance import Glance
from tests.desks import new_desk
from tests.fakes import NOON

VIEW = AgendaView(QuickFilter.PAST)
"""Lists what lies before the real clock's now."""


def test_the_first_rows_are_those_of_the_desk(tmp_path: Path) -> None:
    desk = new_desk(tmp_path)
    for hours in range(FIRST_ROWS + 20):
        desk.create(NOON - timedelta(days=4000, hours=hours), f"Event {hours}")
    glimpse = _glance(desk.paths, VIEW)
    assert glimpse is not None
    assert glimpse.any_events
    assert glimpse.keys == desk.desk.agenda.keys(VIEW, FIRST_ROWS)
    assert [glimpse.rows[key] for key in glimpse.keys] == desk.desk.agenda.rows(glimpse.keys)


def test_without_rows_it_tells_whether_there_are_any_events(tmp_path: Path) -> None:
    desk = new_desk(tmp_path)
    empty = _glance(desk.paths, VIEW)
    assert empty is not None
    assert not empty.any_events
    desk.create(NOON + timedelta(days=9000), "Far away")
    coming = _glance(desk.paths, VIEW)
    assert coming is not None
    assert coming.any_events
    assert not len(coming.keys)


def test_what_cannot_be_read_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = new_desk(tmp_path).paths
    with monkeypatch.context() as patch:
        patch.setattr(Glance, "read", lambda self: 1 / 0)
        assert _glance(paths, VIEW) is None
    whole = paths.database.read_bytes()
    for damage in (b"", b"no database at all" * 100, whole[:5000], whole[:4096] + b"\xff" * 9000):
        paths.database.write_bytes(damage)
        glimpse = _glance(paths, VIEW)
        assert glimpse is None or not len(glimpse.keys)
    paths.database.unlink()
    assert _glance(paths, VIEW) is None
