"""A real desktop of a test's own: X server, window manager, session bus, notifications, tray.

    with running_desktop(folder) as desktop:
        program = desktop.start(sys.executable, "-m", "eventdesk")
        window = desktop.window("EventDesk")
        desktop.notifications.wait_for(1)

Everything that a session starts ends with it, even when the tests are killed.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, TypeVar

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection

from tests import desktop_files
from tests.notification_bus import NotificationRecorder

ROOT = Path(__file__).resolve().parent.parent
NEEDED = (
    "Xvfb", "openbox", "dunst", "dunstctl", "tint2", "dbus-daemon", "dbus-send", "xdotool",
    "xprop", "import", "notify-send",
)  # fmt: skip
STARTUP = 20.0  # seconds a part of the desktop may take to come up on a loaded machine

Found = TypeVar("Found")


class ProgramsMissing(RuntimeError):
    """Programs that a virtual desktop needs are not installed."""


def missing_programs() -> list[str]:
    """Those of the programs needed that are not on the PATH."""
    return [each for each in NEEDED if shutil.which(each) is None]


def eventually(
    look: Callable[[], Found], timeout: float = 10.0, what: str = "what was waited for"
) -> Found:
    """The first true result of `look`, asked every 50 ms; AssertionError at the timeout (s)."""
    end = time.monotonic() + timeout
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {timeout} s")
        time.sleep(0.05)


class DesktopSession:
    """A running private desktop. `env` starts programs on it, `folder` holds their homes and logs.

    `size` is the screen in pixels. Made by `running_desktop`.
    """

    def __init__(self, folder: Path, size: tuple[int, int]) -> None:
        self.folder = folder
        self.size = size
        # A folder of its own: the path of a Unix socket has 107 characters at most.
        self.runtime = Path(tempfile.mkdtemp(prefix="desktop-"))
        self.env = desktop_files.environment(folder, self.runtime)
        self.env["PYTHONPATH"] = str(ROOT)
        self._programs: list[tuple[str, subprocess.Popen[str]]] = []
        self._notifications: NotificationRecorder | None = None
        self._logs: list[IO[str]] = []

    # -- what a test does

    @property
    def notifications(self) -> NotificationRecorder:
        """Everything that passed the bus about notifications."""
        assert self._notifications is not None
        return self._notifications

    def start(self, *command: str, name: str = "", **env: str) -> subprocess.Popen[str]:
        """Start a program on this desktop, `env` added to its environment.

        Its output goes to `log(name)`; it is ended with the session if it still runs then.
        """
        name = name or Path(command[0]).name
        return self._spawn(name, command, env={**self.env, **env})

    def run(self, *command: str, timeout: float = 30.0, **env: str) -> str:
        """Run a program on this desktop to its end; its output, AssertionError if it fails."""
        done = subprocess.run(
            command,
            env={**self.env, **env},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.returncode} {done.stderr or done.stdout}"
        return done.stdout.strip()

    def log(self, name: str) -> str:
        """What the program called `name` has written so far."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def stop(self, name: str) -> None:
        """End one part or program by name: 'dunst', 'tint2', 'openbox', or one of `start`."""
        for entry in [each for each in self._programs if each[0] == name]:
            _end(entry[1])
            self._programs.remove(entry)

    def xdotool(self, *args: str) -> str:
        """Mouse, keyboard and windows: `xdotool('type', 'Dentist')`."""
        return self.run("xdotool", *args)

    def windows(self, title: str = "", *, only_visible: bool = True) -> list[str]:
        """Ids of windows whose title matches the regular expression, lowest first."""
        visible = ("--onlyvisible",) if only_visible else ()
        done = subprocess.run(
            ["xdotool", "search", *visible, "--name", title or ".+"],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return done.stdout.split()

    def window(self, title: str, timeout: float = 20.0) -> str:
        """The id of the visible window whose title matches, once it is there."""
        return eventually(lambda: self.windows(title), timeout, f"window {title!r}")[0]

    def is_gone(self, title: str, timeout: float = 10.0) -> None:
        """Wait until no visible window's title matches."""
        eventually(lambda: not self.windows(title), timeout, f"end of window {title!r}")

    def size_of(self, window: str) -> tuple[int, int]:
        """Width and height of a window."""
        said = self.xdotool("getwindowgeometry", "--shell", window)
        told = dict(line.split("=") for line in said.split())
        return int(told["WIDTH"]), int(told["HEIGHT"])

    def activate(self, window: str) -> None:
        """Bring a window to the front and give it the keyboard."""
        self.xdotool("windowactivate", "--sync", window)

    def key(self, *keys: str) -> None:
        """Press keys, in xdotool's names: `key('ctrl+n')`."""
        self.xdotool("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type text into the window that has the keyboard."""
        self.xdotool("type", "--delay", "8", text)

    def click(self, window: str, x: int, y: int, button: int = 1, times: int = 1) -> None:
        """Click at pixels of a window."""
        at = ("mousemove", "--window", window, str(x), str(y))
        self.xdotool(*at, "click", "--repeat", str(times), "--delay", "60", str(button))

    def screenshot(self, path: Path, window_id: str | None = None, *, frame: bool = False) -> Path:
        """Save a PNG of the whole screen, or of one window (with its frame where asked for)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        framed = ("-frame",) if frame else ()
        self.run("import", "-silent", *framed, "-window", window_id or "root", str(path))
        return path

    def dunstctl(self, *args: str) -> str:
        """The notification server's own command line: `dunstctl('count', 'displayed')`."""
        return self.run("dunstctl", *args)

    def press(self, label: str, *, summary: str = "") -> None:
        """Press the button called `label` on the shown notification (the one with `summary`).

        It goes through dunst's own menu of actions, as with the mouse.
        """
        wish = self.folder / desktop_files.WISH
        wish.write_text(f"{label}\n{summary}\n")
        self.dunstctl("context")
        eventually(lambda: not wish.exists(), what=f"button {label!r} in dunst's menu")

    # -- parts

    @property
    def has_tray(self) -> bool:
        """True while some program owns the system tray selection of the screen."""
        return desktop_files.selection_owner(self.env["DISPLAY"], "_NET_SYSTEM_TRAY_S0") != 0

    def has_name(self, name: str) -> bool:
        """True while a program owns this name on the session bus."""
        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        with open_dbus_connection(self.env["DBUS_SESSION_BUS_ADDRESS"]) as connection:
            call = new_method_call(bus, "NameHasOwner", "s", (name,))
            return bool(connection.send_and_get_reply(call, timeout=5).body[0])

    def start_screen(self) -> None:
        """The X server, on a display that is free."""
        width, height = self.size
        screen = ("-screen", "0", f"{width}x{height}x24", "-dpi", "96")
        number = self._spawn_and_read(
            "Xvfb", lambda fd: ("Xvfb", "-displayfd", fd, *screen, "-nolisten", "tcp", "-noreset")
        )
        self.env["DISPLAY"] = f":{number}"

    def start_bus(self) -> None:
        """The session bus, which starts no services by itself, and the recorder on it."""
        config = desktop_files.write_bus_config(self.folder, self.runtime)
        program = ("dbus-daemon", f"--config-file={config}", "--nofork", "--nosyslog")
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self._spawn_and_read(
            "dbus-daemon",
            lambda fd: (*program, f"--print-address={fd}"),
        )
        self._notifications = NotificationRecorder(self.env["DBUS_SESSION_BUS_ADDRESS"])

    def start_window_manager(self) -> None:
        """openbox."""
        self.start("openbox", "--sm-disable")
        check = re.compile(r"window id # 0x")
        eventually(
            lambda: check.search(self.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")),
            STARTUP,
            "openbox",
        )

    def start_notification_server(self) -> None:
        """dunst, which keeps notifications until they are closed."""
        self.start("dunst", "-config", str(desktop_files.write_dunst_config(self.folder)))
        eventually(lambda: self.has_name("org.freedesktop.Notifications"), STARTUP, "dunst")

    def start_tray(self) -> None:
        """tint2: a panel with task bar, system tray and clock."""
        self.start("tint2", "-c", str(desktop_files.write_panel_config(self.folder)))
        eventually(lambda: self.has_tray, STARTUP, "tint2's tray")

    def paint_backdrop(self, colour: str = "#4a5b7a") -> None:
        """Put one colour behind the windows, for pictures."""
        desktop_files.paint_root(self.env["DISPLAY"], int(colour.removeprefix("#"), 16))

    def close(self) -> None:
        """End everything, last started first."""
        if self._notifications is not None:
            self._notifications.close()
        while self._programs:
            _end(self._programs.pop()[1])
        for log in self._logs:
            log.close()
        shutil.rmtree(self.runtime, ignore_errors=True)

    def _spawn(
        self, name: str, command: Sequence[str], env: dict[str, str], pass_fds: Sequence[int] = ()
    ) -> subprocess.Popen[str]:
        log = (self.folder / f"{name}.log").open("a")
        self._logs.append(log)
        # The kernel ends the program when the tests die without a chance to tidy up.
        guard = ("setpriv", "--pdeathsig", "KILL", "--") if shutil.which("setpriv") else ()
        program = subprocess.Popen(
            [*guard, *command],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            pass_fds=pass_fds,
            cwd=self.folder,
        )
        self._programs.append((name, program))
        return program

    def _spawn_and_read(self, name: str, command: Callable[[str], Sequence[str]]) -> str:
        """Start a program that writes one line to a descriptor when it is ready; that line."""
        reading, writing = os.pipe()
        with os.fdopen(reading) as pipe:
            try:
                self._spawn(name, command(str(writing)), self.env, pass_fds=(writing,))
            finally:
                os.close(writing)
            line = pipe.readline().strip()
        assert line, f"{name} did not start: {self.log(name)}"
        return line


def _end(program: subprocess.Popen[str]) -> None:
    """End a program and all of its process group, politely at first."""
    for kind, patience in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, kind)
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(patience)
            break
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)


@contextlib.contextmanager
def running_desktop(
    folder: Path,
    *,
    size: tuple[int, int] = (1280, 800),
    window_manager: bool = True,
    notification_server: bool = True,
    tray: bool = True,
) -> Iterator[DesktopSession]:
    """A desktop in `folder` until the end of the `with`; parts may be left out.

    Raises ProgramsMissing with their names where the machine lacks some.
    """
    if missing := missing_programs():
        raise ProgramsMissing(f"not installed: {', '.join(missing)}")
    session = DesktopSession(folder, size)
    try:
        session.start_screen()
        session.start_bus()
        if window_manager:
            session.start_window_manager()
        if notification_server:
            session.start_notification_server()
        if tray:
            session.start_tray()
        yield session
    finally:
        session.close()
