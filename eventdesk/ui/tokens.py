"""The measures and colours every widget uses. Text on each surface has contrast >= 4.5
(WCAG 2.1, 1.4.3)."""

from __future__ import annotations

from typing import NamedTuple


class Tokens(NamedTuple):
    """One look. Lengths in logical pixels on a 4 px grid, colours as '#rrggbb'.

    `surface` is the window, `raised` what lies on it (lists, inputs, cards).
    """

    surface: str
    raised: str
    button: str
    hover: str
    pressed: str
    border: str
    strong_border: str
    track: str
    thumb: str
    shadow: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_soft: str
    on_accent: str
    danger: str
    danger_soft: str
    warning: str
    warning_soft: str
    ok: str
    ok_soft: str
    tooltip: str
    tooltip_text: str

    tiny: int = 4
    small: int = 8
    medium: int = 12
    large: int = 16
    huge: int = 24
    radius: int = 6
    icon: int = 16


LIGHT = Tokens(
    surface="#f5f6f8",
    raised="#ffffff",
    button="#ffffff",
    hover="#ebedf1",
    pressed="#dfe2e8",
    border="#dfe2e8",
    strong_border="#c3c9d2",
    track="#e4e7ec",
    thumb="#ffffff",
    shadow="#8a93a0",
    text="#1b2028",
    muted="#5b6472",
    disabled="#a0a7b2",
    accent="#3059d8",
    accent_hover="#274cc0",
    accent_pressed="#203fa3",
    accent_soft="#e6ecfd",
    on_accent="#ffffff",
    danger="#b3261e",
    danger_soft="#fdecea",
    warning="#8a5a00",
    warning_soft="#fdf3dc",
    ok="#1a7446",
    ok_soft="#e4f4ea",
    tooltip="#2a303a",
    tooltip_text="#f3f5f8",
)
DARK = Tokens(
    surface="#1a1d22",
    raised="#22262d",
    button="#2c313a",
    hover="#333943",
    pressed="#3c434f",
    border="#363c46",
    strong_border="#4b5360",
    track="#262b33",
    thumb="#414956",
    shadow="#0c0e11",
    text="#e8eaee",
    muted="#a0a9b6",
    disabled="#69717d",
    accent="#86a8ff",
    accent_hover="#9db9ff",
    accent_pressed="#7396f0",
    accent_soft="#2b3654",
    on_accent="#10172b",
    danger="#ff8f85",
    danger_soft="#43282a",
    warning="#f0bf5a",
    warning_soft="#3f3520",
    ok="#72d39a",
    ok_soft="#213a2d",
    tooltip="#3a414d",
    tooltip_text="#f0f2f5",
)
