"""What is done with the program, and where pictures are taken of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from eventdesk.domain.settings import Theme
from tests.shown_program import ShownProgram

WEEKS, NOTHING, MANY = -1, 0, 10_000
SIZE = (1200, 700)
"""The main window in most pictures, in logical pixels."""
GERMAN = {"LANG": "de_DE.UTF-8", "LANGUAGE": "de"}
GERMAN_TITLES = {
    "Edit event": "Termin bearbeiten",
    "New event": "Neuer Termin",
    "Ledger": "Protokoll",
    "Settings": "Einstellungen",
    "EventDesk help": "EventDesk-Hilfe",
    "Reminders": "Erinnerungen",
    "Calendars": "Kalender",
    "Deleted events": "Gelöschte Termine",
    "Health": "Zustand",
}
LONG_TITLE = (
    "Handing over the accessibility findings of the autumn audit to the agency, with the "
    "recordings, the ranked list of fixes and an honest word about what must wait until the "
    "new components are there, see notes"
)


class Stage:
    """The program on its desktop, and the folder its pictures go to."""

    def __init__(self, program: ShownProgram, folder: Path, scene: str) -> None:
        self.program = program
        self.desktop = program.desktop
        self._folder = folder
        self._scene = scene
        self._titles = GERMAN_TITLES if program.env.get("LANGUAGE") == "de" else {}
        self.scale = float(program.env.get("QT_SCALE_FACTOR", "1"))

    def take(self, name: str, window: str | None = None) -> None:
        """Save a picture of the screen or of a window as NAME.png."""
        prefix = "" if self._scene == "light" else f"{self._scene}-"
        path = self.program.picture(self._folder / f"{prefix}{name}.png", window)
        print(path, flush=True)

    def open(self, keys: str, title: str) -> str:
        """Press keys that open a window of that English title; the id of the new window."""
        return self.program.open(keys, self.title(title))

    def close(self, window: str, title: str) -> None:
        """Close a window of that English title."""
        self.program.close(window, self.title(title))

    def title(self, english: str) -> str:
        """The beginning of a title as a pattern, in the language of the scene."""
        return f"^{self._titles.get(english, english)}"

    def take_main(self, name: str = "main-window") -> None:
        """Save a picture of the main window."""
        self.take(name, self.program.window)

    def resize(self, width: int, height: int) -> None:
        """Give the main window a size in logical pixels, and a place near the screen's corner."""
        window, size = self.program.window, [round(each * self.scale) for each in (width, height)]
        self.desktop.xdotool("windowsize", "--sync", window, *map(str, size))
        self.desktop.xdotool("windowmove", window, "24", "24")

    def find(self, words: str) -> None:
        """Search and go to the first event found."""
        self.desktop.activate(self.program.window)
        self.keys("ctrl+f", "ctrl+a")
        self.desktop.type(words)
        self.program.settle()
        self.keys("Down")

    def keys(self, *keys: str) -> None:
        """Press keys one after the other in whichever window has the keyboard."""
        for each in keys:
            self.desktop.key(each)

    def remind(self, title: str, minutes: int, lead: str, *more: str) -> None:
        """Add an event that starts at a full five minutes in about `minutes`; its reminder is
        due at once, since it is within `lead`."""
        start = datetime.now().astimezone() + timedelta(minutes=minutes)
        start -= timedelta(minutes=start.minute % 5, seconds=start.second)
        shown = len(self.desktop.notifications.all)
        at = ("--start", f"{start:%Y-%m-%dT%H:%M}", "--duration", "45m", "--remind", lead)
        self.program.command("add", title, *at, *more)
        self.desktop.notifications.wait_for(shown + 1)


def light(stage: Stage) -> None:
    """Everything there is, in the light theme."""
    main(stage)
    search(stage)
    menus(stage)
    undo(stage)
    tray(stage)
    editor(stage)
    validation(stage)
    ledger(stage)
    settings(stage)
    help_page(stage)
    reminders(stage)


