"""About EventDesk: version, where its files are, and what it is built from."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import PySide6
from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level, link_button
from eventdesk.ui.theme import scaled_font, tokens

_WORKS = (
    ("Python", "Python Software Foundation License"),
    ("Qt and PySide6", "GNU Lesser General Public License 3"),
    ("SQLAlchemy, Alembic, APScheduler, plyer, jeepney", "MIT"),
    ("keyring, platformdirs, tomli-w, tzlocal", "MIT"),
    ("Click, psutil", "BSD 3-Clause"),
    ("icalendar", "BSD 2-Clause"),
    ("tzdata", "Apache License 2.0, its data in the public domain"),
)
LICENCES = "\n".join(
    (
        "EventDesk is free software under the MIT licence. Its icons were drawn for it and are "
        "under the same licence.",
        "",
        "It is built from these works, whose licences come with them in full:",
        "",
        *(f"•  {names}: {licence}" for names, licence in _WORKS),
    )
)


@dataclass(frozen=True, slots=True)
class Folder:
    """A place one may want to look into: 'Data', 'Settings', 'Log'."""

    name: str
    path: Path


class AboutDialog(QDialog):
    """Not modal."""

    def __init__(
        self,
        icons: Icons,
        version: str,
        folders: Sequence[Folder],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._version = version
        self._folders = folders
        self.setWindowTitle("About EventDesk")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.message = InlineMessage(icons, self)
        self.licences = QPlainTextEdit(LICENCES, self)
        self.licences.setReadOnly(True)
        self.licences.setTabChangesFocus(True)
        self.licences.setAccessibleName("Licences")
        self.links: list[QPushButton] = []
        shades = tokens(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(shades.huge, shades.huge, shades.huge, shades.large)
        column.setSpacing(shades.large)
        column.addLayout(self._head(icons))
        column.addLayout(self._places())
        column.addWidget(self.licences, 1)
        column.addWidget(self.message)
        buttons = self._buttons()
        column.addWidget(buttons)
        buttons.button(QDialogButtonBox.StandardButton.Close).setFocus()

    def details(self) -> str:
        """What a report of a problem should contain."""
        lines = [
            f"EventDesk {self._version}",
            f"Python {platform.python_version()}, PySide6 {PySide6.__version__}",
            f"{platform.platform()}, {QGuiApplication.platformName()}",
            *(f"{each.name}: {each.path}" for each in self._folders),
        ]
        return "\n".join(lines)

    def sizeHint(self) -> QSize:
        """Room for the licences' lines."""
        digit = self.fontMetrics().averageCharWidth()
        return QSize(max(560, digit * 84), 560)

    def _head(self, icons: Icons) -> QHBoxLayout:
        shades = tokens(self)
        picture = QLabel(self)
        picture.setPixmap(icons.pixmap("eventdesk", 56, self.devicePixelRatioF(), ""))
        name = QLabel("EventDesk", self)
        name.setFont(scaled_font(self.font(), 1.6, bold=True))
        version = QLabel(f"Version {self._version}", self)
        version.setProperty("muted", True)
        version.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        words = QLabel("Reminds you of your events, once and on time.", self)
        text = QVBoxLayout()
        text.setSpacing(2)
        for each in (name, version, words):
            text.addWidget(each)
        head = QHBoxLayout()
        head.setSpacing(shades.large)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(text, 1)
        return head

    def _places(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens(self).large)
        grid.setVerticalSpacing(tokens(self).tiny)
        grid.setColumnStretch(1, 1)
        for line, folder in enumerate(self._folders):
            label = QLabel(folder.name, self)
            label.setProperty("muted", True)
            shown = str(folder.path)
            short = shown if len(shown) <= 64 else f"…{shown[-63:]}"
            link = link_button(short.replace("&", "&&"), self)
            link.setToolTip(f"Open {shown}")
            link.setAccessibleName(f"Open the folder {folder.name}: {shown}")
            link.clicked.connect(lambda _=False, path=folder.path: self._open(path))
            self.links.append(link)
            grid.addWidget(label, line, 0)
            grid.addWidget(link, line, 1, Qt.AlignmentFlag.AlignLeft)
        return grid

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy = box.addButton("Copy details", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self._copy)
        box.rejected.connect(self.close)
        for button in box.buttons():
            button.setIcon(QIcon())
        return box

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details())
        self.message.say(Level.GOOD, "Copied to the clipboard.")

    def _open(self, path: Path) -> None:
        folder = path if path.is_dir() else path.parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.message.say(Level.WARNING, f"No program here opens folders. It is {folder}")
