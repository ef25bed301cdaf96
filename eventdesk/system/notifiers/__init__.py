"""Desktop notifications: back ends for each system, and the chain that tries them in turn."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from eventdesk.services.ports import NoticeAction, Notifier
from eventdesk.system.notifiers.plyer import PlyerNotifier


def platform_notifiers(
    app_icon: Path | None, on_action: Callable[[NoticeAction], None]
) -> list[Notifier]:
    """The back ends of this system, the best first: D-Bus (Linux), then plyer.

    `app_icon` is an image file: PNG or SVG on Linux, .ico on Windows. `on_action` is called
    on a thread of the back end when the person presses a button. Returns at once; what
    needs a connection makes it in the background.
    """
    plyer = PlyerNotifier(app_icon)
    if sys.platform in {"win32", "darwin"}:
        return [plyer]
    from eventdesk.system.notifiers.dbus import DBusNotifier

    return [DBusNotifier(app_icon, on_action), plyer]
