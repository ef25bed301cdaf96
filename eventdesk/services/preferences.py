"""Settings and the mail password, as one service."""

from __future__ import annotations

from eventdesk.domain.errors import SettingsFailure, UnfitSettings
from eventdesk.domain.settings import Settings
from eventdesk.services.ports import (
    HealthChanged,
    Publish,
    SecretStore,
    SettingsChanged,
    SettingsStore,
)


class Preferences:
    """Reads and changes the settings. Any thread."""

    def __init__(self, store: SettingsStore, secrets: SecretStore, publish: Publish) -> None:
        self._store = store
        self._secrets = secrets
        self._publish = publish
        self._last_good: Settings | None = None
        self._problem = ""

    def current(self) -> Settings:
        """The settings as they are on disk; SettingsFailure."""
        return self._store.load()

    def effective(self) -> Settings:
        """The settings to work with: those on disk, or the last that could be read. Before
        any could be read, those values that fit.

        Never raises: a file that cannot be read must not stop reminders. It is reported as
        HealthChanged instead.
        """
        try:
            self._last_good, problem = self._store.load(), ""
        except UnfitSettings as error:
            problem = str(error)
            self._last_good = self._last_good or error.settings
        except SettingsFailure as error:
            problem = str(error)
        if problem != self._problem:
            self._problem = problem
            self._publish(HealthChanged("settings", problem))
        return self._last_good or Settings()

    def change(self, settings: Settings) -> None:
        """Keep new settings; SettingsFailure."""
        self._store.save(settings)
        self._publish(SettingsChanged(settings))

    def mail_password(self) -> str | None:
        """The mail password, or None."""
        return self._secrets.read()

    def set_mail_password(self, secret: str) -> str:
        """Keep the mail password; '' or a sentence telling that it is for this run only."""
        return self._secrets.write(secret)
