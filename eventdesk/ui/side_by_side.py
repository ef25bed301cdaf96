"""The list with the details beside it: who gets how much of the window's width."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from eventdesk.ui.agenda_columns import least_width

SHARE = 0.31
LEAST_DIGITS, MOST_DIGITS = 43, 58
"""The details' width, unless a person draws the line elsewhere: a share within these bounds."""


class SideBySide(QSplitter):
    """The list on the left keeps the width its columns need as long as the details have their
    least; where a person drew the line it stays until the window becomes too narrow for it.

    `wanted` tells whether details are shown where both have room.
    """

    def __init__(self, listed: QWidget, details: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._listed, self._details = listed, details
        self._drawn = 0
        self.wanted = True
        self._asked_though_narrow = False
        digit = self.fontMetrics().horizontalAdvance("0")
        self._least, self._most = digit * LEAST_DIGITS, digit * MOST_DIGITS
        bar = self.style().pixelMetric(self.style().PixelMetric.PM_ScrollBarExtent)
        self._list_least = least_width(digit) + bar
        listed.setMinimumWidth(digit * 46)
        details.setMinimumWidth(self._least)
        self.addWidget(listed)
        self.addWidget(details)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.splitterMoved.connect(self._moved)

    @property
    def both_from(self) -> int:
        """The width in logical pixels from which both have the room they need."""
        return self._list_least + self._least + self.handleWidth()

    def toggle(self) -> None:
        """The person asks to show the details, or to hide them; `arrange` does it."""
        if self._narrow():
            self._asked_though_narrow = not self._asked_though_narrow
        else:
            self.wanted = not self.wanted

    def arrange(self, *, possible: bool) -> None:
        """Show or hide the details; `possible` is False while there is nothing to tell. In a
        narrow window they are hidden unless asked for there."""
        narrow = self._narrow()
        if not narrow and self._asked_though_narrow:
            self._asked_though_narrow, self.wanted = False, True
        on = possible and (self._asked_though_narrow if narrow else self.wanted)
        if on is self._details.isHidden():
            self._details.setVisible(on)
            self._share()

    def _narrow(self) -> bool:
        return self.window().width() < self.both_from

    @property
    def drawn(self) -> int:
        """How wide a person made the details, to be kept; 0 while nobody did."""
        return self._drawn

    def draw(self, width: int) -> None:
        """Make the details as wide as `drawn` said."""
        self._drawn = width
        self._share()

    def minimumSizeHint(self) -> QSize:
        """In a wide window the list's alone: the details will give way when it shrinks."""
        hint = super().minimumSizeHint()
        if self.width() < self.both_from:
            return hint
        return QSize(self._listed.minimumWidth(), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share anew."""
        super().resizeEvent(event)
        if (event.oldSize().width() < self.both_from) != (self.width() < self.both_from):
            self.updateGeometry()
        self._share()

    def _moved(self) -> None:
        self._drawn = self._details.width()

    def _share(self) -> None:
        if self._details.isHidden():
            return
        wish = self._drawn or min(self._most, int(self.width() * SHARE))
        width = max(self._least, min(wish, self.width() - self._list_least))
        self.setSizes([self.width() - width - self.handleWidth(), width])
