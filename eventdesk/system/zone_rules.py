"""Which time zone rules are in use, and whether the zone is the one the computer runs on."""

from __future__ import annotations

import re
import time
import zoneinfo
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path


def rules_version(tree: Sequence[str] = zoneinfo.TZPATH) -> str:
    """The release of the zone rules, such as '2026a', as the system or the package tells it;
    '' when neither does."""
    for folder in tree:
        for name in ("tzdata.zi", "+VERSION", "version"):
            try:
                with (Path(folder) / name).open(encoding="ascii", errors="replace") as file:
                    found = re.search(r"\b(20\d\d[a-z])\b", file.read(200))
            except OSError:
                continue
            if found:
                return found[1]
    try:
        year, _, release = metadata.version("tzdata").partition(".")
        return f"{year}{chr(ord('a') + int(release.split('.')[0]) - 1)}"
    except (metadata.PackageNotFoundError, ValueError):
        return ""


def offset_gap(zone: zoneinfo.ZoneInfo, now: datetime) -> timedelta:
    """How far the clock on the wall (the C library's) is from the one of `zone`."""
    if hasattr(time, "tzset"):
        time.tzset()  # it reads the system's zone once, unless told that it may have changed
    here = now.astimezone().utcoffset() or timedelta()
    return here - (now.astimezone(zone).utcoffset() or timedelta())
