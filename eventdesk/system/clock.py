"""The real clock and the system's time zone."""

from __future__ import annotations

import logging
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

log = logging.getLogger(__name__)

ZONE_TREES = ("usr/share/zoneinfo", "var/db/timezone/zoneinfo", "usr/lib/zoneinfo")
WINDOWS_REREAD_S = 5.0


class SystemClock:
    """The computer's clocks. Thread-safe.

    The zone is read anew whenever the environment or the files that tell it have changed,
    so moving to another zone is noticed while the program runs. `root` is for tests.
    """

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root
        self._known: tuple[object, ZoneInfo] | None = None

    def now(self) -> datetime:
        """The instant by the wall clock, aware, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never jump; on Linux and macOS they stand still during suspend."""
        return time.monotonic()

    def zone(self) -> ZoneInfo:
        """The system's IANA zone at this moment; UTC where none can be told."""
        state = self._state()
        known = self._known
        if known is not None and known[0] == state:
            # By name: its rules may have been read anew since.
            return _named(known[1].key) or known[1]
        zone = _windows_zone() if sys.platform == "win32" else self._find()
        if known is not None and known[1].key != zone.key:
            log.info("the system's time zone is now %s, was %s", zone.key, known[1].key)
        self._known = (state, zone)
        return zone

    def _state(self) -> object:
        if sys.platform == "win32":
            return os.environ.get("TZ"), int(time.monotonic() / WINDOWS_REREAD_S)
        return (
            os.environ.get("TZ"),
            _stamp(self._root / "etc/localtime"),
            _stamp(self._root / "etc/timezone"),
        )

    def _find(self) -> ZoneInfo:
        return (
            self._from_environment()
            or self._from_link()
            or self._from_copy()
            or self._from_name_file()
            or ZoneInfo("UTC")
        )

    def _from_environment(self) -> ZoneInfo | None:
        text = os.environ.get("TZ")
        if text is None:
            return None
        text = text.removeprefix(":")
        # POSIX: an empty TZ means UTC.
        zone = _named(_after_tree(text) or text) if text else ZoneInfo("UTC")
        if zone is None:
            log.debug("TZ=%r is no IANA zone", text)
        return zone

    def _from_link(self) -> ZoneInfo | None:
        path = self._root / "etc/localtime"
        try:
            target = str(path.readlink())
        except OSError:
            return None
        # One step first: /usr/share/zoneinfo holds links itself, which would rename the zone.
        return _named(_after_tree(target)) or _named(_after_tree(os.path.realpath(path)))

    def _from_name_file(self) -> ZoneInfo | None:
        try:
            text = (self._root / "etc/timezone").read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            return None
        return _named(text.strip())

    def _from_copy(self) -> ZoneInfo | None:
        """The zone whose rules equal a copied /etc/localtime; /etc/timezone's if it fits."""
        try:
            rules = (self._root / "etc/localtime").read_bytes()
        except OSError:
            return None
        hint = self._from_name_file()
        for name in ZONE_TREES:
            tree = self._root / name
            if not tree.is_dir():
                continue
            if hint is not None and _holds(tree / hint.key, rules):
                return hint
            same = (path for path in sorted(tree.glob("[A-Z]*/**/*")) if _holds(path, rules))
            for path in same:
                zone = _named(path.relative_to(tree).as_posix())
                if zone is not None:
                    return zone
        return None


def _stamp(path: Path) -> tuple[int, ...] | None:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_size


def _holds(path: Path, rules: bytes) -> bool:
    try:
        return path.stat().st_size == len(rules) and path.read_bytes() == rules
    except OSError:
        return False


def _after_tree(path: str) -> str:
    _, found, name = path.replace("\\", "/").rpartition("zoneinfo/")
    return name.removeprefix("posix/") if found else ""


def _named(name: str) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        return None


def _windows_zone() -> ZoneInfo:
    import tzlocal

    try:
        return tzlocal.reload_localzone()
    except (LookupError, OSError, ValueError) as error:
        log.warning("the system's time zone cannot be told: %s", error)
        return ZoneInfo("UTC")
