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

from eventdesk.domain.language import later, tr
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level, link_button
from eventdesk.ui.theme import scaled_font, tokens
from eventdesk.ui.works import licence_words

FOLDER_NAMES = (later("Data"), later("Settings"), later("Log"), later("Program"))


@dataclass(frozen=True, slots=True)
class Folder:
    """A place one may want to look into; its name is one of FOLDER_NAMES, English."""

    name: str
    path: Path


class AboutDialog(QDialog):
    """Not modal. `licences` is the folder of all licence texts, which only a packaged program
    has; `installed_as` tells in two words what this one is."""

    def __init__(
        self,
        icons: Icons,
        version: str,
        folders: Sequence[Folder],
        parent: QWidget | None = None,
        *,
        licences: Path | None = None,
        installed_as: str = "",
    ) -> None:
        super().__init__(parent)
        self._version = version
        self._folders = folders
        self._licences = licences if licences is not None and licences.is_dir() else None
        self._installed_as = installed_as
        self.setWindowTitle(tr("About EventDesk"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.message = InlineMessage(icons, self)
        self.licences = QPlainTextEdit(licence_words(), self)
        self.licences.setReadOnly(True)
        self.licences.setTabChangesFocus(True)
        self.licences.setAccessibleName(tr("Licences"))
        self.links: list[QPushButton] = []
        shades = tokens(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(shades.huge, shades.huge, shades.huge, shades.large)
        column.setSpacing(shades.large)
        column.addLayout(self._head(icons))
        column.addLayout(self._places())
        column.addWidget(self.licences, 1)
        column.addWidget(self.message)
        self.buttons = self._buttons()
        column.addWidget(self.buttons)
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setFocus()

    def details(self) -> str:
        """What a report of a problem should contain; English, as the log is."""
        lines = [
            " ".join(("EventDesk", self._version, self._kind())).strip(),
            f"Python {platform.python_version()}, PySide6 {PySide6.__version__}",
            f"{platform.platform()}, {QGuiApplication.platformName()}",
            *(f"{each.name}: {each.path}" for each in self._folders),
        ]
        return "\n".join(lines)

    def _kind(self) -> str:
        return f"({self._installed_as})" if self._installed_as else ""

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
        version = QLabel(tr("Version {version}", version=self._version), self)
        version.setProperty("muted", True)
        version.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        words = QLabel(tr("Reminds you of your events, once and on time."), self)
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
            name = tr(folder.name)
            label = QLabel(name, self)
            label.setProperty("muted", True)
            shown = str(folder.path)
            short = shown if len(shown) <= 64 else f"…{shown[-63:]}"
            link = link_button(short.replace("&", "&&"), self)
            link.setToolTip(tr("Open {place}", place=shown))
            link.setAccessibleName(tr("Open the folder {name}: {place}", name=name, place=shown))
            link.clicked.connect(lambda _=False, path=folder.path: self._open(path))
            self.links.append(link)
            grid.addWidget(label, line, 0)
            grid.addWidget(link, line, 1, Qt.AlignmentFlag.AlignLeft)
        return grid

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy = box.addButton(tr("Copy details"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self._copy)
        if self._licences is not None:
            folder = self._licences
            role = QDialogButtonBox.ButtonRole.ActionRole
            texts = box.addButton(tr("Open the licence texts"), role)
            texts.setToolTip(tr("Open {place}", place=folder))
            texts.clicked.connect(lambda: self._open(folder))
        box.rejected.connect(self.close)
        for button in box.buttons():
            button.setIcon(QIcon())
        return box

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details())
        self.message.say(Level.GOOD, tr("Copied to the clipboard."))

    def _open(self, path: Path) -> None:
        folder = path if path.is_dir() else path.parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            words = tr("No program here opens folders. It is {folder}", folder=folder)
            self.message.say(Level.WARNING, words)
