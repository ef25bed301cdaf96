"""Light and dark are legible, icons follow them, nothing crashes without a drawing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from eventdesk.domain.settings import Theme
from eventdesk.ui import theme
from eventdesk.ui.icons import Icons
from eventdesk.ui.tokens import DARK, LIGHT, Tokens

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
    '<rect x="4" y="4" width="16" height="16" fill="#000"/></svg>'
)


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    """Leave the application as it was found."""
    yield
    theme.apply(qapp, Theme.LIGHT)


@pytest.fixture
def icons(tmp_path: Path) -> Icons:
    """One drawing, and one that is broken."""
    (tmp_path / "square.svg").write_text(SVG)
    (tmp_path / "broken.svg").write_text("<svg")
    return Icons(tmp_path)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG 2.1."""

    def luminance(colour: str) -> float:
        parts = []
        for value in QColor(colour).getRgbF()[:3]:
            parts.append(value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4)
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back"),
    [
        *((front, back) for front in ("text", "muted", "accent") for back in ("surface", "raised")),
        *((front, "raised") for front in ("danger", "warning", "ok")),
        *((front, "accent_soft") for front in ("text", "muted", "accent", "danger", "warning")),
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("on_accent", "accent_pressed"),
        ("text", "track"),
        ("text", "thumb"),
        ("text", "hover"),
        ("muted", "hover"),
        ("text", "danger_soft"),
        ("tooltip_text", "tooltip"),
    ],
)
def test_text_is_legible(colours: Tokens, front: str, back: str) -> None:
    assert contrast(getattr(colours, front), getattr(colours, back)) >= 4.5


def test_spacing_is_on_a_grid_of_four() -> None:
    spaces = (LIGHT.tiny, LIGHT.small, LIGHT.medium, LIGHT.large, LIGHT.huge)
    assert spaces == (4, 8, 12, 16, 24)


@pytest.mark.parametrize(("choice", "colours"), [(Theme.LIGHT, LIGHT), (Theme.DARK, DARK)])
def test_a_theme_changes_palette_and_tokens(
    qapp: QApplication, qtbot: QtBot, choice: Theme, colours: Tokens
) -> None:
    label = QLabel("text")
    qtbot.addWidget(label)
    theme.apply(qapp, choice)
    assert theme.tokens(label) is colours
    assert theme.tokens(qapp.palette()) is colours
    assert qapp.palette().color(QPalette.ColorRole.Base) == QColor(colours.raised)
    assert colours.accent in qapp.styleSheet()


def test_dark_is_dark_on_the_screen(qapp: QApplication, qtbot: QtBot) -> None:
    button = QPushButton("Save")
    qtbot.addWidget(button)
    theme.apply(qapp, Theme.DARK)
    button.show()
    corner = button.grab().toImage().pixelColor(button.width() // 2, 4)
    assert corner.lightness() < 100


def test_system_follows_the_desktop_or_is_light(qapp: QApplication) -> None:
    theme.apply(qapp, Theme.DARK)
    theme.apply(qapp, Theme.SYSTEM)
    assert theme.tokens(qapp.palette()) is LIGHT


def test_the_desktop_is_followed_only_when_asked(qapp: QApplication) -> None:
    setting = [Theme.DARK]
    follower = theme.SystemTheme(qapp, lambda: setting[0])
    theme.apply(qapp, Theme.DARK)
    qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
    assert theme.tokens(qapp.palette()) is DARK
    setting[0] = Theme.SYSTEM
    qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
    assert theme.tokens(qapp.palette()) is LIGHT
    follower.deleteLater()


def test_scaled_fonts_keep_their_unit(qapp: QApplication) -> None:
    font = qapp.font()
    font.setPointSizeF(10)
    assert theme.scaled_font(font, 1.5).pointSizeF() == 15
    font.setPixelSize(20)
    assert theme.scaled_font(font, 0.5, bold=True).pixelSize() == 10
    assert theme.scaled_font(font, 0.5, bold=True).bold()


def shade(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> str:
    """The colour in the middle of an icon."""
    return centre(icon.pixmap(QSize(24, 24), 1.0, mode).toImage())


def centre(image: QImage) -> str:
    return image.pixelColor(image.width() // 2, image.height() // 2).name()


def test_an_icon_takes_the_colour_of_the_theme(qapp: QApplication, icons: Icons) -> None:
    icon = icons.icon("square")
    theme.apply(qapp, Theme.LIGHT)
    assert shade(icon) == LIGHT.text
    theme.apply(qapp, Theme.DARK)
    assert shade(icon) == DARK.text
    assert shade(icon, QIcon.Mode.Disabled) == DARK.disabled
    assert shade(icons.icon("square", "danger")) == DARK.danger


def test_an_icon_is_drawn_for_the_screen_it_is_on(icons: Icons) -> None:
    assert icons.icon("square").pixmap(QSize(16, 16), 2.0).size() == QSize(32, 32)
    drawn = icons.pixmap("square", 16, 1.25, "#123456")
    assert drawn.size() == QSize(20, 20)
    assert drawn.devicePixelRatio() == 1.25
    assert centre(drawn.toImage()) == "#123456"


def test_an_icon_may_keep_its_own_colours(qapp: QApplication, icons: Icons) -> None:
    theme.apply(qapp, Theme.DARK)
    assert shade(icons.icon("square", "")) == "#000000"


def test_a_missing_or_broken_drawing_is_an_empty_icon(icons: Icons) -> None:
    assert icons.icon("nothing").isNull()
    assert icons.app_icon().isNull()
    assert icons.tray_icon("paused").isNull()
    assert icons.pixmap("nothing", 16, 1.0).toImage().pixelColor(8, 8).alpha() == 0
    assert icons.icon("broken").pixmap(16, 16).toImage().pixelColor(8, 8).alpha() == 0


def test_an_icon_survives_copying(icons: Icons) -> None:
    copies = [QIcon(icons.icon("square")) for _ in range(200)]
    for copy in copies:
        copy.addPixmap(copy.pixmap(8, 8))
    assert shade(copies[-1]) == theme.tokens(QApplication.palette()).text


def test_the_cache_does_not_grow_for_ever(icons: Icons) -> None:
    for number in range(1200):
        icons.pixmap("square", 2, 1.0, f"#{number:06x}")
    assert len(icons._pixmaps) <= 500
