"""Looks: Fusion with an own light and an own dark palette, one accent colour, a 4 px grid.

The dark palette is our own because a bare X session has nobody to ask for one.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from eventdesk import APP_ID
from eventdesk.domain.settings import Theme
from eventdesk.ui.application import Application
from eventdesk.ui.stylesheet import stylesheet
from eventdesk.ui.tokens import DARK, LIGHT, Tokens


def tokens(source: QWidget | QPalette) -> Tokens:
    """The measures and colours that go with a widget or palette."""
    palette = source.palette() if isinstance(source, QWidget) else source
    window = palette.color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < 128 else LIGHT


def make_application(name: str = "eventdesk") -> Application:
    """The application object, in Fusion from its beginning, which saves asking for it later.

    `name` and the names set here are how desktops find the program's own desktop entry.
    """
    app = Application([name, "-style", "fusion"])
    app.setApplicationName("EventDesk")
    app.setDesktopFileName(APP_ID)
    app.setProperty(_IN_FUSION, True)
    return app


def apply(app: QApplication, theme: Theme) -> None:
    """Give the whole program a look; windows already open change at once."""
    scheme = _SCHEMES[theme]
    hints = app.styleHints()
    hints.setColorScheme(scheme)
    dark = hints.colorScheme() if theme is Theme.SYSTEM else scheme
    chosen = DARK if dark == Qt.ColorScheme.Dark else LIGHT
    if not app.property(_IN_FUSION):
        app.setStyle("Fusion")
        app.setProperty(_IN_FUSION, True)
    app.setPalette(palette(chosen))
    app.setStyleSheet(stylesheet(chosen))


_IN_FUSION = "inFusion"
_SCHEMES = {
    Theme.SYSTEM: Qt.ColorScheme.Unknown,
    Theme.LIGHT: Qt.ColorScheme.Light,
    Theme.DARK: Qt.ColorScheme.Dark,
}


class SystemTheme(QObject):
    """Follows the desktop from light to dark and back while the setting says 'system'."""

    def __init__(self, app: QApplication, setting: Callable[[], Theme]) -> None:
        super().__init__(app)
        self._app = app
        self._setting = setting
        app.styleHints().colorSchemeChanged.connect(self._follow)

    @Slot()
    def _follow(self) -> None:
        if self._setting() is Theme.SYSTEM:
            apply(self._app, Theme.SYSTEM)


def palette(colours: Tokens) -> QPalette:
    """The Qt palette of a set of colours."""
    role = QPalette.ColorRole
    made = QPalette(QColor(colours.surface))
    for each, value in (
        (role.Window, colours.surface),
        (role.WindowText, colours.text),
        (role.Base, colours.raised),
        (role.AlternateBase, colours.surface),
        (role.Text, colours.text),
        (role.Button, colours.button),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.on_accent),
        (role.ToolTipBase, colours.tooltip),
        (role.ToolTipText, colours.tooltip_text),
        (role.PlaceholderText, colours.muted),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.Light, colours.raised),
        (role.Midlight, colours.hover),
        (role.Mid, colours.border),
        (role.Dark, colours.strong_border),
        (role.Shadow, colours.shadow),
    ):
        made.setColor(each, QColor(value))
    for each in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, each, QColor(colours.disabled))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colours.border))
    return made


def scaled_font(base: QFont, factor: float, *, bold: bool = False) -> QFont:
    """`base` made `factor` times as large, whichever unit the system set it in."""
    font = QFont(base)
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * factor)
    else:
        font.setPixelSize(max(1, round(font.pixelSize() * factor)))
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font
