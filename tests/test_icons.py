"""The icon set: complete, of one style, and drawn by Qt."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from eventdesk.paths import resource_folder

ICONS = resource_folder() / "icons"
IN_COLOUR = {
    "eventdesk",
    "tray",
    "tray-on",
    "tray-due",
    "tray-held",
    "tray-paused",
    "tray-problem",
}
UI = Path(__file__).resolve().parent.parent / "eventdesk/ui"


def drawings() -> list[str]:
    return sorted(path.stem for path in ICONS.glob("*.svg"))


@pytest.mark.parametrize("size", [16, 24, 256])
def test_every_icon_is_drawn_inside_its_square(qapp: object, size: int) -> None:
    for name in drawings():
        drawing = QSvgRenderer(QByteArray((ICONS / f"{name}.svg").read_bytes()))
        assert drawing.isValid(), name
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        drawing.render(painter, QRectF(0, 0, size, size))
        painter.end()
        assert image.constBits().tobytes().strip(b"\0"), name


def test_icons_of_the_window_share_one_style() -> None:
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" '
        'fill="none" stroke="#000" stroke-width="1.75" stroke-linecap="round" '
        'stroke-linejoin="round">'
    )
    for name in set(drawings()) - IN_COLOUR:
        text = (ICONS / f"{name}.svg").read_text()
        assert text.startswith(head), name
        assert set(re.findall(r"#[0-9a-fA-F]{3,6}", text)) == {"#000"}, name


def test_the_programs_own_icons_are_there() -> None:
    assert set(drawings()) >= IN_COLOUR
    assert "MIT" in (ICONS / "LICENSE").read_text()


def test_every_icon_that_the_window_names_is_there() -> None:
    named = {
        (call.args[0].value, path.name)
        for path in UI.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in {"icon", "pixmap"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }
    assert {each for each in named if each[0] not in drawings()} == set()
