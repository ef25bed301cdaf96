"""A notifier on a real bus, and what the person did to its notifications."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eventdesk.services.ports import NoticeAction
from eventdesk.system.notifiers.dbus import DBusNotifier
from tests.desktop import eventually


class Actions(queue.Queue[NoticeAction]):
    """What the person did, as it comes in."""

    def next(self) -> NoticeAction:
        """The next action; queue.Empty after 15 s."""
        return self.get(timeout=15)

    def none_within(self, seconds: float) -> bool:
        """True when nothing comes in for so long."""
        try:
            self.get(timeout=seconds)
        except queue.Empty:
            return True
        return False


@contextmanager
def connected_notifier(icon: Path, actions: Actions) -> Iterator[DBusNotifier]:
    """One on the bus of the environment, with both connections made."""
    notifier = DBusNotifier(icon, actions.put, timeout_s=20, first_backoff_s=0.05)
    try:
        wait_until_connected(notifier)
        yield notifier
    finally:
        notifier.close()


def wait_until_connected(notifier: DBusNotifier) -> None:
    """Until it can call and hears everything."""
    for link in (notifier._link, notifier._monitor):
        eventually(lambda link=link: link._connection and link._connection.alive, what="connection")
