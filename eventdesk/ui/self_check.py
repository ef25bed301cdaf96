"""The main window made and painted once, and every icon drawn: what the self-test asks of Qt.

Qt ends the process where it finds no platform plugin: call this in a process of its own.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QFontMetrics, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from eventdesk.domain.settings import Language, Theme
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.main_window import MainWindow
from eventdesk.ui.qt_language import load_qt_words
from eventdesk.ui.theme import apply, make_application
from eventdesk.ui.window_actions import WindowActions

SIZE = 24
STEP = 4
"""Every so many pixels of the painted window one is looked at."""


def check_window(icons_folder: Path) -> dict[str, object]:
    """Make the application and the window, and paint it without showing it to anybody.

    What was found, as plain values: `qt` (version), `platform` (name of the plugin), `letters`
    (whether there is a font with any), `languages` (those that Qt has words of), `icons`
    (how many drawings there are), `blank` (names of those that leave no mark), `absent` (names
    that the window asked for in vain), `colours` (how many different ones are in the painted
    window).
    """
    app = make_application("eventdesk")
    apply(app, Theme.SYSTEM)
    icons = _WatchedIcons(icons_folder)
    jobs = Jobs(ThreadPoolExecutor(1))
    window = MainWindow(icons, jobs, WindowActions())
    try:
        return {
            "qt": qVersion(),
            "platform": QGuiApplication.platformName(),
            "letters": QFontMetrics(QGuiApplication.font()).inFont("A"),
            "languages": [str(each) for each in Language if load_qt_words(app, each)],
            **_drawings(icons, icons_folder),
            "colours": _colours(_painted(window)),
            "absent": sorted(icons.absent),
        }
    finally:
        window.close()
        jobs.close()


class _WatchedIcons(Icons):
    """Remembers what was asked for and is not there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.absent: set[str] = set()

    def has(self, name: str) -> bool:
        found = super().has(name)
        if not found:
            self.absent.add(name)
        return found


def _drawings(icons: Icons, folder: Path) -> dict[str, object]:
    names = sorted(each.stem for each in folder.glob("*.svg"))
    blank = [each for each in names if _is_blank(icons.pixmap(each, SIZE, 1.0).toImage())]
    return {"icons": len(names), "blank": blank}


def _is_blank(image: QImage) -> bool:
    marks = image.convertToFormat(QImage.Format.Format_Alpha8)
    return not bytes(marks.constBits()).strip(b"\0")


def _painted(window: QWidget) -> QImage:
    window.resize(960, 640)
    # Laid out and painted as when it is shown, but nothing comes up on the screen.
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.show()
    return window.grab().toImage()


def _colours(image: QImage) -> int:
    across, down = range(0, image.width(), STEP), range(0, image.height(), STEP)
    return len({image.pixel(x, y) for x in across for y in down})
