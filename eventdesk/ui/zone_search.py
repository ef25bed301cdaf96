"""The search over all time zones: a list with the likely ones first, and a line to type in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
)
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from eventdesk.domain.language import tr, tr_c
from eventdesk.ui.icons import Icons
from eventdesk.ui.popup_place import roomy

COMMON = (
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Kyiv",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
)
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
NAME = Qt.ItemDataRole.UserRole
SEARCH = Qt.ItemDataRole.UserRole + 1


def floating_word() -> str:
    """What stands for floating time in the search."""
    return tr_c("time zone", "floating")


def floating_sentence() -> str:
    """What floating time means."""
    return tr("Floating: this time wherever you are")


def is_floating(text: str) -> bool:
    """Whether this stands for floating time, in this language or in English."""
    return text in ("floating", floating_word())


def offset_words(name: str, at: datetime) -> str:
    """'UTC+1', 'UTC-3:30', 'UTC' for the zone `name` on the clocks at `at` (wall or aware)."""
    zone = ZoneInfo(name)
    shown = at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)
    offset = shown.utcoffset()
    minutes = int(offset.total_seconds()) // 60 if offset else 0
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}{f':{rest:02}' if rest else ''}"


class ZoneList(QAbstractListModel):
    """Zone names, the likely ones first; offsets are looked up as lines are painted."""

    def __init__(self, at: Callable[[], datetime], system: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._at = at
        self._system = system
        self._names: list[str] = []

    def put(self, names: Sequence[str]) -> None:
        """Show `names`, each once, in order."""
        self.beginResetModel()
        self._names = list(dict.fromkeys(names))
        self.endResetModel()

    @property
    def names(self) -> list[str]:
        """The zones shown."""
        return self._names

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many zones there are."""
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """The name, with its offset for display and in searchable words."""
        name = self._names[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            if is_floating(name):
                return floating_sentence()
            offset = offset_words(name, self._at())
            if name == self._system:
                return tr("{zone}   (your zone, {offset})", zone=name, offset=offset)
            return f"{name}   ({offset})"
        if role in (NAME, Qt.ItemDataRole.EditRole):
            return name
        if role == SEARCH:
            return f"{name} {name.replace('_', ' ').replace('/', ' ')}"
        return None


class _Completer(QCompleter):
    """Finds 'berlin' and 'new york' inside names, and fills in the name itself."""

    def pathFromIndex(self, index: Index) -> str:
        return str(index.data(NAME))


class ZoneSearch(QLineEdit):
    """A line one types part of a zone into; Down, Alt+Down or F4 list the likely zones."""

    def __init__(self, icons: Icons, model: ZoneList, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Time zone"))
        self.setPlaceholderText(tr("Search: berlin, new york, UTC"))
        self.setClearButtonEnabled(False)
        completer = _Completer(model, self)
        completer.setCompletionRole(SEARCH)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(10)
        popup = completer.popup()
        if popup is not None:
            roomy(popup)
        self.setCompleter(completer)
        opener = QAction(icons.icon("chevron-down", "muted"), tr("List the likely zones"), self)
        opener.triggered.connect(self.list_all)
        self.addAction(opener, QLineEdit.ActionPosition.TrailingPosition)

    def list_all(self) -> None:
        """Open the list with every zone, the likely ones first."""
        completer = self.completer()
        assert completer is not None
        completer.setCompletionPrefix("")
        completer.complete()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list by keyboard."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.list_all()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all, so that typing replaces the zone."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            QTimer.singleShot(0, self, self.selectAll)


def only_match(key: str, names: Sequence[str]) -> str:
    """The one zone that `key` (lower case) can mean, '' for none or several."""
    for fits in (
        lambda name: name == key,
        lambda name: name.rpartition("/")[2] == key,
        lambda name: key in name,
    ):
        found = [name for name in names if fits(name.lower())]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""
