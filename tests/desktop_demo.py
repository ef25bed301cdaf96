"""Plays the main job with the real program on a virtual desktop: `make run` without a screen.

    python -m tests.desktop_demo [FOLDER FOR THE PICTURES]

An event is created in the window by keyboard, inside its reminder window; its reminder
arrives as a desktop notification and stands in the ledger.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from tests.desktop import ROOT, DesktopSession, ProgramsMissing, running_desktop
from tests.notification_bus import Notification
from tests.shown_program import ShownProgram

SUMMARY = "Plays the main job on a virtual desktop and saves pictures of it in FOLDER."
TITLE = "Stand-up with the team"
AHEAD = timedelta(minutes=3)  # less than the usual five minutes of a reminder: due at once


def main(arguments: list[str]) -> int:
    """Play; 0 when the reminder came and is in the ledger, otherwise 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.desktop_demo", description=SUMMARY)
    parser.add_argument("folder", nargs="?", default=str(ROOT / "artifacts"))
    pictures = Path(parser.parse_args(arguments).folder).absolute()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    say("There is no screen here, so EventDesk plays its main job on a virtual one.")
    with tempfile.TemporaryDirectory(prefix="eventdesk-demo-") as folder:
        try:
            with running_desktop(Path(folder)) as desktop:
                desktop.paint_backdrop()
                return play(desktop, pictures)
        except ProgramsMissing as error:
            say(f"That needs some more programs: {error}. `.ci/system-packages journeys` helps.")
        except KeyboardInterrupt:
            say("Stopped.")
    return 1


def play(desktop: DesktopSession, pictures: Path) -> int:
    """The job, told step by step; 1 with what is known about it when a step fails."""
    program = ShownProgram(desktop, desktop.folder / "eventdesk")
    try:
        began = time.monotonic()
        program.start()
        say(f"  1. The window is open, after {time.monotonic() - began:.1f} s.")
        saved_at = create_event(program)
        say(f"  2. “{TITLE}” was typed into the editor: it starts in about 3 minutes.")
        [notice] = desktop.notifications.wait_for(1)
        tell_notification(notice, saved_at)
        found = take_pictures(program, pictures)
        delivered = tell_ledger(program)
    except AssertionError as error:
        say(f"That failed: {error}")
        say(f"The screen at that moment: {desktop.screenshot(pictures / 'demo-failed.png')}")
        say(program.log().strip())
        return 1
    say("Pictures:")
    for each in found:
        say(f"     {each}")
    say("All well. With a screen, `make run` opens the window itself.")
    return 0 if delivered else 1


def create_event(program: ShownProgram) -> datetime:
    """Type an event into the editor and save it; when Ctrl+Enter was pressed."""
    desktop = program.desktop
    editor = program.open("ctrl+n", "^New event")
    start = datetime.now().astimezone() + AHEAD
    desktop.type(TITLE)
    for text in (f"{start:%Y-%m-%d}", f"{start:%H:%M}"):
        desktop.key("Tab")
        desktop.type(text)
    desktop.activate(editor)
    saved_at = datetime.now().astimezone()
    desktop.key("ctrl+Return")
    desktop.is_gone("^New event")
    return saved_at


def tell_notification(notice: Notification, saved_at: datetime) -> None:
    """Say what came over the bus."""
    passed = (notice.at - saved_at).total_seconds()
    buttons = ", ".join(label for key, label in notice.actions if key != "default")
    say(f"  3. Its reminder came {passed:.1f} s after Ctrl+Enter, as a desktop notification:")
    say(f"     “{notice.summary}: {notice.body}” with the buttons {buttons}.")


def tell_ledger(program: ShownProgram) -> bool:
    """Print the ledger as the command line shows it; True when it holds one delivery."""
    say("  4. The ledger (eventdesk log):")
    for line in program.command("log").splitlines():
        say(f"     {line}")
    rows = json.loads(program.command("log", "--json"))
    delivered = [row["state"] for row in rows] == ["delivered"]
    if not delivered:
        say(f"     That is not one delivered reminder: {rows}")
    return delivered


def take_pictures(program: ShownProgram, folder: Path) -> list[Path]:
    """Save the window, the notification, and the desktop with both."""
    program.desktop.activate(program.window)
    return [
        program.picture(folder / "demo-desktop.png"),
        program.picture(folder / "demo-window.png", program.window),
        program.picture(folder / "demo-notification.png", program.notification()),
    ]


def say(words: str) -> None:
    """One line at once, also into a pipe."""
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
