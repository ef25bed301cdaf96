"""The offer to restart: after an update, and for another language."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from eventdesk.paths import resource_folder
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.restart_offer import RestartOffer

UPDATED = "EventDesk was updated while it ran. A restart brings the new version."
OTHER = "EventDesk speaks the other language after a restart."


class Program:
    """Stands for the files of the program."""

    replaced = False

    def look(self) -> bool:
        return self.replaced


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def offer(qtbot: QtBot, program: Program) -> Iterator[RestartOffer]:
    jobs = Jobs(ThreadPoolExecutor(1))
    made = RestartOffer(Icons(resource_folder() / "icons"), jobs, program.look)
    qtbot.addWidget(made)
    yield made
    jobs.close()


def look(qtbot: QtBot, offer: RestartOffer) -> None:
    """One look, all through."""
    told = []
    offer.look()
    offer._jobs.run(lambda: None, told.append)
    qtbot.waitUntil(lambda: bool(told))


def shown(offer: RestartOffer) -> str:
    return offer.bar.text() if offer.isVisibleTo(None) and not offer.isHidden() else ""


def press(qtbot: QtBot, offer: RestartOffer, words: str) -> None:
    (button,) = [each for each in offer.bar.buttons if each.text() == words]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_nothing_to_say(qtbot: QtBot, offer: RestartOffer) -> None:
    look(qtbot, offer)
    assert shown(offer) == ""


def test_updated_while_it_ran(qtbot: QtBot, offer: RestartOffer, program: Program) -> None:
    program.replaced = True
    look(qtbot, offer)
    assert shown(offer) == UPDATED
    with qtbot.waitSignal(offer.restart_wanted, timeout=1000):
        press(qtbot, offer, "Restart now")


def test_put_off_is_not_said_again(qtbot: QtBot, offer: RestartOffer, program: Program) -> None:
    program.replaced = True
    look(qtbot, offer)
    press(qtbot, offer, "Later")
    assert shown(offer) == ""
    look(qtbot, offer)
    assert shown(offer) == ""


def test_another_language_and_back(offer: RestartOffer) -> None:
    offer.language_chosen(True)
    assert shown(offer) == OTHER
    offer.language_chosen(True)
    offer.language_chosen(False)
    assert shown(offer) == ""


def test_a_later_language_is_said_though_the_first_was_put_off(
    qtbot: QtBot, offer: RestartOffer
) -> None:
    offer.language_chosen(True)
    press(qtbot, offer, "Later")
    offer.language_chosen(False)
    offer.language_chosen(True)
    assert shown(offer) == OTHER


def test_the_update_matters_more(qtbot: QtBot, offer: RestartOffer, program: Program) -> None:
    offer.language_chosen(True)
    program.replaced = True
    look(qtbot, offer)
    assert shown(offer) == UPDATED
    offer.language_chosen(False)
    assert shown(offer) == UPDATED
