"""`import` and `export`."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.benchmarks.sample_calendar import write_sample
from tests.cli.conftest import ROOT, CommandLine, Done


def calendar(*events: str) -> str:
    """A calendar file of VEVENT bodies."""
    inner = "".join(f"BEGIN:VEVENT\n{body}\nEND:VEVENT\n" for body in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{inner}END:VCALENDAR\n"


GOOD = "UID:good@x\nSUMMARY:Good\nDTSTART;TZID=Europe/Berlin:20261127T143000\nDURATION:PT45M"
BAD = "UID:bad@x\nSUMMARY:Bad\nDTSTART:20261327T150000Z"
REASON = "Its start '20261327T150000Z' cannot be read."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A calendar with a good and a bad event."""
    path = tmp_path / "two.ics"
    path.write_text(calendar(GOOD, BAD))
    return path


def test_the_json_has_the_shape_of_the_contract(eventdesk: CommandLine, file: Path) -> None:
    assert eventdesk.json("import", str(file)) == {
        "added": 1,
        "updated": 0,
        "unchanged": 0,
        "skipped": [{"file": str(file), "line": 10, "uid": "bad@x", "reason": REASON}],
    }
    (event,) = eventdesk.json("list")
    assert (event["title"], event["start"]) == ("Good", "2026-11-27T14:30:00+01:00")


def test_a_second_import_changes_nothing(eventdesk: CommandLine, file: Path) -> None:
    eventdesk.ok("import", str(file))
    again = eventdesk.json("import", str(file), str(file))
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, 1)
    assert len(eventdesk.json("list")) == 1


