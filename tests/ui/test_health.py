"""The Health page, the tray's word on problems, and the watchdog over the alarm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.domain.errors import StorageFailure
from eventdesk.services.health import MAIL, NOTIFICATIONS, TRAY, Check
from eventdesk.services.ports import Change, HealthChanged
from eventdesk.ui.health_window import HealthWindow
from eventdesk.ui.health_words import FIRST, grouped, report
from eventdesk.ui.inline_message import Level
from eventdesk.ui.tray import Tray
from eventdesk.ui.tray_health import TrayHealth
from eventdesk.ui.watchdog import AGAIN_MS, EVERY_MS, Watchdog
from tests.fakes import FakeClock
from tests.ui.dialog_kit import Kit, press
from tests.ui.window_kit import WindowKit

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "systemTrayWindowChanged")
WELL = [
    Check("scheduler", True, "looked 3 s ago"),
    Check(NOTIFICATIONS, True, "shown by dunst"),
    Check(MAIL, True, "off"),
    Check("unheard of", True, "fine"),
]
BROKEN = Check("backups", False, "9 days old", "Make one now.")


class FakeDoctor:
    """Finds what it is told to."""

    def __init__(self) -> None:
        self.checks: list[Check] = [*WELL]
        self.tested: list[str] = []
        self.outcome = Check(MAIL, False, "535 no", "Correct the password.")
        self.saved: list[tuple[Path, list[Check]]] = []
        self.fails: StorageFailure | None = None

    def examine(self) -> list[Check]:
        return list(self.checks)

    def test(self, name: str) -> Check:
        self.tested.append(name)
        return self.outcome

    def save(self, path: Path, more: Sequence[Check] = ()) -> None:
        if self.fails is not None:
            raise self.fails
        self.saved.append((path, list(more)))


class FakeTray:
    def check(self) -> Check:
        return Check(TRAY, True, "shown")

    def test(self) -> Check:
        return Check(TRAY, False, "shows no messages", "Add a tray.")


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path) -> Iterator[Kit]:
    kit = Kit(qtbot, tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def doctor() -> FakeDoctor:
    return FakeDoctor()


@pytest.fixture
def window(kit: Kit, doctor: FakeDoctor) -> HealthWindow:
    window = HealthWindow(doctor, kit.desk.clock, kit.jobs, kit.icons, FakeTray())
    kit.open(window)
    return window


def test_every_check_has_a_line(window: HealthWindow) -> None:
    assert list(window.rows) == ["scheduler", NOTIFICATIONS, TRAY, MAIL, "unheard of"]
    assert window.rows["scheduler"].accessibleName().startswith("Alarm clock, OK: looked")
    assert window._sum.text() == "All is well. You will be reminded."
    assert [name for name, row in window.rows.items() if row.button.isVisible()] == [
        NOTIFICATIONS,
        TRAY,
        MAIL,
    ]


def test_what_is_not_well_comes_first_with_its_remedy(
    window: HealthWindow, doctor: FakeDoctor, kit: Kit
) -> None:
    doctor.checks = [*WELL, BROKEN]
    QTest.keyClick(window, Qt.Key.Key_F5)
    kit.settle()
    assert next(iter(window.rows)) == "backups"
    assert "Problem" in window.rows["backups"].accessibleName()
    assert "What to do: Make one now." in window.rows["backups"].accessibleName()
    assert window._sum.text() == "1 thing needs attention."


def test_a_channel_is_tried_on_request(window: HealthWindow, doctor: FakeDoctor, kit: Kit) -> None:
    press(window.rows[MAIL].button)
    kit.settle()
    assert doctor.tested == [MAIL]
    assert window.rows[MAIL].check.detail == "535 no"
    assert window.rows[MAIL].button.isEnabled()
    press(window.rows[TRAY].button)
    assert window._sum.text() == "2 things need attention."


def test_a_test_under_way(kit: Kit, doctor: FakeDoctor) -> None:
    window = HealthWindow(doctor, kit.desk.clock, kit.held_jobs, kit.icons, FakeTray())
    kit.open(window)
    assert window._spinner.running
    kit.held.run()
    kit.settle()
    press(window.rows[MAIL].button)
    assert not window.rows[MAIL].button.isEnabled()
    assert window.rows[MAIL].spinner.running
    kit.held.run()
    kit.settle()
    assert not window.rows[MAIL].spinner.running


def test_it_follows_what_happens(window: HealthWindow, doctor: FakeDoctor, kit: Kit) -> None:
    doctor.checks = [BROKEN]
    window.handle(HealthChanged("mail", "It fails."))
    kit.qtbot.waitUntil(lambda: "backups" in window.rows)


def test_the_report(window: HealthWindow, kit: Kit) -> None:
    press(window.copy)
    copied = QGuiApplication.clipboard().text()
    assert "[OK] Alarm clock: looked 3 s ago" in copied
    assert window.message.level is Level.GOOD
    assert "What to do: Make one now." in report([BROKEN], "now")


def test_diagnostics(window: HealthWindow, doctor: FakeDoctor, kit: Kit, tmp_path: Path) -> None:
    window.save_to(tmp_path / "x.zip")
    kit.settle()
    [(path, more)] = doctor.saved
    assert (path.name, [each.name for each in more]) == ("x.zip", [TRAY])
    assert window.message.level is Level.GOOD
    doctor.fails = StorageFailure("The disk is full.", "Make room.")
    window.save_to(tmp_path / "y.zip")
    kit.settle()
    assert window.message.text() == "The disk is full. Make room."


def test_groups_keep_every_check() -> None:
    checks = [*WELL, BROKEN]
    found = grouped(checks)
    assert found[0] == (FIRST, [BROKEN])
    assert sorted(each.name for _, part in found for each in part) == sorted(
        each.name for each in checks
    )


def test_the_ways_to_the_page(qtbot: QtBot) -> None:
    kit = WindowKit(qtbot)
    kit.press(Qt.Key.Key_H, "ctrl shift")
    assert kit.wishes == [("health",)]
    kit.window.take_change(HealthChanged("mail", "It fails."))
    press(kit.window.status.button)
    assert kit.wishes == [("health",)] * 2
    assert kit.window.commands["health"] in kit.window.toolbar.menu.actions()


def test_the_tray_leads_to_the_page_and_tells_of_itself(kit: Kit) -> None:
    tray = Tray(kit.desk, kit.jobs, kit.icons)  # type: ignore[arg-type]
    tray.handle(HealthChanged("alarm", "Reminders have stopped."))
    assert tray.state == "problem"
    with kit.qtbot.waitSignal(tray.health_requested):
        tray.menu.actions()[0].trigger()
    tray.handle(HealthChanged("alarm", ""))
    assert "wrong" not in tray.menu.actions()[0].text()
    found = TrayHealth(tray, kit.icons)
    assert found.check().notice, "this platform has no tray"
    assert found.test().remedy
    tray.stop()
    tray.deleteLater()


class HeldAlarm:
    """What the watchdog sees of a desk."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.age: float | None = None
        self.asked = 0

    def heartbeat_age(self) -> float | None:
        return self.age

    def look_now(self) -> None:
        self.asked += 1


