"""Starting with the login on Windows: a value of the person's Run key."""

from __future__ import annotations

import logging
import re
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from eventdesk.domain.language import later, tr
from eventdesk.system.autostart import NAME, Entry, autostart_failure

log = logging.getLogger(__name__)

RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED_KEY = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
"""Where the Task Manager and the Settings keep what they switched off: odd first byte."""
HELD_BY = later("the Startup apps of Windows")
_WORD = re.compile(r'"([^"]*)"|([^\s"]+)')


class WindowsAutostart:
    """`registry` is the module winreg, `name` that of the value."""

    def __init__(self, registry: Any, name: str = NAME) -> None:
        self._registry = registry
        self._name = name

    def look(self) -> Entry | None:
        """What the value says, and whether Windows heeds it."""
        words = self._value(RUN_KEY)
        if not isinstance(words, str) or not words:
            return None
        approved = self._value(APPROVED_KEY)
        held = isinstance(approved, bytes) and bool(approved) and bool(approved[0] & 1)
        command = tuple(quoted or bare for quoted, bare in _WORD.findall(words))
        return Entry(command, tr(HELD_BY) if held else "")

    def enable(self, command: Sequence[str]) -> None:
        """Write the value, and let Windows heed it."""
        registry = self._registry
        try:
            with registry.CreateKey(registry.HKEY_CURRENT_USER, RUN_KEY) as key:
                words = subprocess.list2cmdline(command)
                registry.SetValueEx(key, self._name, 0, registry.REG_SZ, words)
        except OSError as error:
            raise autostart_failure(RUN_KEY, error) from error
        self._remove(APPROVED_KEY)

    def disable(self) -> None:
        """Remove the value."""
        self._remove(RUN_KEY)
        self._remove(APPROVED_KEY)

    def _value(self, path: str) -> object:
        registry = self._registry
        with suppress(OSError), registry.OpenKey(registry.HKEY_CURRENT_USER, path) as key:
            return registry.QueryValueEx(key, self._name)[0]
        return None

    def _remove(self, path: str) -> None:
        registry = self._registry
        try:
            with registry.OpenKey(
                registry.HKEY_CURRENT_USER, path, 0, registry.KEY_SET_VALUE
            ) as key:
                registry.DeleteValue(key, self._name)
        except FileNotFoundError:
            log.debug("there was nothing in %s", path)
        except OSError as error:
            raise autostart_failure(path, error) from error
