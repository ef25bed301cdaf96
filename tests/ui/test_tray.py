"""The tray: next three events, pausing, state; notifiers of the window process; About."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.holding import Hold, HoldCause
from eventdesk.domain.ledger import LedgerState
from eventdesk.services.ports import EventsChanged, HealthChanged, Notice, Refused, Taken
from eventdesk.ui.tray import Tray
from eventdesk.ui.tray_health import TrayHealth
from eventdesk.ui.tray_notifier import PopupNotifier, TrayNotifier
from tests.ui.away_rows import away_row
from tests.ui.dialog_kit import ICONS, Kit

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "systemTrayWindowChanged")


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path) -> Iterator[Kit]:
    kit = Kit(qtbot, tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def tray(kit: Kit) -> Iterator[Tray]:
    tray = Tray(kit.desk, kit.jobs, kit.icons)  # type: ignore[arg-type]
    kit.book.publish = tray.handle
    tray.refresh()
    kit.settle()
    yield tray
    kit.book.publish = lambda change: None
    tray.stop()
    tray.deleteLater()


def entry(tray: Tray, words: str) -> QAction:
    return next(each for each in tray.menu.actions() if words in each.text())


def test_the_next_three_events_are_listed(kit: Kit, tray: Tray) -> None:
    texts = [each.text() for each in tray.menu.actions()]
    assert texts[:3] == ["15:00   Stand-up", "18:00   Dentist", "20:00   Call Grandma"]
    assert tray.menu.actions()[3].isSeparator()
    with kit.qtbot.waitSignal(tray.open_requested) as opened:
        entry(tray, "Dentist").trigger()
    assert opened.args == ["event-2"]


def test_the_tool_tip_tells_what_comes_next(kit: Kit, tray: Tray) -> None:
    kit.book.ledger.clear()
    tray.refresh()
    kit.settle()
    assert tray.icon.toolTip() == "EventDesk — Next: Stand-up 14:55"
    assert tray.state == "on"


def test_it_follows_what_changes(kit: Kit, tray: Tray) -> None:
    kit.desk.events.delete(["event-1"])
    kit.settle()
    assert "Stand-up" not in tray.menu.actions()[0].text()


def test_titles_are_clipped_and_ampersands_kept(kit: Kit, tray: Tray) -> None:
    draft = kit.desk.events.get("event-2").draft()
    start = draft.start.replace(hour=14, minute=50)
    kit.desk.events.create(type(draft)(title="Q&A " * 60, start=start, time_zone=draft.time_zone))
    kit.settle()
    text = tray.menu.actions()[0].text()
    assert text.startswith("14:50   Q&&A Q&&A")
    assert text.endswith("…")
    assert len(text) < 70


def test_the_menu_says_when_nothing_is_coming(kit: Kit, tray: Tray) -> None:
    kit.desk.events.delete(list(kit.book.events))
    kit.settle()
    first = tray.menu.actions()[0]
    assert first.text() == "Nothing coming up"
    assert not first.isEnabled()


def test_pause_and_resume(kit: Kit, tray: Tray) -> None:
    labels = [each.text() for each in tray.pause_menu.actions()]
    assert "For 1 hour" in labels
    assert "Until tomorrow" in labels
    next(each for each in tray.pause_menu.actions() if each.text() == "For 1 hour").trigger()
    kit.settle()
    assert kit.calls("pause") == [(kit.desk.clock.now() + timedelta(hours=1),)]
    assert tray.state == "paused"
    assert "Paused until 15:48" in tray.icon.toolTip()
    assert tray.pause_menu.title() == "Paused until 15:48"
    tray.pause_menu.actions()[0].trigger()
    kit.settle()
    assert len(kit.calls("resume")) == 1
    assert tray.state in ("on", "due")


def test_a_pause_counts_from_the_press_however_old_the_menu_is(kit: Kit, tray: Tray) -> None:
    kit.desk.clock.advance(hours=3)
    next(each for each in tray.pause_menu.actions() if each.text() == "For 1 hour").trigger()
    assert kit.calls("pause") == [(kit.desk.clock.now() + timedelta(hours=1),)]


def test_what_holds_reminders_is_seen_and_told(kit: Kit, tray: Tray) -> None:
    kit.book.ledger.clear()
    put_held(kit, 1)
    until = kit.desk.clock.now() + timedelta(hours=16)
    kit.desk.reminders.hold(Hold(HoldCause.QUIET_HOURS, until))
    kit.settle()
    assert tray.state == "held"
    assert "Quiet hours until tomorrow 06:48, 1 held" in tray.icon.toolTip()
    assert not tray.icon.icon().isNull()
    assert (ICONS / "tray-held.svg").is_file()
    assert tray.pause_menu.title() == "Pause reminders"
    health = TrayHealth(tray, kit.icons)
    assert health.check().name == "tray"
    kit.desk.reminders.pause(until)
    kit.settle()
    assert tray.state == "paused"
    tray.handle(HealthChanged("mail", "The mail server refuses the password."))
    assert tray.state == "problem"
    tray.handle(HealthChanged("mail", ""))
    kit.desk.reminders.resume()
    kit.desk.reminders.hold()
    kit.settle()
    assert tray.state == "on"


def put_held(kit: Kit, number: int) -> None:
    now = kit.desk.clock.now()
    reason = HoldCause.QUIET_HOURS.value
    row = away_row(number, LedgerState.SNOOZED, at=None, start=now, reason=reason)
    kit.book.ledger[number] = row


def test_what_came_due_meanwhile_can_be_asked_for_while_it_is_unanswered(
    kit: Kit, tray: Tray
) -> None:
    assert not any("away" in each.text() for each in tray.menu.actions())
    for number in (901, 902):
        kit.book.ledger[number] = away_row(number)
    tray.refresh()
    kit.settle()
    with kit.qtbot.waitSignal(tray.away_requested):
        entry(tray, "While you were away: 2 reminders…").trigger()
    kit.desk.reminders.dismiss([901, 902], by="test")
    kit.settle()
    assert not any("away" in each.text() for each in tray.menu.actions())


def test_problems_are_shown_until_they_are_over(kit: Kit, tray: Tray) -> None:
    tray.handle(HealthChanged("mail", "The mail server refuses the password."))
    assert tray.state == "problem"
    assert "refuses the password" in tray.icon.toolTip()
    tray.handle(HealthChanged("mail", ""))
    assert tray.state != "problem"


def test_a_failing_read_is_a_problem(kit: Kit, tray: Tray) -> None:
    kit.book.fail_with = StorageFailure("The database is locked.", "Close the other program.")
    tray.handle(EventsChanged())
    kit.settle()
    assert tray.state == "problem"
    tray.handle(HealthChanged("storage", ""))
    assert tray.state != "problem"


def test_the_other_entries(kit: Kit, tray: Tray) -> None:
    for words, signal in (
        ("New event", tray.new_requested),
        ("Open EventDesk", tray.window_requested),
        ("Quit", tray.quit_requested),
    ):
        with kit.qtbot.waitSignal(signal):
            entry(tray, words).trigger()
    with kit.qtbot.waitSignal(tray.toggle_requested):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with kit.qtbot.assertNotEmitted(tray.toggle_requested):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)


def test_without_a_tray_it_says_so(kit: Kit, tray: Tray) -> None:
    # The offscreen platform has none.
    assert not Tray.available()
    tray.start()
    assert not tray.visible
    assert not tray.hint_still_running()


def test_a_tray_that_comes_later_is_found(
    kit: Kit, tray: Tray, monkeypatch: pytest.MonkeyPatch
) -> None:
    tray._look_timer.setInterval(20)
    tray.start()
    monkeypatch.setattr(Tray, "available", staticmethod(lambda: True))
    with kit.qtbot.waitSignal(tray.found, timeout=2000):
        pass


# Notifiers


NOTICE = Notice(title="Stand-up", body="starts in 5 min", ledger_ids=(7, 8))


def test_the_tray_notifier_refuses_where_there_is_no_tray(qtbot: QtBot) -> None:
    notifier = TrayNotifier()
    outcome = notifier.notify(NOTICE)
    assert isinstance(outcome, Refused)
    assert "tray" in outcome.error
    icon = QSystemTrayIcon()
    notifier.use(icon)
    assert isinstance(notifier.notify(NOTICE), Refused)


def test_the_tray_notifier_shows_on_the_main_thread(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    icon = QSystemTrayIcon()
    shown: list[tuple[str, str, bool]] = []

    def show(title: str, body: str, *_more: object) -> None:
        main = threading.current_thread() is threading.main_thread()
        shown.append((title, body, main))

    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", staticmethod(lambda: True))
    monkeypatch.setattr(icon, "isVisible", lambda: True)
    monkeypatch.setattr(icon, "showMessage", show)
    notifier = TrayNotifier()
    notifier.use(icon)
    outcomes: list[Taken | Refused] = []
    thread = threading.Thread(target=lambda: outcomes.append(notifier.notify(NOTICE)))
    thread.start()
    thread.join()
    assert outcomes == [Taken("tray")]
    qtbot.waitUntil(lambda: len(shown) == 1)
    assert shown == [("Stand-up", "starts in 5 min", True)]
    with qtbot.waitSignal(notifier.opened) as opened:
        icon.messageClicked.emit()
    assert opened.args == [(7, 8)]
    notifier.close()
    assert isinstance(notifier.notify(NOTICE), Refused)


def test_the_popup_notifier_takes_all_while_the_window_lives() -> None:
    notifier = PopupNotifier()
    assert notifier.notify(NOTICE) == Taken("popup")
    notifier.withdraw("anything")
    notifier.close()
    assert isinstance(notifier.notify(NOTICE), Refused)