def test_an_alarm_that_stops_is_told_after_it_was_asked(qtbot: QtBot) -> None:
    desk, changes = HeldAlarm(), list[Change]()
    dog = Watchdog(desk, changes.append)  # type: ignore[arg-type]
    dog.start()
    assert dog._timer.interval() == EVERY_MS
    dog.look()
    desk.age = 90.0
    dog.look()
    assert (changes, desk.asked) == ([], 0)
    desk.age = 91.0
    dog.look()
    assert (changes, desk.asked) == ([], 1), "the whole process may just have stood still"
    assert dog._timer.interval() == AGAIN_MS
    dog.look()
    dog.look()
    [told] = changes
    assert isinstance(told, HealthChanged)
    assert told.part == "alarm"
    assert "stopped" in told.problem
    assert "start it again" in told.problem
    desk.age = 0.1
    dog.look()
    assert changes[1:] == [HealthChanged("alarm", "")]
    dog.stop()


def test_an_alarm_that_never_starts(qtbot: QtBot) -> None:
    desk, changes = HeldAlarm(), list[Change]()
    dog = Watchdog(desk, changes.append)  # type: ignore[arg-type]
    dog.start()
    desk.clock.advance(seconds=91)
    dog.look()
    dog.look()
    [told] = changes
    assert "never looked" in replace(told).problem  # type: ignore[union-attr,type-var]
    dog.stop()
