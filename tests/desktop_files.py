"""What a private desktop is made of: its environment, configuration files and X look-ups."""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import os
from collections.abc import Iterator
from pathlib import Path

WISH = "wish"  # the file by which a test names the notification button to press

_KEPT = ("PATH", "TZ", "TMPDIR", "VIRTUAL_ENV", "CI", "COVERAGE_PROCESS_START")


def environment(folder: Path, runtime: Path) -> dict[str, str]:
    """An environment that knows nothing of the person's own desktop; makes its folders."""
    env = {name: os.environ[name] for name in _KEPT if name in os.environ}
    home = folder / "home"
    folders = {
        "HOME": home,
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_DATA_HOME": home / ".local/share",
        "XDG_STATE_HOME": home / ".local/state",
        "XDG_CACHE_HOME": home / ".cache",
        "XDG_RUNTIME_DIR": runtime,
    }
    for each in folders.values():
        each.mkdir(parents=True, mode=0o700, exist_ok=True)
    _prefer_font(folders["XDG_CONFIG_HOME"])
    return {
        **env,
        **{name: str(each) for name, each in folders.items()},
        "EVENTDESK_HOME": str(folder / "eventdesk"),
        "LANG": "C.UTF-8",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "PYTHONUNBUFFERED": "1",
        "QT_QPA_PLATFORM": "xcb",
        "XDG_SESSION_TYPE": "x11",
        "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder}/no-system-bus",
        # Nothing here needs these, and they would look for services of a full desktop.
        "NO_AT_BRIDGE": "1",
        "QT_ACCESSIBILITY": "0",
        "GIO_USE_VFS": "local",
        "GTK_USE_PORTAL": "0",
    }


def _prefer_font(config: Path) -> None:
    """Make Inter the sans-serif font where it is installed, as on a well-kept desktop."""
    (config / "fontconfig").mkdir(exist_ok=True)
    (config / "fontconfig/fonts.conf").write_text(
        """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <alias binding="same">
    <family>sans-serif</family>
    <prefer><family>Inter</family><family>DejaVu Sans</family></prefer>
  </alias>
  <match target="font">
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="hintstyle" mode="assign"><const>hintslight</const></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
</fontconfig>
"""
    )


def write_bus_config(folder: Path, runtime: Path) -> Path:
    """A session bus that listens in `runtime` and activates nothing."""
    path = folder / "bus.conf"
    path.write_text(
        f"""<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:dir={runtime}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
    )
    return path


def write_dunst_config(folder: Path) -> Path:
    """dunst: notifications stay until closed, and its menu presses the button a test wishes."""
    chooser = folder / "choose-action"
    chooser.write_text(
        f"""#!/bin/sh
# Stands in for the menu program: picks the line of the button and notification wished for.
wish='{folder}/{WISH}'
[ -e "$wish" ] || exit 1
label=$(sed -n 1p "$wish")
summary=$(sed -n 2p "$wish")
line=$(tee '{folder}/menu' | grep -F -- "#$label (" | grep -F -- "$summary" | head -n 1)
[ -n "$line" ] || exit 1
rm -f "$wish"
printf '%s\\n' "$line"
"""
    )
    chooser.chmod(0o700)
    path = folder / "dunstrc"
    urgencies = "\n".join(
        f"""[urgency_{level}]
    background = "#2b303b"
    foreground = "#f2f4f8"
    frame_color = "#4c566a"
    timeout = 0"""
        for level in ("low", "normal", "critical")
    )
    path.write_text(
        f"""[global]
    monitor = 0
    follow = none
    width = (300, 400)
    height = 300
    origin = top-right
    offset = 20x20
    notification_limit = 20
    gap_size = 0
    separator_height = 1
    separator_color = frame
    padding = 14
    horizontal_padding = 16
    text_icon_padding = 14
    frame_width = 1
    corner_radius = 8
    font = Sans 10
    markup = full
    format = "<b>%s</b>\\n%b"
    word_wrap = true
    ellipsize = end
    show_age_threshold = -1
    idle_threshold = 0
    stack_duplicates = false
    show_indicators = false
    icon_position = left
    min_icon_size = 32
    max_icon_size = 48
    sticky_history = true
    history_length = 50
    dmenu = {chooser}
    browser = /bin/true
    mouse_left_click = do_action
    mouse_middle_click = context
    mouse_right_click = close_current
{urgencies}
"""
    )
    return path


def write_panel_config(folder: Path) -> Path:
    """tint2: task bar, system tray and clock at the bottom."""
    path = folder / "tint2rc"
    path.write_text(
        """rounded = 0
border_width = 0
background_color = #1f2430 100
border_color = #1f2430 0

rounded = 3
border_width = 0
background_color = #3b4252 100
border_color = #3b4252 0

panel_items = TSC
panel_size = 100% 34
panel_margin = 0 0
panel_padding = 6 0 6
panel_background_id = 1
panel_position = bottom center horizontal
panel_layer = top
panel_dock = 0
wm_menu = 0
strut_policy = follow_size

taskbar_mode = single_desktop
taskbar_padding = 2 3 4
task_maximum_size = 180 28
task_padding = 8 2 6
task_font = Sans 9
task_font_color = #d8dee9 100
task_background_id = 2
task_active_background_id = 2

systray = 1
systray_padding = 6 4 6
systray_icon_size = 20

time1_format = %H:%M
time1_font = Sans 9
clock_font_color = #d8dee9 100
clock_padding = 8 0
"""
    )
    return path


def selection_owner(display: str, selection: str) -> int:
    """The window that owns an X selection; 0 when none does (Xlib, XGetSelectionOwner)."""
    with _xlib(display) as (x11, handle):
        x11.XInternAtom.restype = x11.XGetSelectionOwner.restype = ctypes.c_ulong
        atom = ctypes.c_ulong(x11.XInternAtom(handle, selection.encode(), 0))
        return int(x11.XGetSelectionOwner(handle, atom))


def paint_root(display: str, pixel: int) -> None:
    """Give the root window one colour, 0xRRGGBB; it stays after this connection has ended."""
    with _xlib(display) as (x11, handle):
        x11.XDefaultRootWindow.restype = ctypes.c_ulong
        root = ctypes.c_ulong(x11.XDefaultRootWindow(handle))
        x11.XSetWindowBackground(handle, root, ctypes.c_ulong(pixel))
        x11.XClearWindow(handle, root)


@contextlib.contextmanager
def _xlib(display: str) -> Iterator[tuple[ctypes.CDLL, ctypes.c_void_p]]:
    x11 = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    connection = x11.XOpenDisplay(display.encode())
    if not connection:
        raise ConnectionError(f"no X server at {display}")
    handle = ctypes.c_void_p(connection)
    try:
        yield x11, handle
    finally:
        x11.XCloseDisplay(handle)
