"""Notifications through plyer: balloons on Windows, notify-send on Linux, banners on macOS."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eventdesk.domain.language import later
from eventdesk.services.ports import Notice, Refused, Taken
from eventdesk.system.notifiers.fitting import fitted_body, fitted_title

log = logging.getLogger(__name__)

BACKEND = "plyer"
REFUSED = later("plyer: {reason}")
APP_NAME = "EventDesk"
WAIT_S = 2.0
SHOWN_S = 30
# NOTIFYICONDATAW: szInfoTitle[64], szInfo[256], each with a final NUL.
WINDOWS_TITLE, WINDOWS_BODY = 63, 255


class PlyerNotifier:
    """A Notifier without buttons. Never raises; waits at most `wait_s` seconds.

    plyer can hang, so each call runs on a thread of its own; while one hangs, further
    notices are refused at once. `show(title, body, icon)` is plyer unless a test gives
    its own; whatever it raises becomes the reason of the refusal.
    """

    def __init__(
        self,
        app_icon: Path | None = None,
        *,
        show: Callable[[str, str, str], None] | None = None,
        wait_s: float = WAIT_S,
    ) -> None:
        self._icon = str(app_icon) if app_icon else ""
        self._show = show or (show_on_linux if sys.platform == "linux" else show_by_facade)
        self._wait_s = wait_s
        self._lock = threading.Lock()
        self._running: threading.Thread | None = None

    def notify(self, notice: Notice) -> Taken | Refused:
        """Show a notice."""
        with self._lock:
            if self._running is not None and self._running.is_alive():
                words = later("still busy with the last notification")
                return Refused(REFUSED.format(reason=words))
            problems: list[str] = []
            thread = threading.Thread(
                target=self._run, args=(notice, problems), name="plyer", daemon=True
            )
            self._running = thread
            thread.start()
            thread.join(self._wait_s)
            if thread.is_alive():
                words = later("no answer within {seconds} s").format(seconds=f"{self._wait_s:g}")
                return Refused(REFUSED.format(reason=words))
        return Refused(REFUSED.format(reason=problems[0])) if problems else Taken(BACKEND)

    def withdraw(self, ref: str) -> None:
        """Nothing: plyer cannot close what it has shown."""

    def close(self) -> None:
        """Nothing to release."""

    def _run(self, notice: Notice, problems: list[str]) -> None:
        try:
            self._show(fitted_title(notice.title), fitted_body(notice.body), self._icon)
        except Exception as error:
            log.info("plyer failed", exc_info=True)
            problems.append(str(error).strip() or type(error).__name__)


def show_by_facade(title: str, body: str, icon: str) -> None:
    """Show through plyer as it chooses for this system (Windows, macOS)."""
    from plyer import notification

    if sys.platform == "win32":
        title, body = clip(title, WINDOWS_TITLE), clip(body, WINDOWS_BODY)
    # plyer's back end is None where a frozen program lacks its platform module.
    notification.notify(
        title=title, message=body, app_name=APP_NAME, app_icon=icon, timeout=SHOWN_S
    )


def show_on_linux(title: str, body: str, icon: str) -> None:
    """Show through plyer's notify-send back end, whose outcome is looked at; OSError if bad."""
    from plyer.platforms.linux.notification import NotifySendNotification

    program = shutil.which("notify-send")
    if program is None:
        raise FileNotFoundError(later("notify-send is not installed"))

    class CheckedNotifySend(NotifySendNotification):
        """plyer's own drops icon and exit code, and texts that begin with '--'."""

        def _notify(self, **wish: Any) -> None:
            command = [program, "--app-name", wish["app_name"], "--expire-time", "0"]
            if wish["app_icon"]:
                command += ["--icon", wish["app_icon"]]
            try:
                done = subprocess.run(
                    [*command, "--", wish["title"], wish["message"]],
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    text=True,
                    errors="replace",
                    timeout=WAIT_S,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                # Its own words hold the whole command, and with it the event's texts.
                words = later("notify-send took longer than {seconds} s")
                raise TimeoutError(words.format(seconds=f"{WAIT_S:g}")) from None
            if done.returncode != 0:
                words = later("notify-send ended with {code}").format(code=done.returncode)
                raise OSError(done.stderr.strip() or words)

    CheckedNotifySend().notify(title=title, message=body, app_name=APP_NAME, app_icon=icon)


def clip(text: str, units: int) -> str:
    """The text cut to so many UTF-16 units, never within a character."""
    data = text.encode("utf-16-le", "replace")
    if len(data) <= 2 * units:
        return text
    return data[: 2 * (units - 1)].decode("utf-16-le", "ignore") + "\u2026"
