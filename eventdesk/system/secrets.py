"""Where the mail password and the logins of subscriptions are kept."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from eventdesk.domain.language import later, retold, tr

log = logging.getLogger(__name__)

VARIABLE = "EVENTDESK_MAIL_PASSWORD"
SERVICE, ACCOUNT = "EventDesk", "mail"
LOGINS_VARIABLE = "EVENTDESK_CALENDAR_LOGINS"


class MailSecret:
    """A SecretStore: the environment first, else the system's keyring, else memory.

    Where there is no keyring the password lives until the program ends. Reading and writing
    can block while the system asks the person to unlock the keyring: never on the main
    thread. Importing keyring takes 0.1 s, so it waits for the first use.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._environment = environment
        self._memory: str | None = None

    def read(self) -> str | None:
        """The mail password, or None."""
        given = self._environment.get(VARIABLE)
        if given:
            return given
        if self._memory is not None:
            return self._memory
        try:
            import keyring

            return keyring.get_password(SERVICE, ACCOUNT) or None
        except Exception as error:  # noqa: BLE001 - each backend raises errors of its own
            log.info("the keyring cannot be read: %s", _kind(error))
            return None

    def write(self, secret: str) -> str:
        """Keep the password, '' for none; returns '' or a sentence on what is in the way."""
        try:
            _store(ACCOUNT, secret)
        except Exception as error:  # noqa: BLE001 - each backend raises errors of its own
            log.warning("the keyring cannot be written: %s", _kind(error))
            self._memory = secret or None
            if not secret:
                return ""
            return tr(
                "The password is kept only until EventDesk ends, because there is no usable "
                "keyring here ({reason}). To keep it, set {variable} instead.",
                reason=retold(_kind(error)),
                variable=VARIABLE,
            )
        self._memory = None
        if self._environment.get(VARIABLE):
            return tr(
                "The password was kept, but the one in {variable} is used while that is set.",
                variable=VARIABLE,
            )
        return ""


class CalendarLogins:
    """The logins ('user:password') of subscriptions by calendar: those of the environment
    first, else the system's keyring, else memory.

    The environment names servers with their logins, separated by spaces:
    'https://ann:secret@calendar.example.org https://bob:secret@other.example.org'. May block,
    as MailSecret does.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._environment = environment
        self._memory: dict[str, str] = {}

    def read(self, calendar_id: str, url: str) -> str:
        """The login for a calendar at `url`, '' for none."""
        given = self._given(url)
        if given or calendar_id in self._memory:
            return given or self._memory[calendar_id]
        try:
            import keyring

            return keyring.get_password(SERVICE, _account(calendar_id)) or ""
        except Exception as error:  # noqa: BLE001 - each backend raises errors of its own
            log.info("the keyring cannot be read: %s", _kind(error))
            return ""

    def write(self, calendar_id: str, login: str) -> str:
        """Keep a login, '' to forget it; returns '' or a sentence on what is in the way, in
        English: it is stored with the calendar."""
        self._memory.pop(calendar_id, None)
        try:
            _store(_account(calendar_id), login)
        except Exception as error:  # noqa: BLE001 - each backend raises errors of its own
            if not login:
                return ""
            log.warning("the keyring cannot be written: %s", _kind(error))
            self._memory[calendar_id] = login
            words = later(
                "The login is kept only until EventDesk ends, because there is no usable keyring "
                "here ({reason}). To keep it, set {variable} to https://user:password@server."
            )
            return words.format(reason=_kind(error), variable=LOGINS_VARIABLE)
        return ""

    def _given(self, url: str) -> str:
        wanted = urlsplit(url)
        for each in self._environment.get(LOGINS_VARIABLE, "").split():
            parts = urlsplit(each)
            same = (parts.hostname, parts.port) == (wanted.hostname, wanted.port)
            # What is named for protected connections is not sent over others.
            if same and wanted.scheme in (parts.scheme, "https") and parts.username is not None:
                return f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        return ""


def _account(calendar_id: str) -> str:
    return f"calendar {calendar_id}"


def _store(account: str, secret: str) -> None:
    import keyring
    from keyring.errors import KeyringError, PasswordDeleteError

    if secret:
        keyring.set_password(SERVICE, account, secret)
    else:
        try:
            keyring.delete_password(SERVICE, account)
        except PasswordDeleteError:
            log.debug("there was no password to remove")
    # The 'null' backend takes everything and keeps nothing.
    if (keyring.get_password(SERVICE, account) or "") != secret:
        raise KeyringError(later("it does not keep what it is given"))


def _kind(error: Exception) -> str:
    # A backend's words may run over many lines, and could repeat what they were given.
    from keyring.errors import KeyringError, KeyringLocked, NoKeyringError

    if isinstance(error, NoKeyringError):
        return later("none is installed")
    if isinstance(error, KeyringLocked):
        return later("it is locked")
    if type(error) is KeyringError:
        return str(error).splitlines()[0] if str(error) else later("it failed")
    return type(error).__name__
