"""The editor's section 'If I do not react'."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from eventdesk.domain.event import Event, EventDraft
from eventdesk.domain.insistence import ONCE, Insistence
from eventdesk.domain.late import LateMode, LateRule
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, Channel, Reminder
from eventdesk.domain.settings import ReminderSettings, Settings
from eventdesk.ui.draft_store import KeptForm
from eventdesk.ui.editor import EventEditor
from eventdesk.ui.insistence_section import InsistenceSection
from tests.ui.dialog_kit import Kit, press, type_into

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Make = Callable[..., EventEditor]
MINUTES = [timedelta(minutes=count) for count in range(61)]
BOTH = (Reminder(MINUTES[5], DESKTOP_AND_EMAIL),)
UNLISTED = Insistence(timedelta(seconds=90), timedelta(days=2, minutes=1), False, True)
WITHIN = LateRule(LateMode.WITHIN, timedelta(hours=1, seconds=1))


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path) -> Iterator[Kit]:
    kit = Kit(qtbot, tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def make(kit: Kit) -> Make:
    def open_editor(*, settings: Settings | None = None, **more: object) -> EventEditor:
        editor = EventEditor(
            kit.desk,  # type: ignore[arg-type]
            kit.jobs,
            kit.icons,
            settings=settings or Settings(),
            drafts=kit.drafts,
            **more,  # type: ignore[arg-type]
        )
        kit.open(editor)
        return editor

    return open_editor


def stored(kit: Kit, **changes: object) -> Event:
    event = replace(kit.desk.events.get("event-2"), **changes)  # type: ignore[arg-type]
    kit.book.events[event.id] = event
    return event


def save(kit: Kit, editor: EventEditor) -> EventDraft:
    with kit.qtbot.waitSignal(editor.saved) as saved:
        editor.save()
    return kit.desk.events.get(saved.args[0])  # type: ignore[index]


def choose(section: InsistenceSection, **words: str) -> None:
    """Choose entries of the drop-downs by their words."""
    boxes = {
        "repeat": section.repeat.kind,
        "email": section.email.kind,
        "sound": section.sound,
        "late": section.late.mode,
    }
    for name, text in words.items():
        index = boxes[name].findText(text)
        assert index >= 0, [boxes[name].itemText(each) for each in range(boxes[name].count())]
        boxes[name].setCurrentIndex(index)


def test_it_is_folded_and_says_that_the_settings_hold(kit: Kit, make: Make) -> None:
    editor = make(event=stored(kit))
    section = editor.form.insistence
    assert section.body.isHidden()
    assert section.summary.text() == "as in the settings"
    assert section.fold.accessibleName() == "If I do not react: as in the settings"
    press(section.fold)
    assert section.body.isVisible()
    assert section.fold.accessibleDescription() == "unfolded"
    press(section.fold)
    assert section.body.isHidden()
    assert not editor.is_changed(), "folding is no change of the event"
    saved = save(kit, editor)
    assert (saved.insistence, saved.late_rule) == (Insistence(), None)


@pytest.mark.parametrize(
    ("words", "wishes", "rule", "summary"),
    [
        ({"repeat": "every 5 min"}, Insistence(MINUTES[5]), None, "every 5 min"),
        ({"repeat": "every 1 h"}, Insistence(MINUTES[60]), None, "every 1 h"),
        ({"repeat": "never"}, Insistence(ONCE), None, "no repeating"),
        ({"email": "at once"}, Insistence(None, ONCE), None, "e-mail at once"),
        ({"email": "after 30 min"}, Insistence(None, MINUTES[30]), None, "e-mail after 30 min"),
        ({"sound": "yes"}, Insistence(sound=True), None, "sound"),
        ({"sound": "no"}, Insistence(sound=False), None, "no sound"),
        ({"late": "always, however late"}, Insistence(), LateRule(LateMode.ALWAYS), None),
        ({"late": "until the event ends"}, Insistence(), LateRule(), "when late until it ends"),
        (
            {"repeat": "every 2 min", "sound": "yes"},
            Insistence(MINUTES[2], sound=True),
            None,
            "every 2 min · sound",
        ),
    ],
)
def test_what_is_chosen_is_saved_and_summed_up(
    kit: Kit,
    make: Make,
    words: dict[str, str],
    wishes: Insistence,
    rule: LateRule | None,
    summary: str | None,
) -> None:
    editor = make(event=stored(kit, reminders=BOTH))
    section = editor.form.insistence
    press(section.fold)
    choose(section, **words)
    assert summary is None or section.summary.text() == summary
    saved = save(kit, editor)
    assert (saved.insistence, saved.late_rule) == (wishes, rule)
    again = make(event=kit.desk.events.get("event-2")).form.insistence
    assert again.body.isVisible(), "it opens where something differs from the settings"
    assert again.read() == (wishes, rule, [])


def test_even_in_quiet_hours(kit: Kit, make: Make) -> None:
    editor = make(event=stored(kit))
    press(editor.form.insistence.fold)
    kit.settle()
    press(editor.form.insistence.quiet)
    assert editor.form.insistence.summary.text() == "even in quiet hours"
    assert save(kit, editor).insistence == Insistence(even_when_quiet=True)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("7", MINUTES[7]),
        ("90 s", timedelta(seconds=90)),
        ("1 hour 5 minutes", timedelta(minutes=65)),
    ],
)
def test_other_lengths_are_typed(kit: Kit, make: Make, text: str, length: timedelta) -> None:
    editor = make()
    QTest.keyClicks(editor.form.title, "Pills")
    section = editor.form.insistence
    press(section.fold)
    choose(section, repeat="other…", late="within")
    assert section.repeat.text.isVisible()
    type_into(section.repeat.text, text)
    type_into(section.late.limit, text)
    saved = save(kit, editor)
    assert saved.insistence == Insistence(length)
    assert saved.late_rule == LateRule(LateMode.WITHIN, length)


def test_what_the_choices_do_not_list_is_kept(kit: Kit, make: Make) -> None:
    event = stored(kit, insistence=UNLISTED, late_rule=WITHIN, reminders=BOTH)
    editor = make(event=event)
    section = editor.form.insistence
    assert section.repeat.text.text() == "1 min 30 s"
    assert not editor.is_changed()
    type_into(editor.form.title, "Renamed")
    saved = save(kit, editor)
    assert (saved.insistence, saved.late_rule) == (UNLISTED, WITHIN)


def test_the_email_is_asked_for_where_one_could_wait(kit: Kit, make: Make) -> None:
    event = stored(kit, insistence=Insistence(None, MINUTES[7]), reminders=(Reminder(),))
    editor = make(event=event)
    section, row = editor.form.insistence, editor.form.reminders.rows[0]
    assert section.email.isHidden()
    press(row.channels[Channel.EMAIL])
    assert section.email.isVisible()
    type_into(section.email.text, "soon")
    press(row.channels[Channel.DESKTOP])
    assert section.email.isHidden()
    assert save(kit, editor).insistence == Insistence(None, MINUTES[7]), "what was there stays"


def test_all_day_and_back_shows_the_email_where_it_belongs(kit: Kit, make: Make) -> None:
    editor = make(event=stored(kit, insistence=Insistence(MINUTES[5]), reminders=BOTH))
    section = editor.form.insistence
    assert section.email.isVisible()
    press(editor.form.when.widgets.all_day)
    assert section.email.isHidden()
    press(editor.form.when.widgets.all_day)
    assert section.email.isVisible()


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("repeat-every", "often", "not a length of time"),
        ("repeat-every", "5 s", "does not fit"),
        ("repeat-every", "", "is empty"),
        ("email-after", "8d", "does not fit"),
        ("late-rule", "a while", "not a length of time"),
    ],
)
def test_what_is_refused_is_said_at_its_field_unfolded(
    kit: Kit, make: Make, field: str, text: str, words: str
) -> None:
    editor = make(event=stored(kit, reminders=BOTH))
    section = editor.form.insistence
    press(section.fold)
    choose(section, repeat="other…", email="other…", late="within")
    widget: QWidget = section.widget_of(field)
    assert widget is section._text_of(field)
    section._text_of(field).setText(text)
    press(section.fold)
    editor.save()
    kit.settle()
    assert isValid(editor)
    assert kit.calls("update") == []
    assert section.body.isVisible()
    assert words in section.messages[field].text()
    assert widget.hasFocus()
    assert section._text_of(field).text() == text
    type_into(section._text_of(field), "20 min")
    assert section.messages[field].isHidden()
    save(kit, editor)


def test_the_settings_are_told_and_followed(kit: Kit, make: Make) -> None:
    def settings(every: int) -> Settings:
        defaults = ReminderSettings(
            repeat_every=MINUTES[every], email_after=MINUTES[10], sound=True, late_rule=WITHIN
        )
        return Settings(reminders=defaults)

    editor = make(settings=settings(5))
    section = editor.form.insistence
    first = [
        box.itemText(0)
        for box in (section.repeat.kind, section.email.kind, section.sound, section.late.mode)
    ]
    assert first == [
        "as in the settings (every 5 min)",
        "as in the settings (after 10 min)",
        "as in the settings (yes)",
        "as in the settings (within 1 h 1 s)",
    ]
    editor.use_settings(settings(0))
    assert section.repeat.kind.itemText(0) == "as in the settings (never)"


def test_what_was_typed_here_is_kept_unsaved_too(kit: Kit, make: Make) -> None:
    editor = make(event=stored(kit, reminders=BOTH))
    section = editor.form.insistence
    press(section.fold)
    choose(section, repeat="other…", email="after 5 min", sound="no", late="within")
    type_into(section.repeat.text, "now and then")
    type_into(section.late.limit, "2 h")
    kit.settle()
    press(section.quiet)
    before = editor.form.raw()
    editor.close()
    kit.qtbot.waitUntil(lambda: not isValid(editor))
    (kept,) = kit.drafts.kept("event-2")
    again = make(event=kit.desk.events.get("event-2"), kept=kept)
    assert again.form.raw() == before
    assert again.form.insistence.body.isVisible()
    assert again.form.insistence.repeat.text.text() == "now and then"


def test_forms_kept_without_the_section_change_nothing_in_it(kit: Kit, make: Make) -> None:
    event = stored(kit, insistence=UNLISTED, late_rule=WITHIN)
    values = {k: v for k, v in make(event=event).form.raw().items() if k != "insistence"}
    kept = KeptForm(slot="old", event_id=event.id, kept_at=kit.desk.clock.now(), values=values)
    editor = make(event=event, kept=kept)
    assert editor.form.insistence.read() == (UNLISTED, WITHIN, [])


def test_it_fits_a_small_window(kit: Kit, make: Make) -> None:
    editor = make(event=stored(kit, insistence=UNLISTED, late_rule=WITHIN, reminders=BOTH))
    form = editor.form
    assert form.minimumSizeHint().width() <= 576
    section = form.insistence
    for widget in (section.repeat, section.email, section.sound, section.quiet, section.late):
        right = widget.mapTo(form, widget.rect().topRight()).x()
        assert right <= form.width() - 16
