"""What goes into the bundle: modules named at run time, and which libraries stay outside."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePath

from installers.build_tools import build_tool
from installers.project import Project

PLATFORM = {"win32": "win", "darwin": "macosx"}.get(sys.platform, "linux")

HIDDEN_IMPORTS = (
    *("_cffi_backend", "tzdata", "pyi_rth_multiprocessing"),
    f"plyer.platforms.{PLATFORM}.notification",
)
"""Imported by C code and by a name that is put together."""

# fmt: off
UNUSED_MODULES = [
    "IPython", "alembic.testing", "curses", "dateutil.zoneinfo", "doctest", "icalendar.tests",
    "lib2to3", "mypy", "numpy", "pandas", "pip", "pkg_resources", "psutil.tests", "psycopg2",
    "pydoc", "pydoc_data", "pygments", "pytest", "readline", "setuptools",
    "sqlalchemy.ext.asyncio", "sqlalchemy.testing", "test", "tkinter", "unittest", "xmlrpc",
]
# fmt: on

LIBRARIES_OF_PYTHON = r"lib(python3|ssl|crypto|sqlite3|ffi|bz2|lzma|mpdec)[.-]"
LIBRARIES_OFTEN_MISSING = (
    r"libxcb-(cursor|icccm|image|keysyms|render-util|util|xkb)\.|libxkbcommon(-x11)?\."
)
_OWN_LIBRARY = re.compile(f"{LIBRARIES_OF_PYTHON}|{LIBRARIES_OFTEN_MISSING}")

_LANGUAGES = "|".join(
    sorted(each.stem for each in Path(__file__).parents[2].glob("resources/translations/*.po"))
)
_UNUSED_OF_QT = re.compile(
    rf"""
    translations/(?!qtbase_({_LANGUAGES})\.qm|\w+\.mo)
    | Qt6?/(qml|metatypes|libexec)/
    | plugins/platformthemes/libqgtk3
    | plugins/(egldeviceintegrations|generic|networkinformation|tls|xcbglintegrations)/
    | plugins/wayland-graphics-integration-client/(?!libqt-plugin-wayland-egl)
    | plugins/wayland-shell-integration/(?!libxdg-shell)
    | plugins/imageformats/(?!(lib)?q(svg|ico)[.d])
    | plugins/platforms/(lib)?q(eglfs|linuxfb|minimal|minimalegl|vkkhrdisplay|vnc|direct2d)\.
    | Qt6?(EglF[sS]\w*|Network|Pdf|Qml\w*|Quick\w*|VirtualKeyboard|OpenGLWidgets)(\.|$)
    | QtNetwork\.
    | opengl32sw
    """,
    re.VERBOSE,
)
"""Plugins and libraries of Qt that a window of widgets with SVG icons never loads."""

_NEEDLESS_HOOKS = frozenset(
    f"pyi_rth_{name}"
    for name in ("cryptography_openssl", "inspect", "multiprocessing", "pkgutil", "pyside6")
)
"""What PyInstaller would run at every start, for 0.1 s, and nothing here depends on: Qt's
wheel finds its own plugins, sources are not looked at, modules not listed, and
frozen_start.py asks for multiprocessing where it is wanted."""

Entry = tuple[str, str, str]
"""A file of the bundle as PyInstaller lists it: its place, its source, its kind."""


def kept(entries: Iterable[Entry]) -> list[Entry]:
    """Those of `entries` that belong in the bundle.

    On Linux the libraries of the system stay outside: fonts, graphics drivers, GTK and D-Bus
    work with the system's own only, and the packages name them as dependencies. Inside are
    Python's and Qt's, and some of XCB that fresh desktops lack.
    """
    entries = list(entries)
    inside = {place for place, _, _ in entries if _belongs(place)}
    return [each for each in entries if each[0] in inside and _leads_inside(each, inside)]


def hook_folder() -> Path:
    """Where PyInstaller keeps what it runs at a start."""
    import PyInstaller

    return Path(PyInstaller.__file__).parent / "hooks/rthooks"


def scripts_to_run(entries: Iterable[Entry]) -> list[Entry]:
    """`entries` without the hooks that would only make the start slower."""
    return [each for each in entries if each[0] not in _NEEDLESS_HOOKS]


def _belongs(place: str) -> bool:
    path = PurePath(place)
    if _UNUSED_OF_QT.search(path.as_posix()):
        return False
    if path.suffix == ".egg-info" or any(part.endswith(".egg-info") for part in path.parts):
        return False
    if sys.platform == "linux" and len(path.parts) == 1 and ".so" in path.name:
        qt_or_extension = path.name.startswith(("libQt6", "libicu", "libpyside", "libshiboken"))
        return bool(qt_or_extension or "cpython" in path.name or ".abi3" in path.name) or bool(
            _OWN_LIBRARY.match(path.name)
        )
    return True


def _leads_inside(entry: Entry, inside: set[str]) -> bool:
    """False for a link to a file that is left out."""
    place, source, kind = entry
    return kind != "SYMLINK" or str(PurePath(place).parent / source) in inside


def build_bundle(project: Project) -> Path:
    """Run PyInstaller on eventdesk.spec; the bundle's folder.

    Raises CalledProcessError when it fails; its output was shown.
    """
    shutil.rmtree(project.bundle, ignore_errors=True)
    command = [
        *(sys.executable, "-m", "PyInstaller", str(project.root / "eventdesk.spec")),
        *("--noconfirm", "--log-level", "WARN"),
        *("--distpath", str(project.dist), "--workpath", str(project.work)),
    ]
    subprocess.run(command, check=True, cwd=project.root)
    if sys.platform == "linux":
        _forget_build_folders(project.bundle)
    return project.bundle


def _forget_build_folders(bundle: Path) -> None:
    """Take library folders of this computer out of the bundle's files.

    A Python with libraries of its own writes their folder into every extension module.
    """
    patchelf = str(build_tool("patchelf"))
    for file in sorted(bundle.rglob("*.so*")):
        if file.is_symlink() or file.is_dir():
            continue
        command = (patchelf, "--print-rpath", str(file))
        found = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
        if any(not each.startswith("$ORIGIN") for each in found.split(":") if each):
            subprocess.run((patchelf, "--remove-rpath", str(file)), check=True)
