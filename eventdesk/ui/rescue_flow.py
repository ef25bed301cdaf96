"""Replacing the database under the running window: from a damaged one, or back to a backup."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from eventdesk.domain.day_words import full_date
from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.language import later, tr, tr_n
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
        page.say(tr("Your events cannot be read"), error.problem, tr(_NOTHING_LOST))
        page.set_busy(tr("Looking for a good backup…"))
        self._shell.jobs.run(self._work.newest_good, self._offer_ways, lambda _: self._offer_ways())

    def restore(self, backup: BackupFile) -> None:
        """Go back to a backup while the services run; they are closed and opened again."""
        words = tr("Going back to {when}…", when=_when(backup.made_at))
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
                tr("Salvage what can be read"),
                tr("Reads every event that is not destroyed into a fresh database."),
                lambda: self._take(tr("Reading what can be read…"), self._work.salvage),
            ),
            Way(
                tr("Start empty"),
                tr("Begins with no events."),
                lambda: self._take(tr("Beginning anew…"), self._work.start_empty),
            ),
            Way(
                tr("Try again"),
                tr("For instance after you put the file or its disk back."),
                self._try_again,
            ),
        ]
        if backup is not None:
            ways.insert(0, self._restoring(backup))
        page.offer(*ways)

    def _restoring(self, backup: BackupFile) -> Way:
        means = tr("The newest that is sound.")
        if backup.events is not None:
            holds = tr_n("It holds {count} event.", "It holds {count} events.", backup.events)
            means = f"{means} {holds}"
        return Way(
            tr("Restore the backup of {when}", when=_when(backup.made_at)),
            means,
            lambda: self._take(
                tr("Restoring the backup…"), lambda: self._work.restore(backup.path)
            ),
        )

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
            restored = outcome.source is not None
            words = tr("The backup is restored.") if restored else tr("Begun with no events.")
        if outcome.kept is not None:
            kept = tr("The file that was there is kept as {file}.", file=outcome.kept.name)
            words = f"{words} {kept}"
        self._after = lambda: self._tell(words)
        self._shell.open_desk()

    def _try_again(self) -> None:
        assert self._page is not None
        self._page.set_busy(tr("Opening…"))
        self._shell.open_desk()

    # A database that is in use

    def _replace(
        self, words: str, work: Callable[[], Replaced], tell: Callable[[Replaced], object]
    ) -> None:
        page = self._show_page()
        page.say(words, tr("Your reminders go on in a moment."), level=Level.BUSY)
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
            messages.note(tr("The backup is restored."))
            return
        messages.offer(
            tr("The backup is restored. What was there is kept as {file}.", file=kept.name),
            lambda: self._replace(
                tr("Going back to what was there…"),
                lambda: self._work.restore(kept),
                self._tell_undone,
            ),
            tr("Undo restore"),
        )

    def _tell_undone(self, outcome: Replaced) -> None:
        words = tr("Everything is as before.")
        if outcome.kept is not None:
            kept = tr("The backup is kept as {file}.", file=outcome.kept.name)
            words = f"{words} {kept}"
        self._tell(words)

    def _tell(self, words: str) -> None:
        folder = str(self._shell.folders["Data"])
        self._shell.window.messages.offer(
            words, lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(folder)), tr("Open folder")
        )

    def _show_page(self) -> RescuePage:
        self._page = RescuePage(self._shell.icons, self._shell.window)
        self._shell.window.show_instead(self._page)
        return self._page


_NOTHING_LOST = later(
    "Whatever you choose, the file that cannot be read is renamed and kept beside the new one, "
    "never deleted. Reminders rest until one of these is done."
)


def _when(instant: datetime) -> str:
    local = instant.astimezone()
    return f"{full_date(local)}, {local:%H:%M}"
