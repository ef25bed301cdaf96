"""Whether the process behind a claim still lives."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc")


class SystemProcesses:
    """Processes of this computer, told apart by host, number and start. Thread-safe.

    A token is 'host:pid:start'. `start_of` gives a process's start as text, or None when
    there is no such process; it raises PermissionError when it cannot tell.
    """

    def __init__(
        self, start_of: Callable[[int], str | None] | None = None, host: str | None = None
    ) -> None:
        self._start_of = start_of or _default_start_of()
        self._host = host if host is not None else platform.node() or "localhost"
        pid = os.getpid()
        self._own = f"{self._host}:{pid}:{self._start_of(pid) or ''}"

    def own(self) -> str:
        """This process's token."""
        return self._own

    def alive(self, token: str) -> bool:
        """False when the process of `token` is known to be gone.

        True for other hosts and for what cannot be told: a wrong 'gone' would deliver twice.
        """
        if token == self._own:
            return True
        parts = token.rsplit(":", 2)
        if len(parts) != 3 or parts[0] != self._host or not parts[1].isdecimal():
            return True
        try:
            return self._start_of(int(parts[1])) == parts[2]
        except PermissionError:
            return True


def _default_start_of() -> Callable[[int], str | None]:
    return linux_start if (PROC / "self/stat").exists() else psutil_start


def linux_start(pid: int) -> str | None:
    """Boot and clock ticks since boot at which `pid` began (proc(5), 'starttime').

    Unlike psutil's create_time it does not move when the wall clock is set.
    """
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The name, in parentheses, may hold spaces and parentheses itself.
    fields = text.rpartition(")")[2].split()
    if fields[0] in {"Z", "X"}:
        return None
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]
    except OSError:
        boot = ""
    return f"{boot}.{fields[19]}"


def psutil_start(pid: int) -> str | None:
    """When `pid` began, in seconds since 1970, as psutil tells it."""
    import psutil

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return f"{process.create_time():.2f}"
    except psutil.NoSuchProcess:
        return None
    except psutil.AccessDenied as error:
        raise PermissionError(str(error)) from error
