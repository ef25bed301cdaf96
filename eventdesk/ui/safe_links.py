"""Which links may be opened: a calendar somebody sent can hold any address."""

from __future__ import annotations

from PySide6.QtCore import QUrl

SCHEMES = (
    *("http", "https", "mailto", "tel", "sip", "sips"),
    *("xmpp", "msteams", "zoommtg", "webex", "geo", "callto"),
)
"""Pages, mail, calls and places. Not files, scripts or programs."""


def openable(link: str) -> QUrl | None:
    """The address of a link that may be handed to the system, None for any other."""
    url = QUrl(link.strip())
    return url if url.isValid() and url.scheme().lower() in SCHEMES else None
