"""Self-test of the window, in a process of its own: Qt ends the one in which it fails."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from eventdesk.app.self_test_outcomes import ANEW, MISSING_MODULE
from eventdesk.services.health import Check

LIMIT_S = 30.0
PLATFORM, OFFSCREEN = "QT_QPA_PLATFORM", "offscreen"
NO_PROCESS = "no second process of this program could be started"
LEAST_COLOURS = 8
"""A painted window has dozens; one that stayed empty has one or two."""
LEAST_ICONS = 20
_FOUND, _SAID = "found.json", "said.txt"
_CHATTER = ("This application failed to start", "Reinstalling the application", "Available")
PLUGIN_REMEDY = (
    "On Linux install what the window needs of the desktop (Debian, Ubuntu: apt install "
    "libxcb-cursor0 libegl1 libfontconfig1), and start it in a desktop session; elsewhere "
    "install EventDesk anew."
)
FONTS_REMEDY = "Install a font (Debian, Ubuntu: apt install fonts-dejavu-core)."


@dataclass(frozen=True, slots=True)
class Looked:
    """What `ui.self_check.check_window` found, or why it could not look."""

    found: Mapping[str, Any] | None = None
    problem: str = ""
    missing: str = ""
    """The Python module that is not there, if that was why."""
    began: bool = False
    """Whether the process came as far as Qt."""


class WindowTrial:
    """Looks once, at the first question: on the screen's platform, or without one offscreen."""

    def __init__(self, icons: Path, limit_s: float = LIMIT_S) -> None:
        self._icons = icons
        self._limit_s = limit_s

    @cached_property
    def looked(self) -> Looked:
        """The outcome; blocks for at most the limit."""
        away = not os.environ.get(PLATFORM) and not _has_screen()
        return look(self._icons, OFFSCREEN if away else "", self._limit_s)

    @property
    def qt(self) -> str:
        """Qt's version, 'unknown' where it does not run."""
        return str((self.looked.found or {}).get("qt", "unknown"))

    @property
    def languages(self) -> list[str] | None:
        """Those that Qt has its own words of, such as 'de'; None where it does not run."""
        return None if self.looked.found is None else list(self.looked.found["languages"])

    def check(self) -> Check:
        """The row of the table."""
        looked = self.looked
        if looked.found is not None:
            return _judged(looked.found)
        if looked.missing:
            words = f"the module {looked.missing} is missing"
            return Check("window", False, words, MISSING_MODULE)
        if not looked.began:
            return Check("window", False, looked.problem, ANEW)
        detail = looked.problem
        if _has_screen():
            without = look(self._icons, OFFSCREEN, self._limit_s)
            if without.found is not None:
                detail += "; without a screen the window works"
        return Check("window", False, detail, PLUGIN_REMEDY)


def look(icons: Path, platform: str = "", limit_s: float = LIMIT_S) -> Looked:
    """Let another process of this program look; `platform` '' leaves the choice to Qt."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="eventdesk-self-test-") as name:
        folder = Path(name)
        process = context.Process(target=_look_here, args=(icons, platform, folder), daemon=True)
        process.start()
        process.join(limit_s)
        if process.exitcode is None:
            process.kill()
            process.join()
            words = f"the window was not painted within {limit_s:g} s"
            return Looked(problem=words, began=(folder / _SAID).exists())
        return _read(folder, process.exitcode)


def _look_here(icons: Path, platform: str, folder: Path) -> None:
    """What the other process does: leaves its findings in `folder`, and what Qt says."""
    said = (folder / _SAID).open("w", encoding="utf-8", errors="replace")
    os.dup2(said.fileno(), 2)
    sys.stderr = said
    if platform:
        os.environ[PLATFORM] = platform
    try:
        from eventdesk.ui.self_check import check_window

        found = check_window(icons)
    except Exception as error:  # noqa: BLE001 - carried to the process that asked
        name = error.name if isinstance(error, ModuleNotFoundError) else ""
        found = {"problem": f"{type(error).__name__}: {error}", "missing": name or ""}
    (folder / _FOUND).write_text(json.dumps(found), encoding="utf-8")


def _read(folder: Path, code: int) -> Looked:
    file = folder / _FOUND
    if file.exists():
        found = json.loads(file.read_text(encoding="utf-8"))
        if "problem" in found:
            return Looked(problem=found["problem"], missing=found["missing"])
        if code == 0:
            return Looked(found)
    said = folder / _SAID
    if not said.exists():
        return Looked(problem=f"{NO_PROCESS} (it ended with {code})")
    text = said.read_text(encoding="utf-8", errors="replace")
    return Looked(problem=f"the window's process ended with {code}: {_gist(text)}", began=True)


def _gist(text: str) -> str:
    """What Qt said, without its prefixes and general advice."""
    lines = [each.removeprefix("qt.qpa.plugin: ").strip() for each in text.splitlines()]
    told = [each for each in lines if each and not each.startswith(_CHATTER)]
    return " ".join(told[:3])[:400] or "it said nothing"


def _has_screen() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _judged(found: Mapping[str, Any]) -> Check:
    blank = [*found["blank"], *found["absent"]]
    where = f"by Qt's platform plugin {found['platform']}"
    if found["icons"] < LEAST_ICONS:
        return Check("window", False, f"only {found['icons']} icons are there", ANEW)
    if blank:
        return Check("window", False, f"icons that cannot be drawn: {', '.join(blank)}", ANEW)
    if not found["letters"]:
        return Check("window", False, f"no font was found {where}", FONTS_REMEDY)
    if found["colours"] < LEAST_COLOURS:
        return Check("window", False, f"the window stayed empty {where}", ANEW)
    return Check("window", True, f"painted {where}, {found['icons']} icons drawn")
