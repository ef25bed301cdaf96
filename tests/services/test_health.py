"""Health: every check's line and remedy, signs of life, channels tried on request."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk.domain.errors import StorageFailure
from eventdesk.services.health import (
    MAIL,
    NOTIFICATIONS,
    Check,
    channel_test,
    desk_checks,
    run_check,
    run_checks,
    silence_problem,
)
from eventdesk.services.ports import Beat, NotSent
from eventdesk.services.pulse import EVERY, STALE, Pulse
from eventdesk.system.heartbeat import HeartbeatFiles
from tests.desks import TestDesk
from tests.fakes import FakeClock, FakeProcesses


def checked(desk: TestDesk, *beats: Beat) -> dict[str, Check]:
    return {each.name: each for each in run_checks(desk_checks(desk.desk, beats))}


def beat(desk: TestDesk, **ago: float) -> Beat:
    return Beat("host:4711:1", desk.clock.now() - timedelta(**ago))


def test_all_is_well(desk: TestDesk) -> None:
    found = checked(desk, beat(desk, seconds=30))
    assert [each for each in found.values() if not each.ok] == []
    assert found["scheduler"].detail == "process 4711 looked 1 min ago"


def test_nobody_rings(desk: TestDesk) -> None:
    found = checked(desk)["scheduler"]
    assert not found.ok
    assert "eventdesk service" in found.remedy


def test_a_process_that_hangs(desk: TestDesk) -> None:
    found = checked(desk, beat(desk, seconds=STALE.total_seconds() + 1))["scheduler"]
    assert (found.ok, found.detail) == (False, "process 4711 looked 3 min ago")
    assert "start it again" in found.remedy


@pytest.mark.parametrize(("age", "ok"), [(0.0, True), (90.0, True), (90.1, False), (4000.0, False)])
def test_the_own_alarm(desk: TestDesk, age: float, ok: bool) -> None:
    aged = replace(desk.desk, heartbeat_age=lambda: age)
    [found] = run_checks(desk_checks(aged, [])[:1])
    assert found.ok is ok
    assert bool(silence_problem(age)) is not ok
    assert "never looked" in silence_problem(None)


def test_overdue_reminders(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + timedelta(hours=1))
    desk.clock.advance(minutes=55, seconds=59)
    assert checked(desk)["overdue"].ok
    desk.clock.advance(minutes=4)
    assert "service" in checked(desk)["overdue"].remedy
    hung = checked(desk, beat(desk, seconds=1))["overdue"]
    assert (hung.ok, hung.detail) == (False, "a reminder was due 5 min ago and has not come")
    assert "start it again" in hung.remedy


def test_deliveries_and_pauses(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + timedelta(minutes=5))
    desk.ring()
    assert checked(desk)["last delivery"].detail.startswith("Stand-up, Today 12:00, now, by ")
    desk.desk.reminders.pause(desk.clock.now() + timedelta(hours=2))
    desk.create(desk.clock.now() + timedelta(minutes=5), "Held")
    desk.ring()
    found = checked(desk)["pause"]
    assert (found.ok, found.notice) == (True, True)
    assert found.detail == "paused until today 14:00, 1 held until then"


def test_mail_that_fails(desk: TestDesk) -> None:
    assert checked(desk)[MAIL].detail == "off"
    desk.with_mail()
    desk.mailer.answer = NotSent("421 too busy")
    from eventdesk.domain.reminder import Channel
    from tests.desks import in_minutes

    soon = in_minutes(5, Channel.EMAIL)
    desk.create(desk.clock.now() + timedelta(minutes=5), reminders=(soon,))
    desk.ring()
    desk.send_mails()
    found = checked(desk)[MAIL]
    assert (found.ok, found.detail) == (False, "1 waiting; last error: 421 too busy")
    assert channel_test(desk.desk, MAIL).remedy
    settings = desk.settings.settings
    desk.settings.settings = replace(settings, mail=replace(settings.mail, host=""))
    assert "mail.host" in checked(desk)[MAIL].remedy


def test_channels_are_tried_on_request_only(desk: TestDesk) -> None:
    checked(desk)
    assert desk.notifier.notices == []
    assert channel_test(desk.desk, NOTIFICATIONS).ok
    [notice] = desk.notifier.notices
    assert notice.ledger_ids == ()
    desk.notifier.refuse = "no server"
    found = channel_test(desk.desk, NOTIFICATIONS)
    assert (found.ok, found.detail) == (False, "no server")
    assert found.remedy
    with pytest.raises(ValueError, match="pigeon"):
        channel_test(desk.desk, "pigeon")


def test_every_red_line_says_what_to_do() -> None:
    def locked() -> Check:
        raise StorageFailure("It is locked.", "Close the other program.")

    def broken() -> Check:
        raise KeyError("x")

    assert run_check("a", locked) == Check("a", False, "It is locked.", "Close the other program.")
    assert run_check("b", broken).remedy
    assert run_check("c", lambda: Check("c", False, "bad")).remedy


def test_signs_of_life(tmp_path: Path) -> None:
    clock, processes = FakeClock(), FakeProcesses("host:1:a")
    files = HeartbeatFiles(tmp_path / "running")
    files.leave(Beat("host:2:gone", clock.now()))
    (tmp_path / "running" / "odd.json").write_text('{"at": 3')
    processes.kill("host:2:gone")
    pulse = Pulse(files, processes, clock)
    started = clock.now()
    pulse.beat()
    assert files.seen() == [Beat("host:1:a", started)], "what a killed process left is gone"
    clock.advance(EVERY - timedelta(seconds=1))
    pulse.beat()
    assert files.seen()[0].at == started, "not written at every look"
    clock.advance(seconds=1)
    pulse.beat()
    assert files.seen()[0].at == clock.now()
    clock.advance(timedelta(days=-3))
    pulse.beat()
    assert files.seen()[0].at == clock.now(), "a clock that was set back"
    pulse.stop()
    assert files.seen() == []


def test_signs_of_life_where_nothing_can_be_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "running").write_text("a file")
    files = HeartbeatFiles(tmp_path / "running")
    for _ in range(2):
        files.leave(Beat("host:1:a", FakeClock().now()))
    assert files.seen() == []
    assert len(caplog.records) == 1
