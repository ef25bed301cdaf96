"""Reading a calendar that was fetched: its events, and whether it is one, and whole."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from eventdesk.interchange.read import read
from eventdesk.services.feed_ports import Feed
from eventdesk.services.imports import ImportResult

LOOKED_AT = 65_536
_PAGE = (b"<!doctype html", b"<html")


def read_feed(data: bytes, local_zone: ZoneInfo, cancelled: Callable[[], bool]) -> Feed:
    """What fetched data says. InvalidInput where it is too large; ImportCancelled."""
    start = data[:LOOKED_AT].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith(_PAGE):
        return Feed(ImportResult(), web_page=True)
    result = read([data], local_zone=local_zone, cancelled=cancelled)
    return Feed(result, whole=_is_whole(data))


def _is_whole(data: bytes) -> bool:
    """Whether the last calendar in it ends. Null bytes are those of UTF-16."""
    end = data[-LOOKED_AT:].replace(b"\0", b"").upper()
    return end.rfind(b"END:VCALENDAR") > end.rfind(b"BEGIN:VCALENDAR")
