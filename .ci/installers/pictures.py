"""The program's icon, drawn from its SVG, in every form the three systems want."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtSvg import QSvgRenderer

PNG_SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 192, 256, 512)
"""Widths in pixels of the icon themes of Linux (Icon Theme Specification)."""
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256)
"""What Windows asks for at 100 to 400 % scale."""
ICNS_SIZES = (32, 64, 128, 256, 512, 1024)

SMALL = 24
CLOSE_VIEW = QRectF(4, 3, 56, 58)
"""The part of the drawing that small icons show: all of it, without the margin."""

SIDE_SIZE = (164, 314)
HEADER_SIZE = (150, 57)
"""The pictures of the Windows installer in pixels, as Modern UI wants them."""
PALE, PALER, PAPER = QColor("#c3d2fd"), QColor("#f4f7ff"), QColor("#ffffff")


def write_pngs(svg: Path, folder: Path, sizes: Iterable[int] = PNG_SIZES) -> dict[int, Path]:
    """Draw `svg` into `folder` once for each width in pixels; the files by their width."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {size: folder / f"{svg.stem}-{size}.png" for size in sizes}
    for size, file in files.items():
        _pillow(_drawn(svg, size)).save(file, optimize=True)
    return files


def write_ico(svg: Path, file: Path) -> Path:
    """Draw `svg` as an icon file of Windows with all its sizes; the file."""
    pictures = _pillow_pictures(svg, ICO_SIZES)
    file.parent.mkdir(parents=True, exist_ok=True)
    sizes = [each.size for each in pictures]
    pictures[-1].save(file, format="ICO", sizes=sizes, append_images=pictures[:-1])
    return file


def write_icns(svg: Path, file: Path) -> Path:
    """Draw `svg` as an icon file of macOS with all its sizes; the file."""
    pictures = _pillow_pictures(svg, ICNS_SIZES)
    file.parent.mkdir(parents=True, exist_ok=True)
    pictures[-1].save(file, format="ICNS", append_images=pictures[:-1])
    return file


def write_side(svg: Path, file: Path) -> Path:
    """Draw the picture beside the first and last page of the Windows installer, as BMP."""
    width, height = SIDE_SIZE
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    slope = QLinearGradient(0, 0, 0, height)
    slope.setColorAt(0, PALER)
    slope.setColorAt(1, PALE)
    with QPainter(picture) as painter:
        painter.fillRect(0, 0, width, height, slope)
        painter.drawImage((width - 96) // 2, 84, _drawn(svg, 96))
    return _write_bmp(picture, file)


def write_header(svg: Path, file: Path) -> Path:
    """Draw the picture at the top of the other pages of the Windows installer, as BMP."""
    width, height = HEADER_SIZE
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(PAPER)
    with QPainter(picture) as painter:
        painter.drawImage(width - 48 - 8, (height - 48) // 2, _drawn(svg, 48))
    return _write_bmp(picture, file)


def _drawn(svg: Path, size: int) -> QImage:
    renderer = QSvgRenderer(str(svg))
    if not renderer.isValid():
        raise ValueError(f"{svg} is not a picture in SVG")
    if size <= SMALL:
        renderer.setViewBox(CLOSE_VIEW)
    picture = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(0)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, size, size))
    return picture


def _pillow(picture: QImage) -> Image.Image:
    plain = picture.convertToFormat(QImage.Format.Format_RGBA8888)
    return Image.frombytes("RGBA", (plain.width(), plain.height()), bytes(plain.constBits()))


def _pillow_pictures(svg: Path, sizes: Iterable[int]) -> list[Image.Image]:
    """The smallest first."""
    return [_pillow(_drawn(svg, size)) for size in sorted(sizes)]


def _write_bmp(picture: QImage, file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    _pillow(picture).convert("RGB").save(file, format="BMP")
    return file