def test_a_newer_version_updates(eventdesk: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "one.ics"
    path.write_text(calendar(GOOD))
    eventdesk.ok("import", str(path))
    path.write_text(calendar(GOOD.replace("SUMMARY:Good", "SUMMARY:Better\nSEQUENCE:1")))
    assert eventdesk.json("import", str(path))["updated"] == 1
    assert [each["title"] for each in eventdesk.json("list")] == ["Better"]


def test_import_for_people(eventdesk: CommandLine, file: Path) -> None:
    done = eventdesk.ok("import", str(file))
    assert done.out == "Imported: 1 added, 0 updated, 0 unchanged, 1 skipped\n"
    assert done.err == f"eventdesk: {file}, line 10 (bad@x): skipped: {REASON}\n"


def test_an_empty_calendar_is_fine(eventdesk: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "empty.ics"
    path.write_text(calendar())
    assert eventdesk.json("import", str(path)) == {
        "added": 0,
        "updated": 0,
        "unchanged": 0,
        "skipped": [],
    }


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n\0\0", b"<html>Not found</html>"])
def test_what_is_no_calendar(eventdesk: CommandLine, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "image.ics"
    path.write_bytes(data)
    err = eventdesk.refused("import", str(path), field="file")
    assert "no iCalendar file" in err
    assert "ics" in err


def test_one_stranger_among_calendars_is_reported(
    eventdesk: CommandLine, file: Path, tmp_path: Path
) -> None:
    stranger = tmp_path / "page.html"
    stranger.write_text("<html>")
    done = eventdesk.json("import", str(stranger), str(file))
    assert done["added"] == 1
    assert done["skipped"][0]["file"] == str(stranger)


def test_a_missing_file_imports_nothing(eventdesk: CommandLine, file: Path) -> None:
    err = eventdesk.refused("import", str(file), "/nowhere/x.ics", field="file")
    assert "/nowhere/x.ics cannot be read: No such file or directory." in err
    eventdesk.refused("import", str(file.parent), field="file")
    assert eventdesk.json("list") == []


def test_export_and_import_again_is_the_same(eventdesk: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "all.ics"
    eventdesk.ok(
        *("add", "Größe, 医者; \\n", "--start", "2026-11-27T14:30", "--zone", "Asia/Tokyo"),
        *("--duration", "45m", "--remind", "1h:desktop+email", "--tag", "a,b", "--tag", "c"),
        *("--repeat", "FREQ=WEEKLY;UNTIL=20271231", "--url", "https://example.org"),
    )
    eventdesk.ok("add", "Holiday", "--all-day", "--start", "2026-12-24", "--remind", "1d@18:00")
    before = eventdesk.json("list")
    assert eventdesk.ok("export", str(path)).out == f"Exported 2 events to {path}\n"
    again = eventdesk.json("import", str(path))
    assert again == {"added": 0, "updated": 0, "unchanged": 2, "skipped": []}
    assert eventdesk.json("list") == before


def test_export_of_chosen_events(eventdesk: CommandLine, tmp_path: Path) -> None:
    ids = [eventdesk.add("--start", f"2026-11-2{n}T10:00")["id"] for n in (7, 8, 9)]
    path = tmp_path / "some.ics"
    out = eventdesk.ok("export", str(path), ids[0], ids[2][:8], ids[0]).out
    assert out == f"Exported 2 events to {path}\n"
    assert path.read_bytes().count(b"BEGIN:VEVENT") == 2
    assert eventdesk("export", str(path), "unknown").code == 3
    assert path.read_bytes().count(b"BEGIN:VEVENT") == 2, "a failure leaves the file alone"


def test_export_replaces_a_file_and_follows_a_link(eventdesk: CommandLine, tmp_path: Path) -> None:
    target, link = tmp_path / "target.ics", tmp_path / "link.ics"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    eventdesk.ok("export", str(link))
    assert link.is_symlink()
    assert target.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(each.name for each in tmp_path.glob("*.ics")) == ["link.ics", "target.ics"]


def test_export_into_a_missing_folder(eventdesk: CommandLine, tmp_path: Path) -> None:
    err = eventdesk.refused("export", str(tmp_path / "no" / "x.ics"), field="file")
    assert "cannot be written" in err
    eventdesk.refused("export", str(tmp_path), field="file")


def test_export_on_a_full_disk(
    eventdesk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept.ics"
    path.write_text("old")

    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    done = eventdesk("export", str(path))
    assert done.code == 4
    assert "Make room on the disk" in done.err
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["kept.ics"]


def test_standard_input_and_output(program: object, tmp_path: Path) -> None:
    run = program
    assert callable(run)
    done: Done = run("import", "-", "--json", input=calendar(GOOD).encode())
    assert done.json["added"] == 1
    done = run("export", "-")
    assert done.out.startswith("BEGIN:VCALENDAR\r\n")
    assert "UID:good@x\r\n" in done.out


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_an_import_that_was_killed_is_gone_at_the_next_command(
    program: object, home: Path, tmp_path: Path
) -> None:
    """The real program killed once a part of the file is on disk."""
    path = tmp_path / "large.ics"
    write_sample(path, 8_000)
    command = [sys.executable, "-m", "eventdesk", "import", str(path), "--calendar", "Large"]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}) as killed:
        end = time.monotonic() + 60
        while not events_in(home) and killed.poll() is None and time.monotonic() < end:
            time.sleep(0.005)
        killed.kill()
    there = events_in(home)
    assert 0 < there < 8_000, "it was killed in the middle"
    assert callable(program)
    assert program("list", "--from", "2000-01-01", "--json").json == []
    assert [each["name"] for each in program("calendars", "--json").json] == ["Personal"]
    assert events_in(home) == 0


def events_in(home: Path) -> int:
    """How many events are stored, deleted ones too."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(home / "eventdesk.db")) as connection:
        count: int = connection.execute("SELECT count(*) FROM events").fetchone()[0]
        return count
    return 0


def test_an_older_file_changes_nothing_and_says_so(eventdesk: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "one.ics"
    path.write_text(calendar(GOOD.replace("UID", "SEQUENCE:3\nUID")))
    eventdesk.ok("import", str(path))
    path.write_text(calendar(GOOD.replace("SUMMARY:Good", "SUMMARY:Old")))
    done = eventdesk.json("import", str(path))
    assert done == {"added": 0, "updated": 0, "unchanged": 1, "skipped": [], "older": 1}
    assert list(done)[:4] == ["added", "updated", "unchanged", "skipped"]


def test_a_dry_run_writes_nothing(eventdesk: CommandLine, file: Path) -> None:
    done = eventdesk.json("import", str(file), "--dry-run", "--calendar", "New one")
    assert (done["added"], done["dry_run"], len(done["skipped"])) == (1, True, 1)
    assert eventdesk.ok("import", str(file), "--dry-run").out.startswith("Would import: 1 added")
    assert eventdesk.json("list") == []
    assert [each.name for each in eventdesk.test.desk.calendars.all()] == ["Personal"]


def test_a_calendar_is_filled_and_written(
    eventdesk: CommandLine, file: Path, tmp_path: Path
) -> None:
    eventdesk.add("--start", "2026-11-28T10:00")
    eventdesk.ok("import", str(file), "--calendar", "Work")
    assert [each.name for each in eventdesk.test.desk.calendars.all()] == ["Personal", "Work"]
    work = tmp_path / "work.ics"
    done = eventdesk.ok("export", str(work), "--calendar", "work")
    assert done.out == f"Exported 1 event to {work}\n"
    assert "SUMMARY:Good" in work.read_text()
    assert "Stand-up" not in work.read_text()
    again = eventdesk.json("import", str(work), "--calendar", "Work")
    assert (again["added"], again["unchanged"]) == (0, 1)
    err = eventdesk.refused("export", str(work), "--calendar", "Nowhere", field="calendar")
    assert "Personal, Work" in err
    eventdesk.refused("export", str(work), "3f2a91c0", "--calendar", "Work", field="calendar")


def test_the_window_can_undo_an_import_of_the_command_line(
    eventdesk: CommandLine, file: Path
) -> None:
    eventdesk.ok("import", str(file))
    assert eventdesk.test.desk.events.undo() == "Imported 1 event from two.ics"
    assert eventdesk.json("list") == []
