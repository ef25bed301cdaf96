"""The status line's words, and the clockwork that keeps relative times current."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from eventdesk.domain.holding import Hold, HoldCause
from eventdesk.domain.ledger import LedgerState
from eventdesk.services.views import NextReminder, TimelineEntry
from eventdesk.ui.flow_text import LONGEST, FlowText
from eventdesk.ui.icons import Icons
from eventdesk.ui.pause_choices import pause_choices
from eventdesk.ui.status_line import Standing, StatusLine, status_look
from eventdesk.ui.ticker import Ticker, until_next
from eventdesk.ui.timeline import SHOWN, Timeline
from tests.fakes import FakeClock
from tests.ui.window_kit import ICONS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
ZONE = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
STAND_UP = NextReminder(
    event_id="event-1",
    title="Stand-up",
    due_at=NOON + timedelta(minutes=7),
    occurrence_start=NOON + timedelta(minutes=12),
)
QUIET = Hold(HoldCause.QUIET_HOURS, NOON + timedelta(hours=19))
DISTURBED = Hold(HoldCause.DO_NOT_DISTURB, None, "dunst is paused")


@pytest.mark.parametrize(
    ("standing", "icon", "words"),
    [
        (Standing(), "bell", "Reminders on. None is planned."),
        (Standing(STAND_UP), "bell", "Reminders on. Next: Stand-up, 12:07, in 7 min"),
        (
            Standing(STAND_UP, (Hold(HoldCause.PAUSED, NOON + timedelta(hours=3)),)),
            "pause",
            "Reminders paused until 15:00; they are held, not lost.",
        ),
        (
            Standing(STAND_UP, (Hold(HoldCause.PAUSED, NOON - timedelta(seconds=1)),)),
            "bell",
            "Reminders on. Next: Stand-up, 12:07, in 7 min",
        ),
        (
            Standing(STAND_UP, (QUIET, DISTURBED), 3),
            "moon",
            "Quiet hours until tomorrow 07:00; 3 reminders are held, not lost.",
        ),
        (
            Standing(STAND_UP, (DISTURBED,), 1),
            "moon",
            "Do not disturb is on; 1 reminder is held, not lost.",
        ),
        (
            Standing(STAND_UP, (Hold(HoldCause.PRESENTATION, None, "full screen"),)),
            "moon",
            "A presentation is on; reminders are held, not lost.",
        ),
        (
            Standing(STAND_UP, problems={"mail": "No mail server.", "alarm": "The alarm stopped."}),
            "alert",
            "No mail server. The alarm stopped.",
        ),
    ],
)
def test_words(standing: Standing, icon: str, words: str) -> None:
    look = status_look(standing, NOON, ZONE)
    assert (look.icon, look.words) == (icon, words)


@pytest.mark.parametrize(
    ("hold", "button"),
    [
        (Hold(HoldCause.PAUSED, NOON + timedelta(hours=1)), "Resume"),
        (QUIET, "Settings"),
        (DISTURBED, "Settings"),
    ],
)
def test_what_holds_reminders_can_be_changed(qtbot: QtBot, hold: Hold, button: str) -> None:
    pressed: list[str] = []
    line = StatusLine(Icons(ICONS), pressed.append)
    qtbot.addWidget(line)
    line.show_standing(Standing(STAND_UP, (hold,)), NOON, ZONE)
    assert line.button.text() == button
    line.button.click()
    assert pressed == [button]


def test_a_snoozed_reminder_and_a_long_title() -> None:
    coming = NextReminder(
        event_id="event-1",
        title="x" * 500,
        due_at=NOON + timedelta(days=1),
        occurrence_start=NOON,
        snoozed=True,
    )
    words = status_look(Standing(coming), NOON, ZONE).words
    assert words.endswith("x… again, Tomorrow 12:00, in 1 d")
    assert len(words) < 130


def test_the_line_never_asks_for_more_room_than_there_is(qtbot: QtBot) -> None:
    line = StatusLine(Icons(ICONS), lambda button: None)
    qtbot.addWidget(line)
    line.show_standing(Standing(problems={"storage": "trouble " * 60}), NOON, ZONE)
    assert line.minimumSizeHint().width() < 420
    assert line.accessibleName() == line.words
    assert line.button.text() == "Health"


@pytest.mark.parametrize(
    ("second", "milliseconds"), [(0.0, 30_005), (29.9, 105), (30.0, 30_005), (59.999, 6)]
)
def test_ticks_come_at_half_minutes(second: float, milliseconds: int) -> None:
    assert until_next(NOON + timedelta(seconds=second)) == pytest.approx(milliseconds, abs=1)


def test_the_ticker_ticks_at_once_and_then_on_time(qtbot: QtBot) -> None:
    clock = FakeClock(NOON + timedelta(seconds=29.95))
    ticker = Ticker(clock.now)
    ticks: list[int] = []
    ticker.ticked.connect(lambda: ticks.append(1))
    ticker.run(True)
    ticker.run(True)
    assert len(ticks) == 1
    clock.advance(seconds=0.1)
    qtbot.waitUntil(lambda: len(ticks) == 2, timeout=2000)
    ticker.run(False)
    assert not ticker.running


def test_pauses_end_on_the_clock_of_the_zone() -> None:
    labels = {choice.label: choice.until for choice in pause_choices(NOON, ZONE)}
    assert labels["For 1 hour"] == NOON + timedelta(hours=1)
    assert labels["Until tomorrow"] == datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    summer_ends = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
    until = pause_choices(summer_ends, ZONE)[-1].until
    assert until.astimezone(ZONE).hour == 0


def test_a_timeline_tells_each_step(qtbot: QtBot, qapp: QApplication) -> None:
    line = Timeline(Icons(ICONS))
    qtbot.addWidget(line)
    line.resize(200, 10)
    line.show()
    line.show_entries(
        [
            TimelineEntry(NOON, "Reminder came due"),
            TimelineEntry(NOON, "No network", LedgerState.RETRYING),
            TimelineEntry(None, "Will not be sent"),
        ],
        NOON,
        ZONE,
    )
    assert line.words == [
        "Today 12:00 Reminder came due",
        "Today 12:00 No network",
        "Will not be sent",
    ]
    tall = line.height()
    line.resize(90, line.height())
    assert line.height() > tall
    assert not line.grab().isNull()


def test_a_long_timeline_shows_its_end(qtbot: QtBot) -> None:
    line = Timeline(Icons(ICONS))
    qtbot.addWidget(line)
    entries = [TimelineEntry(NOON, f"Step {number}") for number in range(500)]
    line.show_entries(entries, NOON, ZONE)
    assert len(line.words) == SHOWN + 1
    assert line.words[0] == "460 earlier entries are in the ledger."
    assert line.words[-1] == "Today 12:00 Step 499"


def test_flowing_text_wraps_anywhere_and_is_cut_when_endless(qtbot: QtBot) -> None:
    text = FlowText("Description")
    qtbot.addWidget(text)
    text.resize(200, 20)
    text.say("W" * 300)
    tall = text.height()
    assert tall > 5 * text.fontMetrics().height()
    text.resize(400, tall)
    assert text.height() < tall
    text.say("x" * 100_000)
    assert len(text.toPlainText()) < LONGEST + 60
    assert text.words == "x" * 100_000
    text.say("")
    assert text.isHidden()
