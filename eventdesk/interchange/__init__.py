"""iCalendar (RFC 5545) in and out. No network, no database: bytes, files and events."""

from __future__ import annotations
