"""Whether the system's keyring keeps a password, found out without ever asking the person."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

SERVICE = "EventDesk self-test"
ASK_S = 2.0
SECRET_SERVICE = "org.freedesktop.secrets"
_PATH, _INTERFACE = "/org/freedesktop/secrets", "org.freedesktop.Secret"


class Kept(Enum):
    """What became of the password."""

    YES = "kept, read again and removed"
    NO = "not kept"
    UNTRIED = "not tried"
    NOWHERE = "there is no keyring"


@dataclass(frozen=True, slots=True)
class KeyringTrial:
    """The outcome, the name of the back end ('' for none), and why it is so ('' if well)."""

    kept: Kept
    backend: str = ""
    reason: str = ""


def try_keyring(may_ask: Callable[[Any], str] | None = None) -> KeyringTrial:
    """Keep a password of no worth under a name of its own, read it, and remove it.

    Nothing is tried where the back end might ask the person; `may_ask` tells for a back end
    why it might ('' if it never does). Blocks while the keyring does. ModuleNotFoundError.
    """
    import keyring
    from keyring.backends.chainer import ChainerBackend
    from keyring.errors import KeyringError

    backend = keyring.get_keyring()
    used = list(backend.backends) if isinstance(backend, ChainerBackend) else [backend]
    names = ", ".join(str(each.name) for each in used)
    if not used or any(_is_none(each) for each in used):
        return KeyringTrial(Kept.NOWHERE)
    for each in used:
        reason = (may_ask or asks_because)(each)
        if reason:
            return KeyringTrial(Kept.UNTRIED, names, reason)
    try:
        problem = _round_trip(keyring)
    except Exception as error:  # noqa: BLE001 - each back end raises errors of its own
        # A back end's words may hold what it was given.
        words = str(error).splitlines()[:1] if isinstance(error, KeyringError) else []
        problem = ": ".join([type(error).__name__, *words])
    return KeyringTrial(Kept.NO if problem else Kept.YES, names, problem)


def asks_because(backend: Any) -> str:
    """Why a back end of keyring might ask the person now, '' when it does not."""
    kind = f"{type(backend).__module__}.{type(backend).__name__}"
    if kind == "keyring.backends.Windows.WinVaultKeyring":
        return ""
    if kind == "keyring.backends.SecretService.Keyring":
        return _secret_service_asks()
    return "it might ask for a password"


def _secret_service_asks() -> str:
    from jeepney import DBusAddress, Properties, new_method_call

    from eventdesk.system.bus import BusError, session_bus
    from eventdesk.system.presence.kept_bus import KeptBus
    from eventdesk.system.presence.patience import Deadline, Rest

    bus = KeptBus("the session bus", session_bus, Rest(time.monotonic))
    deadline = Deadline(ASK_S)
    try:
        service = DBusAddress(_PATH, SECRET_SERVICE, f"{_INTERFACE}.Service")
        alias = new_method_call(service, "ReadAlias", "s", ("default",))
        collection = bus.ask(alias, deadline)[0]
        if collection == "/":
            return "it has no collection yet, and would ask for a password for a new one"
        there = DBusAddress(collection, SECRET_SERVICE, f"{_INTERFACE}.Collection")
        locked = bus.ask(Properties(there).get("Locked"), deadline)[0][1]
    except BusError:
        return "the service does not run yet"
    except OSError as error:
        return str(error)
    finally:
        bus.close()
    return "it is locked, and would ask for its password" if locked else ""


def _is_none(backend: Any) -> bool:
    return type(backend).__module__ in {"keyring.backends.fail", "keyring.backends.null"}


def _round_trip(keyring: Any) -> str:
    """'' or what went wrong."""
    account, password = f"trial {secrets.token_hex(4)}", secrets.token_hex(8)
    keyring.set_password(SERVICE, account, password)
    try:
        read = keyring.get_password(SERVICE, account)
    finally:
        keyring.delete_password(SERVICE, account)
    if read != password:
        return "it does not give back what it was given"
    if keyring.get_password(SERVICE, account) is not None:
        return "it does not remove what it was told to"
    return ""
