"""EventDesk: reminders that are never lost, never doubled and never late."""

__version__ = "0.1.0"
