"""The command line. Talks to the services only; quick to import."""

from __future__ import annotations

from eventdesk.cli.connect import Connect
from eventdesk.cli.program import main

__all__ = ["Connect", "main"]
