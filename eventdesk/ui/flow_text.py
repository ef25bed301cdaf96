"""Read-only text of any length that wraps anywhere, grows with its content, can be copied."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from eventdesk.domain.language import tr

LONGEST = 4000
"""Characters shown; laying out more would hold up the window."""


class FlowText(QTextEdit):
    """Plain text; hidden while empty."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setProperty("flow", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.document().setDocumentMargin(0)
        self._whole = ""
        self.hide()

    @property
    def words(self) -> str:
        """The whole text, also what is too long to be shown."""
        return self._whole

    def say(self, words: str) -> None:
        """Show a text."""
        if words == self._whole:
            return
        self._whole = words
        if len(words) > LONGEST:
            begin = words[:LONGEST].rstrip()
            words = tr("{text} … (edit the event to see all of it)", text=begin)
        self.setPlainText(words)
        self.setVisible(bool(words))
        self._fit()

    def sizeHint(self) -> QSize:
        """As high as the text is at this width."""
        return QSize(100, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Wrap anew."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self.document().setTextWidth(max(20, self.width()))
        height = int(self.document().size().height() + 0.99)
        if height != self.height():
            self.setFixedHeight(height)
