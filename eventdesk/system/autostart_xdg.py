"""Starting with the login on Linux and the BSDs (Desktop Application Autostart 0.5)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from eventdesk import APP_ID
from eventdesk.domain.language import later, tr
from eventdesk.system.autostart import NAME, Entry, autostart_failure
from eventdesk.system.desktop_entry import exec_value, exec_words, plain, read_entry, write_entry

HELD_BY = later("the desktop's own settings")
FORMER = "eventdesk.desktop"
"""Its name before programs were named like domains."""
_SWITCH = re.compile(r"X-[A-Za-z]+-[Aa]utostart-enabled")


class XdgAutostart:
    """The entry `name` in the person's `folder`, which hides those of the same name in
    `folders` of the whole system."""

    def __init__(self, folder: Path, name: str = APP_ID, folders: Iterable[Path] = ()) -> None:
        self._file = folder / f"{name}.desktop"
        self._former = folder / FORMER if name == APP_ID else None
        self._of_all = [each / self._file.name for each in folders]

    def look(self) -> Entry | None:
        """What the most important entry says."""
        former = [self._former] if self._former is not None else []
        for file in (self._file, *former, *self._of_all):
            with suppress(OSError):
                return _entry(file.read_text(encoding="utf-8", errors="replace"))
        return None

    def enable(self, command: Sequence[str]) -> None:
        """Write the entry."""
        self._write(
            {
                "Comment": plain(tr("Reminders for your events")),
                # Where the program was removed, desktops pass the entry over.
                "TryExec": plain(command[0]),
                "Exec": exec_value(command),
                "Icon": APP_ID,
                "Terminal": "false",
                "StartupNotify": "false",
                "X-GNOME-Autostart-enabled": "true",
            }
        )

    def disable(self) -> None:
        """Remove the entry; where the whole system has one, hide that."""
        if any(each.exists() for each in self._of_all):
            self._write({"Hidden": "true"})
        else:
            self._remove(self._file)
        if self._former is not None:
            self._remove(self._former)

    def _write(self, keys: dict[str, str]) -> None:
        text = write_entry({"Type": "Application", "Name": NAME, **keys})
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # The entry itself may be a link into a folder of dotfiles.
            target = Path(os.path.realpath(self._file))
            fresh = target.with_name(f".{target.name}.new")
            fresh.write_text(text, encoding="utf-8", errors="surrogateescape")
            fresh.replace(target)
        except OSError as error:
            raise autostart_failure(self._file, error) from error
        if self._former is not None:
            self._remove(self._former)

    @staticmethod
    def _remove(file: Path) -> None:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise autostart_failure(file, error) from error


def _entry(text: str) -> Entry:
    keys = read_entry(text)
    off = {key for key, value in keys.items() if _SWITCH.fullmatch(key) and value == "false"}
    held = bool(off) or keys.get("Hidden") == "true"
    return Entry(tuple(exec_words(keys.get("Exec", ""))), tr(HELD_BY) if held else "")
