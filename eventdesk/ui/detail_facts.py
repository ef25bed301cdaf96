"""Lines of the detail pane: a drawing and a fact, or a link; what is said of a series."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from eventdesk.domain.language import tr, tr_c
from eventdesk.domain.occurrence import zone_of
from eventdesk.domain.recurrence_words import recurrence_words
from eventdesk.services.views import AgendaRow
from eventdesk.ui.flow_text import FlowText
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import link_button
from eventdesk.ui.safe_links import openable
from eventdesk.ui.theme import tokens

if TYPE_CHECKING:
    from eventdesk.domain.event import Event


class FactLine(QWidget):
    """A drawing and a text, or a link that emits `pressed`; hidden while empty.

    A link that may not be opened is shown as text.
    """

    pressed = Signal()

    def __init__(
        self, icons: Icons, icon: str, name: str, parent: QWidget, *, button: bool = False
    ) -> None:
        super().__init__(parent)
        self._icons, self._icon = icons, icon
        self._picture = QLabel(self)
        self._picture.setToolTip(name)
        self._text = FlowText(name, self)
        self._link: QPushButton | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens(self).small)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        if button:
            self._link = QPushButton(self)
            self._link.setProperty("link", True)
            self._link.setProperty("bare", True)
            self._link.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._link.setCursor(Qt.CursorShape.PointingHandCursor)
            self._link.clicked.connect(self.pressed)
            row.addWidget(self._link, 1)
        row.addWidget(self._text, 1)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._text.words or (self._link.toolTip() if self._link is not None else "")

    @property
    def can_be_pressed(self) -> bool:
        """Whether it is a link now."""
        return self._link is not None and not self._link.isHidden()

    def say(self, words: str) -> None:
        """Show a text."""
        link = self._link is not None and openable(words) is not None
        self._text.say("" if link else words)
        if self._link is not None:
            self._link.setVisible(link)
            shown = words if len(words) <= 60 else words[:59] + "…"
            self._link.setText(shown.replace("&", "&&"))
            self._link.setToolTip(words)
            self._link.setAccessibleName(tr("Open {place}", place=words))
        self._draw()
        self.setVisible(bool(words))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        edge = self.fontMetrics().height()
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(self._icons.pixmap(self._icon, edge, ratio, "muted"))


class SeriesLine(QWidget):
    """How an occurrence belongs to a series, with what can be done about that; hidden for an
    event that happens once. `skip` and `series` come when that is wanted."""

    skip = Signal()
    series = Signal()

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._fact = FactLine(icons, "repeat", tr("Repeats"), self)
        self._fact.show()
        self.button = link_button("", self)
        self.button.clicked.connect(self._pressed)
        self._skips = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._fact)
        line = QHBoxLayout()
        line.setContentsMargins(self.fontMetrics().height() + tokens(self).tiny, 0, 0, 0)
        line.addWidget(self.button)
        line.addStretch(1)
        column.addLayout(line)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return "" if self.isHidden() else self._fact.words

    def show_row(self, row: AgendaRow, *, keep: bool) -> None:
        """Show what the list knows; `keep` leaves what `show_rule` said."""
        self._skips = row.recurring
        if row.recurring:
            self.button.setText(tr("Skip this one"))
            self.button.setToolTip(tr("Leave this one out of the series; can be undone"))
            if not keep:
                self._fact.say(tr_c("event", "Repeats"))
        elif row.series_id is not None:
            self.button.setText(tr("Open the series"))
            self.button.setToolTip(tr("Edit the series that this belongs to"))
            self._fact.say(tr("A changed occurrence of a series"))
        self.setVisible(row.recurring or row.series_id is not None)

    def show_rule(self, event: Event, local: ZoneInfo) -> None:
        """Say how the series repeats."""
        if self._skips and event.recurrence is not None:
            words = recurrence_words(
                event.recurrence, event.start, zone=zone_of(event, local), all_day=event.all_day
            )
            self._fact.say(words)

    def _pressed(self) -> None:
        (self.skip if self._skips else self.series).emit()
