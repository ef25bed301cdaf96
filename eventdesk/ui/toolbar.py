"""The top of the window: new, search, quick filters, menu; two lines when there is no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from eventdesk.domain.language import tr
from eventdesk.ui.filter_bar import FilterBar
from eventdesk.ui.icons import Icons
from eventdesk.ui.search_bar import SearchField
from eventdesk.ui.theme import tokens


class Toolbar(QFrame):
    """Holds the controls; what they do is connected by the window."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("edge", "bottom")
        self.new = QPushButton(icons.icon("plus", "on_accent"), tr("New"), self)
        self.new.setProperty("primary", True)
        self.new.setAccessibleName(tr("New event"))
        self.new.setToolTip(tr("New event (Ctrl+N)"))
        self.search = SearchField(icons, self)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.filters = FilterBar(self)
        self.menu_button = QToolButton(self)
        self.menu_button.setIcon(icons.icon("menu"))
        self.menu_button.setIconSize(QSize(20, 20))
        self.menu_button.setAccessibleName(tr("Menu"))
        self.menu_button.setToolTip(tr("Menu (F10)"))
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.menu_button)
        self.menu_button.setMenu(self.menu)
        shades = tokens(self)
        self._grid = QGridLayout(self)
        self._grid.setHorizontalSpacing(shades.small)
        self._grid.setVerticalSpacing(shades.small)
        self._narrow: bool | None = None
        self._arrange(narrow=False)
        for before, after in (
            (self.new, self.search),
            (self.search, self.filters),
            (self.filters, self.menu_button),
        ):
            QWidget.setTabOrder(before, after)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use a second line for the filters when one is too short."""
        super().resizeEvent(event)
        self._arrange(narrow=event.size().width() < self._one_line())

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need more room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._arrange(narrow=self.width() < self._one_line())

    def minimumSizeHint(self) -> QSize:
        """The filters alone fit."""
        return QSize(self.filters.sizeHint().width() + 24, super().minimumSizeHint().height())

    def _one_line(self) -> int:
        widths = (each.sizeHint().width() for each in (self.new, self.filters, self.menu_button))
        return sum(widths) + self.fontMetrics().averageCharWidth() * 20 + 60

    def _arrange(self, *, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        grid, shades = self._grid, tokens(self)
        # The menu button has air of its own; the filters below it have none.
        right = shades.medium if narrow else shades.small
        grid.setContentsMargins(shades.medium, shades.small, right, shades.small)
        for widget in (self.new, self.search, self.filters, self.menu_button):
            grid.removeWidget(widget)
        grid.addWidget(self.new, 0, 0)
        grid.addWidget(self.search, 0, 1)
        grid.addWidget(self.menu_button, 0, 4)
        if narrow:
            grid.addWidget(self.filters, 1, 0, 1, 5)
            self.search.setMaximumWidth(16_777_215)
        else:
            grid.addWidget(self.filters, 0, 3)
            self.search.setMaximumWidth(self.fontMetrics().averageCharWidth() * 60)
        grid.setColumnStretch(1, 4)
        grid.setColumnStretch(2, 0 if narrow else 1)
