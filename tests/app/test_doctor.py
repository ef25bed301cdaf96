"""`eventdesk doctor`, whole: signs of life of real processes, and what lies around the desk."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from eventdesk.app.doctor import DeskDoctor, examine
from eventdesk.app.house_checks import house_checks, notification_server
from eventdesk.app.login_start import login_start
from eventdesk.paths import Paths
from eventdesk.services.health import Check, run_checks
from eventdesk.storage.soundness import soundness_problem
from eventdesk.system.zone_rules import offset_gap, rules_version
from tests.desks import new_desk
from tests.desktop import eventually
from tests.fakes import FakeClock

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def service() -> Iterator[subprocess.Popen[bytes]]:
    """A real `eventdesk service` on this test's folder."""
    process = subprocess.Popen(
        [sys.executable, "-m", "eventdesk", "service"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(20)


def found(paths: Paths, clock: FakeClock | None = None) -> dict[str, Check]:
    return {each.name: each for each in run_checks(house_checks(paths, clock or FakeClock()))}


def scheduler(paths: Paths) -> Check:
    return next(each for each in examine(paths) if each.name == "scheduler")


def test_a_running_service_can_be_seen_and_a_killed_one_is_missed(paths: Paths) -> None:
    assert "no service is running" in scheduler(paths).detail
    with service() as process:
        eventually(lambda: scheduler(paths).ok, 20, "a sign of life")
        assert f"process {process.pid} " in scheduler(paths).detail
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        gone = scheduler(paths)
        assert not gone.ok
        assert "eventdesk service" in gone.remedy
    with service() as again:
        eventually(lambda: scheduler(paths).ok, 20, "a sign of life")
        assert len(list(paths.heartbeats.iterdir())) == 1, "the dead one's was removed"
        again.terminate()
        assert again.wait(20) == 0
    assert list(paths.heartbeats.iterdir()) == []


def test_nothing_is_red_on_a_fresh_desk(paths: Paths) -> None:
    test = new_desk(paths.data)
    checks = {each.name: each for each in DeskDoctor(paths, test.desk).examine()}
    test.desk.close()
    red = {name for name, each in checks.items() if not each.ok}
    assert red == {"notifications", "scheduler"}, "there is no bus and nothing rings"
    assert all(each.remedy for each in checks.values() if not each.ok)
    assert not test.notifier.notices


def test_backups_grow_old(paths: Paths) -> None:
    new_desk(paths.data).desk.close()
    assert found(paths)["backups"].notice
    old = (datetime.now(UTC) - timedelta(days=4)).timestamp()
    os.utime(paths.database, (old, old))
    assert not found(paths)["backups"].ok
    paths.backups.mkdir()
    backup = paths.backups / "eventdesk-20261120-120000.db"
    backup.touch()
    assert found(paths)["backups"].ok
    os.utime(backup, (old, old))
    stale = found(paths)["backups"]
    assert (stale.ok, bool(stale.remedy)) == (False, True)


def test_the_zone_of_the_computer(paths: Paths, system_zone: Callable[[str], None]) -> None:
    assert found(paths)["time zone"].ok
    system_zone("Asia/Tokyo")
    wrong = found(paths, FakeClock(zone="Europe/Berlin"))["time zone"]
    assert not wrong.ok
    assert "+8 h" in wrong.detail
    assert offset_gap(ZoneInfo("Asia/Tokyo"), FakeClock().now()) == timedelta()


def test_the_rules_of_zones(tmp_path: Path) -> None:
    (tmp_path / "tzdata.zi").write_text("# version 2019c\nR A 1916 o\n")
    assert rules_version([str(tmp_path)]) == "2019c"
    assert len(rules_version([str(tmp_path / "none")])) == 5


def test_a_clock_that_was_set_back(paths: Paths) -> None:
    paths.database.touch()
    ahead = (datetime.now(UTC) + timedelta(days=3)).timestamp()
    os.utime(paths.database, (ahead, ahead))
    assert not found(paths)["clock against files"].ok


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_systems_without_notification_servers_need_no_bus(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    for name in [each for each in sys.modules if each.startswith("jeepney")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "jeepney", None)  # not installed there
    for name in ("bus", "notification_state"):
        monkeypatch.delitem(sys.modules, f"eventdesk.system.{name}", raising=False)
    assert notification_server().ok


def test_start_at_login(paths: Paths) -> None:
    paths.settings_file.write_text("[general]\nstart_at_login = true\n")
    check = found(paths)["start at login"]
    assert (check.ok, check.detail) == (False, "wanted, but not set up")
    login_start(paths).switch(True)
    check = found(paths)["start at login"]
    assert (check.ok, check.detail) == (True, "on")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a desktop entry")
def test_a_start_at_login_that_comes_to_nothing(paths: Paths) -> None:
    paths.settings_file.write_text("[general]\nstart_at_login = true\n")
    login_start(paths).switch(True)
    (entry,) = Path(os.environ["XDG_CONFIG_HOME"]).glob("autostart/*.desktop")
    text = entry.read_text()
    entry.write_text(f"{text}Hidden=true\n")
    check = found(paths)["start at login"]
    assert check.ok
    assert check.notice
    assert check.detail == "it is switched off by the desktop's own settings"
    entry.write_text("[Desktop Entry]\nExec=/gone/eventdesk --hidden\n")
    check = found(paths)["start at login"]
    assert not check.ok
    assert "/gone/eventdesk is gone" in check.detail


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everything")
def test_a_log_that_cannot_be_written(paths: Paths) -> None:
    paths.log_file.touch(mode=0o400)
    assert not found(paths)["log"].ok


def test_a_damaged_database(paths: Paths) -> None:
    new_desk(paths.data).desk.close()
    assert soundness_problem(paths.database) == soundness_problem(paths.database, big=1) == ""
    data = bytearray(paths.database.read_bytes())
    data[4096 * 3 : 4096 * 6] = b"\xff" * (4096 * 3)
    paths.database.write_bytes(data)
    assert soundness_problem(paths.database)
    assert soundness_problem(paths.database, big=1)
    broken = found(paths)["database"]
    assert not broken.ok
    assert "restore" in broken.remedy.lower()


def test_the_command(paths: Paths, tmp_path: Path) -> None:
    target = tmp_path / "report.zip"
    done = subprocess.run(
        [sys.executable, "-m", "eventdesk", "doctor", "--json", "--test", "--save", str(target)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    names = {each["name"] for each in json.loads(done.stdout)}
    assert {"notifications tested", "e-mail tested", "scheduler", "log"} <= names
    assert target.stat().st_mode & 0o777 == 0o600
