"""The editor's section about a reminder that nobody answers: folded away until it is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from eventdesk.domain.errors import FieldProblem, InvalidInput
from eventdesk.domain.insistence import Insistence
from eventdesk.domain.insistence_words import sound_words, wish_words
from eventdesk.domain.language import tr
from eventdesk.domain.late import LateRule
from eventdesk.domain.settings import Settings
from eventdesk.ui.choice_box import ChoiceBox
from eventdesk.ui.elided_label import ElidedLabel
from eventdesk.ui.form_rows import FormRows
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level, mark_invalid
from eventdesk.ui.insistence_choices import email_choice, repeat_choice
from eventdesk.ui.late_rule_field import LateRuleField
from eventdesk.ui.length_field import LengthChoice, LengthText
from eventdesk.ui.marks import TickBox
from eventdesk.ui.theme import tokens

FIELDS = ("repeat-every", "email-after", "late-rule")
Value = TypeVar("Value")


class InsistenceSection(QWidget):
    """How hard an event's reminders insist, and what becomes of late ones.

    Opens by itself when something in it differs from the settings, or is refused. What its
    choices do not list is kept. `changed` comes with every change a person makes.
    """

    changed = Signal()

    def __init__(self, icons: Icons, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._put: tuple[Insistence, LateRule | None] = (Insistence(), None)
        self.fold = QToolButton(self)
        self.summary = ElidedLabel(1, self)
        self.body = QWidget(self)
        self.repeat = repeat_choice(icons, self.body, "repeat-every", settled=False)
        self.email = email_choice(icons, self.body, "email-after", settled=False)
        self.sound = ChoiceBox(icons, tr("Play a sound"), self.body)
        self.quiet = TickBox(icons, tr("E&ven in quiet hours"), self.body)
        self.late = LateRuleField(icons, tr("When late"), "late-rule", self.body, settled=False)
        self.messages = {name: InlineMessage(icons, self.body) for name in FIELDS}
        self._lay_out()
        self._paint()
        self._connect()
        self.use(settings)
        self.follow(mails_too=False)
        self.put(Insistence(), None)

    def put(self, wishes: Insistence, late_rule: LateRule | None) -> None:
        """Show what an event wants; `changed` is not emitted."""
        self._put = (wishes, late_rule)
        self.repeat.put(wishes.repeat_every)
        self.email.put(wishes.email_after)
        self._put_sound(wishes.sound)
        self._put_quiet(wishes.even_when_quiet)
        self.late.put(late_rule)
        self._sum_up()
        self.unfold(self._put != (Insistence(), None))

    def read(self) -> tuple[Insistence, LateRule | None, list[FieldProblem]]:
        """What is wanted, and what cannot be read; that is given as it was before."""
        before, rule = self._put
        problems: list[FieldProblem] = []
        wishes = Insistence(
            _tried(self.repeat.read, before.repeat_every, problems),
            # Nobody can mend what is not shown.
            _tried(self.email.read, before.email_after, problems if self._mails_too else []),
            self.sound.currentData(),
            self.quiet.isChecked(),
        )
        return wishes, _tried(self.late.read, rule, problems), problems

    def use(self, settings: Settings) -> None:
        """Tell what changed settings say."""
        defaults = settings.reminders
        self.repeat.say_default(defaults.repeat_every)
        self.email.say_default(defaults.email_after)
        sound = sound_words(defaults.sound)
        self.sound.setItemText(0, tr("as in the settings ({what})", what=sound))
        self.late.say_default(defaults.late_rule)

    def follow(self, *, mails_too: bool) -> None:
        """`mails_too`: some reminder comes both on the desktop and by e-mail."""
        self._mails_too = mails_too
        self._email_label.setVisible(mails_too)
        self.email.setVisible(mails_too)
        if not mails_too:
            self.messages["email-after"].clear()

    def unfold(self, on: bool) -> None:
        """Show or hide the fields."""
        self.body.setVisible(on)
        self.fold.setIcon(self._icons.icon("chevron-down" if on else "chevron-right", "muted"))
        self.fold.setAccessibleDescription(tr("unfolded") if on else tr("folded"))

    def show_problems(self, problems: Mapping[str, FieldProblem]) -> None:
        """Show each problem at its field, unfolding, and clear the others."""
        for name, message in self.messages.items():
            problem = problems.get(name)
            mark_invalid(self._text_of(name), problem is not None, str(problem or ""))
            if problem is None:
                message.clear()
            else:
                message.say(Level.ERROR, str(problem))
                self.unfold(True)

    def widget_of(self, field: str) -> QWidget:
        """Where the keyboard goes to mend a field."""
        return self._choice_of(field).widget_of()

    def raw(self) -> dict[str, Any]:
        """Every field as typed, as plain JSON values."""
        return {
            "repeat": self.repeat.raw(),
            "email": self.email.raw(),
            "sound": self.sound.currentData(),
            "quiet": self.quiet.isChecked(),
            "late": self.late.raw(),
        }

    def put_raw(self, raw: Mapping[str, Any]) -> None:
        """Show what `raw` gave; forms kept before there was such a section change nothing."""
        if not raw:
            return
        self.repeat.put_raw(raw.get("repeat", {}))
        self.email.put_raw(raw.get("email", {}))
        self._put_sound(raw.get("sound"))
        self._put_quiet(bool(raw.get("quiet")))
        self.late.put_raw(raw.get("late", {}))
        self._sum_up()
        self.unfold(self.read() != (Insistence(), None, []))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()

    def _paint(self) -> None:
        muted, colour = self.summary.palette(), QColor(tokens(self).muted)
        if muted.color(QPalette.ColorRole.WindowText) != colour:
            muted.setColor(QPalette.ColorRole.WindowText, colour)
            self.summary.setPalette(muted)

    def _choice_of(self, field: str) -> LengthChoice | LateRuleField:
        return {"repeat-every": self.repeat, "email-after": self.email}.get(field, self.late)

    def _text_of(self, field: str) -> LengthText:
        choice = self._choice_of(field)
        return choice.limit if isinstance(choice, LateRuleField) else choice.text

    def _put_sound(self, sound: bool | None) -> None:
        self.sound.blockSignals(True)
        self.sound.setCurrentIndex(1 if sound else 0 if sound is None else 2)
        self.sound.blockSignals(False)

    def _put_quiet(self, on: bool) -> None:
        self.quiet.blockSignals(True)
        self.quiet.setChecked(on)
        self.quiet.blockSignals(False)

    def _edited(self, field: str = "") -> None:
        if field:
            mark_invalid(self._text_of(field), False)
            self.messages[field].clear()
        self._sum_up()
        self.changed.emit()

    def _sum_up(self) -> None:
        wishes, late_rule, _ = self.read()
        words = " · ".join(wish_words(wishes, late_rule)) or tr("as in the settings")
        self.summary.setText(words)
        self.fold.setAccessibleName(f"{self.fold.text().replace('&', '')}: {words}")

    def _connect(self) -> None:
        self.fold.clicked.connect(lambda: self.unfold(self.body.isHidden()))
        self.repeat.changed.connect(lambda: self._edited("repeat-every"))
        self.email.changed.connect(lambda: self._edited("email-after"))
        self.late.changed.connect(lambda: self._edited("late-rule"))
        self.sound.currentIndexChanged.connect(lambda _index: self._edited())
        self.quiet.toggled.connect(lambda _on: self._edited())

    def _lay_out(self) -> None:
        self.sound.addItem(tr("as in the settings"), None)
        for sound in (True, False):
            self.sound.addItem(sound_words(sound), sound)
        self.fold.setText(tr("I&f I do not react"))
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.fold.setStyleSheet("QToolButton { padding-left: 0; }")
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.fold)
        head.addWidget(self.summary, 1)
        rows = FormRows(self.body)
        rows.setContentsMargins(tokens(self).huge, 0, 0, 0)
        rows.add(tr("Keep rem&inding"), self.repeat, self.messages["repeat-every"])
        self._email_label = rows.add(
            tr("Se&nd the e-mail"), self.email, self.messages["email-after"]
        )
        rows.add(tr("Play a so&und"), _left(self.body, self.sound), buddy=self.sound)
        rows.add_indented(self.quiet)
        rows.add(tr("W&hen late"), self.late, self.messages["late-rule"])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.body)


def _left(parent: QWidget, widget: QWidget) -> QWidget:
    holder = QWidget(parent)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    return holder


def _tried(read: Callable[[], Value], instead: Value, problems: list[FieldProblem]) -> Value:
    try:
        return read()
    except InvalidInput as error:
        problems += error.problems
        return instead
