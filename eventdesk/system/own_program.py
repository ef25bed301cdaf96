"""By which command this very program is started again, tomorrow and after an update."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

NAME = "eventdesk"
GUI = "eventdesk-gui"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """How this process was started: by which program, and whether that is a bundle.

    `scripts` are the folders into which packages of Python install commands; `on_path` finds
    the command of a name, or gives None.
    """

    executable: Path
    frozen: bool
    platform: str
    environ: Mapping[str, str]
    scripts: tuple[Path, ...]
    on_path: Callable[[str], str | None]

    @classmethod
    def here(cls) -> Running:
        """This process."""
        return cls(
            executable=Path(sys.executable),
            frozen=bool(getattr(sys, "frozen", False)),
            platform=sys.platform,
            environ=os.environ,
            scripts=_script_folders(),
            on_path=shutil.which,
        )

    def command(self) -> list[str]:
        """Starts the window, on Windows without a console."""
        return [str(self._bundle())] if self.frozen else self._of_python()

    def _bundle(self) -> Path:
        if self.platform == "win32":
            return _first([self.executable.with_name(f"{GUI}.exe")]) or self.executable
        # The file of an AppImage is what stays; what it holds is mounted elsewhere each time.
        image = _first([Path(self.environ.get("APPIMAGE", ""))])
        if image is not None and image.is_absolute():
            return image
        # A link such as /usr/bin/eventdesk stays where it is when the program moves.
        launcher = Path(self.on_path(NAME) or "")
        if launcher.is_absolute() and launcher.resolve() == self.executable.resolve():
            return launcher
        return self.executable

    def _of_python(self) -> list[str]:
        script = f"{GUI}.exe" if self.platform == "win32" else GUI
        folders = dict.fromkeys([self.executable.parent, *self.scripts])
        found = _first(folder / script for folder in folders)
        if found is not None:
            return [str(found)]
        windowed = _first([self.executable.with_name("pythonw.exe")])
        python = windowed if self.platform == "win32" and windowed else self.executable
        return [str(python), "-m", NAME]


def _script_folders() -> tuple[Path, ...]:
    own = sysconfig.get_path("scripts")
    of_person = sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))
    return Path(own), Path(of_person)


def _first(places: Iterable[Path]) -> Path | None:
    return next((each for each in places if each.is_file()), None)
