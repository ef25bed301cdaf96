"""Editing one occurrence of a series, it and the following, or all, in the editor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.series import Scope
from eventdesk.ui.editor import EventEditor
from tests.ui.dialog_kit import type_into
from tests.ui.series_kit import MONDAY, SeriesKit

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
WEEK = timedelta(days=7)


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path) -> Iterator[SeriesKit]:
    kit = SeriesKit(qtbot, tmp_path)
    yield kit
    kit.close()


def offered(editor: EventEditor) -> list[str]:
    return [each.value for each, dot in editor.form.scope.dots.items() if dot.isVisible()]


def times(editor: EventEditor) -> tuple[str, str, str]:
    parts = editor.form.when.widgets
    return parts.start_date.text(), parts.start_time.text(), parts.end_time.text()


def left_out(editor: EventEditor) -> str:
    return editor.form.repeat.left_out.accessibleName().replace("\N{NO-BREAK SPACE}", " ")


def choose(editor: EventEditor, scope: Scope) -> None:
    editor.form.scope.dots[scope].click()


def test_an_occurrence_opens_at_its_own_date_and_means_itself(kit: SeriesKit) -> None:
    series = kit.make()
    editor = kit.open(series, kit.nth(series, 2))
    assert times(editor)[:2] == ("Mon 7 Dec 2026", "09:00")
    assert offered(editor) == ["one", "following", "all"]
    assert editor.form.scope.dots[Scope.ONE].isChecked()
    assert editor.form.scope.words().startswith("Only Mon 7 Dec 2026 is changed")
    assert not editor.form.repeat.isVisible()
    assert not editor.is_changed()


def test_this_one(kit: SeriesKit) -> None:
    series = kit.make()
    editor = kit.open(series, kit.nth(series, 1))
    type_into(editor.form.title, "Late")
    type_into(editor.form.when.widgets.start_time, "17:00")
    one = kit.save(editor)
    assert (one.series_id, one.recurrence_id) == (series.id, MONDAY + WEEK)
    assert one.recurrence is None
    assert kit.listed()[:3] == ["23 09:00 Stand-up", "30 17:00 Late", "07 09:00 Stand-up"]
    assert kit.desk.events.undo() == "Edited one of “Stand-up”"
    assert kit.listed()[1] == "30 09:00 Stand-up"


def test_this_and_following(kit: SeriesKit) -> None:
    series = kit.make("FREQ=WEEKLY;COUNT=5")
    editor = kit.open(series, kit.nth(series, 2))
    type_into(editor.form.when.widgets.start_time, "10:00")
    choose(editor, Scope.FOLLOWING)
    assert times(editor) == ("Mon 7 Dec 2026", "10:00", "10:30")
    assert editor.form.repeat.end.count.text() == "3"
    rest = kit.save(editor)
    assert rest.recurrence == Recurrence("FREQ=WEEKLY;COUNT=3")
    hours = [f"{day} 09:00 Stand-up" for day in (23, 30)]
    assert kit.listed() == [*hours, *(f"{day} 10:00 Stand-up" for day in ("07", 14, 21))]


def test_all_takes_what_was_typed_to_the_first_one(kit: SeriesKit) -> None:
    series = kit.make()
    editor = kit.open(series, kit.nth(series, 2))
    type_into(editor.form.when.widgets.start_time, "10:00")
    choose(editor, Scope.ALL)
    assert times(editor) == ("Mon 23 Nov 2026", "10:00", "10:30")
    assert "first one, Mon 23 Nov 2026" in editor.form.scope.words()
    whole = kit.save(editor)
    assert (whole.id, whole.start) == (series.id, MONDAY.replace(hour=10))
    assert whole.recurrence == series.recurrence


def test_a_day_of_all_that_moves_takes_the_rule_and_the_skipped_dates_along(
    kit: SeriesKit,
) -> None:
    series = kit.make("FREQ=WEEKLY;BYDAY=MO")
    kit.desk.series.delete(series.id, kit.nth(series, 1), Scope.ONE)
    editor = kit.open(series, kit.nth(series, 1))
    choose(editor, Scope.ALL)
    type_into(editor.form.when.widgets.start_date, "tue 24 nov 2026")
    whole = kit.save(editor)
    assert whole.recurrence == Recurrence("FREQ=WEEKLY", excluded=(datetime(2026, 12, 1, 9),))
    assert kit.listed()[:2] == ["24 09:00 Stand-up", "08 09:00 Stand-up"]


def test_switching_is_no_change_and_comes_back_to_what_was_typed(kit: SeriesKit) -> None:
    series = kit.make()
    editor = kit.open(series, kit.nth(series, 2))
    for scope in (Scope.ALL, Scope.FOLLOWING, Scope.ONE):
        choose(editor, scope)
        assert not editor.is_changed(), scope
    choose(editor, Scope.ALL)
    editor.form.repeat.kind.setCurrentText("Daily")
    type_into(editor.form.when.widgets.start_time, "8:00")
    choose(editor, Scope.ONE)
    assert times(editor) == ("Mon 7 Dec 2026", "08:00", "08:30")
    choose(editor, Scope.ALL)
    assert editor.form.repeat.kind.currentText() == "Daily"
    assert times(editor) == ("Mon 23 Nov 2026", "08:00", "08:30")
    assert editor.is_changed()


def test_one_that_is_saved_untouched_stays_in_its_series(kit: SeriesKit) -> None:
    series = kit.make()
    for scope in (Scope.ONE, Scope.FOLLOWING):
        editor = kit.open(series, kit.nth(series, 2))
        choose(editor, scope)
        assert kit.save(editor).id == series.id
    assert kit.desk.series.changed(series.id) == []
    assert len(list(kit.desk.events.all())) == 1


def test_the_first_one_has_no_following(kit: SeriesKit) -> None:
    series = kit.make()
    assert offered(kit.open(series, kit.nth(series, 0))) == ["one", "all"]


def test_by_keyboard(kit: SeriesKit) -> None:
    series = kit.make()
    editor = kit.open(series, kit.nth(series, 1))
    editor.form.scope.dots[Scope.ONE].setFocus()
    QTest.keyClick(editor.form.scope.dots[Scope.ONE], Qt.Key.Key_Right)
    assert editor.scope is not None
    assert editor.scope.scope is Scope.FOLLOWING
    QTest.keyClick(editor, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    kit.qtbot.waitUntil(editor.form.scope.dots[Scope.ONE].isChecked)
    assert times(editor)[0] == "Mon 30 Nov 2026"


def test_a_changed_one_is_edited_alone_and_leads_to_its_series(kit: SeriesKit) -> None:
    series = kit.make()
    draft = kit.open(series, kit.nth(series, 1)).form.draft()[0]
    one = kit.desk.series.edit(series.id, kit.nth(series, 1), draft, Scope.ONE)
    editor = kit.open(one)
    assert "changed occurrence of a series" in editor.form.scope.words()
    assert offered(editor) == []
    with kit.qtbot.waitSignal(editor.series_wanted) as wanted:
        editor.form.scope._link.click()
    assert wanted.args == [series.id]
    type_into(editor.form.title, "Once more")
    assert kit.save(editor).series_id == series.id


def test_the_whole_series_says_so(kit: SeriesKit) -> None:
    editor = kit.open(kit.make())
    assert not editor.form.scope.isVisible()
    assert editor.form.series_note.text() == "Changes apply to all occurrences."


def test_an_occurrence_that_went_meanwhile_is_refused_and_nothing_is_lost(kit: SeriesKit) -> None:
    series = kit.make()
    at = kit.nth(series, 1)
    editor = kit.open(series, at)
    kit.desk.series.delete(series.id, at, Scope.ONE)
    type_into(editor.form.title, "Too late")
    editor.save()
    kit.kit.settle()
    assert "not there any more" in editor.message.text()
    assert editor.form.title.text() == "Too late"
    assert editor.isVisible()


def test_what_was_typed_for_one_is_kept_for_that_one(kit: SeriesKit) -> None:
    series = kit.make()
    editor = kit.open(series, kit.nth(series, 2))
    choose(editor, Scope.FOLLOWING)
    type_into(editor.form.title, "Unsaved")
    editor.close()
    (kept,) = kit.kit.drafts.kept(series.id)
    again = kit.open(series, kept=kept)
    assert again.start == kit.nth(series, 2)
    assert again.scope is not None
    assert again.scope.scope is Scope.FOLLOWING
    assert again.form.title.text() == "Unsaved"
    assert times(again)[0] == "Mon 7 Dec 2026"
    kit.save(again)
    assert kit.listed()[:3] == ["23 09:00 Stand-up", "30 09:00 Stand-up", "07 09:00 Unsaved"]


def test_left_out_dates_are_listed_and_come_back(kit: SeriesKit) -> None:
    series = kit.make()
    second, fourth = kit.nth(series, 1), kit.nth(series, 3)
    draft = kit.open(series, kit.nth(series, 2)).form.draft()[0]
    kit.desk.series.edit(series.id, kit.nth(series, 2), draft, Scope.ONE)
    for at in (second, fourth):
        kit.desk.series.delete(series.id, at, Scope.ONE)
    editor = kit.open(series)
    assert left_out(editor) == "Left out: Mon 30 Nov, Mon 14 Dec"
    assert not editor.is_changed()
    editor.form.repeat.left_out.linkActivated.emit("0")
    assert left_out(editor) == "Left out: Mon 14 Dec"
    assert editor.is_changed()
    kit.save(editor)
    assert [each.replace("Stand-up", "").strip() for each in kit.listed()[:4]] == [
        *("23 09:00", "30 09:00", "07 09:00", "21 09:00")
    ]
    assert second in kit.starts(series)
    assert fourth not in kit.starts(series)
    assert len(kit.desk.series.changed(series.id)) == 1


def test_what_comes_back_while_the_hour_changes_leaves_the_rest_out(kit: SeriesKit) -> None:
    series = kit.make()
    for number in (3, 1):
        kit.desk.series.delete(series.id, kit.nth(series, number), Scope.ONE)
    editor = kit.open(series)
    editor.form.repeat.left_out.linkActivated.emit("0")
    type_into(editor.form.when.widgets.start_time, "10:00")
    kit.save(editor)
    days = ["23", "30", "07", "21"]
    assert kit.listed()[:4] == [f"{day} 10:00 Stand-up" for day in days]


@pytest.mark.parametrize("scope", [Scope.ONE, Scope.FOLLOWING])
def test_all_day_series(kit: SeriesKit, scope: Scope) -> None:
    day = datetime(2026, 11, 23)
    series = kit.make(
        "FREQ=DAILY", start=day, end=day + timedelta(days=1), time_zone=None, all_day=True
    )
    editor = kit.open(series, kit.nth(series, 2))
    assert times(editor)[0] == "Wed 25 Nov 2026"
    choose(editor, scope)
    type_into(editor.form.title, "Fair")
    kit.save(editor)
    titles = [each.split()[-1] for each in kit.listed()[:4]]
    rest = "Fair" if scope is Scope.FOLLOWING else "Stand-up"
    assert titles == ["Stand-up", "Stand-up", "Fair", rest]


def test_one_in_another_zone_keeps_its_wall_time(kit: SeriesKit) -> None:
    series = kit.make(start=datetime(2027, 3, 8, 9), time_zone="America/New_York")
    after_change = kit.nth(series, 1)  # New York is on summer time from 14 March 2027 on
    assert after_change == datetime(2027, 3, 15, 13, tzinfo=UTC)
    editor = kit.open(series, after_change)
    assert times(editor) == ("Mon 15 Mar 2027", "09:00", "09:30")
    type_into(editor.form.title, "There")
    one = kit.save(editor)
    assert (one.start, one.time_zone) == (datetime(2027, 3, 15, 9), "America/New_York")


def test_an_occurrence_that_the_clocks_skip_is_shown_where_it_is(kit: SeriesKit) -> None:
    series = kit.make("FREQ=DAILY", start=datetime(2027, 3, 27, 2, 30))
    skipped = kit.nth(series, 1)
    editor = kit.open(series, skipped)
    assert times(editor) == ("Sun 28 Mar 2027", "03:30", "04:00")
    assert not editor.is_changed()
    type_into(editor.form.title, "Night")
    assert kit.save(editor).start == datetime(2027, 3, 28, 3, 30)


def test_what_becomes_of_skipped_and_doubled_times_is_said(kit: SeriesKit) -> None:
    editor = kit.open(kit.make("FREQ=DAILY", start=datetime(2027, 3, 20, 2, 30)))
    words = kit.wait_for(editor.form.repeat.preview.text)
    assert "On Sun 28 Mar 2027 the clocks skip 02:30: it is at 03:30 that day." in words


def test_a_series_moved_into_a_gap_is_refused_at_the_field(kit: SeriesKit) -> None:
    series = kit.make("FREQ=DAILY", start=datetime(2027, 3, 28, 9))
    editor = kit.open(series, kit.nth(series, 2))
    choose(editor, Scope.ALL)
    type_into(editor.form.when.widgets.start_time, "2:30")
    editor.save()
    kit.kit.settle()
    assert editor.isVisible()
    assert "02:30 does not exist" in editor.form.when.widgets.start_message.text()
    type_into(editor.form.when.widgets.start_time, "1:30")
    type_into(editor.form.when.widgets.end_time, "2:30")
    editor.save()
    assert "02:30 does not exist" in editor.form.when.widgets.end_message.text()
