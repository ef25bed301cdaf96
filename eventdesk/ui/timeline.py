"""The 'Why?' timeline: what happened to an event's reminders, in plain words, in order."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from eventdesk.domain.language import tr
from eventdesk.domain.wording import when_words
from eventdesk.services.views import TimelineEntry
from eventdesk.ui.agenda_words import STATE_LOOKS
from eventdesk.ui.icons import Icons
from eventdesk.ui.theme import scaled_font, tokens

SHOWN = 40
"""Entries shown, the latest; earlier ones are in the ledger."""
LONG_WORD = 30
"""Characters from which a word may be broken."""
Look = tuple[str, str]
"""The drawing and the colour of Tokens of an entry."""
PLAIN: Look = ("", "")
"""A dot."""
_WRAP = Qt.TextFlag.TextWordWrap


class Timeline(QWidget):
    """Paints entries one below the other, joined by a line."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._entries: list[tuple[str, str, Look]] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Why: what happened to the reminders"))

    @property
    def words(self) -> list[str]:
        """Each entry as 'Today 14:55 Planned'."""
        return [f"{at} {words}".strip() for at, words, _ in self._entries]

    def show_entries(self, entries: list[TimelineEntry], now: datetime, zone: ZoneInfo) -> None:
        """Show these, oldest first as given."""
        left_out = len(entries) - SHOWN
        self._entries = [
            ("" if each.at is None else when_words(each.at, now, zone), each.words, _look(each))
            for each in entries[max(0, left_out) :]
        ]
        if left_out > 0:
            earlier = tr("{count} earlier entries are in the ledger.", count=left_out)
            self._entries.insert(0, ("", earlier, PLAIN))
        self.setAccessibleDescription("\n".join(self.words))
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the entries are at this width."""
        return QSize(100, self._walk(None))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Wrap anew."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """All entries."""
        painter = QPainter(self)
        self._walk(painter)
        painter.end()

    def _fit(self) -> None:
        height = self._walk(None)
        if height != self.height():
            self.setFixedHeight(height)

    def _walk(self, painter: QPainter | None) -> int:
        """Measure all entries, painting them when there is a painter; returns the height."""
        edge = self.fontMetrics().height()
        y, mark_above = 0, -1
        for at, words, look in self._entries:
            if painter is not None:
                self._mark(painter, y, mark_above, look)
            mark_above = y + edge
            y = self._entry(painter, y, at, words) + tokens(self).small
        return max(0, y - tokens(self).small)

    def _mark(self, painter: QPainter, y: int, above: int, look: Look) -> None:
        edge, shades = self.fontMetrics().height(), tokens(self)
        if above >= 0:
            painter.setPen(QPen(QColor(shades.strong_border), 1))
            painter.drawLine(edge // 2, above + 2, edge // 2, y - 2)
        if not look[0]:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(shades.muted))
            painter.drawEllipse(QPoint(edge // 2, y + edge // 2), 3, 3)
            return
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(QPoint(1, y + 1), self._icons.pixmap(look[0], edge - 2, ratio, look[1]))

    def _entry(self, painter: QPainter | None, y: int, at: str, words: str) -> int:
        shades, edge = tokens(self), self.fontMetrics().height()
        left = edge + shades.small
        small = scaled_font(self.font(), 0.9)
        for text, font, colour in (
            (breakable(words), self.font(), shades.text),
            (at, small, shades.muted),
        ):
            if not text:
                continue
            room = QRect(left, y, max(40, self.width() - left), 10_000)
            height = QFontMetrics(font).boundingRect(room, _WRAP, text).height()
            if painter is not None:
                painter.setFont(font)
                painter.setPen(QColor(colour))
                painter.drawText(room.x(), y, room.width(), height, _WRAP, text)
            y += height
        return y


def _look(entry: TimelineEntry) -> Look:
    if entry.state is None:
        return PLAIN
    return ("moon", "warning") if entry.held else STATE_LOOKS[entry.state]


def breakable(text: str) -> str:
    """`text` with invisible places to wrap inside over-long words."""
    return " ".join(
        word
        if len(word) < LONG_WORD
        else "\u200b".join(word[at : at + 8] for at in range(0, len(word), 8))
        for word in text.split(" ")
    )
