"""The list in the window: sorting, keyboard, holding still, empty states, stale answers."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.domain.errors import StorageFailure
from eventdesk.services.ports import EventsChanged
from eventdesk.services.views import AgendaColumn, AgendaView, QuickFilter
from eventdesk.ui.agenda_delegate import AgendaDelegate
from eventdesk.ui.agenda_loader import FIRST, first_from
from eventdesk.ui.agenda_table import runs
from tests.fakes import HeldExecutor
from tests.ui.sample_events import many_drafts
from tests.ui.window_kit import WindowKit

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def kit(qtbot: QtBot) -> WindowKit:
    return WindowKit(qtbot, width=1500)


def click_header(kit: WindowKit, column: AgendaColumn) -> None:
    header = kit.window.agenda.table.horizontalHeader()
    number = list(AgendaColumn).index(column)
    spot = QPoint(header.sectionViewportPosition(number) + 12, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    kit.settle()


def test_the_list_shows_what_comes_in_order(kit: WindowKit) -> None:
    assert kit.titles[:4] == ["Design review", "Stand-up", "Dentist", "Call Grandma"]
    assert kit.cell(1, AgendaColumn.WHEN) == "Today 15:00, in 12 min"
    assert kit.cell(2, AgendaColumn.TITLE) == "Dentist, Dr. Adler, Lindenstraße 12 · #health"
    assert kit.cell(2, AgendaColumn.DURATION) == "45 min"
    assert kit.cell(2, AgendaColumn.REMINDER) == "1 d (desktop and e-mail), 1 h (desktop)"
    assert kit.cell(2, AgendaColumn.STATE) == "Planned: 17:00"
    assert kit.selected == ["Design review"]


@pytest.mark.parametrize("column", list(AgendaColumn))
def test_a_click_on_any_header_sorts_and_another_turns_the_order(
    kit: WindowKit, column: AgendaColumn
) -> None:
    if column is AgendaColumn.WHEN:
        click_header(kit, AgendaColumn.TITLE)
    click_header(kit, column)
    agenda, header = kit.window.agenda, kit.window.agenda.table.horizontalHeader()
    assert (agenda.view.sort, agenda.view.descending) == (column, False)
    first = kit.titles
    click_header(kit, column)
    assert agenda.view.descending
    assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
    assert header.sortIndicatorSection() == list(AgendaColumn).index(column)
    assert kit.titles == first[::-1]


def test_the_past_starts_at_its_end(kit: WindowKit) -> None:
    kit.window.agenda.set_quick(QuickFilter.PAST)
    kit.settle()
    assert kit.titles[0] == "Send the tax papers"
    assert kit.window.agenda.view.descending
    kit.window.agenda.set_quick(QuickFilter.WEEK)
    assert not kit.window.agenda.view.descending


def test_everything_starts_at_now(qtbot: QtBot) -> None:
    kit = WindowKit(qtbot, many_drafts(600), attach=False)
    kit.desk.clock.advance(days=20)
    kit.window.agenda.set_quick(QuickFilter.ALL)
    kit.attach()
    table, model = kit.window.agenda.table, kit.window.agenda.model
    number = table.currentIndex().row()
    now = kit.desk.clock.now()
    before, current = model.row(number - 1), model.row(number)
    assert before is not None
    assert current is not None
    assert before.start < now <= current.start
    assert abs(table.rowAt(4) - number) <= 1


def test_first_from_finds_the_first_row_to_come(kit: WindowKit) -> None:
    agenda = kit.desk.agenda
    keys = agenda.keys(AgendaView(QuickFilter.ALL))
    starts = [row.start for row in agenda.rows(keys)]
    for moment in (starts[0], starts[7], starts[-1], starts[-1] + timedelta(days=1)):
        expected = next((n for n, start in enumerate(starts) if start >= moment), len(starts))
        assert first_from(agenda, keys, moment) == expected
    assert first_from(agenda, array("q"), starts[0]) == 0


# Holding still.


def test_a_refresh_keeps_selection_and_place(qtbot: QtBot) -> None:
    kit = WindowKit(qtbot, many_drafts(400))
    table = kit.window.agenda.table
    table.select(200)
    table.verticalScrollBar().setValue(195 * table.row_height + 7)
    title, top = kit.selected, table.rowAt(10)
    kit.desk.events.delete(["event-20", "event-21"])
    kit.settle()
    assert kit.selected == title
    assert table.currentIndex().row() == 198
    assert table.rowAt(10) == top - 2
    assert table.verticalScrollBar().value() == 193 * table.row_height + 7


def test_a_refresh_keeps_several_selected_rows(qtbot: QtBot) -> None:
    kit = WindowKit(qtbot, many_drafts(400))
    table = kit.window.agenda.table
    table.select(30)
    table.setCurrentIndex(table.model().index(30, 0))
    for _ in range(40):
        kit.press(Qt.Key.Key_Down, "shift", table)
    chosen = kit.selected
    assert len(chosen) == 41
    kit.desk.events.delete(["event-25"])
    kit.settle()
    assert kit.selected == chosen
    assert table.selected_numbers() == [range(29, 70)]


def test_a_refresh_keeps_everything_selected(qtbot: QtBot) -> None:
    kit = WindowKit(qtbot, many_drafts(400))
    kit.window.agenda.table.selectAll()
    kit.desk.events.delete(["event-25"])
    kit.settle()
    assert kit.window.agenda.selected_count() == len(kit.titles) > 300


def test_after_deleting_the_neighbour_is_selected(kit: WindowKit) -> None:
    kit.select("Dentist")
    kit.desk.events.delete(["event-2"])
    kit.settle()
    assert kit.selected == ["Call Grandma"]
    assert "Dentist" not in kit.titles


def test_an_event_that_moves_stays_selected(kit: WindowKit) -> None:
    kit.select("Dentist")
    draft = kit.desk.events.get("event-2").draft()
    later = replace(draft, start=draft.start + timedelta(days=3), end=None)
    kit.desk.events.update("event-2", later)
    kit.settle()
    assert kit.selected == ["Dentist"]
    assert kit.window.details.row is not None
    assert kit.window.details.row.start == later.start.replace(tzinfo=kit.desk.clock.zone())


def test_thousands_of_changes_become_few_refreshes(kit: WindowKit) -> None:
    before = len(kit.desk.agenda.asked)
    for number in range(10_000):
        kit.bridge.publish(EventsChanged((f"event-{number}",)))
    kit.settle()
    assert len(kit.desk.agenda.asked) - before <= 3


def test_a_repeated_refresh_reads_no_row_twice_in_vain(qtbot: QtBot) -> None:
    kit = WindowKit(qtbot, many_drafts(300))
    kit.window.agenda.table.select(250)
    kit.window.refresh()
    kit.settle()
    assert kit.selected == [kit.titles[250]]


# Answers that come late.


def test_stale_searches_are_dropped_and_mostly_not_looked_up(qtbot: QtBot) -> None:
    executor = HeldExecutor()
    kit = WindowKit(qtbot, executor=executor)
    while executor.run():
        kit.settle(10)
    asked = kit.desk.agenda.asked
    asked.clear()
    for words in ("s", "st", "sta", "stand"):
        kit.window.agenda.set_search(words)
    executor.run()
    kit.settle(20)
    assert {view.search for view, _ in asked} == {"stand"}
    assert set(kit.titles) == {"Stand-up"}


def test_an_answer_to_an_old_question_is_not_shown(qtbot: QtBot) -> None:
    executor = HeldExecutor()
    kit = WindowKit(qtbot, executor=executor)
    while executor.run():
        kit.settle(10)
    kit.window.agenda.set_search("dentist")
    executor.run()
    kit.window.agenda.set_search("yoga")
    kit.settle(20)
    assert "Dentist" not in kit.selected
    executor.run()
    kit.settle(20)
    assert kit.titles == []


def test_keys_right_after_a_search_never_mean_what_was_selected_before(qtbot: QtBot) -> None:
    executor = HeldExecutor()
    kit = WindowKit(qtbot, executor=executor)
    while executor.run():
        kit.settle(10)
    kit.window.agenda.table.select(kit.titles.index("Call Grandma"))
    kit.window.agenda.set_search("dentist")
    assert kit.window.agenda.current_row() is None
    assert kit.window.agenda.selected_count() == 0
    assert kit.window.agenda.rows_reader()() == []
    kit.press(Qt.Key.Key_Return, target=kit.window.agenda.table)
    opened = []
    kit.window.agenda.opened.connect(lambda row: opened.append(row.title))
    assert opened == []
    while executor.run():
        kit.settle(10)
    # Enter means the first that is found, once it is.
    assert opened == ["Dentist"]
    row = kit.window.agenda.current_row()
    assert row is not None
    assert row.title == "Dentist"


def test_many_rows_come_in_two_steps(qtbot: QtBot) -> None:
    executor = HeldExecutor()
    kit = WindowKit(qtbot, many_drafts(500), executor=executor)
    executor.run()
    kit.settle(20)
    assert len(kit.titles) == FIRST
    kit.window.agenda.table.select(3)
    while executor.run():
        kit.settle(20)
    assert len(kit.titles) > FIRST
    assert kit.window.agenda.table.currentIndex().row() == 3
    assert [limit for _, limit in kit.desk.agenda.asked] == [FIRST, None]


def test_a_refresh_while_rows_still_come_is_made_up_for(qtbot: QtBot) -> None:
    executor = HeldExecutor()
    kit = WindowKit(qtbot, many_drafts(500), executor=executor)
    kit.window.agenda.refresh()
    kit.settle()
    assert [limit for _, limit in kit.desk.agenda.asked] == []
    for _ in range(6):
        executor.run()
        kit.settle(60)
    assert kit.desk.agenda.asked[-1][1] is None
    assert len(kit.desk.agenda.asked) >= 3


# Nothing to show.


def test_no_events_yet(qtbot: QtBot) -> None:
    kit = WindowKit(qtbot, [])
    empty = kit.window.agenda.empty
    assert kit.window.agenda.currentWidget() is empty
    assert empty.shown.headline == "No events yet"
    assert "Ctrl+N" in empty.shown.text
    assert not kit.window.details.isVisible()
    QTest.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    assert kit.wishes[0][0] == "new"


def test_the_first_event_brings_the_list(qtbot: QtBot) -> None:
    kit = WindowKit(qtbot, [])
    kit.desk.events.create(many_drafts(20)[19])
    kit.settle()
    assert kit.window.agenda.currentWidget() is kit.window.agenda.table
    assert len(kit.titles) == 1
    assert kit.window.details.isVisible()


def test_nothing_matches(kit: WindowKit) -> None:
    kit.window.toolbar.search.setText("  no such   thing ")
    kit.settle(250)
    empty = kit.window.agenda.empty
    assert empty.shown.headline == "Nothing matches “no such   thing”"
    assert empty.accessibleName().startswith("Nothing matches")
    QTest.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    kit.settle(250)
    assert kit.window.toolbar.search.text() == ""
    assert "Dentist" in kit.titles


@pytest.mark.parametrize("quick", [QuickFilter.TODAY, QuickFilter.WEEK, QuickFilter.UPCOMING])
def test_nothing_in_a_filter_offers_all(qtbot: QtBot, quick: QuickFilter) -> None:
    kit = WindowKit(qtbot, many_drafts(3))
    kit.desk.clock.advance(days=60)
    kit.window.agenda.set_quick(QuickFilter.PAST)
    kit.window.agenda.set_quick(quick)
    kit.settle()
    empty = kit.window.agenda.empty
    assert empty.shown.headline.startswith("Nothing")
    QTest.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    kit.settle()
    assert len(kit.titles) == 3
    assert kit.window.toolbar.filters.button(QuickFilter.ALL).isChecked()


def test_a_database_that_cannot_be_read_is_said_and_tried_again(qtbot: QtBot) -> None:
    kit = WindowKit(qtbot, attach=False)
    failure = StorageFailure("The database is locked.", "Close the other program.")
    kit.desk.book.fail_with = failure
    kit.attach()
    empty = kit.window.agenda.empty
    assert empty.shown.headline == "The events cannot be read"
    assert "Close the other program." in empty.shown.text
    assert kit.window.messages.words == ["The database is locked. Close the other program."]
    QTest.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    kit.settle()
    assert kit.titles[0] == "Design review"


# Painting.


def test_every_kind_of_row_can_be_painted(kit: WindowKit) -> None:
    table = kit.window.agenda.table
    for quick in QuickFilter:
        kit.window.agenda.set_quick(quick)
        for column in AgendaColumn:
            kit.window.agenda.sort_by(column, quick is QuickFilter.PAST)
            kit.settle(5)
            pixmap = QPixmap(table.viewport().size())
            table.viewport().render(pixmap)


def test_rows_are_equally_high_and_fit_two_lines(kit: WindowKit) -> None:
    table = kit.window.agenda.table
    heights = {table.rowHeight(number) for number in range(table.model().rowCount())}
    assert heights == {table.row_height}
    assert table.row_height >= 2 * table.fontMetrics().height() + 4


def test_larger_letters_make_higher_rows(kit: WindowKit) -> None:
    table = kit.window.agenda.table
    before, font = table.row_height, table.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    table.setFont(font)
    assert table.row_height > before * 1.6


def test_columns_give_way_in_a_narrow_window(kit: WindowKit) -> None:
    table = kit.window.agenda.table
    duration = list(AgendaColumn).index(AgendaColumn.DURATION)
    title = list(AgendaColumn).index(AgendaColumn.TITLE)
    assert not table.isColumnHidden(duration)
    wanted = table.widths()
    kit.window.resize(620, 500)
    kit.settle(30)
    assert table.isColumnHidden(duration)
    assert table.columnWidth(title) >= 220
    assert table.widths() == wanted
    kit.window.resize(1500, 700)
    kit.settle(30)
    assert not table.isColumnHidden(duration)


@pytest.mark.parametrize("modifiers", ["", "ctrl"])
def test_home_and_end_go_to_the_first_and_the_last_row(kit: WindowKit, modifiers: str) -> None:
    kit.window.agenda.setFocus()
    kit.press(Qt.Key.Key_End, modifiers)
    assert kit.selected == [kit.titles[-1]]
    kit.press(Qt.Key.Key_Home, modifiers)
    assert kit.selected == [kit.titles[0]]
    kit.press(Qt.Key.Key_Down)
    kit.press(Qt.Key.Key_End, f"{modifiers} shift")
    assert kit.selected == kit.titles[1:]


def test_reminders_too_wide_for_one_line_take_two(kit: WindowKit) -> None:
    delegate, words = kit.window.agenda.table.itemDelegate(), "day before 18:00, 08:00"
    assert isinstance(delegate, AgendaDelegate)
    assert delegate._on_two_lines(words, 1000) == [words]
    assert delegate._on_two_lines(words, 60) == ["day before 18:00,", "08:00"]


def test_hovering_lights_up_a_row(kit: WindowKit) -> None:
    table = kit.window.agenda.table
    QTest.mouseMove(table.viewport(), QPoint(50, table.row_height * 2 + 5))
    kit.settle(20)
    delegate = table.itemDelegate()
    assert delegate.hovered == 2  # type: ignore[attr-defined]


def test_runs_of_numbers() -> None:
    assert runs([]) == []
    assert runs([1, 2, 3, 7, 9, 10]) == [range(1, 4), range(7, 8), range(9, 11)]
