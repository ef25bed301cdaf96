"""The address of a calendar on the web as a person types it, taken apart. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.language import later, tr

LONGEST = 4000
HELP = later(
    "Give an address that begins with https://, http:// or webcal:// and leads to a calendar."
)
"""In English, for `tr`."""
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):(?![0-9]+(?:[/?#]|$))")
_MEANINGS = {
    "https": ("https",),
    "http": ("http",),
    "webcals": ("https",),
    "webcal": ("https", "http"),
}
_IN_PATH = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """Where a calendar is: addresses to try in turn, without login and fragment, and the login.

    `login` is 'user:password', '' where none was typed; nothing prints it.
    """

    urls: tuple[str, ...]
    login: str = field(default="", repr=False)


def parse_feed_address(text: str, field_name: str = "url") -> FeedAddress:
    """What was typed or pasted. InvalidInput names `field_name` and never repeats a password.

    `webcal` means: protected if the server can, else as it always meant, by http. Without a
    scheme https is meant. Local files are refused.
    """
    typed = text.strip().strip("<>\"'").strip()
    if not typed:
        raise InvalidInput.of(field_name, tr("There is no address."), tr(HELP))
    found = _SCHEME.match(typed)
    scheme = found[1].lower() if found else "https"
    if scheme == "file" or len(scheme) == 1 or typed.startswith(("/", ".", "~", "\\")):
        raise InvalidInput.of(
            field_name,
            tr("That is a file on this computer."),
            tr("Import it instead: eventdesk import."),
        )
    if len(typed) > LONGEST or any(each <= " " or each in '\\\x7f"<>' for each in typed):
        raise InvalidInput.of(field_name, tr("That is no web address."), tr(HELP))
    if scheme not in _MEANINGS:
        raise InvalidInput.of(
            field_name, tr("Calendars are not fetched by {scheme}.", scheme=repr(scheme)), tr(HELP)
        )
    rest = typed[found.end() :] if found else f"//{typed}"
    try:
        parts = urlsplit(f"https:{rest}")
        login = _login(parts)
        urls = tuple(_joined(meant, parts) for meant in _MEANINGS[scheme])
    except ValueError:
        raise InvalidInput.of(field_name, tr("That is no web address."), tr(HELP)) from None
    return FeedAddress(urls, login)


def normal_url(url: str) -> str:
    """An http or https URL in one spelling, without login and fragment. ValueError for others.

    For addresses that servers give: redirects (RFC 9110 10.2.2).
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https"):
        raise ValueError("another scheme")
    return _joined(parts.scheme, parts)


def host_of(url: str) -> str:
    """The host of a URL, all that logs and messages tell of it; '?' where it has none."""
    try:
        return urlsplit(url).hostname or "?"
    except ValueError:
        return "?"


def _joined(scheme: str, parts: SplitResult) -> str:
    host, port = _host(parts.hostname or ""), parts.port
    usual = {"https": 443, "http": 80}[scheme]
    place = f"[{host}]" if ":" in host else host
    if port is not None and port != usual:
        place = f"{place}:{port}"
    path = quote(parts.path, safe=_IN_PATH) or "/"
    return urlunsplit((scheme, place, path, quote(parts.query, safe=f"{_IN_PATH}?[]|"), ""))


def _host(name: str) -> str:
    if not name or any(each in "%/ \t" for each in name):
        raise ValueError("no host")
    # UnicodeError is a ValueError.
    return name.lower() if name.isascii() else name.encode("idna").decode("ascii").lower()


def _login(parts: SplitResult) -> str:
    if parts.username is None and parts.password is None:
        return ""
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if any(each < " " or each == "\x7f" for each in f"{user}{password}") or ":" in user:
        raise ValueError("no login")
    return f"{user}:{password}"
