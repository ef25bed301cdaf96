"""The line at the bottom: will I be reminded, of what, when; or what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from eventdesk.domain.holding import Hold, HoldCause
from eventdesk.domain.language import later, retold, tr
from eventdesk.domain.wording import relative_words, short_when_words
from eventdesk.services.views import NextReminder
from eventdesk.ui.held_words import hold_words, standing_hold
from eventdesk.ui.icons import Icons
from eventdesk.ui.theme import tokens


class Standing(NamedTuple):
    """How things stand. `problems` maps a part to what is wrong with it; `holds` are what
    holds reminders now, the strongest first, and `held` how many are held; `away` counts the
    unanswered ones that came due while the person was away."""

    next: NextReminder | None = None
    holds: tuple[Hold, ...] = ()
    held: int = 0
    away: int = 0
    sent_today: int = 0
    problems: Mapping[str, str] = MappingProxyType({})


class StatusLook(NamedTuple):
    """The line in words: drawing, colour of Tokens, words, and what its button is for, in
    English."""

    icon: str
    colour: str
    words: str
    button: str = ""


def status_look(standing: Standing, now: datetime, zone: ZoneInfo) -> StatusLook:
    """Problems first, then what holds reminders, then what comes next."""
    if standing.problems:
        words = " ".join(map(retold, standing.problems.values()))
        return StatusLook("alert", "danger", words, later("Health"))
    hold = standing_hold(standing.holds, now)
    if hold is not None:
        paused = hold.cause is HoldCause.PAUSED
        icon, button = ("pause", later("Resume")) if paused else ("moon", later("Settings"))
        return StatusLook(icon, "warning", hold_words(hold, standing.held, now, zone), button)
    if standing.next is None:
        return StatusLook("bell", "muted", tr("Reminders on. None is planned."))
    return StatusLook("bell", "ok", _next_words(standing.next, now, zone), later("Show"))


def _next_words(coming: NextReminder, now: datetime, zone: ZoneInfo) -> str:
    told = {
        "title": coming.title if len(coming.title) <= 60 else coming.title[:59] + "…",
        "when": short_when_words(coming.due_at, now, zone),
        "far": relative_words(coming.due_at, now),
    }
    if coming.snoozed:
        return tr("Reminders on. Next: {title} again, {when}, {far}", **told)
    return tr("Reminders on. Next: {title}, {when}, {far}", **told)


class StatusLine(QFrame):
    """Shows a Standing. `act` is called with 'Resume', 'Settings', 'Show', 'Health' or
    'Ledger'."""

    def __init__(
        self, icons: Icons, act: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("edge", "top")
        self._icons = icons
        self._standing: Standing | None = None
        self._look = StatusLook("bell", "muted", "")
        self._picture = QLabel(self)
        self._text = _Elided(self)
        self.button = QPushButton(self)
        self.button.setProperty("link", True)
        self.button.clicked.connect(lambda: act(self._look.button))
        self.button.hide()
        self.sent = QPushButton(self)
        self.sent.setProperty("link", True)
        self.sent.setToolTip(tr("Open the ledger of all reminders (Ctrl+L)"))
        self.sent.clicked.connect(lambda: act("Ledger"))
        self.sent.hide()
        shades = tokens(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(shades.medium, shades.tiny, shades.medium, shades.tiny)
        row.setSpacing(shades.small)
        row.addWidget(self._picture)
        row.addWidget(self._text, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.button)
        row.addStretch(1)
        row.addWidget(self.sent)
        self.setMinimumHeight(self.button.sizeHint().height() + 2 * shades.tiny)

    @property
    def words(self) -> str:
        """What it says."""
        return self._look.words

    def show_standing(self, standing: Standing, now: datetime, zone: ZoneInfo) -> None:
        """Say how things stand."""
        self._standing = standing
        count = standing.sent_today
        self.sent.setText(tr("{count} sent today", count=count))
        self.sent.setAccessibleName(
            tr("{count} reminders sent today; open the ledger", count=count)
        )
        self.sent.show()
        self.tick(now, zone)

    def tick(self, now: datetime, zone: ZoneInfo) -> None:
        """Bring relative times up to date."""
        if self._standing is None:
            return
        look = status_look(self._standing, now, zone)
        if look != self._look:
            self._look = look
            self._text.say(look.words)
            self.button.setText(tr(look.button))
            self.button.setVisible(bool(look.button))
            self.setAccessibleName(look.words)
            self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        colour = QColor(getattr(tokens(self), self._look.colour))
        edge = self.fontMetrics().height()
        if self._standing is not None:
            ratio = self.devicePixelRatioF()
            self._picture.setPixmap(self._icons.pixmap(self._look.icon, edge, ratio, colour))
        serious = self._look.colour in ("danger", "warning")
        self._text.colour = self._look.colour if serious else "text"
        self._text.update()


class _Elided(QLabel):
    """A line that gives way when there is no room; the whole text is its tool tip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._whole = ""
        self.colour = "text"
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(40)

    def say(self, words: str) -> None:
        """Set the words."""
        self._whole = words
        self.setToolTip(words)
        self.setText(words)
        self.setMaximumWidth(self.fontMetrics().horizontalAdvance(words) + 4)
        self.setAccessibleName(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """What fits."""
        painter = QPainter(self)
        painter.setPen(QColor(getattr(tokens(self), self.colour)))
        shown = self.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
