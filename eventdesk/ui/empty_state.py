"""What stands where a list would be: why it is empty, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from eventdesk.domain.language import later, tr
from eventdesk.services.views import QuickFilter
from eventdesk.ui.filter_bar import FILTERS
from eventdesk.ui.icons import Icons
from eventdesk.ui.theme import scaled_font, tokens

_NOTHING = {
    QuickFilter.UPCOMING: (later("Nothing coming up"), later("Every event is over.")),
    QuickFilter.TODAY: (later("Nothing today"), later("The day is yours.")),
    QuickFilter.WEEK: (
        later("Nothing this week"),
        later("No event from Monday to Sunday."),
    ),
    QuickFilter.PAST: (later("Nothing in the past"), later("No event is over yet.")),
    QuickFilter.ALL: (later("No events yet"), ""),
}


class Emptiness(NamedTuple):
    """What to say: `act` is 'new', 'clear', 'all', 'retry' or '' for no button."""

    icon: str
    headline: str
    text: str = ""
    button: str = ""
    act: str = ""


def emptiness(quick: QuickFilter, search: str, *, any_events: bool) -> Emptiness:
    """Why a list with nothing in it is empty."""
    if search:
        short = search if len(search) <= 40 else search[:40] + "…"
        where = tr("Searched title, description, location and tags.")
        if quick is not QuickFilter.ALL:
            where = tr(
                "Searched title, description, location and tags in “{filter}”.",
                filter=tr(FILTERS[quick]),
            )
        headline = tr("Nothing matches “{words}”", words=short)
        return Emptiness("search", headline, where, tr("Clear search"), "clear")
    if not any_events:
        return Emptiness(
            "calendar",
            tr("No events yet"),
            tr("Create your first one (Ctrl+N) and EventDesk reminds you of it, once and on time."),
            tr("New event"),
            "new",
        )
    headline, text = _NOTHING[quick]
    return Emptiness("calendar", tr(headline), tr(text), tr("Show all events"), "all")


class EmptyState(QWidget):
    """A drawing, a headline, a sentence and one button, in the middle."""

    def __init__(
        self, icons: Icons, act: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icons = icons
        self._shown = Emptiness("", "")
        self._picture = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter)
        self._headline = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._headline.setTextFormat(Qt.TextFormat.PlainText)
        self._headline.setFont(scaled_font(self.font(), 1.3, bold=True))
        self._text = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setProperty("muted", True)
        self.button = QPushButton(self)
        self.button.setProperty("primary", True)
        self.button.clicked.connect(lambda: act(self._shown.act))
        self.setBackgroundRole(self.palette().ColorRole.Base)
        self.setAutoFillBackground(True)
        self._lay_out()

    def _lay_out(self) -> None:
        shades = tokens(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(shades.huge, shades.huge, shades.huge, shades.huge)
        box.setSpacing(shades.small)
        box.addStretch(2)
        for widget in (self._picture, self._headline, self._text):
            box.addWidget(widget)
        box.addSpacing(shades.small)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)

    @property
    def shown(self) -> Emptiness:
        """What is said now."""
        return self._shown

    def say(self, shown: Emptiness) -> None:
        """Say something else."""
        self._shown = shown
        self._headline.setText(shown.headline)
        self._text.setText(shown.text)
        self._text.setVisible(bool(shown.text))
        self.button.setText(shown.button)
        self.button.setVisible(bool(shown.button))
        self.setAccessibleName(f"{shown.headline}. {shown.text}")
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        if self._shown.icon:
            ratio = self.devicePixelRatioF()
            shade = tokens(self).strong_border
            self._picture.setPixmap(self._icons.pixmap(self._shown.icon, 56, ratio, shade))
        self._picture.setVisible(bool(self._shown.icon))
