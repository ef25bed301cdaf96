"""The mail password: environment, keyring, or this run only."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError

from eventdesk.system.secrets import LOGINS_VARIABLE, VARIABLE, CalendarLogins, MailSecret


class MemoryKeyring(KeyringBackend):
    """A keyring that works; `problem`, if set, is raised on every use."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.problem: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        self._fail()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._fail()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._fail()
        if (service, username) not in self.kept:
            raise PasswordDeleteError("not found")
        del self.kept[service, username]

    def _fail(self) -> None:
        if self.problem is not None:
            raise self.problem


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.fixture
def ring() -> MemoryKeyring:
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    return backend


def test_the_keyring_keeps_the_password_beyond_this_run(ring: MemoryKeyring) -> None:
    assert MailSecret({}).read() is None

    assert MailSecret({}).write("geheim") == ""

    assert MailSecret({}).read() == "geheim"
    assert ring.kept == {("EventDesk", "mail"): "geheim"}


def test_an_empty_password_removes_it(ring: MemoryKeyring) -> None:
    secret = MailSecret({})
    secret.write("geheim")

    assert secret.write("") == ""
    assert secret.write("") == ""

    assert secret.read() is None
    assert ring.kept == {}


def test_the_environment_wins(ring: MemoryKeyring) -> None:
    MailSecret({}).write("from the keyring")
    secret = MailSecret({VARIABLE: "from outside"})

    assert secret.read() == "from outside"
    assert VARIABLE in secret.write("new")
    assert secret.read() == "from outside"
    assert MailSecret({}).read() == "new"
    assert MailSecret({VARIABLE: ""}).read() == "new"


@pytest.mark.parametrize(
    "backend", [pytest.param(fail.Keyring(), id="none"), pytest.param(null.Keyring(), id="null")]
)
def test_without_a_keyring_it_is_kept_for_this_run_and_said_so(backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)
    secret = MailSecret({})
    assert secret.read() is None

    sentence = secret.write("geheim")

    assert "only until EventDesk ends" in sentence
    assert VARIABLE in sentence
    assert "geheim" not in sentence
    assert secret.read() == "geheim"
    assert MailSecret({}).read() is None
    assert secret.write("") == ""
    assert secret.read() is None


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (KeyringLocked("Failed to unlock the collection!"), "it is locked"),
        (RuntimeError("geheim\nmore"), "RuntimeError"),
        (OSError("bus"), "OSError"),
    ],
)
def test_a_keyring_that_fails_is_like_none(
    ring: MemoryKeyring, problem: Exception, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    ring.problem = problem
    secret = MailSecret({})

    assert secret.read() is None
    sentence = secret.write("geheim")

    assert f"({words})" in sentence
    assert "geheim" not in sentence + caplog.text
    assert secret.read() == "geheim"


def test_when_the_keyring_is_back_it_keeps_the_password(ring: MemoryKeyring) -> None:
    secret = MailSecret({})
    ring.problem = KeyringLocked()
    secret.write("for this run")
    ring.problem = None

    assert secret.write("for good") == ""

    assert secret.read() == "for good"
    assert MailSecret({}).read() == "for good"


def test_keyring_is_not_imported_before_it_is_needed() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from eventdesk.system.secrets import MailSecret;"
        "MailSecret({'EVENTDESK_MAIL_PASSWORD': 'x'}).read(); sys.exit('keyring' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


URL = "https://calendar.example.org/team.ics"


def test_the_logins_of_calendars_are_kept_one_by_one(ring: MemoryKeyring) -> None:
    logins = CalendarLogins({})
    assert logins.write("one", "ann:pw") == ""
    assert logins.write("two", "bob:ü") == ""
    again = CalendarLogins({})
    assert (again.read("one", URL), again.read("two", URL)) == ("ann:pw", "bob:ü")
    assert again.write("one", "") == ""
    assert (again.read("one", URL), again.read("two", URL)) == ("", "bob:ü")
    assert MailSecret({}).read() is None


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring()])
def test_without_a_keyring_logins_last_until_the_end(backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)
    logins = CalendarLogins({})
    words = logins.write("one", "ann:pw")
    assert "only until EventDesk ends" in words
    assert LOGINS_VARIABLE in words
    assert "pw" not in words
    assert logins.read("one", URL) == "ann:pw"
    assert CalendarLogins({}).read("one", URL) == ""
    assert logins.write("one", "") == ""
    assert logins.read("one", URL) == ""


def test_the_environment_names_servers_with_their_logins(ring: MemoryKeyring) -> None:
    given = "https://ann:p%40w@calendar.example.org  http://bob:x@plain.example.org:8080"
    logins = CalendarLogins({LOGINS_VARIABLE: given})
    assert logins.read("one", URL) == "ann:p@w"
    assert logins.read("one", "http://plain.example.org:8080/x") == "bob:x"
    assert logins.read("one", "https://plain.example.org:8080/x") == "bob:x"
    assert logins.read("one", "http://plain.example.org/x") == ""
    assert logins.read("one", "https://example.org/x") == ""
    # Not over a connection that is less protected than was said.
    assert logins.read("one", "http://calendar.example.org/team.ics") == ""


def test_a_locked_keyring_is_no_error(ring: MemoryKeyring) -> None:
    ring.problem = KeyringLocked()
    assert CalendarLogins({}).read("one", URL) == ""
