"""Whatever is wrong with the database file: words and a remedy that works, nothing lost."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk.app.wiring import build
from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.ledger import LedgerState
from eventdesk.services.ports import HealthChanged
from eventdesk.storage.backup import integrity_problem
from tests.desks import TestDesk, new_desk
from tests.faults.damage import COMMANDS, EVENTS, House, furnished
from tests.faults.small_disk import SmallDisk, small_disk

LONG = os.environ.get("EVENTDESK_FAULTS") == "long"
PAGE = 4096
FLIPS = 2_000 if LONG else 40

pytestmark = pytest.mark.timeout(1800 if LONG else 120)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return furnished(tmp_path_factory.mktemp("house") / "home")


def the_remedies_work(broken: House, before: bytes) -> None:
    """Ordinary commands name the remedy; it works, and the damaged file is kept."""
    done = broken("list")
    assert done.code == 4
    assert "'eventdesk restore-backup'" in done.err
    assert "'eventdesk salvage'" in done.err
    if before:
        assert broken.paths.database.read_bytes() == before
    restored = broken.ok("restore-backup")
    assert len(broken.titles()) == EVENTS
    kept = broken.paths.database.with_name("eventdesk.db.replaced-1")
    assert kept.exists() is broken.paths.database.with_name(kept.name).exists()
    if before:
        assert str(kept) in restored
        assert kept.read_bytes() == before


def test_truncated_at_every_page(house: House, tmp_path: Path) -> None:
    whole = house.paths.database.read_bytes()
    saved = []
    for number in range(len(whole) // PAGE):
        cut = whole[: number * PAGE]
        broken = house.like(tmp_path / f"cut-{number}", cut)
        for argv in COMMANDS if number % 8 == 0 else COMMANDS[:1]:
            assert broken(*argv).code == 4
        if not LONG and number % 3:
            continue
        salvaged = house.like(tmp_path / f"salvaged-{number}", cut)
        salvaged.ok("salvage")
        saved.append(len(salvaged.titles()))
        assert integrity_problem(salvaged.paths.database) == ""
        if number % 8 == 0:
            the_remedies_work(broken, cut)
    print(f"\nsaved of {EVENTS} events by pages left: {saved}")
    assert saved == sorted(saved)
    assert saved[-1] >= EVENTS - 6


@pytest.mark.parametrize("seed", range(4))
def test_bits_flipped_at_random(house: House, tmp_path: Path, seed: int) -> None:
    whole, saved = house.paths.database.read_bytes(), []
    for number in range(FLIPS // 4):
        chance = random.Random(f"{seed}-{number}")
        data = bytearray(whole)
        for _ in range(chance.choice([1, 3, 30])):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        broken = house.like(tmp_path / f"flipped-{number}", bytes(data))
        for argv in COMMANDS:
            done = broken(*argv)
            assert done.code in (0, 4), (seed, number, argv, done)
            assert done.code == 0 or "eventdesk " in done.err
        broken.ok("salvage")
        saved.append(len(broken.titles() - {"New"}))
        assert integrity_problem(broken.paths.database) == ""
    print(f"\nsaved of {EVENTS} events: {sorted(saved)}")


def test_an_empty_file_is_new_only_where_nothing_was(house: House, tmp_path: Path) -> None:
    new = House(tmp_path / "new")
    new.paths.database.touch()
    assert new.titles() == set()
    the_remedies_work(house.like(tmp_path / "emptied", b""), b"")


def test_a_missing_file_is_told_where_there_are_backups(house: House, tmp_path: Path) -> None:
    gone = house.like(tmp_path / "gone", None)
    done = gone("list")
    assert done.code == 4
    assert "is missing" in done.err
    gone.ok("restore-backup")
    assert len(gone.titles()) == EVENTS


def test_an_emptied_file_beside_its_log_keeps_the_log_and_is_salvaged(tmp_path: Path) -> None:
    house = House(tmp_path / "home")
    house.ok("add", "Folded", "--start", "2027-01-01T10:00")
    database = house.paths.database
    with closing(sqlite3.connect(database)) as holding:
        holding.execute("SELECT 1 FROM events").fetchone()
        house.ok("add", "In the log only", "--start", "2027-01-02T10:00")
        log = database.with_name(f"{database.name}-wal").read_bytes()
    other = House(tmp_path / "other")
    other.paths.database.touch()
    beside = other.paths.database.with_name(f"{database.name}-wal")
    beside.write_bytes(log)
    assert other("list").code == 4
    assert beside.read_bytes() == log
    other.ok("salvage")
    assert "In the log only" in other.titles()
    assert other.paths.database.with_name("eventdesk.db.replaced-1-wal").read_bytes() == log


@pytest.mark.parametrize("kind", ["text", "another program's"])
def test_a_wrong_file_is_kept(tmp_path: Path, house: House, kind: str) -> None:
    path = tmp_path / "wrong"
    if kind == "text":
        path.write_bytes(b"Dear diary, " * 5000)
    else:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE recipes (name TEXT)")
            connection.execute("INSERT INTO recipes VALUES ('Soup')")
            connection.commit()
    the_remedies_work(house.like(tmp_path / "home", path.read_bytes()), path.read_bytes())
    other = house.like(tmp_path / "other", path.read_bytes())
    other.ok("salvage", "--empty")
    assert other.titles() == set()


def test_without_any_backup_salvage_is_the_remedy(house: House, tmp_path: Path) -> None:
    whole = house.paths.database.read_bytes()
    broken = House(tmp_path / "home")
    broken.paths.database.write_bytes(whole[: len(whole) - 5 * PAGE])
    done = broken("restore-backup")
    assert done.code == 4
    assert "'eventdesk salvage'" in done.err
    said = broken.ok("salvage")
    assert "Saved" in said
    assert broken.titles()


def test_a_broken_backup_is_passed_over(house: House, tmp_path: Path) -> None:
    broken = house.like(tmp_path / "home", b"")
    newer = broken.paths.backups / "eventdesk-20990101-000000.db"
    newer.write_bytes(b"rubbish")
    assert newer.name not in broken.ok("restore-backup")
    assert len(broken.titles()) == EVENTS


def test_the_real_program_says_it_in_two_sentences(house: House, tmp_path: Path) -> None:
    broken = house.like(tmp_path / "home", house.paths.database.read_bytes()[: 5 * PAGE])
    for argv in (("list", "--json"), ("service",), ("export", str(tmp_path / "x.ics"))):
        done = broken.process(*argv)
        assert (done.code, done.out) == (4, ""), done
        assert done.err.count("eventdesk: The database") == 1
    assert broken.process("restore-backup").code == 0
    assert broken.process("list").code == 0


def test_locked_for_a_while_and_locked_for_long(house: House, tmp_path: Path) -> None:
    other = house.like(tmp_path / "home", house.paths.database.read_bytes())
    with closing(sqlite3.connect(other.paths.database, check_same_thread=False)) as locking:
        locking.isolation_level = None
        locking.execute("BEGIN IMMEDIATE")
        done = other("add", "Refused", "--start", "2027-01-01T10:00")
        assert done.code == 4
        assert "locked by another program" in done.err
        assert len(other.titles()) == EVENTS  # reading goes on
        timer = threading.Timer(1.0, lambda: locking.execute("ROLLBACK"))
        timer.start()
        other.ok("add", "Waited", "--start", "2027-01-01T10:00")
        timer.join()
    assert other.titles() >= {"Waited"}
    assert "Refused" not in other.titles()


# A full disk


@pytest.fixture
def disk(tmp_path: Path):
    with small_disk(tmp_path / "disk") as made:
        yield made


@pytest.fixture
def desk(disk: SmallDisk):
    made = new_desk(disk.path / "home")
    yield made
    disk.free()
    made.desk.close()


def health(desk: TestDesk, part: str = "storage") -> list[str]:
    return [
        each.problem
        for each in desk.changes
        if isinstance(each, HealthChanged) and each.part == part
    ]


def test_a_full_disk_refuses_a_save_in_words_and_loses_nothing(disk: SmallDisk) -> None:
    house = House(disk.path / "home")
    house.ok("add", "Before", "--start", "2027-01-01T10:00")
    disk.fill()
    for argv in (("add", "Refused", "--start", "2027-01-02T10:00"), ("backup",)):
        done = house.process(*argv)
        assert (done.code, done.out) == (4, ""), done
        assert "full" in done.err or "free space" in done.err or "space" in done.err, done.err
    disk.free()
    house.ok("add", "After", "--start", "2027-01-03T10:00")
    assert house.titles() == {"Before", "After"}
    assert not list(house.paths.backups.glob("*.partial"))
    house.ok("backup")


def test_a_rescue_that_finds_no_space_changes_nothing(disk: SmallDisk, house: House) -> None:
    broken = house.like(disk.path / "home", house.paths.database.read_bytes()[: 50 * PAGE])
    before = broken.paths.database.read_bytes()
    room = disk.path / "room"
    room.write_bytes(bytes(300_000))  # enough to begin with, too little to end
    disk.fill()
    room.unlink()
    for argv in (("salvage",), ("restore-backup",)):
        done = broken(*argv)
        if done.code == 0:
            continue  # it fitted after all
        assert done.code == 4
        assert "space" in done.err, done
        assert broken.paths.database.read_bytes() == before
        assert not broken.paths.database.with_name("eventdesk.db.replaced-1").exists()
    disk.free()
    broken.ok("salvage")
    assert broken.titles()


def test_no_reminder_leaves_unclaimed_and_none_is_lost(disk: SmallDisk, desk: TestDesk) -> None:
    desk.create(desk.clock.now() + timedelta(minutes=30))
    desk.clock.advance(minutes=26)
    disk.fill()
    for _ in range(5):
        desk.ring()
        desk.clock.advance(seconds=20)
    assert desk.shown == []
    assert len(health(desk)) == 1
    assert "full" in health(desk)[0]
    disk.free()
    desk.ring()
    assert len(desk.shown) == 1
    assert desk.states() == ["delivered"]
    assert health(desk)[-1] == ""


def test_an_outcome_that_cannot_be_recorded_is_no_storm(disk: SmallDisk, desk: TestDesk) -> None:
    desk.create(desk.clock.now() + timedelta(minutes=30))
    desk.create(desk.clock.now() + timedelta(minutes=31), "Later")
    take = desk.notifier.notify

    def fill_then_take(notice):
        disk.fill()
        return take(notice)

    desk.notifier.notify = fill_then_take
    desk.clock.advance(minutes=25)
    desk.ring()
    desk.notifier.notify = take
    for _ in range(30):
        desk.clock.advance(seconds=20)  # long past the lease, and past the second one's instant
        desk.ring()
    assert len(desk.shown) == 1
    assert "full" in health(desk)[-1]
    disk.free()
    desk.ring()
    assert desk.states() == ["delivered", "delivered"]
    assert len(desk.shown) == 2
    assert health(desk)[-1] == ""
    first = next(row for row in desk.rows() if row.event_title != "Later")
    assert first.late is not None
    assert first.late < timedelta(seconds=1)


def test_a_mail_whose_outcome_cannot_be_recorded_is_not_sent_again(
    disk: SmallDisk, desk: TestDesk
) -> None:
    from eventdesk.domain.reminder import Channel
    from tests.desks import in_minutes

    desk.with_mail()
    desk.create(desk.clock.now() + timedelta(minutes=30), reminders=(in_minutes(5, Channel.EMAIL),))
    desk.clock.advance(minutes=25)
    desk.ring()
    send = desk.mailer.send

    def fill_then_send(message, settings):
        disk.fill()
        return send(message, settings)

    desk.mailer.send = fill_then_send
    for _ in range(10):
        with pytest.raises(StorageFailure):
            desk.send_mails()
        desk.clock.advance(minutes=2)
    disk.free()
    desk.send_mails()
    assert len(desk.mailer.sent) == 1
    assert desk.states() == [LedgerState.DELIVERED.value]


def test_a_failed_later_batch_does_not_hold_up_what_is_claimed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = new_desk(tmp_path / "home")
    start = desk.clock.now() + timedelta(minutes=30)
    for number in range(2):
        desk.create(start, f"Event {number}")
    monkeypatch.setattr("eventdesk.services.claiming.BATCH", 1)
    database, writes = desk.desk.history._database, []
    write = database.write

    def second_fails():
        writes.append(1)
        if len(writes) == 2:
            raise StorageFailure("The disk is full.", "Free some space.")
        return write()

    desk.clock.advance(minutes=25)
    monkeypatch.setattr(database, "write", second_fails)
    desk.ring()
    assert len(desk.shown) == 1
    desk.ring()
    assert len(desk.shown) == 2
    assert desk.states() == ["delivered", "delivered"]
    desk.desk.close()


def test_a_read_only_folder(disk: SmallDisk) -> None:
    house = House(disk.path / "home")
    house.ok("add", "Before", "--start", "2027-01-01T10:00")
    disk.set_writable(False)
    try:
        for argv in (("add", "No", "--start", "2027-01-02T10:00"), ("list",), ("backup",)):
            done = house.process(*argv)
            assert (done.code, done.out) == (4, ""), done
            assert "writ" in done.err, done.err
    finally:
        disk.set_writable(True)
    assert house.titles() == {"Before"}


def test_a_disk_that_turns_read_only_while_running(disk: SmallDisk, desk: TestDesk) -> None:
    desk.create(desk.clock.now() + timedelta(minutes=30))
    desk.clock.advance(minutes=26)

    def refuse(*_: object) -> None:
        raise StorageFailure("The database cannot be written.", "Allow writing to it.")

    database = desk.desk.history._database
    write = database.write
    database.write = refuse
    desk.ring()
    assert desk.shown == []
    assert "cannot be written" in health(desk)[-1]
    database.write = write
    desk.ring()
    assert len(desk.shown) == 1


def test_opening_services_on_a_damaged_file_raises_words(house: House, tmp_path: Path) -> None:
    broken = house.like(tmp_path / "home", b"not a database" * 1000)
    desk = TestDesk(broken.paths)
    with pytest.raises(StorageFailure, match="not an EventDesk database"):
        desk.open()
    assert build  # the window opens them the same way


def test_list_deleted_and_json(house: House, tmp_path: Path) -> None:
    other = house.like(tmp_path / "home", house.paths.database.read_bytes())
    first = json.loads(other.ok("list", "--json"))[0]
    other.ok("delete", first["id"])
    assert [each["id"] for each in json.loads(other.ok("list", "--deleted", "--json"))] == [
        first["id"]
    ]
    assert first["title"] in other.ok("list", "--deleted", "--search", first["title"])
    assert other("list", "--deleted", "--from", "2027-01-01").code == 2
    other.ok("restore", first["id"])
    assert other.ok("list", "--deleted") == ""
