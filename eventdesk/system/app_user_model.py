"""Under which name Windows groups windows and shows notifications (AppUserModelID)."""

from __future__ import annotations

import ctypes
import logging
from typing import Any

log = logging.getLogger(__name__)


def name_process(app_id: str, shell32: Any = None) -> bool:
    """Give this process the name that its Start menu entry has; before its first window.

    False where Windows refuses, which costs no more than the name and icon of notifications.
    """
    try:
        shell32 = shell32 or ctypes.windll.shell32  # type: ignore[attr-defined]
        failed = shell32.SetCurrentProcessExplicitAppUserModelID(ctypes.c_wchar_p(app_id))
    except (AttributeError, OSError) as error:
        log.debug("the process has no AppUserModelID: %s", error)
        return False
    if failed:
        log.debug("the process has no AppUserModelID: HRESULT %#x", failed & 0xFFFFFFFF)
    return not failed
