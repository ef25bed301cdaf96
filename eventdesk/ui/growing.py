"""A dialog around a scrolled form that grows with it, as far as the screen allows."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class GrowingScroll(QScrollArea):
    """Holds a form. `fit` makes the window higher or wider for it; shrinking is left to the
    person. `later` fits once the layout has settled."""

    def __init__(self, form: QWidget, least_width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._form = form
        self._least = least_width
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self.fit)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setWidget(form)

    def later(self) -> None:
        """Fit after the current event."""
        self._timer.start()

    def wanted(self, width: int | None = None) -> QSize:
        """The size of the window that shows the whole form, at a width if given."""
        bar = self.verticalScrollBar().sizeHint().width()
        width = max(width or 0, self._least, self._form.minimumSizeHint().width() + bar)
        inner = max(self._form.heightForWidth(width), self._form.minimumSizeHint().height())
        around = self.window().minimumSizeHint().height() - self.minimumSizeHint().height()
        return QSize(width, inner + around)

    def fit(self) -> None:
        """Grow the window as needed, keeping it on the screen."""
        window = self.window()
        if not window.isVisible():
            return
        room = window.screen().availableGeometry()
        frame = window.frameGeometry().height() - window.height()
        wanted = self.wanted(window.width())
        width = min(wanted.width(), room.width())
        height = max(window.height(), min(wanted.height(), room.height() - frame))
        if height > window.height() or width > window.width():
            window.resize(max(width, window.width()), height)
            if window.frameGeometry().top() + height + frame > room.bottom():
                window.move(window.x(), max(room.top(), room.bottom() - height - frame))

    def reveal(self, widget: QObject | None) -> None:
        """Scroll to a field, with room for its message."""
        self.fit()
        if isinstance(widget, QWidget):
            self.ensureWidgetVisible(widget, 16, 64)
