"""The clock tells the system's zone, also after it was changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from eventdesk.system.clock import SystemClock
from tests.fakes import FakeClock
from tests.tz_files import made_up_zones, tzif

ZONES = Path("/usr/share/zoneinfo")
needs_zone_files = pytest.mark.skipif(not ZONES.is_dir(), reason="this system keeps no zone files")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a file system that tells no zone yet; TZ is not set."""
    monkeypatch.delenv("TZ")
    root = tmp_path / "root"
    (root / "etc").mkdir(parents=True)
    return root


def link(root: Path, target: str) -> None:
    path = root / "etc/localtime"
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def zone_tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / "usr/share/zoneinfo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ZONES / name, path)


def test_now_is_aware_and_utc() -> None:
    clock = SystemClock()

    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


def test_the_environment_comes_first(system_zone: Callable[[str], None]) -> None:
    clock = SystemClock()

    system_zone("Asia/Tokyo")
    assert clock.zone().key == "Asia/Tokyo"
    system_zone(":America/New_York")
    assert clock.zone().key == "America/New_York"
    system_zone("/usr/share/zoneinfo/Europe/Lisbon")
    assert clock.zone().key == "Europe/Lisbon"
    system_zone("")
    assert clock.zone().key == "UTC"


def test_a_zone_without_name_in_the_environment_is_passed_over(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link(root, "/usr/share/zoneinfo/Europe/Paris")
    monkeypatch.setenv("TZ", "XYZ-3:15")

    assert SystemClock(root).zone().key == "Europe/Paris"


@pytest.mark.parametrize(
    "target",
    [
        "/usr/share/zoneinfo/Europe/Berlin",
        "../usr/share/zoneinfo/Europe/Berlin",
        "/usr/share/zoneinfo/posix/Europe/Berlin",
        "/var/db/timezone/zoneinfo/Europe/Berlin",
    ],
)
def test_the_link_of_the_system_tells_the_zone(root: Path, target: str) -> None:
    link(root, target)

    assert SystemClock(root).zone().key == "Europe/Berlin"


def test_a_link_keeps_the_name_that_was_chosen(root: Path) -> None:
    tree = root / "usr/share/zoneinfo"
    (tree / "US").mkdir(parents=True)
    (tree / "America").mkdir()
    (tree / "America/New_York").touch()
    (tree / "US/Eastern").symlink_to("../America/New_York")
    link(root, str(tree / "US/Eastern"))

    assert SystemClock(root).zone().key == "US/Eastern"


def test_a_changed_link_is_noticed_while_running(root: Path) -> None:
    clock = SystemClock(root)
    link(root, "/usr/share/zoneinfo/Europe/Berlin")
    assert clock.zone().key == "Europe/Berlin"

    link(root, "/usr/share/zoneinfo/Asia/Kolkata")

    assert clock.zone().key == "Asia/Kolkata"


def test_an_unchanged_zone_is_not_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock(root)
    link(root, "/usr/share/zoneinfo/Europe/Berlin")
    first = clock.zone()
    monkeypatch.setattr(Path, "readlink", lambda path: pytest.fail("read again"))

    assert clock.zone() is first


@needs_zone_files
def test_a_copied_file_is_recognised_by_its_rules(root: Path) -> None:
    zone_tree(root, "America/Bogota", "Asia/Kolkata", "Europe/Helsinki")
    shutil.copyfile(ZONES / "Asia/Kolkata", root / "etc/localtime")
    # What the name file says is older news: the C library follows the copy.
    (root / "etc/timezone").write_text("Europe/Helsinki\n")

    assert SystemClock(root).zone().key == "Asia/Kolkata"


@needs_zone_files
def test_the_name_file_decides_among_zones_of_equal_rules(root: Path) -> None:
    zone_tree(root, "Europe/Berlin")
    shutil.copyfile(ZONES / "Europe/Berlin", root / "usr/share/zoneinfo/Europe/Amsterdam")
    shutil.copyfile(ZONES / "Europe/Berlin", root / "etc/localtime")
    (root / "etc/timezone").write_text("Europe/Berlin\n")

    assert SystemClock(root).zone().key == "Europe/Berlin"


@pytest.mark.parametrize("text", ["Europe/Berlin", "Europe/Berlin\n"])
def test_the_name_file_alone_is_enough(root: Path, text: str) -> None:
    (root / "etc/timezone").write_text(text)

    assert SystemClock(root).zone().key == "Europe/Berlin"


@pytest.mark.parametrize("text", [b"", b"Middle/Earth\n", b"/etc/passwd\n", b"\xff\xfe", b"../x"])
def test_what_names_no_zone_means_utc(root: Path, text: bytes) -> None:
    (root / "etc/timezone").write_bytes(text)
    link(root, "/nowhere/at/all")

    assert SystemClock(root).zone().key == "UTC"


def test_the_fake_clock_is_like_the_real_one() -> None:
    real, fake = SystemClock(), FakeClock()

    for clock in (real, fake):
        assert clock.now().utcoffset() == timedelta()
        assert clock.zone().key == os.environ["TZ"]


def test_rules_that_were_read_anew_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with made_up_zones(tmp_path) as zones:
        zones.write("Test/Land", tzif(1))
        monkeypatch.setenv("TZ", "Test/Land")
        clock = SystemClock()
        assert clock.now().astimezone(clock.zone()).utcoffset() == timedelta(hours=1)
        zones.write("Test/Land", tzif(2))
        assert clock.now().astimezone(clock.zone()).utcoffset() == timedelta(hours=2)
