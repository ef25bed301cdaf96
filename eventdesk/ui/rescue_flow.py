"""Replacing the database under the running window: from a damaged one, or back to a backup."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.safety import BackupFile, Replaced, Salvaged
from eventdesk.ui.inline_message import Level
from eventdesk.ui.rescue_page import RescuePage, Way

if TYPE_CHECKING:
    from eventdesk.ui.shell import Shell


class RescueWork(Protocol):
    """Replaces the database while nobody has it open. Blocks; StorageFailure."""

    def newest_good(self) -> BackupFile | None:
        """The newest backup that is sound."""
        ...

    def restore(self, source: Path | None = None) -> Replaced:
        """Put a backup in place."""
        ...

    def salvage(self) -> Salvaged:
        """Replace the database by what can be read of it."""
        ...

    def start_empty(self) -> Replaced:
        """Replace the database by an empty one."""
        ...


class RescueFlow(QObject):
    """Shows its page in place of the list until the services run again. Qt main thread.

    `shell.detach` closes the services and then calls back; `shell.open_desk` opens them.
    """

    def __init__(self, shell: Shell, work: RescueWork) -> None:
        super().__init__(shell)
        self._shell = shell
        self._work = work
        self._page: RescuePage | None = None
        self._after: Callable[[], object] | None = None

    @property
    def page(self) -> RescuePage | None:
        """The page while it is shown."""
        return self._page

    def offer(self, error: EventDeskError) -> None:
        """The database cannot be used: offer what can be done, once backups were looked at."""
        page = self._show_page()
        page.say("Your events cannot be read", error.problem, _NOTHING_LOST)
        page.set_busy("Looking for a good backup…")
        self._shell.jobs.run(self._work.newest_good, self._offer_ways, lambda _: self._offer_ways())

    def restore(self, backup: BackupFile) -> None:
        """Go back to a backup while the services run; they are closed and opened again."""
        words = f"Going back to {_when(backup.made_at)}…"
        self._replace(words, lambda: self._work.restore(backup.path), self._tell_restored)

    def opened(self) -> None:
        """The services run again: tell what was done."""
        self._page = None
        self._shell.window.show_instead(None)
        after, self._after = self._after, None
        if after is not None:
            after()

    # A database that cannot be used

    def _offer_ways(self, backup: BackupFile | None = None) -> None:
        page = self._page
        if page is None:
            return
        page.set_busy("")
        ways = [
            Way(
                "Salvage what can be read",
                "Reads every event that is not destroyed into a fresh database.",
                lambda: self._take("Reading what can be read…", self._work.salvage),
            ),
            Way(
                "Start empty",
                "Begins with no events.",
                lambda: self._take("Beginning anew…", self._work.start_empty),
            ),
            Way(
                "Try again",
                "For instance after you put the file or its disk back.",
                self._try_again,
            ),
        ]
        if backup is not None:
            events = "" if backup.events is None else f" It holds {_count(backup.events)}."
            restore = Way(
                f"Restore the backup of {_when(backup.made_at)}",
                f"The newest that is sound.{events}",
                lambda: self._take(
                    "Restoring the backup…", lambda: self._work.restore(backup.path)
                ),
            )
            ways.insert(0, restore)
        page.offer(*ways)

    def _take(self, words: str, work: Callable[[], Replaced | Salvaged]) -> None:
        page = self._page
        assert page is not None
        page.set_busy(words)
        self._shell.jobs.run(
            work,
            self._rescued,
            lambda error: page.fail(f"{error.problem} {error.remedy}".strip()),
        )

    def _rescued(self, outcome: Replaced | Salvaged) -> None:
        words = str(outcome) if isinstance(outcome, Salvaged) else ""
        if isinstance(outcome, Replaced):
            words = "The backup is restored." if outcome.source else "Begun with no events."
        if outcome.kept is not None:
            words += f" The file that was there is kept as {outcome.kept.name}."
        self._after = lambda: self._tell(words)
        self._shell.open_desk()

    def _try_again(self) -> None:
        assert self._page is not None
        self._page.set_busy("Opening…")
        self._shell.open_desk()

    # A database that is in use

    def _replace(
        self, words: str, work: Callable[[], Replaced], tell: Callable[[Replaced], object]
    ) -> None:
        page = self._show_page()
        page.say(words, "Your reminders go on in a moment.", level=Level.BUSY)
        page.spinner.run(True)

        def failed(error: EventDeskError) -> None:
            self._after = lambda: self._shell.window.show_error(error)
            self._shell.open_desk()

        def done(outcome: Replaced) -> None:
            self._after = lambda: tell(outcome)
            self._shell.open_desk()

        self._shell.detach(lambda: self._shell.jobs.run(work, done, failed))

    def _tell_restored(self, outcome: Replaced) -> None:
        messages, kept = self._shell.window.messages, outcome.kept
        if kept is None:
            messages.note("The backup is restored.")
            return
        messages.offer(
            f"The backup is restored. What was there is kept as {kept.name}.",
            lambda: self._replace(
                "Going back to what was there…", lambda: self._work.restore(kept), self._tell_undone
            ),
            "Undo restore",
        )

    def _tell_undone(self, outcome: Replaced) -> None:
        where = f" The backup is kept as {outcome.kept.name}." if outcome.kept else ""
        self._tell(f"Everything is as before.{where}")

    def _tell(self, words: str) -> None:
        folder = str(self._shell.folders["Data"])
        self._shell.window.messages.offer(
            words, lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(folder)), "Open folder"
        )

    def _show_page(self) -> RescuePage:
        self._page = RescuePage(self._shell.icons, self._shell.window)
        self._shell.window.show_instead(self._page)
        return self._page


_NOTHING_LOST = (
    "Whatever you choose, the file that cannot be read is renamed and kept beside the new one, "
    "never deleted. Reminders rest until one of these is done."
)


def _when(instant: datetime) -> str:
    local = instant.astimezone()
    return f"{local:%a} {local.day} {local:%b} {local:%Y}, {local:%H:%M}"


def _count(events: int) -> str:
    return f"{events:,} event" if events == 1 else f"{events:,} events"
