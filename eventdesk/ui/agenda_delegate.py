"""Paints the event table: one row of equal height for each occurrence, two lines of text.

The day stands before the first row of each day and before the topmost row, so that equal
row heights (which make 100,000 rows cheap) still read as groups.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QTableView

from eventdesk.domain.calendar import Calendar
from eventdesk.domain.day_words import full_date
from eventdesk.domain.language import tr
from eventdesk.services.views import AgendaColumn, AgendaRow
from eventdesk.ui.agenda_model import COLUMNS, AgendaModel, Index
from eventdesk.ui.agenda_words import RowLook
from eventdesk.ui.icons import Icons
from eventdesk.ui.theme import scaled_font, tokens
from eventdesk.ui.tokens import Tokens

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

SIDE = 10
BAR = 3
STRIPE = 4
_FONTS = ("plain", "small")
_LONG_DAY = date(2026, 9, 30)
ELIDED_KEPT = 4000
"""Texts whose shortened form is remembered: some twenty screens."""


class Brushwork(NamedTuple):
    """Fonts, metrics and colours of one look, made once and used for every cell."""

    plain: QFont
    bold: QFont
    small: QFont
    plain_metrics: QFontMetrics
    bold_metrics: QFontMetrics
    small_metrics: QFontMetrics
    colours: dict[str, QColor]
    icon: int
    day_width: int
    elided: dict[tuple[str, str, int], str]

    @classmethod
    def of(cls, font: QFont, shades: Tokens) -> Brushwork:
        """The fonts derived from the table's font, the colours from its theme."""
        plain, bold, small = QFont(font), scaled_font(font, 1.0, bold=True), scaled_font(font, 0.9)
        metrics = QFontMetrics(plain)
        names = ("text", "muted", "accent", "danger", "warning", "ok", "border", "hover")
        colours = {name: QColor(getattr(shades, name)) for name in (*names, "accent_soft")}
        return cls(
            plain,
            bold,
            small,
            metrics,
            QFontMetrics(bold),
            QFontMetrics(small),
            colours,
            max(14, metrics.height() + 1),
            _day_width(QFontMetrics(bold), QFontMetrics(small)),
            {},
        )

    @property
    def row_height(self) -> int:
        """Two lines and air, in logical pixels."""
        return self.plain_metrics.height() + self.small_metrics.height() + 2 + 14


def _day_width(bold: QFontMetrics, small: QFontMetrics) -> int:
    """Room for the longest usual day, and for a date of another year below its weekday."""
    date = full_date(_LONG_DAY).split(" ", 1)[-1]
    return max(bold.horizontalAdvance(tr("Yesterday")) + SIDE, small.horizontalAdvance(date) + 2)


