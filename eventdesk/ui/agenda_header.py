"""The event table's header: quiet titles, a chevron at the column it is sorted by."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from eventdesk.domain.language import tr
from eventdesk.ui.agenda_delegate import SIDE
from eventdesk.ui.icons import Icons
from eventdesk.ui.theme import scaled_font, tokens


class AgendaHeader(QHeaderView):
    """Paints its sections itself; clicking one sorts, as in every QHeaderView."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._icons = icons
        self.setSectionsClickable(True)
        self.setSortIndicatorShown(True)
        self.setHighlightSections(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Columns; click one to sort by it"))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """One line and air."""
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + 14)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One column title."""
        shades = tokens(self)
        painter.save()
        painter.fillRect(rect, QColor(shades.raised))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, QColor(shades.border))
        sorted_by = section == self.sortIndicatorSection()
        painter.setFont(scaled_font(self.font(), 0.9, bold=sorted_by))
        painter.setPen(QColor(shades.text if sorted_by else shades.muted))
        text = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        room = rect.adjusted(SIDE, 0, -4, 0)
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if sorted_by:
            self._chevron(painter, rect, room.x() + metrics.horizontalAdvance(shown) + 3)
        painter.restore()

    def _chevron(self, painter: QPainter, rect: QRect, x: int) -> None:
        edge = self.fontMetrics().height() - 4
        down = self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        name = "chevron-down" if down else "chevron-up"
        pixmap = self._icons.pixmap(name, edge, self.devicePixelRatioF(), tokens(self).text)
        if x + edge <= rect.right():
            painter.drawPixmap(QPoint(x, rect.center().y() - edge // 2), pixmap)