def dark(stage: Stage) -> None:
    """The same in the dark theme."""
    main(stage)
    search(stage)
    undo(stage)
    tray(stage)
    editor(stage)
    validation(stage)
    ledger(stage)
    settings(stage)
    reminders(stage)


def large(stage: Stage) -> None:
    """What may be cut off at other scales."""
    main(stage)
    editor(stage)
    validation(stage)
    ledger(stage)
    settings(stage)
    reminders(stage)


def german(stage: Stage) -> None:
    """What people see whose system speaks German."""
    main(stage)
    menus(stage)
    undo(stage)
    tray(stage)
    editor(stage)
    window = stage.open("ctrl+n", "New event")
    stage.take("editor-new", window)
    stage.close(window, "New event")
    ledger(stage)
    settings(stage)
    help_page(stage)
    for keys, title in (
        ("ctrl+shift+k", "Calendars"),
        ("ctrl+shift+d", "Deleted events"),
        ("ctrl+shift+h", "Health"),
    ):
        window = stage.open(keys, title)
        stage.take(title.lower().replace(" ", "-"), window)
        stage.close(window, title)
    reminders(stage)


def empty(stage: Stage) -> None:
    """A first start."""
    stage.take("desktop")
    stage.resize(*SIZE)
    stage.take_main()
    ledger(stage)
    tray(stage)


def many(stage: Stage) -> None:
    """Ten thousand rows, at the top and in the middle."""
    stage.resize(*SIZE)
    stage.take_main()
    stage.desktop.key("--repeat", "40", "Next")
    stage.take_main("main-window-scrolled")


def small(stage: Stage) -> None:
    """A window of 900 by 600, and a title of 200 characters."""
    stage.resize(900, 600)
    stage.take_main()
    start = f"{datetime.now().astimezone() + timedelta(minutes=40):%Y-%m-%dT%H:%M}"
    stage.program.command("add", LONG_TITLE, "--start", start, "--location", LONG_TITLE[:90])
    stage.find("agency")
    stage.take_main("long-title")
    window = stage.open("Return", "Edit event")
    stage.take("long-title-editor", window)
    stage.close(window, "Edit event")
    stage.resize(*SIZE)
    stage.take_main("long-title-wide")
    stage.resize(620, 480)
    stage.take_main("narrow")
    stage.remind(LONG_TITLE, 9, "10m")
    stage.take("long-title-reminder")


def main(stage: Stage) -> None:
    """The main window as it opens, then with its second row chosen."""
    stage.take("desktop")
    stage.resize(*(SIZE if stage.desktop.size[0] > SIZE[0] * stage.scale else (960, 576)))
    stage.keys("Home", "Down")
    stage.take_main()


def search(stage: Stage) -> None:
    """A search, one without results, and the other quick filters."""
    stage.find("design")
    stage.take_main("search")
    stage.keys("ctrl+f", "End")
    stage.desktop.type(" plan 9")
    stage.take_main("search-nothing")
    stage.keys("Escape", "Escape", "ctrl+4")
    stage.take_main("past")
    stage.keys("ctrl+2")
    stage.take_main("today")
    stage.keys("ctrl+1", "Home", "Down")


def menus(stage: Stage) -> None:
    """The window's menu and the menu of a row."""
    _, _, width, _ = stage.program.place(stage.program.window)
    stage.desktop.click(stage.program.window, width - 26, 26)
    stage.take("menu")
    stage.keys("Escape")
    stage.desktop.click(stage.program.window, 320, 130, button=3)
    stage.take("context-menu")
    stage.keys("Escape")
    stage.desktop.xdotool("mousemove", "0", "0")


def editor(stage: Stage) -> None:
    """An event with much to tell, in the editor."""
    stage.find("Design review")
    window = stage.open("Return", "Edit event")
    stage.take("editor", window)
    stage.close(window, "Edit event")
    stage.keys("ctrl+f", "Escape", "Home")


