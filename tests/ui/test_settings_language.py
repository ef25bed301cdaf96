"""The choice of a language in the settings, and the keyboard marks of settings, health, backups
and deleted events in each language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from eventdesk.domain.settings import GeneralSettings, Language, Settings
from eventdesk.services.health import Check
from eventdesk.ui.backups_window import BackupsWindow
from eventdesk.ui.health_window import HealthWindow
from eventdesk.ui.health_words import GROUPS, grouped, report, summary, title_of, titles
from eventdesk.ui.inline_message import InlineMessage, Level
from eventdesk.ui.settings_dialog import SettingsDialog
from eventdesk.ui.trash_window import TrashWindow
from tests.desks import TestDesk, new_desk
from tests.ui.dialog_kit import Kit, press
from tests.ui.keyboard_marks import assert_told_apart, marked
from tests.ui.test_health import FakeDoctor, FakeTray

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Make = Callable[..., SettingsDialog]
APPLY = QDialogButtonBox.StandardButton.Apply


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path) -> Iterator[Kit]:
    kit = Kit(qtbot, tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def make(kit: Kit) -> Make:
    def open_dialog(
        language: Language = Language.SYSTEM, *, spoken: Language | None = None
    ) -> SettingsDialog:
        kit.desk.preferences.change(Settings(general=GeneralSettings(language=language)))
        kit.book.calls.clear()
        dialog = SettingsDialog(
            kit.desk,  # type: ignore[arg-type]
            kit.jobs,
            kit.jobs,
            kit.icons,
            spoken=spoken,
        )
        kit.book.publish = dialog.handle
        kit.open(dialog)
        return dialog

    return open_dialog


def choose(dialog: SettingsDialog, language: Language) -> None:
    box = dialog.general.language
    box.setCurrentIndex(box.findData(str(language)))


def hint(dialog: SettingsDialog) -> InlineMessage:
    return dialog.general.bound["general.language"].message


class TestLanguage:
    def test_each_is_offered_by_its_own_name(self, make: Make) -> None:
        dialog = make(Language.GERMAN)
        box = dialog.general.language
        names = [box.itemText(each) for each in range(box.count())]
        assert names == ["As the system", "English", "Deutsch"]
        assert box.currentText() == "Deutsch"
        assert box.accessibleName() == "Language"
        assert hint(dialog).isHidden()
        assert not dialog.is_changed()

    def test_another_one_is_spoken_from_the_next_start(self, kit: Kit, make: Make) -> None:
        dialog = make()
        choose(dialog, Language.GERMAN)
        assert hint(dialog).isVisible()
        assert hint(dialog).level is Level.INFO
        assert hint(dialog).text() == "EventDesk speaks it from its next start."
        choose(dialog, Language.SYSTEM)
        assert hint(dialog).isHidden()
        assert not dialog.is_changed()
        choose(dialog, Language.ENGLISH)
        assert hint(dialog).isVisible()
        press(dialog.buttons.button(APPLY))
        kit.settle()
        ((settings,),) = kit.calls("change")
        assert settings == Settings(general=GeneralSettings(language=Language.ENGLISH))

    def test_the_hint_stays_until_it_is_spoken(self, kit: Kit, make: Make) -> None:
        dialog = make(Language.GERMAN, spoken=Language.ENGLISH)
        assert hint(dialog).isVisible()
        choose(dialog, Language.SYSTEM)
        press(dialog.buttons.button(APPLY))
        kit.settle()
        assert hint(dialog).isVisible()
        choose(dialog, Language.ENGLISH)
        assert hint(dialog).isHidden()

    def test_the_hint_follows_what_was_changed_elsewhere(self, kit: Kit, make: Make) -> None:
        dialog = make(Language.GERMAN, spoken=Language.GERMAN)
        before = kit.desk.preferences.current()
        general = replace(before.general, language=Language.ENGLISH)
        kit.desk.preferences.change(replace(before, general=general))
        kit.settle()
        assert dialog.general.language.currentText() == "English"
        assert hint(dialog).isVisible()


# In each language


@pytest.fixture(params=["english", "german"])
def spoken(request: pytest.FixtureRequest) -> str:
    """What EventDesk speaks during the test."""
    if request.param == "german":
        request.getfixturevalue("german")
    return str(request.param)


@pytest.mark.usefixtures("spoken")
class TestMarks:
    def test_on_every_page_of_the_settings(self, make: Make) -> None:
        dialog = make()
        least = {"general": 5, "reminders": 9, "quiet": 3, "mail": 11, "notifications": 1}
        for name, page in dialog.pages.items():
            assert_told_apart(marked(page, dialog.buttons), least[name])

    def test_of_the_health_page(self, kit: Kit) -> None:
        window = HealthWindow(FakeDoctor(), kit.desk.clock, kit.jobs, kit.icons, FakeTray())
        kit.open(window)
        assert_told_apart(marked(window), 3)

    def test_of_backups_and_deleted_events(self, kit: Kit, desk: TestDesk) -> None:
        for window in (
            BackupsWindow(desk.desk, kit.jobs, kit.icons, lambda _backup: None),
            TrashWindow(desk.desk, kit.jobs, kit.icons, Settings()),
        ):
            kit.open(window)
            assert_told_apart(marked(window), 3)


@pytest.mark.usefixtures("spoken")
class TestHealth:
    def test_no_name_is_wider_than_its_column(self, kit: Kit) -> None:
        doctor = FakeDoctor()
        doctor.checks = [Check(name, True, "well") for group in GROUPS for name in group.names]
        window = HealthWindow(doctor, kit.desk.clock, kit.jobs, kit.icons, FakeTray())
        kit.open(window)
        widths = {row._name.width() for row in window.rows.values()}
        assert len(widths) == 1, "the columns stand below each other"
        assert all(widths)

    def test_the_report_says_what_the_page_says(self) -> None:
        checks = [Check("backups", False, "9 days old", "Make one now."), Check("log", True, "ok")]
        text = report(checks, "2026-11-20 12:00")
        assert summary(checks) in text
        for title, found in grouped(checks):
            assert title in text
            assert all(f"{title_of(each)}: {each.detail}" in text for each in found)
        assert {title_of(each) for each in checks} <= set(titles())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    made = new_desk(tmp_path / "home")
    yield made
    made.desk.close()
