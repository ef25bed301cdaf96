"""The little of the X11 protocol that it takes to read window properties and to tell the
window manager something.

Spoken directly because every wait must end: Xlib exits the process when the server goes or a
window vanishes, and neither it nor libxcb or python-xlib (LGPL) can bound a wait. X Window
System Protocol, X Version 11, 'Connection Setup', InternAtom (16), GetProperty (20) and
SendEvent (25).
"""

from __future__ import annotations

import os
import re
import socket
import struct
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from eventdesk.domain.language import later
from eventdesk.system.presence.patience import Deadline

INTERN_ATOM, GET_PROPERTY, SEND_EVENT = 16, 20, 25
CLIENT_MESSAGE = 33
ERROR, REPLY, GENERIC_EVENT = 0, 1, 35
UNIT = 32  # bytes of an error, of an event, and of the fixed part of a reply
WORDS_MOST = 1024  # of a property, four bytes each
COOKIE = b"MIT-MAGIC-COOKIE-1"
FAMILY_LOCAL, FAMILY_WILD = 256, 65535
_DISPLAY = re.compile(r"(unix|localhost|127\.0\.0\.1|):(\d+)(?:\.(\d+))?")
"""Names of this computer: to look up another could take longer than any deadline."""


class XError(OSError):
    """The server refused the connection or a request; a window may just have gone."""


class XConnection:
    """A short connection to the X server of DISPLAY, to be used in a `with`.

    Everything raises OSError: no such server, refused, or no answer before the deadline.
    """

    def __init__(self, environ: Mapping[str, str], deadline: Deadline) -> None:
        self._deadline = deadline
        name = environ.get("DISPLAY", "")
        parts = _DISPLAY.fullmatch(name)
        if parts is None:
            raise XError(later("{name} is no display of this computer").format(name=repr(name)))
        host, number, screen = parts[1], parts[2], int(parts[3] or 0)
        self.own = 0
        """A number that no other client uses for a window."""
        self._socket = self._connect(host, int(number))
        try:
            self.root = self._set_up(_cookie(environ, number), screen)
        except BaseException:
            self._socket.close()
            raise

    def __enter__(self) -> XConnection:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def atoms(self, names: Sequence[str]) -> dict[str, int]:
        """The numbers of these names; 0 for one that nobody has used on this server."""
        for name in names:
            text = name.encode("ascii")
            head = struct.pack("<BBHHxx", INTERN_ATOM, 1, 2 + _words(text), len(text))
            self._send(head + _padded(text))
        replies = [self._reply()[0] for _ in names]
        numbers = [struct.unpack_from("<I", reply, 8)[0] for reply in replies]
        return dict(zip(names, numbers, strict=True))

    def numbers(self, window: int, atom: int) -> tuple[int, ...]:
        """A property of 32-bit numbers; empty when the window has none like that, as always
        with atom 0."""
        if not atom:
            return ()
        self._send(struct.pack("<BBHIIIII", GET_PROPERTY, 0, 6, window, atom, 0, 0, WORDS_MOST))
        head, value = self._reply()
        if head[1] != 32:
            return ()
        count = struct.unpack_from("<I", head, 16)[0]
        return struct.unpack_from(f"<{min(count, len(value) // 4)}I", value)

    def tell(self, window: int, atom: int, data: bytes, *, form: int, mask: int) -> None:
        """Send a client message about `window` to whoever selected `mask` on the root window;
        `data` are 20 bytes of `form` 8 or 32."""
        head = struct.pack(
            "<BBHIIBBHII", SEND_EVENT, 0, 11, self.root, mask, CLIENT_MESSAGE, form, 0, window, atom
        )
        self._send(head + data)

    def _connect(self, host: str, number: int) -> socket.socket:
        if host not in {"", "unix"}:
            return socket.create_connection((host, 6000 + number), self._deadline.left())
        made = socket.socket(socket.AF_UNIX)
        try:
            made.settimeout(self._deadline.left())
            made.connect(f"/tmp/.X11-unix/X{number}")
        except BaseException:
            made.close()
            raise
        return made

    def _set_up(self, cookie: bytes, screen: int) -> int:
        """Introduce ourselves; the root window of the screen."""
        kind = COOKIE if cookie else b""
        head = struct.pack("<BxHHHHxx", ord("l"), 11, 0, len(kind), len(cookie))
        self._send(head + _padded(kind) + _padded(cookie))
        status, reason, more = struct.unpack("<BBxxxxH", self._receive(8))
        body = self._receive(more * 4)
        if status != 1:
            words = body[:reason].decode("latin-1").strip()
            raise XError(later("the X server refused: {reason}").format(reason=words or status))
        try:
            self.own = struct.unpack_from("<I", body, 4)[0]
            return _root(body, screen)
        except (struct.error, IndexError) as error:
            raise XError(later("the X server has no such screen")) from error

    def _send(self, request: bytes) -> None:
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(request)

    def _reply(self) -> tuple[bytes, bytes]:
        """The fixed part and the rest of the next reply; events that all clients get are
        passed over."""
        while True:
            head = self._receive(UNIT)
            more = b""
            if head[0] in {REPLY, GENERIC_EVENT}:
                more = self._receive(4 * struct.unpack_from("<I", head, 4)[0])
            if head[0] == ERROR:
                raise XError(later("X error {number}").format(number=head[1]))
            if head[0] == REPLY:
                return head, more

    def _receive(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            self._socket.settimeout(self._deadline.left())
            part = self._socket.recv(count - len(data))
            if not part:
                raise XError(later("the X server hung up"))
            data += part
        return bytes(data)


def _root(setup: bytes, screen: int) -> int:
    vendor, screens, formats = struct.unpack_from("<16xHxxBB", setup)
    if screen >= screens:
        raise IndexError(screen)
    at = 32 + _words(b" " * vendor) * 4 + 8 * formats
    for _ in range(screen):
        depths = setup[at + 39]
        at += 40
        for _ in range(depths):
            at += 8 + 24 * int(struct.unpack_from("<xxH", setup, at)[0])
    return int(struct.unpack_from("<I", setup, at)[0])


def _cookie(environ: Mapping[str, str], number: str) -> bytes:
    """The secret for a display from the X authority file (Xau library); b'' for none."""
    file = environ.get("XAUTHORITY") or str(Path(environ.get("HOME", "")) / ".Xauthority")
    with suppress(OSError, struct.error):
        host = os.uname().nodename.encode()
        entries = [
            (family == FAMILY_WILD or (family == FAMILY_LOCAL and address == host), secret)
            for family, address, display, kind, secret in _entries(Path(file).read_bytes())
            if kind == COOKIE and display in {b"", number.encode()}
        ]
        return max(entries, key=lambda each: each[0], default=(False, b""))[1]
    return b""


def _entries(data: bytes) -> list[tuple[int, bytes, bytes, bytes, bytes]]:
    found = []
    at = 0
    while at < len(data):
        family = struct.unpack_from(">H", data, at)[0]
        at += 2
        parts = []
        for _ in range(4):
            length = struct.unpack_from(">H", data, at)[0]
            parts.append(data[at + 2 : at + 2 + length])
            at += 2 + length
        found.append((family, parts[0], parts[1], parts[2], parts[3]))
    return found


def _words(text: bytes) -> int:
    return (len(text) + 3) // 4


def _padded(text: bytes) -> bytes:
    return text + b"\0" * (-len(text) % 4)