class AgendaDelegate(QStyledItemDelegate):
    """Paints from AgendaModel.look. `hovered` and `top` are table rows, -1 for none;
    `grouped` is True while rows are in order of time."""

    def __init__(self, icons: Icons, view: QTableView) -> None:
        super().__init__(view)
        self._icons = icons
        self._view = view
        self.hovered = -1
        self.top = -1
        self.grouped = True
        self.restyle()

    def restyle(self) -> None:
        """Take up fonts and colours anew."""
        self.work = Brushwork.of(self._view.font(), tokens(self._view))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The same for all rows."""
        return QSize(100, self.work.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        model = self._view.model()
        assert isinstance(model, AgendaModel)
        number = index.row()
        look, row = model.look(number), model.row(number)
        rect: QRect = option.rect
        column = COLUMNS[index.column()]
        before = model.look(number - 1) if self.grouped and number > 0 else None
        new_day = look is not None and (before is None or before.day != look.day)
        chosen = self._view.selectionModel().isSelected(index)
        self._background(painter, rect, column, number, chosen)
        if self.grouped and new_day and number > 0:
            painter.fillRect(rect.x(), rect.y(), rect.width(), 1, self.work.colours["border"])
        if look is None or row is None:
            return
        inner = rect.adjusted(SIDE, 0, -SIDE, 0)
        match column:
            case AgendaColumn.WHEN:
                shown = new_day or not self.grouped or number == self.top
                self._when(painter, inner, look, shown)
            case AgendaColumn.TITLE:
                self._calendar(painter, rect, model.calendar(row))
                self._title(painter, inner, look, row)
            case AgendaColumn.DURATION:
                self._lines(painter, inner, [(look.duration, "plain", "muted")])
            case AgendaColumn.REMINDER:
                self._reminders(painter, inner, look)
            case AgendaColumn.STATE:
                self._state(painter, inner, look)

    def _background(
        self, painter: QPainter, rect: QRect, column: AgendaColumn, number: int, selected: bool
    ) -> None:
        colours = self.work.colours
        if selected:
            painter.fillRect(rect, colours["accent_soft"])
            if column is AgendaColumn.WHEN:
                bar = colours["accent" if self._view.hasFocus() else "muted"]
                painter.fillRect(rect.x(), rect.y(), BAR, rect.height(), bar)
        elif number == self.hovered:
            painter.fillRect(rect, colours["hover"])

    def _when(self, painter: QPainter, rect: QRect, look: RowLook, day_shown: bool) -> None:
        width = self.work.day_width
        if day_shown:
            shade = "accent" if look.today else "text"
            words = look.day.split(" ", 1) if not look.date else [look.day, look.date]
            second = words[1] if len(words) > 1 else ""
            self._lines(
                painter,
                QRect(rect.x(), rect.y(), width, rect.height()),
                [(words[0], "bold", shade), (second, "small", "muted")],
            )
        shade = "muted" if look.over else "text"
        near = "accent" if look.running else "muted"
        self._lines(
            painter,
            rect.adjusted(width + 4, 0, 0, 0),
            [(look.time, "plain", shade), (look.relative, "small", near)],
        )

    def _title(self, painter: QPainter, rect: QRect, look: RowLook, row: AgendaRow) -> None:
        shade = "muted" if look.over else "text"
        lines = [(look.title, "plain", shade), (look.place, "small", "muted")]
        if not (row.recurring or row.series_id):
            self._lines(painter, rect, lines)
            return
        edge = self.work.icon - 2
        room = rect.adjusted(0, 0, -edge - 4, 0)
        top = self._lines(painter, room, lines)
        used = min(self.work.plain_metrics.horizontalAdvance(look.title), room.width())
        y = top + (self.work.plain_metrics.height() - edge) // 2
        self._icon(painter, QPoint(rect.x() + used + 5, y), "repeat", edge, "muted")

    def _calendar(self, painter: QPainter, rect: QRect, calendar: Calendar | None) -> None:
        """A stripe before the title, in the air that is there without it too."""
        if calendar is not None:
            shade = self.work.colours.get(calendar.colour)
            if shade is None:
                shade = self.work.colours[calendar.colour] = QColor(calendar.colour)
            painter.fillRect(rect.x() + 2, rect.y() + 5, STRIPE, rect.height() - 9, shade)

    def _reminders(self, painter: QPainter, rect: QRect, look: RowLook) -> None:
        drawn = [(n, t) for n, t in (("bell", look.bells), ("mail", look.mails)) if t]
        edge, shade = self.work.icon - 1, "muted" if look.over else "text"
        room = rect.adjusted(edge + 6, 0, 0, 0)
        texts = [text for _, text in drawn]
        if len(texts) == 1:
            texts = self._on_two_lines(texts[0], room.width())
        lines = [(text, font, shade) for text, font in zip(texts, _FONTS, strict=False)]
        y = self._lines(painter, room, lines)
        for (name, _), font in zip(drawn, _FONTS, strict=False):
            height = getattr(self.work, f"{font}_metrics").height()
            spot = QPoint(rect.x(), y + (height - edge) // 2)
            self._icon(painter, spot, name, edge, "muted")
            y += height + 2

    def _on_two_lines(self, text: str, width: int) -> list[str]:
        """What is too wide for one line, broken after the first comma."""
        first, comma, rest = text.partition(", ")
        if not comma or self.work.plain_metrics.horizontalAdvance(text) <= width:
            return [text]
        return [f"{first},", rest]

    def _state(self, painter: QPainter, rect: QRect, look: RowLook) -> None:
        state, edge = look.state, self.work.icon
        room = rect.adjusted(edge + 6, 0, 0, 0)
        lines = [
            (
                state.words,
                "plain",
                "muted" if look.over and state.colour == "text" else state.colour,
            )
        ]
        if state.detail:
            lines.append((state.detail, "small", "muted"))
        y = self._lines(painter, room, lines) + (self.work.plain_metrics.height() - edge) // 2
        shade = "muted" if state.colour == "text" else state.colour
        self._icon(painter, QPoint(rect.x(), y), state.icon, edge, shade)

    def _lines(self, painter: QPainter, rect: QRect, lines: list[tuple[str, str, str]]) -> int:
        """Paint up to two lines (text, font, colour), centred vertically; returns their top."""
        work = self.work
        lines = [line for line in lines if line[0]]
        metrics = [getattr(work, f"{font}_metrics") for _, font, _ in lines]
        y = rect.y() + (rect.height() - sum(each.height() + 2 for each in metrics) + 2) // 2
        top = y
        for (text, font, colour), metric in zip(lines, metrics, strict=True):
            painter.setFont(getattr(work, font))
            painter.setPen(QPen(work.colours[colour]))
            key = (text, font, rect.width())
            shown = work.elided.get(key)
            if shown is None:
                shown = metric.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
                if len(work.elided) >= ELIDED_KEPT:
                    work.elided.clear()
                work.elided[key] = shown
            painter.drawText(rect.x(), y + metric.ascent(), shown)
            y += metric.height() + 2
        return top

    def _icon(self, painter: QPainter, spot: QPoint, name: str, edge: int, colour: str) -> None:
        ratio = self._view.devicePixelRatioF()
        pixmap = self._icons.pixmap(name, edge, ratio, self.work.colours[colour])
        painter.drawPixmap(spot, pixmap)
