"""EventDesk: reminders that are never lost, never doubled and never late."""

__version__ = "0.1.0"
APP_ID = "org.eventdesk.EventDesk"
"""The name by which desktops know the program (AppStream, desktop entry, AppUserModelID)."""
