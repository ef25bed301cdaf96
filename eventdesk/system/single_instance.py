"""One running window per data folder; a second start hands its arguments to the first."""

from __future__ import annotations

import contextlib
import hmac
import json
import logging
import os
import secrets
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from eventdesk.system.file_lock import try_lock

log = logging.getLogger(__name__)

LONGEST_SOCKET_PATH = 100
LONGEST_MESSAGE = 1_000_000
TALK_S = 5.0
"""How long the one that runs may take to answer."""
END_S = 20.0
"""How long one that is ending may take, or one that is starting."""
TAKEN = b"taken\n"
SOCKET_NAME = "instance.socket"


class SingleInstance:
    """The claim of one process to a data folder.

    A locked file is the claim: the kernel frees it when the process ends, however it ends,
    so nothing stale is ever believed. Beside it a second file tells the address (a Unix
    socket, on Windows a local port) and a token that only the owner of the folder can read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._address_file = folder / "instance.json"
        self._lock_file: IO[bytes] | None = None
        self._thread: threading.Thread | None = None
        self._token = ""
        self._closing = False

    def claim(self, on_arguments: Callable[[list[str]], None]) -> bool:
        """True when this process now is the one; False when another is.

        Later starts hand over their arguments: `on_arguments` is called on a thread of this
        object. Raises OSError when the folder cannot be written.
        """
        if self._lock_file is not None:
            return True
        file = (self._folder / "instance.lock").open("ab")
        if not _lock_soon(file):
            file.close()
            return False
        self._lock_file = file
        self._closing = False
        try:
            self._forget_former()
            self._listen(on_arguments)
        except OSError:
            # Without it a second start cannot raise the first, but is kept away all the same.
            log.warning("no other start can reach this one", exc_info=True)
        return True

    def send(self, arguments: list[str], timeout_s: float = END_S) -> bool:
        """Hand arguments to the one that runs; True when it took them.

        False when none runs (any more), or when it did not answer in time.
        """
        end = time.monotonic() + timeout_s
        while True:
            if self._deliver(arguments, min(TALK_S, max(0.1, end - time.monotonic()))):
                return True
            # It may be on its way up, between its lock and its socket, or on its way down.
            if time.monotonic() >= end or not self._other_runs():
                return False
            time.sleep(0.05)

    def wait_until_free(self, timeout_s: float) -> bool:
        """Wait until no other process holds the claim; False when one does after `timeout_s`."""
        end = time.monotonic() + timeout_s
        while self._other_runs():
            if time.monotonic() >= end:
                return False
            time.sleep(0.05)
        return True

    def leave(self) -> None:
        """Take no more arguments: this process is ending. Later starts wait until it is gone,
        then come up themselves."""
        self._closing = True
        if self._thread is not None:
            # A connection wakes the thread on every system; closing its socket does not.
            with contextlib.suppress(OSError):
                _connected(self._read_address(), TALK_S).close()
            if self._thread is not threading.current_thread():
                self._thread.join(TALK_S)
            self._thread = None
        if self._lock_file is not None:
            self._forget_former()

    def close(self) -> None:
        """Give up the claim."""
        self.leave()
        if self._lock_file is not None:
            self._lock_file.close()
            self._lock_file = None

    # The one that runs

    def _listen(self, on_arguments: Callable[[list[str]], None]) -> None:
        self._token = secrets.token_hex(16)
        if sys.platform == "win32":
            listener = socket.create_server(("127.0.0.1", 0))
            address: dict[str, Any] = {"port": listener.getsockname()[1]}
        else:
            listener, path = self._bind()
            address = {"socket": str(path)}
        try:
            self._write_address({**address, "token": self._token})
        except OSError:
            listener.close()
            raise
        self._thread = threading.Thread(
            target=self._serve, args=(listener, on_arguments), name="single-instance", daemon=True
        )
        self._thread.start()

    def _bind(self) -> tuple[socket.socket, Path]:
        path = self._socket_place()
        listener = socket.socket(socket.AF_UNIX)
        try:
            listener.bind(str(path))
            path.chmod(0o600)
            listener.listen()
        except OSError:
            listener.close()
            raise
        return listener, path

    def _socket_place(self) -> Path:
        path = self._folder.absolute() / SOCKET_NAME
        if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
            # sockaddr_un holds 108 characters, on some systems 104.
            path = Path(tempfile.mkdtemp(prefix="eventdesk-")) / SOCKET_NAME
        return path

    def _write_address(self, address: dict[str, Any]) -> None:
        handle, name = tempfile.mkstemp(prefix=".instance-", dir=self._folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(address, file)
        Path(name).replace(self._address_file)

    def _serve(self, listener: socket.socket, on_arguments: Callable[[list[str]], None]) -> None:
        with listener:
            while True:
                connection, _ = listener.accept()
                with connection:
                    if self._closing:
                        return
                    self._answer(connection, on_arguments)

    def _answer(self, connection: socket.socket, on_arguments: Callable[[list[str]], None]) -> None:
        try:
            on_arguments(self._receive(connection))
            connection.sendall(TAKEN)
        except Exception:
            log.exception("a second start could not be answered")

    def _receive(self, connection: socket.socket) -> list[str]:
        connection.settimeout(TALK_S)
        data = bytearray()
        while not data.endswith(b"\n"):
            part = connection.recv(65536)
            if not part or len(data) > LONGEST_MESSAGE:
                raise ValueError("the message is incomplete or too long")
            data += part
        message = json.loads(data)
        if not hmac.compare_digest(str(message["token"]), self._token):
            raise ValueError("the token is wrong")
        return [str(each) for each in message["arguments"]]

    def _forget_former(self) -> None:
        """Remove the address of whoever held the claim before, perhaps this process."""
        address = self._read_address()
        path = Path(address["socket"]) if isinstance(address.get("socket"), str) else None
        if path is not None and path.name == SOCKET_NAME:
            with contextlib.suppress(OSError):
                path.unlink()
            if path.parent.name.startswith("eventdesk-") and path.parent != self._folder:
                with contextlib.suppress(OSError):
                    path.parent.rmdir()
        with contextlib.suppress(OSError):
            self._address_file.unlink()

    # The one that came second

    def _deliver(self, arguments: list[str], timeout_s: float) -> bool:
        address = self._read_address()
        try:
            with _connected(address, timeout_s) as connection:
                message = {"token": address.get("token", ""), "arguments": arguments}
                connection.sendall(json.dumps(message).encode() + b"\n")
                return connection.recv(len(TAKEN)) == TAKEN
        except OSError as error:
            log.debug("the running one cannot be reached: %s", error)
            return False

    def _read_address(self) -> dict[str, Any]:
        try:
            found = json.loads(self._address_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _other_runs(self) -> bool:
        try:
            with (self._folder / "instance.lock").open("ab") as file:
                return not try_lock(file)
        except OSError:
            return False


def _lock_soon(file: IO[bytes]) -> bool:
    # Another start that only asks whether one runs holds the lock for an instant.
    for _ in range(3):
        if try_lock(file):
            return True
        time.sleep(0.02)
    return False


def _connected(address: dict[str, Any], timeout_s: float) -> socket.socket:
    if "port" in address:
        return socket.create_connection(("127.0.0.1", int(address["port"])), timeout_s)
    if "socket" not in address or sys.platform == "win32":
        raise FileNotFoundError("no address is known")
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(timeout_s)
    try:
        connection.connect(str(address["socket"]))
    except OSError:
        connection.close()
        raise
    return connection
