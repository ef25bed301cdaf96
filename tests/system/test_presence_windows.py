"""What Windows' notification states come to; the states are given here, not asked."""

from __future__ import annotations

import os

import pytest

from eventdesk.services.ports import Surroundings
from eventdesk.system.presence.windows import (
    FULL_SCREEN,
    PRESENTATION_SETTINGS,
    QUIET,
    WindowsPresence,
)

NOT_PRESENT, BUSY, GAME, PRESENTATION, ACCEPTS, QUIET_TIME, APP = range(1, 8)


@pytest.mark.parametrize(
    ("state", "awake", "found"),
    [
        (NOT_PRESENT, True, Surroundings()),
        (BUSY, True, Surroundings("", FULL_SCREEN)),
        (BUSY, False, Surroundings()),
        (GAME, False, Surroundings("", FULL_SCREEN)),
        (PRESENTATION, False, Surroundings("", PRESENTATION_SETTINGS)),
        (ACCEPTS, True, Surroundings()),
        (QUIET_TIME, True, Surroundings(QUIET, "")),
        (APP, True, Surroundings("", FULL_SCREEN)),
        (APP, False, Surroundings()),
    ],
)
def test_each_state(state: int, awake: bool, found: Surroundings) -> None:
    presence = WindowsPresence(lambda: state, lambda: awake, lambda: 0)
    assert presence.look() == found


def test_an_own_window_never_counts() -> None:
    own = WindowsPresence(lambda: BUSY, lambda: True, os.getpid)
    assert own.look() == Surroundings()


def test_a_question_that_fails() -> None:
    def fails() -> int:
        raise OSError("not now")

    presence = WindowsPresence(fails, lambda: True, lambda: 0)
    assert presence.look() == Surroundings()
    assert "not now" in presence.report().do_not_disturb.unknown


def test_its_do_not_disturb_is_not_known() -> None:
    presence = WindowsPresence(lambda: ACCEPTS, lambda: False, lambda: 0)
    assert presence.report().do_not_disturb.unknown
    assert presence.report().presentation.unknown == ""
