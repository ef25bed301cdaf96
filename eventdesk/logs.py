"""The log: a rotating file with UTC times, free of secrets, and hooks for what nobody caught."""

from __future__ import annotations

import base64
import logging
import re
import sys
import threading
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from types import TracebackType
from typing import Any

from eventdesk.paths import Paths

FILE_BYTES = 1_000_000
FILES_KEPT = 5
MASK = "***"

_SHORTEST_SECRET = 3  # characters; masking shorter ones would make the log unreadable
_PATTERNS = (
    # password=x, "password": "x y", EVENTDESK_MAIL_PASSWORD='x'
    (
        re.compile(
            r"""(?ix) ( [\w.-]* (?: password | passwd | passphrase | secret ) ["']? \s* [=:] \s* )
            (?: "[^"\n]*" | '[^'\n]*' | [^\s,;)}\]]+ )"""
        ),
        rf"\g<1>{MASK}",
    ),
    # SMTP: AUTH PLAIN AHVzZXIAc2VjcmV0
    (
        re.compile(
            r"(?i)\b(AUTH[ =]+[A-Z][A-Z0-9-]*[ ]+)"
            r"(?:[A-Z0-9+/]{4})*(?:[A-Z0-9+/]{4}|[A-Z0-9+/]{3}=|[A-Z0-9+/]{2}==)(?![\w+/=])"
        ),
        rf"\g<1>{MASK}",
    ),
    # https://user:secret@host
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://[^\s/:@]*:)[^\s/@]+@"), rf"\g<1>{MASK}@"),
)

log = logging.getLogger(__name__)


class MaskingFormatter(logging.Formatter):
    """Formats records with UTC time and thread, then masks secrets in the whole text.

    Masking the finished text also reaches arguments, tracebacks and nested exceptions.
    """

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s.%(msecs)03dZ %(levelname)s [%(threadName)s] %(name)s: %(message)s",
            "%Y-%m-%dT%H:%M:%S",
        )
        self._secrets: tuple[str, ...] = ()

    def mask(self, secret: str) -> None:
        """Hide `secret`, and its base64 form, in every record from now on."""
        if len(secret) >= _SHORTEST_SECRET:
            encoded = base64.b64encode(secret.encode()).decode()
            known = {*self._secrets, secret, encoded}
            self._secrets = tuple(sorted(known, key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return masked(text)


class _LogFile(RotatingFileHandler):
    """A log file whose own failure (full disk, file held by another process) harms nobody."""

    _told = False

    def doRollover(self) -> None:  # noqa: N802 - the name is logging's
        try:
            super().doRollover()
        except OSError:
            # Windows does not rename a file that a second process has open: go on in this one.
            self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        if not self._told and sys.stderr is not None:
            self._told = True
            error = sys.exc_info()[1]
            sys.stderr.write(f"EventDesk cannot write its log {self.baseFilename}: {error}\n")


def configure(paths: Paths, *, stderr: bool) -> None:
    """Send the root logger to the log file, and to stderr as well where `stderr` is set.

    The log folder must exist (`Paths.ensure`). Called again, it replaces what it set before.
    """
    root = logging.getLogger()
    for handler in [each for each in root.handlers if _is_ours(each)]:
        root.removeHandler(handler)
        handler.close()
    handlers: list[logging.Handler] = [
        _LogFile(
            paths.log_file,
            maxBytes=FILE_BYTES,
            backupCount=FILES_KEPT,
            encoding="utf-8",
            errors="backslashreplace",
            delay=True,
        )
    ]
    if stderr and sys.stderr is not None:
        handlers.append(logging.StreamHandler())
    for handler in handlers:
        handler.setFormatter(MaskingFormatter())
        root.addHandler(handler)
    root.setLevel(logging.INFO)
    for chatty in ("apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def masked(text: str) -> str:
    """The text without what looks like a password or a login."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def mask(secret: str) -> None:
    """Hide `secret` in every log line from now on. Call after `configure`; any thread."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, MaskingFormatter):
            handler.formatter.mask(secret)


def install_excepthooks(on_crash: Callable[[BaseException], None] | None = None) -> None:
    """Log every exception that nobody caught, on any thread, then tell `on_crash`.

    `on_crash` is called on the thread of the exception: a window must carry it over itself.
    """

    def report(value: BaseException, trace: TracebackType | None, where: str) -> None:
        log.critical("uncaught exception in %s", where, exc_info=(type(value), value, trace))
        if on_crash is not None:
            try:
                on_crash(value)
            except Exception:
                log.exception("could not show the error")

    def main_hook(
        kind: type[BaseException], value: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, value, trace)
        else:
            report(value, trace, threading.current_thread().name)

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            report(args.exc_value, args.exc_traceback, args.thread.name if args.thread else "?")

    sys.excepthook = main_hook
    threading.excepthook = thread_hook


def install_qt_handler() -> None:
    """Send Qt's own messages to the logger 'qt'. Imports Qt."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }
    qt_log = logging.getLogger("qt")

    def handle(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
        category: Any = context.category
        qt_log.log(levels.get(kind, logging.WARNING), "%s: %s", category or "default", message)

    qInstallMessageHandler(handle)


def _is_ours(handler: logging.Handler) -> bool:
    return isinstance(handler.formatter, MaskingFormatter)
