"""Signs of life of running processes, as one small file each."""

from __future__ import annotations

import hashlib
import json
import logging
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from eventdesk.services.ports import Beat

log = logging.getLogger(__name__)


class HeartbeatFiles:
    """Heartbeats in `folder`, which is made when first needed. Thread-safe; never raises."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told = False

    def leave(self, beat: Beat) -> None:
        """Replace this process's file; a folder that cannot be written is logged once."""
        path = self._file(beat.token)
        text = json.dumps({"process": beat.token, "at": beat.at.isoformat()})
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            partial = path.with_suffix(".partial")
            partial.write_text(text, encoding="utf-8")
            partial.replace(path)
        except OSError as error:
            if not self._told:
                log.warning("no sign of life can be left in %s: %s", self._folder, error.strerror)
            self._told = True
        else:
            self._told = False

    def take_back(self, token: str) -> None:
        """Remove the file of a process."""
        with suppress(OSError):
            self._file(token).unlink(missing_ok=True)

    def seen(self) -> list[Beat]:
        """What all files say, the newest first; what cannot be read is left out."""
        found = []
        with suppress(OSError):
            for path in self._folder.glob("*.json"):
                with suppress(OSError, ValueError, KeyError, TypeError):
                    told = json.loads(path.read_text(encoding="utf-8"))
                    at = datetime.fromisoformat(told["at"]).astimezone(UTC)
                    found.append(Beat(str(told["process"]), at))
        return sorted(found, key=lambda each: each.at, reverse=True)

    def _file(self, token: str) -> Path:
        # A token holds the computer's name, which may hold anything.
        return self._folder / f"{hashlib.sha256(token.encode()).hexdigest()[:12]}.json"
