"""What an import would bring, and into which calendar; then how far it has come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from eventdesk.domain.calendar import Calendar
from eventdesk.domain.language import grouped, tr
from eventdesk.services.imports import ImportPreview, ImportResult
from eventdesk.ui.calendar_swatch import swatch_icon
from eventdesk.ui.choice_box import ChoiceBox
from eventdesk.ui.elided_label import ElidedLabel
from eventdesk.ui.form_rows import FormRows
from eventdesk.ui.growing import GrowingScroll
from eventdesk.ui.icons import Icons
from eventdesk.ui.import_problems import ImportProblems
from eventdesk.ui.import_words import count_lines, span_words, upcoming_words
from eventdesk.ui.inline_message import InlineMessage, Level, make_primary
from eventdesk.ui.theme import tokens

WIDTH = 520
STEPS = 1_000
"""Steps of the progress bar."""


class ImportDialog(QDialog):
    """Not modal. `target_changed` and `import_asked` carry the chosen calendar; closing it, by
    whatever means, is `stopped` unless it is the end. Knows nothing of files and services."""

    target_changed = Signal(object)
    import_asked = Signal(object)
    stopped = Signal()

    def __init__(self, icons: Icons, source: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._targets: list[Calendar] = []
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Import {source}", source=source))
        self._icons = icons
        self._form = form = QWidget(self)
        self.target = ChoiceBox(icons, tr("Into the calendar"), form)
        self.summary = _words(form)
        self.span = _words(form)
        self.upcoming = _Upcoming(form)
        self.problems = ImportProblems(icons, form)
        self.message = InlineMessage(icons, self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        self.buttons = QDialogButtonBox(self)
        self._lay_out()
        self._scroll.hide()
        self.target.currentIndexChanged.connect(self._chosen)
        self.problems.changed.connect(self._scroll.later)
        self.finished.connect(lambda result: result or self.stopped.emit())

    @property
    def chosen(self) -> Calendar | None:
        """The calendar that is chosen."""
        index = self.target.currentIndex()
        return self._targets[index] if 0 <= index < len(self._targets) else None

    # What it shows.

    def show_busy(self, words: str, share: float | None, *, asking: bool = False) -> None:
        """Something goes on; `share` of it is done (0 to 1), None when that is not known.
        With `asking` another calendar can be chosen meanwhile."""
        if self.message.text() != words:
            self.message.say(Level.BUSY, words)
        self.bar.setRange(0, STEPS if share is not None else 0)
        self.bar.setValue(int((share or 0) * STEPS))
        self.bar.show()
        self._form.setEnabled(asking)
        self.go.setEnabled(False)

    def show_targets(self, calendars: Sequence[Calendar], chosen: int, new: str) -> None:
        """Offer calendars; the one with the id `new` is still to be made."""
        self._targets = list(calendars)
        self.target.blockSignals(True)
        self.target.clear()
        for each in calendars:
            icon = swatch_icon(each.colour, self.fontMetrics().ascent(), self)
            to_make = tr("New calendar: {calendar}", calendar=each.name)
            self.target.addItem(icon, to_make if each.id == new else each.name)
        self.target.setCurrentIndex(chosen)
        self.target.blockSignals(False)
        self.target.updateGeometry()

    def show_preview(self, result: ImportResult, preview: ImportPreview) -> None:
        """What the import would do."""
        self.bar.hide()
        self._form.setEnabled(True)
        self._scroll.show()
        self.summary.setText("\n".join(count_lines(preview)) or tr("There is no event in it."))
        self.span.setText(span_words(preview))
        self._span_label.setVisible(bool(self.span.text()))
        self.span.setVisible(bool(self.span.text()))
        self.upcoming.show_events([(upcoming_words(x), x.title) for x in preview.upcoming])
        self._upcoming_label.setVisible(bool(preview.upcoming))
        self.upcoming.setVisible(bool(preview.upcoming))
        self.problems.show_result(result)
        self.go.setEnabled(preview.written > 0)
        written = grouped(preview.written)
        words = tr("&Import {count}", count=written) if preview.written else tr("&Import")
        self.go.setText(words)
        if preview.written:
            self.message.clear()
            self.go.setDefault(True)
            if not self.target.hasFocus():
                self.go.setFocus()
        elif result.events:
            self.message.say(Level.GOOD, tr("Everything in it is here already."))
            self._be_done()
        else:
            self.message.say(Level.WARNING, tr("There is nothing to import."))
            self._be_done()
        self._scroll.later()

    def show_error(self, words: str) -> None:
        """It cannot go on; what is wrong and the remedy."""
        self.bar.hide()
        self.message.say(Level.ERROR, words)
        self.go.setEnabled(False)
        self._form.setEnabled(True)
        self._be_done()
        self._scroll.later()

    def finish(self) -> None:
        """Close: all is done."""
        self.done(QDialog.DialogCode.Accepted)

    # What Qt tells.

    def showEvent(self, event: QShowEvent) -> None:
        """As high as what it shows."""
        super().showEvent(event)
        self._scroll.fit()

    def sizeHint(self) -> QSize:
        """Wide enough for the words."""
        if self._scroll.isHidden():
            return QSize(WIDTH, super().sizeHint().height())
        return self._scroll.wanted()

    # How it is made.

    def _lay_out(self) -> None:
        edge, gap = tokens(self).large, tokens(self).small
        rows = FormRows(self._form)
        rows.setContentsMargins(edge, 0, edge, gap)
        rows.add(tr("Into the &calendar"), self.target)
        rows.add(tr("What happens"), self.summary)
        self._span_label = rows.add(tr("When"), self.span)
        self._upcoming_label = rows.add(tr("Next"), self.upcoming)
        rows.add_wide(self.problems)
        rows.setRowStretch(rows.rowCount(), 1)
        self._scroll = GrowingScroll(self._form, WIDTH, self)
        self.go = self.buttons.addButton(tr("&Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.cancel = self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        make_primary(self.go)
        self.buttons.accepted.connect(lambda: self.import_asked.emit(self.chosen))
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, edge, 0, edge)
        column.setSpacing(gap)
        column.addWidget(self._scroll, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(edge, 0, edge, 0)
        foot.setSpacing(gap)
        for each in (self.message, self.bar, self.buttons):
            foot.addWidget(each)
        column.addLayout(foot)

    def _be_done(self) -> None:
        self.cancel.setText(tr("&Close"))
        self.cancel.setFocus()

    def _chosen(self) -> None:
        if self.chosen is not None:
            self.target_changed.emit(self.chosen)


class _Upcoming(QWidget):
    """A few events by day, in two columns."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, tokens(self).small, 0, 0)
        self._grid.setHorizontalSpacing(tokens(self).large)
        self._grid.setVerticalSpacing(tokens(self).tiny)
        self._grid.setColumnStretch(1, 1)

    def show_events(self, events: Sequence[tuple[str, str]]) -> None:
        """Show these (when, title)."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for row, (when, title) in enumerate(events):
            self._grid.addWidget(_words(self, when), row, 0)
            name = ElidedLabel(1, self)
            name.setText(title)
            self._grid.addWidget(name, row, 1)
        self.setAccessibleName("; ".join(f"{when}: {title}" for when, title in events))


def _words(parent: QWidget, text: str = "") -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(not text)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if not text:
        label.setMinimumHeight(label.fontMetrics().height() + 2 * tokens(parent).small)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return label
