"""The icon in the forms that the systems want: all sizes, sharp, and nothing cut off."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from installers import pictures
from installers.project import Project
from PIL import Image, ImageChops

DRAWING = Project.read().resources / "icons/eventdesk.svg"
ORANGE, WHITE = (255, 178, 36), (255, 255, 255)


def opaque(picture: Image.Image) -> tuple[int, int, int, int]:
    """The rectangle in which something is drawn."""
    box = picture.getchannel("A").point(lambda value: 255 if value > 40 else 0).getbbox()
    assert box is not None
    return box


def has(picture: Image.Image, colour: tuple[int, int, int]) -> bool:
    """Whether some pixel nearly has that colour, and is not see-through."""
    pixels = picture.convert("RGBA").get_flattened_data()
    return any(
        pixel[3] > 250 and max(abs(a - b) for a, b in zip(pixel, colour, strict=False)) < 12
        for pixel in pixels
    )


def test_pngs_have_every_size_of_linux(tmp_path: Path) -> None:
    files = pictures.write_pngs(DRAWING, tmp_path / "icons")
    assert [*files] == [16, 22, 24, 32, 48, 64, 96, 128, 192, 256, 512]
    for size, file in files.items():
        with Image.open(file) as picture:
            assert (picture.format, picture.size, picture.mode) == ("PNG", (size, size), "RGBA")
            left, top, right, bottom = opaque(picture)
            assert right - left >= size * 0.85
            assert bottom - top >= size * 0.85
            assert picture.getpixel((0, 0))[3] == 0
            # The bell and the dot that says 'now' can be told even in the smallest.
            assert has(picture, ORANGE)
            assert has(picture, WHITE)


def test_small_icons_use_the_room_they_have(tmp_path: Path) -> None:
    files = pictures.write_pngs(DRAWING, tmp_path, [16, 24, 32])
    for size, margin in [(16, 0), (24, 0), (32, 2)]:
        with Image.open(files[size]) as picture:
            left, _, right, _ = opaque(picture)
            assert (left, size - right) == (margin, margin)


def test_the_icon_of_windows_holds_its_sizes(tmp_path: Path) -> None:
    file = pictures.write_ico(DRAWING, tmp_path / "new/eventdesk.ico")
    sizes = {(size, size) for size in pictures.ICO_SIZES}
    assert {(16, 16), (32, 32), (48, 48), (256, 256)} <= sizes
    count = struct.unpack_from("<HHH", file.read_bytes())[2]
    assert count == len(sizes)
    with Image.open(file) as icon:
        assert icon.info["sizes"] == sizes
        for size in sizes:
            picture = icon.ico.getimage(size)  # type: ignore[attr-defined]
            assert picture.size == size
            [drawn] = pictures.write_pngs(DRAWING, tmp_path, [size[0]]).values()
            with Image.open(drawn) as own:  # drawn in this size, and not scaled
                assert ImageChops.difference(picture.convert("RGBA"), own).getbbox() is None


def test_the_icon_of_macos_holds_its_sizes(tmp_path: Path) -> None:
    file = pictures.write_icns(DRAWING, tmp_path / "new/eventdesk.icns")
    with Image.open(file) as icon:
        assert icon.format == "ICNS"
        widths = {width * scale for width, _, scale in icon.info["sizes"]}
        assert widths == {*pictures.ICNS_SIZES}
        assert max(widths) == 1024


def test_the_pictures_of_the_installer_are_bitmaps(tmp_path: Path) -> None:
    for write, size in [
        (pictures.write_side, (164, 314)),
        (pictures.write_header, (150, 57)),
    ]:
        with Image.open(write(DRAWING, tmp_path / "new/picture.bmp")) as picture:
            # NSIS takes no others.
            assert (picture.format, picture.mode, picture.size) == ("BMP", "RGB", size)
            assert has(picture, ORANGE)


@pytest.mark.qt_log_ignore("Cannot read file")
def test_what_is_no_drawing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.svg").write_text("no picture")
    with pytest.raises(ValueError, match=r"broken\.svg is not a picture"):
        pictures.write_pngs(tmp_path / "broken.svg", tmp_path)


def test_no_display_is_needed(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from installers import pictures;"
        f"pictures.write_pngs(Path({str(DRAWING)!r}), Path({str(tmp_path)!r}), [64])"
    )
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment["PYTHONPATH"] = str(Project.read().root / ".ci")
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "eventdesk-64.png").exists()
