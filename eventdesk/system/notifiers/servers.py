"""How notification servers differ in what the specification leaves to them.

Tried with the real ones: dunst, mako, SwayNotificationCenter, notification-daemon, and those of
GNOME, Plasma, Xfce, MATE, LXQt and Cinnamon.
"""

from __future__ import annotations

from dataclasses import dataclass

from eventdesk.domain.language import later, tr
from eventdesk.services.ports import SNOOZE_FOR, Notice

NEVER_EXPIRES, AS_THE_SERVER_SAYS = 0, -1
ACTIONS = (
    ("default", later("Open")),
    ("snooze", later("Snooze")),
    ("dismiss", later("Dismiss")),
)
OPEN = ("open", later("Open"))
"""A button for what a click on the notification does: not everybody knows of that."""
MENUS = frozenset({"dunst", "mako"})
"""They list actions in a menu, where many fit. Others show a row of buttons."""
LIST_DEFAULT = MENUS | {"xfce notify daemon", "lxqt-notificationd"}
"""They list the default action beside the others, so that 'Open' would be there twice."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server by its own words (GetServerInformation, GetCapabilities)."""

    name: str = ""
    vendor: str = ""
    capabilities: frozenset[str] = frozenset()

    @property
    def reads_markup(self) -> bool:
        """Whether bodies are markup, in which plain text must be escaped."""
        return "body-markup" in self.capabilities

    def actions(self, notice: Notice) -> list[str]:
        """Keys and labels in turn, as Notify wants them."""
        if not notice.actions or "actions" not in self.capabilities:
            return []
        name = self.name.lower()
        buttons = ACTIONS if name in LIST_DEFAULT else (*ACTIONS, OPEN)
        found = [word for key, label in buttons for word in (key, tr(label))]
        if name in MENUS:
            for each in notice.snoozes:
                found += [f"{SNOOZE_FOR}{each.text}", tr("Snooze: {choice}", choice=each.label)]
        return found

    @property
    def expire_timeout(self) -> int:
        """Milliseconds; never, but for the server that shows one notification at a time: the
        next would wait unseen until a person closes the first. It lists them in its tray icon."""
        if self.name == "Notification Daemon" and self.vendor == "GNOME":
            return AS_THE_SERVER_SAYS
        return NEVER_EXPIRES
