"""The table's model: pages on demand, nothing sorted here, blank where a row vanished."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from eventdesk.domain.errors import StorageFailure
from eventdesk.services.views import AgendaColumn, AgendaRow
from eventdesk.ui.agenda_model import PAGE, PAGES_KEPT, AgendaModel

ZONE = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


class Source:
    """Counts what is read."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.gone: set[int] = set()
        self.failure: StorageFailure | None = None
        self.now = NOON

    def read(self, keys: Sequence[int]) -> list[AgendaRow]:
        self.asked.append(len(keys))
        if self.failure is not None:
            raise self.failure
        return [self.row(key) for key in keys if key not in self.gone]

    def row(self, key: int) -> AgendaRow:
        start = NOON + timedelta(minutes=30 * key)
        return AgendaRow(key=key, event_id=f"event-{key}", title=f"Event {key}", start=start)

    def moment(self) -> tuple[datetime, ZoneInfo]:
        return self.now, ZONE


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def model(qtbot: QtBot, source: Source) -> AgendaModel:
    return AgendaModel(source.read, source.moment)


def test_qt_accepts_the_model(model: AgendaModel, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.set_keys(array("q", range(1, 300)))
    model.set_keys(array("q", range(1, 400)))
    model.set_keys(array("q", range(50, 90)))
    model.set_keys(array("q"))
    assert model.rowCount() == 0
    tester.deleteLater()


def test_only_pages_that_are_looked_at_are_read(model: AgendaModel, source: Source) -> None:
    model.set_keys(array("q", range(1, 100_001)))
    assert source.asked == []
    assert model.rowCount() == 100_000
    assert model.data(model.index(50_010, 1)) == "Event 50011"
    assert model.data(model.index(50_011, 1)) == "Event 50012"
    assert source.asked == [PAGE]


def test_pages_looked_at_long_ago_are_dropped(model: AgendaModel, source: Source) -> None:
    model.set_keys(array("q", range(1, 100_001)))
    for page in range(PAGES_KEPT + 10):
        model.look(page * PAGE)
    assert len(model.loaded()) == PAGES_KEPT * PAGE
    model.look((PAGES_KEPT + 9) * PAGE)
    assert len(source.asked) == PAGES_KEPT + 10
    model.look(0)
    assert len(source.asked) == PAGES_KEPT + 11


def test_a_vanished_row_is_blank(model: AgendaModel, source: Source) -> None:
    source.gone = {2}
    model.set_keys(array("q", [1, 2, 3]))
    assert [model.data(model.index(number, 1)) for number in range(3)] == [
        "Event 1",
        None,
        "Event 3",
    ]
    assert model.data(model.index(1, 0), Qt.ItemDataRole.ToolTipRole) is None
    assert model.row(-1) is None
    assert model.row(3) is None


def test_a_page_that_cannot_be_read_is_said_once(model: AgendaModel, source: Source) -> None:
    failures: list[object] = []
    model.read_failed.connect(failures.append)
    source.failure = StorageFailure("The database is locked.")
    model.set_keys(array("q", [1, 2, 3]))
    assert [model.row(number) for number in (0, 1, 2, 0)] == [None] * 4
    assert failures == [source.failure]
    source.failure = None
    model.reread()
    assert model.row(0) is not None


def test_growing_keeps_rows_where_they_are(model: AgendaModel) -> None:
    resets, inserts = [], []
    model.modelReset.connect(lambda: resets.append(1))
    model.rowsInserted.connect(lambda parent, first, last: inserts.append((first, last)))
    assert not model.set_keys(array("q", range(1, 201)))
    assert model.set_keys(array("q", range(1, 501)))
    assert model.set_keys(array("q", range(1, 501)))
    assert not model.set_keys(array("q", range(2, 501)))
    assert len(resets) == 2
    assert inserts == [(200, 499)]


def test_words_follow_the_clock_only_at_ticks(model: AgendaModel, source: Source) -> None:
    model.set_keys(array("q", [1]))
    when = model.index(0, 0)
    assert model.data(when) == "Today 12:30, in 30 min"
    source.now += timedelta(minutes=10)
    assert model.data(when) == "Today 12:30, in 30 min"
    model.tick()
    assert model.data(when) == "Today 12:30, in 20 min"
    assert len(source.asked) == 1


def test_sorting_is_asked_for_not_done(model: AgendaModel) -> None:
    asked: list[tuple[object, object]] = []
    model.sort_asked.connect(lambda column, descending: asked.append((column, descending)))
    model.set_keys(array("q", [3, 1, 2]))
    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.sort(-1)
    assert asked == [(AgendaColumn.TITLE, True)]
    assert list(model.keys) == [3, 1, 2]


def test_headers_and_places(model: AgendaModel) -> None:
    horizontal = Qt.Orientation.Horizontal
    titles = [model.headerData(n, horizontal, Qt.ItemDataRole.DisplayRole) for n in range(5)]
    assert titles == ["When", "Title", "Duration", "Reminder", "State"]
    assert model.headerData(1, horizontal, Qt.ItemDataRole.ToolTipRole) == "Sort by title"
    assert model.headerData(9, horizontal, Qt.ItemDataRole.DisplayRole) is None
    model.set_keys(array("q", [5, 6]))
    assert model.number_of(6) == 1
    assert model.number_of(7) == -1
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(QModelIndex()) == 5
