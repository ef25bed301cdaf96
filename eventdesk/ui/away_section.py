"""The part of the popup that tells what came due while the person was away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from eventdesk.domain.language import grouped, tr, tr_n
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.views import Away
from eventdesk.services.ports import Clock
from eventdesk.ui.away_list import LEAST, AwayList
from eventdesk.ui.away_words import (
    AwayLine,
    away_lines,
    beyond_count,
    span_words,
    unanswered,
)
from eventdesk.ui.icons import Icons
from eventdesk.ui.snooze_button import CustomSnooze, SnoozeButton
from eventdesk.ui.snooze_menu import fill_snooze_menu
from eventdesk.ui.theme import scaled_font, tokens

MOST = 200
"""Lines listed, made in some 20 ms; nobody reads on, and the ledger has them all."""


class AwaySection(QWidget):
    """Hidden until there is something to tell.

    `snoozed` and `dismissed` carry ledger ids, an empty list for everything, also for what
    has no line; `opened` an event's id. `ledger_wanted` asks for what has no line;
    `put_away` hides the section without an answer. `keyboard`: it is in a window of its own,
    which has the keyboard and is hidden by its frame.
    """

    snoozed = Signal(list, str)
    dismissed = Signal(list)
    opened = Signal(str)
    ledger_wanted = Signal()
    put_away = Signal()

    def __init__(
        self, icons: Icons, clock: Clock, parent: QWidget | None = None, *, keyboard: bool = False
    ) -> None:
        super().__init__(parent)
        self._icons = icons
        self._clock = clock
        self._away: Away | None = None
        self._custom_ids: list[int] = []
        self._picture = QLabel(self)
        self.heading = QLabel(tr("While you were away"), self)
        self.heading.setFont(scaled_font(self.font(), 1.0, bold=True))
        self.span = QLabel(self)
        self.span.setProperty("muted", True)
        self.hide_button = QToolButton(self)
        self.hide_button.setIcon(icons.icon("close", "muted"))
        self.hide_button.setAccessibleName(tr("Hide this list; the menu shows it again"))
        self.hide_button.setToolTip(tr("Hide; the menu shows it again"))
        self.snooze_all = SnoozeButton(icons, clock, self, all_of_them=True)
        self.dismiss_all = QPushButton(tr("Dismiss all"), self)
        self.custom = CustomSnooze(icons, self)
        self.list = AwayList(icons, self)
        self.more = QLabel(self)
        self.more_button = QPushButton(tr("Show the ledger"), self)
        self.more_button.setProperty("link", True)
        self._keyboard = keyboard
        self.something_below = False
        self.hide_button.setVisible(not keyboard)
        if not keyboard:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.hide_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self._connect()
        self._draw()
        self.hide()

    @property
    def away(self) -> Away | None:
        """What is told."""
        return self._away

    @property
    def ledger_ids(self) -> list[int]:
        """The unanswered desktop reminders that were read."""
        return [row.id for row in self._rows()]

    def would_change(self, away: Away | None) -> bool:
        """Whether showing `away` adds or removes lines."""
        before = [] if self._away is None else [(row.id, row.state) for row in self._away.rows]
        after = [] if away is None else [(row.id, row.state) for row in away.rows]
        return before != after

    def show_away(self, away: Away | None) -> None:
        """Show a catch-up, None for none."""
        if away is None or self._away is None or away.at != self._away.at:
            self.show_custom(None)
        self._away = away
        self.setVisible(away is not None)
        self.set_busy(False)
        self.tick()

    def tick(self) -> None:
        """Bring times up to date."""
        away, now, zone = self._away, self._clock.now(), self._clock.zone()
        if away is None:
            self.list.show_lines([])
            return
        lines = away_lines(away.rows, now, zone, MOST)
        self.list.show_lines(lines)
        count, span = away.unanswered, span_words(away, now, zone)
        words = tr_n("{count} reminder", "{count} reminders", count)
        self.span.setText(f"{span} · {words}")
        self.setAccessibleName(tr("While you were away, {span}", span=span))
        self._name_all(count)
        beyond = beyond_count(away, lines)
        self.more.setText(tr("and {count} more", count=grouped(beyond)))
        for widget in (self.more, self.more_button):
            widget.setVisible(beyond > 0)

    def limit(self, height: int) -> int:
        """Make the list as high as its lines and the whole at most `height` pixels; how high
        the whole is."""
        frame = self.sizeHint().height() - self.list.sizeHint().height()
        self.list.limit(max(height - frame, LEAST))
        return frame + self.list.sizeHint().height()

    def set_busy(self, busy: bool) -> None:
        """No second press while the first is under way."""
        for widget in (self.snooze_all, self.dismiss_all, self.custom, self.list):
            widget.setEnabled(not busy)

    def show_custom(self, ledger_ids: list[int] | None) -> None:
        """Offer any length of snooze for these rows in place of the buttons; None: no more."""
        self._custom_ids = ledger_ids or []
        self.custom.setVisible(ledger_ids is not None)
        for widget in (self.snooze_all, self.dismiss_all):
            widget.setVisible(ledger_ids is None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Set off from what is due now."""
        if self._keyboard:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens(self).surface))
        if self.something_below:
            painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens(self).border))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _rows(self) -> Sequence[LedgerRow]:
        return () if self._away is None else [row for row in self._away.rows if unanswered(row)]

    def _name_all(self, count: int) -> None:
        about = tr_n(
            "all {count} reminder from while you were away",
            "all {count} reminders from while you were away",
            count,
        )
        self.snooze_all.show_for(self._rows(), about)
        dismiss = tr_n(
            "Dismiss all {count} reminder from while you were away",
            "Dismiss all {count} reminders from while you were away",
            count,
        )
        self.dismiss_all.setAccessibleName(dismiss)

    def _menu(self, line: AwayLine, spot: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ids = line.ledger_ids
        menu.addAction(tr("Open")).triggered.connect(lambda: self.opened.emit(line.event_id))
        menu.addAction(tr("Dismiss")).triggered.connect(lambda: self.dismissed.emit(ids))
        fill_snooze_menu(
            menu.addMenu(tr("Snooze")),
            line.rows,
            self._clock.now(),
            self._clock.zone(),
            lambda text: self.snoozed.emit(ids, text),
            lambda: self.show_custom(ids),
        )
        menu.popup(spot)

    def _custom_chosen(self, text: str) -> None:
        ids = self._custom_ids
        self.show_custom(None)
        self.snoozed.emit(ids, text)

    def _connect(self) -> None:
        self.list.opened.connect(self.opened)
        self.list.dismissed.connect(self.dismissed)
        self.list.menu_wanted.connect(self._menu)
        self.snooze_all.chosen.connect(lambda text: self.snoozed.emit([], text))
        self.snooze_all.custom.connect(lambda: self.show_custom([]))
        self.custom.chosen.connect(self._custom_chosen)
        self.custom.cancelled.connect(lambda: self.show_custom(None))
        self.dismiss_all.clicked.connect(lambda: self.dismissed.emit([]))
        self.more_button.clicked.connect(self.ledger_wanted)
        self.hide_button.clicked.connect(self.put_away)

    def _draw(self) -> None:
        pixmap = self._icons.pixmap("history", 16, self.devicePixelRatioF(), "accent")
        self._picture.setPixmap(pixmap)

    def _lay_out(self) -> None:
        shades = tokens(self)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.heading)
        words.addWidget(self.span)
        head = QHBoxLayout()
        head.setSpacing(shades.small)
        head.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        head.addWidget(self.hide_button, 0, Qt.AlignmentFlag.AlignTop)
        head.setContentsMargins(shades.large, shades.medium, shades.small, 0)
        buttons = QHBoxLayout()
        buttons.setSpacing(shades.small)
        buttons.addWidget(self.snooze_all)
        buttons.addWidget(self.dismiss_all)
        buttons.addWidget(self.custom, 1)
        buttons.addStretch()
        buttons.setContentsMargins(shades.large, shades.tiny, shades.large, shades.tiny)
        foot = QHBoxLayout()
        foot.addWidget(self.more)
        foot.addWidget(self.more_button)
        foot.addStretch(1)
        foot.setContentsMargins(shades.large, 0, shades.large, shades.tiny)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, shades.small)
        column.setSpacing(shades.tiny)
        column.addLayout(head)
        column.addLayout(buttons)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
