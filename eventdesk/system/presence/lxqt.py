"""'Do not disturb' of LXQt, which tells it only in the settings file of its notifications."""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from pathlib import Path

FILE = "lxqt/notifications.conf"
MOST_BYTES = 100_000


def lxqt_quiet(environ: Mapping[str, str]) -> bool | None:
    """Whether it is on; False where it was never switched, None when the file cannot be read.

    The file is an INI file of Qt (QSettings), which writes 'doNotDisturb=true'.
    """
    config = environ.get("XDG_CONFIG_HOME") or str(Path(environ.get("HOME", "")) / ".config")
    try:
        with (Path(config) / FILE).open(encoding="utf-8", errors="replace") as file:
            text = file.read(MOST_BYTES)
    except FileNotFoundError:
        return False
    except OSError:
        return None
    found = configparser.RawConfigParser(
        delimiters=("=",), strict=False, allow_no_value=True, empty_lines_in_values=False
    )
    try:
        found.read_string(text)
    except configparser.Error:
        return None
    return str(found.get("General", "doNotDisturb", fallback="")).lower() == "true"
