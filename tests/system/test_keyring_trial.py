"""The keyring is tried only where that asks the person nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import SecretService, null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import PasswordSetError

from eventdesk.system.keyring_trial import SERVICE, Kept, KeyringTrial, asks_because, try_keyring
from tests.conftest import need_desktop
from tests.desktop import DesktopSession, running_desktop
from tests.system.desktop_services import DesktopService, desktop_service
from tests.system.test_secrets import MemoryKeyring

ALIAS = "org.freedesktop.Secret.Service.ReadAlias"
LOCKED = "org.freedesktop.Secret.Collection.Locked"


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


def silent(backend: object) -> str:
    return ""


def test_it_is_written_read_and_removed(ring: MemoryKeyring) -> None:
    ring.kept["EventDesk", "mail"] = "secret"
    used: list[tuple[str, str]] = []
    ring.set_password = lambda *given: (used.append(given[:2]), ring.kept.update({given[:2]: given[2]}))  # type: ignore[method-assign]  # fmt: skip  # noqa: E501
    assert try_keyring(silent).kept is Kept.YES
    assert ring.kept == {("EventDesk", "mail"): "secret"}, "what was there stays, no more"
    assert [service for service, _ in used] == [SERVICE]


def test_one_that_may_ask_is_left_alone(ring: MemoryKeyring) -> None:
    ring.problem = AssertionError("it was used")
    found = try_keyring()
    assert (found.kept, found.reason) == (Kept.UNTRIED, "it might ask for a password")


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (PasswordSetError("It is full\nof secrets"), "PasswordSetError: It is full"),
        (OSError("gave me hunter2"), "OSError"),
    ],
)
def test_one_that_fails(ring: MemoryKeyring, problem: Exception, words: str) -> None:
    ring.problem = problem
    assert try_keyring(silent) == KeyringTrial(Kept.NO, ring.name, words)


def test_one_that_forgets(ring: MemoryKeyring) -> None:
    ring.get_password = lambda *names: "another"  # type: ignore[method-assign]
    assert "does not give back" in try_keyring(silent).reason


def test_one_that_removes_nothing(ring: MemoryKeyring) -> None:
    ring.delete_password = lambda *names: None  # type: ignore[method-assign]
    assert "does not remove" in try_keyring(silent).reason


@pytest.mark.parametrize("backend", [None, null.Keyring()])
def test_no_keyring(backend: KeyringBackend | None) -> None:
    if backend is not None:
        keyring.set_keyring(backend)
    assert try_keyring(silent) == KeyringTrial(Kept.NOWHERE)


def test_all_of_a_chain_must_be_silent(
    ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = ChainerBackend()
    monkeypatch.setattr(ChainerBackend, "backends", (ring, SecretService.Keyring()))
    keyring.set_keyring(chain)
    found = try_keyring(lambda each: "" if each is ring else "it is locked")
    assert (found.kept, found.reason) == (Kept.UNTRIED, "it is locked")
    assert found.backend == f"{ring.name}, {SecretService.Keyring().name}"
    monkeypatch.setattr(ChainerBackend, "backends", ())
    assert try_keyring(silent).kept is Kept.NOWHERE


# -- the Secret Service


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DesktopSession]:
    need_desktop()
    folder = tmp_path_factory.mktemp("desktop")
    with running_desktop(
        folder, window_manager=False, notification_server=False, tray=False
    ) as session:
        yield session


@pytest.fixture
def service(desktop: DesktopSession, monkeypatch: pytest.MonkeyPatch) -> Iterator[DesktopService]:
    address = desktop.env["DBUS_SESSION_BUS_ADDRESS"]
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with desktop_service(address, "org.freedesktop.secrets") as made:
        yield made


@pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is of Linux")
@pytest.mark.parametrize(
    ("collection", "locked", "words"),
    [
        ("/org/freedesktop/secrets/collection/login", False, ""),
        ("/org/freedesktop/secrets/collection/login", True, "it is locked"),
        ("/", False, "it has no collection yet"),
    ],
)
def test_whether_the_secret_service_would_ask(
    service: DesktopService, collection: str, locked: bool, words: str
) -> None:
    service.answers = {ALIAS: ("o", collection), LOCKED: ("b", locked)}
    reason = asks_because(SecretService.Keyring())
    assert reason.startswith(words)
    assert bool(reason) == bool(words)
    assert set(service.asked) <= {ALIAS, LOCKED}, "nothing that brings up a dialog"
    assert service.may_start == set()


def test_a_secret_service_that_hangs(
    service: DesktopService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventdesk.system.keyring_trial.ASK_S", 0.3)
    service.hanging = {"ReadAlias"}
    assert "does not answer" in asks_because(SecretService.Keyring())


def test_a_secret_service_that_does_not_run(
    desktop: DesktopSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asks_because(SecretService.Keyring()), "there is no bus"
    address = desktop.env["DBUS_SESSION_BUS_ADDRESS"]
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert asks_because(SecretService.Keyring()) == "the service does not run yet"
