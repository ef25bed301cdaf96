"""Hostile calendar files: bounded time and memory, a clear message, and nothing lost.

EVENTDESK_FAULTS=long makes the files as large as they get, and prints what each took.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice, repeat
from pathlib import Path

import pytest

from eventdesk.domain.errors import ImportCancelled, InvalidInput
from eventdesk.interchange.read import read
from tests.interchange.calendars import BERLIN, calendar, result_of, vevent

LONG = os.environ.get("EVENTDESK_FAULTS") == "long"
MEGABYTE = 2**20
SIZE = 200 * MEGABYTE if LONG else 10 * MEGABYTE
SECONDS = 600 if LONG else 60
"""Far more than is needed: the machine may be busy."""
MOST_MEMORY = 600 * MEGABYTE if LONG else 250 * MEGABYTE
GOOD = vevent(uid="good@x").encode() + b"\r\n"

READ = """
import json, os, sys
from pathlib import Path
from zoneinfo import ZoneInfo
from eventdesk.domain.errors import InvalidInput
from eventdesk.interchange.read import read

try:
    result = read([Path(sys.argv[1])], local_zone=ZoneInfo("Europe/Berlin"), processes=1)
    found = {"uids": [each.uid[:20] for each in result.events], "skipped": len(result.skipped)}
except InvalidInput as error:
    found = {"problem": str(error)}