def validation(stage: Stage) -> None:
    """The editor with three fields refused."""
    window = stage.open("ctrl+n", "New event")
    stage.take("editor-new", window)
    stage.keys("alt+e", "Tab", "ctrl+a")
    stage.desktop.type("08:00")
    stage.keys("Tab", "alt+k")
    stage.desktop.type("the usual room")
    stage.keys("ctrl+Return")
    stage.take("editor-problems", window)
    stage.close(window, "New event")
    stage.program.settle()
    stage.take_main("kept-draft")


def ledger(stage: Stage) -> None:
    """The ledger with a row chosen."""
    window = stage.open("ctrl+l", "Ledger")
    stage.keys("Down")
    stage.take("ledger", window)
    stage.keys("ctrl+f")
    stage.desktop.type("mailbox")
    stage.program.settle()
    stage.keys("Down")
    stage.take("ledger-gave-up", window)
    stage.close(window, "Ledger")


def settings(stage: Stage) -> None:
    """Every page of the settings."""
    window = stage.open("ctrl+comma", "Settings")
    for number, page in enumerate(("general", "reminders", "quiet", "mail", "notifications")):
        stage.keys(*("Down" for _ in range(min(number, 1))))
        stage.take(f"settings-{page}", window)
    stage.close(window, "Settings")


def help_page(stage: Stage) -> None:
    """Help and shortcuts."""
    window = stage.open("F1", "EventDesk help")
    stage.take("help", window)
    stage.close(window, "EventDesk help")


def undo(stage: Stage) -> None:
    """What the window says after a deletion."""
    stage.desktop.activate(stage.program.window)
    stage.keys("Home", "Down", "Down", "Delete")
    stage.take_main("deleted")
    stage.keys("ctrl+z")
    stage.take_main("undone")


def tray(stage: Stage) -> None:
    """The menu of the tray icon."""
    stage.desktop.click(stage.program.tray_icon(), 8, 8, button=3)
    stage.take("tray-menu")
    stage.keys("Escape")
    stage.desktop.xdotool("mousemove", "0", "0")


def reminders(stage: Stage) -> None:
    """One reminder on the desktop and in the popup, then several; after a new start, so that
    the window says nothing else."""
    stage.program.stop()
    stage.program.start()
    stage.remind(
        "Call with the Tokyo office", 9, "10m", "--location", "Room Polaris", "--tag", "work"
    )
    popup = stage.desktop.window(stage.title("Reminders"))
    stage.take("popup", popup)
    stage.take("notification", stage.program.notification())
    stage.take("reminder-desktop")
    stage.desktop.xdotool("windowminimize", stage.program.window)
    stage.take("reminder-quiet-desktop")
    stage.desktop.activate(stage.program.window)
    stage.remind(
        "Interview: Amira Haddad", 14, "15m", "--location", "Room Aurora", "--tag", "hiring"
    )
    stage.remind("Send the offer to Lindqvist", 29, "30m", "--tag", "finance")
    stage.take("popup-several", popup)
    stage.remind("Train to Hamburg", 59, "1h", "--location", "Platform 8", "--tag", "travel")
    stage.take("reminders-desktop")


@dataclass(frozen=True)
class Scene:
    """What is played, on which screen and which data (WEEKS, NOTHING or a number of events)."""

    act: Callable[[Stage], None]
    events: int = WEEKS
    theme: Theme = Theme.LIGHT
    size: tuple[int, int] = (1280, 800)
    env: Mapping[str, str] = field(default_factory=dict)


SCENES = {
    "light": Scene(light),
    "dark": Scene(dark, theme=Theme.DARK),
    "empty": Scene(empty, NOTHING),
    "german": Scene(german, env=GERMAN),
    "german-small": Scene(small, env=GERMAN),
    "many": Scene(many, MANY),
    "small": Scene(small),
    "scale-200": Scene(large, size=(2560, 1600), env={"QT_SCALE_FACTOR": "2"}),
    "scale-125": Scene(large, env={"QT_SCALE_FACTOR": "1.25"}),
}
