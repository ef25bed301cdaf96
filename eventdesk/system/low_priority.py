"""Making a background thread give way."""

from __future__ import annotations

import logging
import os
import sys
import threading

log = logging.getLogger(__name__)
NICE = 15


def give_way() -> None:
    """Lower the priority of the calling thread alone, where the system can (Linux)."""
    if not sys.platform.startswith("linux"):
        return
    try:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
    except OSError:
        log.info("the thread keeps its priority", exc_info=True)