from tests.benchmarks.process_memory import peak_memory
peak = int(peak_memory(os.getpid())[os.getpid()])
print(json.dumps({"uids": [], "skipped": 0, "problem": "", **found, "peak": peak}))
"""


def outcome(path: Path) -> dict[str, object]:
    """What reading a file gives, in a process of its own whose time and memory are bounded."""
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )
    found: dict[str, object] = json.loads(done.stdout)
    if LONG:
        peak = int(str(found["peak"])) // MEGABYTE
        print(f"{path.name}: {time.monotonic() - begin:.1f} s, {peak} MB")
    assert int(str(found["peak"])) < MOST_MEMORY
    return found


def filled(path: Path, start: bytes, piece: bytes, end: bytes) -> Path:
    """A file of SIZE bytes, of equal pieces between start and end."""
    chunk = piece * (MEGABYTE // len(piece) + 1)
    with path.open("wb") as file:
        file.write(start)
        for part in islice(repeat(chunk), SIZE // len(chunk) + 1):
            file.write(part)
        file.write(end)
    return path


def test_a_gigabyte_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "large.ics"
    with path.open("wb") as file:
        file.write(b"BEGIN:VCALENDAR\r\n")
        file.truncate(2**30)
    begin = time.monotonic()
    with pytest.raises(InvalidInput, match=r"too large: EventDesk reads up to 512 MB at once\."):
        read([path], local_zone=BERLIN)
    assert time.monotonic() - begin < 5


BEGIN, END = b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n"
EVENT = b"BEGIN:VEVENT\r\nUID:odd@x\r\nDTSTART:20261127T143000Z\r\n"
CLOSE = b"END:VEVENT\r\n"


@pytest.mark.parametrize(
    ("name", "start", "piece", "end"),
    [
        ("one line", BEGIN + EVENT + b"DESCRIPTION:", b"x" * 997, b"\r\n" + CLOSE),
        ("many folds", BEGIN + EVENT + b"DESCRIPTION:x", b"\r\n yyyyyyyyy", b"\r\n" + CLOSE),
        ("an attachment", BEGIN + EVENT + b"ATTACH:", b"\r\n " + b"A" * 73, b"\r\n" + CLOSE),
        ("many properties", BEGIN + EVENT, b"COMMENT:something that is not kept\r\n", CLOSE),
        ("many parameters", BEGIN + EVENT + b"SUMMARY", b';A="b,;:"' * 100, b":x\r\n" + CLOSE),
        ("many dates", BEGIN + EVENT, b"RDATE:20261128T143000Z\r\n", CLOSE),
        ("many stray lines", BEGIN + EVENT, b"this is no property\r\n", CLOSE),
        ("null bytes", BEGIN, b"\0" * 1000, EVENT + CLOSE),
        ("empty lines", BEGIN, b"\r\n" * 500, EVENT + CLOSE),
        ("nested deeply", BEGIN, b"BEGIN:X-DEEP\r\n", EVENT + CLOSE),
        ("ends of nothing", BEGIN, b"END:X-NOTHING\r\n", EVENT + CLOSE),
        ("calendars in calendars", b"", BEGIN, EVENT + CLOSE),
        ("time zones without end", BEGIN, b"BEGIN:VTIMEZONE\r\nTZID:x\r\n", EVENT + CLOSE),
        ("time zones", BEGIN, b"BEGIN:VTIMEZONE\r\nTZID:x\r\nEND:VTIMEZONE\r\n", EVENT + CLOSE),
        ("alarms", BEGIN + EVENT, b"BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n", CLOSE),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_too_much_of_one_thing(
    tmp_path: Path, name: str, start: bytes, piece: bytes, end: bytes
) -> None:
    """The event that is too large may be cut or refused; the one after it is kept."""
    path = filled(tmp_path / name, start, piece, end + GOOD + END)
    found = outcome(path)
    assert found["problem"] == ""
    uids = found["uids"]
    assert isinstance(uids, list)
    assert uids[-1:] == ["good@x"]
    if name in ("one line", "many folds", "an attachment", "null bytes", "empty lines"):
        assert uids == ["odd@x", "good@x"]


def test_line_numbers_after_a_large_attachment(tmp_path: Path) -> None:
    large = vevent("ATTACH:A" + f"\r\n {'A' * 70}" * 100_000, "DESCRIPTION:kept", uid="large@x")
    data = calendar(large, *(vevent("DTSTART:broken", uid=f"{n}@x") for n in range(50)))
    result = read([data], local_zone=BERLIN)
    assert [each.draft.description for each in result.events] == ["kept"]
    lines = data.split(b"\r\n")
    assert len(result.skipped) == 50
    for each in result.skipped:
        assert lines[each.line] == f"UID:{each.uid}".encode()


@pytest.mark.parametrize(
    "piece",
    [
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"BEGIN:VTODO\r\nEND:VTODO\r\n",
        EVENT + CLOSE,
        EVENT.replace(b"odd@x\r\n", b"o\r\nRECURRENCE-ID:20261127T143000Z\r\n") + CLOSE,
    ],
)
def test_too_many_entries(tmp_path: Path, piece: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    if LONG:
        found = outcome(filled(tmp_path / "many", BEGIN, piece, END))
        assert "reads up to 500,000 entries at once" in str(found["problem"])
        return
    monkeypatch.setattr("eventdesk.interchange.read.MAX_ENTRIES", 1_000)
    with pytest.raises(InvalidInput, match="reads up to 1,000 entries at once"):
        read([BEGIN + piece * 1_001 + END], local_zone=BERLIN)


RULES = (
    *(
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;INTERVAL=86400",
        "FREQ=MINUTELY",
        "FREQ=YEARLY;COUNT=9999999",
    ),
    *("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;INTERVAL=9999;BYMONTH=2;BYMONTHDAY=29"),
    *("FREQ=HOURLY;BYMINUTE=0,10,20,30,40,50;BYSECOND=0,20,40", "FREQ=DAILY;COUNT=999999999"),
    "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=366;BYWEEKNO=53;BYHOUR=0,1,2,3,4,5,6,7",
)


@pytest.mark.parametrize("rule", RULES)
def test_rules_that_are_too_much(rule: str) -> None:
    events = 200 if LONG else 20
    parts = [
        vevent(f"DTSTART:202611{1 + n % 28:02}T{n % 24:02}0000Z", f"RRULE:{rule}", uid=f"{n}@x")
        for n in range(events)
    ]
    begin = time.process_time()
    result = result_of(*parts, vevent(uid="good@x"))
    assert time.process_time() - begin < events * 0.2
    assert result.events[-1].uid == "good@x"
    assert all("repeat" in each.reason or "rule" in each.reason for each in result.skipped)
    assert len(result.events) + len(result.skipped) == events + 1


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("latin-1"),
        lambda text: text.encode("utf-16") + b"\0",
        lambda text: text.encode().replace(b"\r\n", b"\0\r\0\n"),
        lambda text: text.replace("Grüße", "Gr\r\n üße").encode(),
    ],
)
@pytest.mark.parametrize("before", [0, 300_000])
def test_encodings(encode: Callable[[str], bytes], before: int) -> None:
    """With much before it too, so that a character lies across two blocks."""
    text = calendar(vevent(f"COMMENT:{'ü' * before}", "SUMMARY:Grüße", "DTEND:x")).decode()
    result = read([encode(text)], local_zone=BERLIN)
    assert [each.draft.title for each in result.events] == ["Grüße"]
    assert len(result.notes) == 1


def test_a_broken_character_spoils_no_other_line() -> None:
    data = calendar(vevent("SUMMARY:A\\;ä", "LOCATION:Köln")).replace("ä".encode(), b"\xe4")
    (event,) = read([data], local_zone=BERLIN).events
    assert (event.draft.title, event.draft.location) == ("A;ä", "Köln")


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    path = tmp_path / "some.ics"
    path.write_bytes(calendar(*(vevent(uid=f"{n}@x") for n in range(20_000))))
    seen: list[tuple[int, int]] = []
    answers: Iterator[bool] = iter([False] * 12 + [True] * 9)
    with pytest.raises(ImportCancelled):
        read(
            [path],
            local_zone=BERLIN,
            progress=lambda done, total: seen.append((done, total)),
            cancelled=lambda: next(answers),
            processes=1,
        )
    assert len(seen) in range(1, 12)
    assert all(total == path.stat().st_size for _, total in seen)


def test_progress_reaches_the_end() -> None:
    seen: list[tuple[int, int]] = []
    data = calendar(*(vevent(uid=f"{n}@x") for n in range(5_000)))
    read([data, data], local_zone=BERLIN, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (2 * len(data), 2 * len(data))
    assert len(seen) >= 4
