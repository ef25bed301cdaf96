"""Icons: single-colour SVG drawings, coloured as they are painted, crisp at every scale."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from eventdesk.ui.theme import tokens

CACHE_LIMIT = 500


class Icons:
    """Loads the drawings of one folder, `NAME.svg` each. Qt main thread only.

    A missing or broken drawing gives an empty icon. Colours are looked up when an icon is
    painted, so icons follow a change of theme by themselves.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drawings: dict[str, QSvgRenderer | None] = {}
        self._pixmaps: dict[tuple[str, int, int, str], QPixmap] = {}

    def icon(self, name: str, colour: str = "text") -> QIcon:
        """The drawing `name` in a colour of Tokens by name; '' keeps the drawing's own."""
        return QIcon(_Engine(self, name, colour)) if self.has(name) else QIcon()

    def has(self, name: str) -> bool:
        """Whether there is such a drawing; it is read when it is first painted."""
        return name in self._drawings or (self._folder / f"{name}.svg").is_file()

    def app_icon(self) -> QIcon:
        """The program's own icon, in its own colours."""
        return self.icon("eventdesk", "")

    def tray_icon(self, state: str = "on") -> QIcon:
        """The tray icon for 'on', 'paused', 'held', 'problem' or 'due' (`tray-STATE.svg`, else
        the program's icon)."""
        drawn = self.icon(f"tray-{state}", "")
        return self.app_icon() if drawn.isNull() else drawn

    def pixmap(self, name: str, size: int, ratio: float, colour: str | QColor = "text") -> QPixmap:
        """The drawing `size` logical pixels wide for a screen of `ratio` device pixels each.

        `colour` is a QColor, '#rrggbb', a colour of Tokens by name, or '' for its own.
        """
        edge = max(1, round(size * ratio))
        found = self.tinted(name, QSize(edge, edge), colour)
        found = QPixmap(found)
        found.setDevicePixelRatio(ratio)
        return found

    def tinted(self, name: str, size: QSize, colour: str | QColor) -> QPixmap:
        """The drawing in device pixels; from the cache when it was drawn before."""
        paint = _colour(colour)
        key = (name, size.width(), size.height(), paint.name(QColor.NameFormat.HexArgb))
        if colour == "":
            key = (*key[:3], "")
        if key not in self._pixmaps:
            if len(self._pixmaps) >= CACHE_LIMIT:
                self._pixmaps.clear()
            self._pixmaps[key] = self._draw(name, size, None if colour == "" else paint)
        return self._pixmaps[key]

    def _draw(self, name: str, size: QSize, colour: QColor | None) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        drawing = self._drawing(name)
        if drawing is None or size.isEmpty():
            return pixmap
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawing.render(painter, _square(size))
        if colour is not None:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
            painter.fillRect(pixmap.rect(), colour)
        painter.end()
        return pixmap

    def _drawing(self, name: str) -> QSvgRenderer | None:
        if name not in self._drawings:
            self._drawings[name] = _load(self._folder / f"{name}.svg")
        return self._drawings[name]


def _load(path: Path) -> QSvgRenderer | None:
    try:
        text = path.read_bytes()
    except OSError:
        return None
    drawing = QSvgRenderer()
    return drawing if drawing.load(QByteArray(text)) else None


def _square(size: QSize) -> QRectF:
    edge = min(size.width(), size.height())
    return QRectF((size.width() - edge) / 2, (size.height() - edge) / 2, edge, edge)


def _colour(colour: str | QColor) -> QColor:
    if isinstance(colour, QColor) or colour.startswith("#"):
        return QColor(colour)
    return QColor(getattr(tokens(QGuiApplication.palette()), colour)) if colour else QColor()


class _Engine(QIconEngine):
    """Paints one drawing of an Icons in the colours of the moment."""

    def __init__(self, icons: Icons, name: str, colour: str) -> None:
        super().__init__()
        self._icons = icons
        self._name = name
        self._colour = colour

    def clone(self) -> QIconEngine:
        return _Engine(self._icons, self._name, self._colour)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        size = rect.size() * QGuiApplication.primaryScreen().devicePixelRatio()
        painter.drawPixmap(rect, self.pixmap(size, mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._icons.tinted(self._name, size, self._shade(mode))

    def _shade(self, mode: QIcon.Mode) -> str:
        if not self._colour:
            return ""
        return "disabled" if mode == QIcon.Mode.Disabled else self._colour
