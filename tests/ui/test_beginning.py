"""From the first paint to the services: the order, the first look, and no flicker after it."""

from __future__ import annotations

from array import array
from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.services.agenda import Glimpse
from eventdesk.services.views import AgendaView, QuickFilter
from eventdesk.ui.beginning import PATIENCE, Beginning
from tests.ui.window_kit import WindowKit


def glimpse_of(kit: WindowKit, view: AgendaView | None = None, limit: int = 4) -> Glimpse:
    """What a first look at the kit's desk gives."""
    view = view or AgendaView()
    keys = kit.desk.agenda.keys(view, limit)
    rows = {row.key: row for row in kit.desk.agenda.rows(keys)}
    return Glimpse(view, keys, rows, True, kit.desk.clock)


@pytest.fixture
def kit(qtbot: QtBot) -> WindowKit:
    kit = WindowKit(qtbot, attach=False)
    kit.window.hide()
    return kit


class Course:
    """A beginning whose steps are written down."""

    def __init__(self, kit: WindowKit, glance: Callable[[AgendaView], Glimpse | None]) -> None:
        self.steps: list[str] = []

        def look(view: AgendaView) -> Glimpse | None:
            self.steps.append("look")
            return glance(view)

        self.beginning = Beginning(
            kit.window,
            kit.jobs,
            look,
            lambda stage, _instant: self.steps.append(stage),
            lambda: self.steps.append("open"),
        )


def test_paint_then_look_then_rows_then_services(kit: WindowKit) -> None:
    course = Course(kit, lambda view: glimpse_of(kit, view))
    course.beginning.begin(hidden=False)
    kit.window.show()
    kit.qtbot.waitUntil(lambda: "open" in course.steps)
    assert course.steps == ["shown", "look", "rows", "open"]
    course.beginning.watch_rows()
    kit.attach()
    assert course.steps == ["shown", "look", "rows", "open"]


def test_without_a_first_look_the_rows_come_with_the_services(kit: WindowKit) -> None:
    course = Course(kit, lambda view: None)
    course.beginning.begin(hidden=False)
    kit.window.show()
    kit.qtbot.waitUntil(lambda: "open" in course.steps)
    course.beginning.watch_rows()
    kit.attach()
    kit.qtbot.waitUntil(lambda: "rows" in course.steps)
    assert course.steps == ["shown", "look", "open", "rows"]


def test_hidden_it_opens_at_once(kit: WindowKit) -> None:
    course = Course(kit, lambda view: glimpse_of(kit, view))
    course.beginning.begin(hidden=True)
    QTest.qWait(20)
    assert course.steps == ["open"]
    kit.window.show()
    kit.qtbot.waitUntil(lambda: "shown" in course.steps)
    assert course.steps == ["open", "shown"]


def test_it_goes_on_when_nothing_is_painted(kit: WindowKit) -> None:
    course = Course(kit, lambda view: glimpse_of(kit, view))
    course.beginning.begin(hidden=False)
    kit.qtbot.waitUntil(lambda: "open" in course.steps, timeout=4 * PATIENCE + 2000)
    assert course.steps == ["look", "open"]


def test_what_was_glimpsed_stays_where_it_is(kit: WindowKit) -> None:
    kit.window.show()
    window = kit.window
    assert window.agenda.show_glimpse(glimpse_of(kit))
    kit.settle()
    first = kit.titles
    assert len(first) == 4
    assert all(first)
    assert kit.selected == first[:1]
    assert window.details.row is None
    resets: list[int] = []
    window.agenda.model.modelReset.connect(lambda: resets.append(1))
    window.agenda.table.select(2)
    kit.attach()
    assert resets == []
    assert kit.titles[:4] == first
    assert len(kit.titles) == len(kit.desk.agenda.keys(AgendaView()))
    assert kit.selected == [first[2]]
    shown = window.details.row
    assert getattr(shown, "title", None) == first[2]


def test_what_changed_since_is_shown_when_attached(kit: WindowKit) -> None:
    kit.window.show()
    kit.window.agenda.show_glimpse(glimpse_of(kit))
    gone = kit.desk.agenda.rows(kit.desk.agenda.keys(AgendaView(), 1))[0]
    kit.desk.events.delete([gone.event_id])
    kit.attach()
    assert gone.key not in kit.window.agenda.model.keys
    assert len(kit.selected) == 1


def test_a_wish_made_meanwhile_wins(kit: WindowKit) -> None:
    kit.window.show()
    early = glimpse_of(kit)
    kit.window.agenda.set_quick(QuickFilter.PAST)
    assert not kit.window.agenda.show_glimpse(early)
    assert not kit.titles
    kit.attach()
    past = kit.desk.agenda.keys(kit.window.agenda.view)
    assert kit.window.agenda.model.keys == past
    assert not kit.window.agenda.show_glimpse(early)
    assert kit.window.agenda.model.keys == past


def test_a_wish_after_the_first_look_is_followed(kit: WindowKit) -> None:
    kit.window.show()
    assert kit.window.agenda.show_glimpse(glimpse_of(kit))
    kit.window.agenda.set_quick(QuickFilter.PAST)
    kit.attach()
    assert kit.window.agenda.model.keys == kit.desk.agenda.keys(kit.window.agenda.view)


def test_nothing_coming_is_said_at_once(kit: WindowKit) -> None:
    kit.window.show()
    empty = Glimpse(AgendaView(), array("q"), {}, True, kit.desk.clock)
    assert kit.window.agenda.show_glimpse(empty)
    assert kit.window.agenda.nothing_listed
    kit.attach()
    assert kit.titles
    assert len(kit.selected) == 1
