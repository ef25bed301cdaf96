"""Time zones made up by tests: TZif files (RFC 8536) in a folder that zoneinfo reads first."""

from __future__ import annotations

import struct
import zoneinfo
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path


def tzif(first: int, changes: Sequence[tuple[datetime, int]] = ()) -> bytes:
    """A zone `first` hours east of UTC, and from each instant on so many hours as given."""
    hours = [first, *(each for _, each in changes)]
    types = b"".join(struct.pack(">iBB", each * 3600, 0, 0) for each in hours)
    moments = b"".join(struct.pack(">q", int(at.timestamp())) for at, _ in changes)
    indices = bytes(range(1, len(changes) + 1))
    head = b"TZif2" + bytes(15)
    old = head + struct.pack(">6l", 0, 0, 0, 0, 1, 4) + struct.pack(">iBB", 0, 0, 0) + b"XXX\0"
    counts = struct.pack(">6l", 0, 0, 0, len(changes), len(hours), 4)
    last = f"\n<{hours[-1]:+03}>{-hours[-1]}\n".encode()
    return old + head + counts + moments + indices + types + b"XXX\0" + last


class MadeUpZones:
    """Writes zones; what is written counts at once, as after an update and a restart."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, name: str, data: bytes) -> None:
        """Put a zone into the database, in place of what it was."""
        self.put_file(name, data)
        zoneinfo.ZoneInfo.clear_cache()

    def put_file(self, name: str, data: bytes) -> None:
        """Only the file: a program that has read the zone before still goes by that."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@contextmanager
def made_up_zones(folder: Path) -> Iterator[MadeUpZones]:
    """Zones in `folder` beside the real ones."""
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(folder), *before])
    zoneinfo.ZoneInfo.clear_cache()
    try:
        yield MadeUpZones(folder)
    finally:
        zoneinfo.reset_tzpath(before)
        zoneinfo.ZoneInfo.clear_cache()
