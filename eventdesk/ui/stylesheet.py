"""The style sheet, for what a palette cannot say: round corners, primary buttons, quiet lists."""

from __future__ import annotations

from string import Template

from eventdesk.ui.tokens import Tokens

_SHEET = Template("""
QToolTip { background: $tooltip; color: $tooltip_text; border: 1px solid $tooltip;
    padding: 4px 6px; }

QLineEdit, QPlainTextEdit, QTextEdit {
    background: $raised; border: 1px solid $strong_border; border-radius: ${radius}px;
    padding: 4px 6px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 1px solid $accent; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled {
    background: $surface; color: $disabled; border-color: $border; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"] { border: 1px solid $danger; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; padding: 0; background: none; }

QPushButton {
    background: $button; border: 1px solid $strong_border; border-radius: ${radius}px;
    padding: 5px 12px; min-height: 1.2em; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus { border: 1px solid $accent; }
QPushButton:disabled { color: $disabled; background: $surface; border-color: $border; }
QPushButton[primary="true"] { background: $accent; color: $on_accent;
    border: 1px solid $accent; font-weight: 600; }
QPushButton[primary="true"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[primary="true"]:pressed { background: $accent_pressed; }
QPushButton[primary="true"]:focus { border: 1px solid $text; }
QPushButton[primary="true"]:disabled { background: $pressed; color: $disabled;
    border-color: $pressed; }
QPushButton[danger="true"] { color: $danger; }
QPushButton[danger="true"]:disabled { color: $disabled; }
QPushButton[flat="true"] { background: transparent; border: 1px solid transparent; }
QPushButton[flat="true"]:hover { background: $hover; }
QPushButton[flat="true"]:focus { border: 1px solid $accent; }
QPushButton[link="true"] { background: transparent; border: 1px solid transparent;
    color: $accent; padding: 2px 4px; text-align: left; }
QPushButton[bare="true"] { padding: 0; border: none; min-height: 0; }
QPushButton[bare="true"]:focus { border: none; text-decoration: underline; }
QPushButton[link="true"]:hover { text-decoration: underline; }
QPushButton[link="true"]:focus { border: 1px solid $accent; }

QToolButton { background: transparent; border: 1px solid transparent;
    border-radius: ${radius}px; padding: 5px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:open { background: $pressed; }
QToolButton:focus { border: 1px solid $accent; }
QToolButton::menu-indicator { image: none; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $strong_border; border: none; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 36px; }
QScrollBar::handle:horizontal { min-width: 36px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $shadow; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: $raised; border: 1px solid $strong_border; padding: 4px; }
QMenu::item { padding: 5px 20px 5px 8px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::icon { padding-left: 6px; }
QMenu::separator { height: 1px; background: $border; margin: 4px 6px; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QLabel[muted="true"], QLabel[tone="muted"] { color: $muted; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="danger"] { color: $danger; font-weight: 600; }
QLabel[page="true"] { background: $raised; color: $muted; }
QTextEdit[flow="true"] { background: transparent; border: none; padding: 0; }

QFrame[edge="bottom"] { border: none; border-bottom: 1px solid $border; }
QFrame[edge="top"] { border: none; border-top: 1px solid $border; }
QFrame[rule="true"] { border: none; background: $border; }
QSplitter::handle { background: $border; }

QFrame[segments="true"] { background: $track; border: none; border-radius: ${radius}px; }
QToolButton[segment="true"] { padding: 4px 10px; border-radius: 5px; }
QToolButton[segment="true"]:hover { background: $hover; }
QToolButton[segment="true"]:checked { background: $thumb; font-weight: 600; }
QToolButton[segment="true"]:focus { border: 1px solid $accent; }

QFrame[card="note"] { background: $raised; border: 1px solid $strong_border;
    border-radius: ${radius}px; }
QFrame[card="error"] { background: $danger_soft; border: 1px solid $danger;
    border-radius: ${radius}px; }
QFrame[card="accent"] { background: $accent_soft; border: none; border-radius: ${radius}px; }
QPushButton[compact="true"] { padding: 4px 8px; }
""")


def stylesheet(colours: Tokens) -> str:
    """The application's style sheet in a set of colours."""
    return _SHEET.substitute({name: str(value) for name, value in colours._asdict().items()})
