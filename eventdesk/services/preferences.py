"""Settings and the mail password, as one service."""

from __future__ import annotations

from dataclasses import replace

from eventdesk.domain.errors import SettingsFailure, UnfitSettings
from eventdesk.domain.settings import Settings
from eventdesk.services.ports import (
    HealthChanged,
    LoginStart,
    Publish,
    SecretStore,
    SettingsChanged,
    SettingsStore,
)


class Preferences:
    """Reads and changes the settings. Any thread.

    Whether the program starts with the login is asked of the system, where `login` can: a
    person may have switched it in the desktop's own settings.
    """

    def __init__(
        self,
        store: SettingsStore,
        secrets: SecretStore,
        publish: Publish,
        login: LoginStart | None = None,
    ) -> None:
        self._store = store
        self._login = login
        self._secrets = secrets
        self._publish = publish
        self._last_good: Settings | None = None
        self._problem = ""

    def current(self) -> Settings:
        """The settings as they are on disk and in the system; SettingsFailure."""
        try:
            return self._with_login(self._store.load())
        except UnfitSettings as error:
            error.settings = self._with_login(error.settings)
            raise

    def login_note(self) -> str:
        """Why the program does not start with the login although that was asked for, ''
        when it does or was not."""
        state = self._login.look() if self._login is not None else None
        if state is None or state.on or not self.effective().general.start_at_login:
            return ""
        return state.note

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
        """Keep new settings, made from those of `current`; SettingsFailure."""
        wanted = settings.general.start_at_login
        if self._login is not None and self._login.look().on is not wanted:
            self._login.switch(wanted)
        self._store.save(settings)
        self._publish(SettingsChanged(settings))

    def mail_password(self) -> str | None:
        """The mail password, or None."""
        return self._secrets.read()

    def set_mail_password(self, secret: str) -> str:
        """Keep the mail password; '' or a sentence telling that it is for this run only."""
        return self._secrets.write(secret)

    def _with_login(self, settings: Settings) -> Settings:
        on = self._login.look().on if self._login is not None else None
        if on is None or on is settings.general.start_at_login:
            return settings
        return replace(settings, general=replace(settings.general, start_at_login=on))
