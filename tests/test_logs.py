"""The log holds what happened and no secrets."""

from __future__ import annotations

import base64
import logging
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventdesk import logs
from eventdesk.paths import Paths

log = logging.getLogger("eventdesk.test")


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, hooks = list(root.handlers), root.level, (sys.excepthook, threading.excepthook)
    yield
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks


@pytest.fixture
def configured(paths: Paths) -> Paths:
    logs.configure(paths, stderr=False)
    return paths


def test_a_line_has_utc_time_level_thread_and_name(configured: Paths) -> None:
    thread = threading.Thread(target=lambda: log.info("looked at %d", 3), name="alarm")
    thread.start()
    thread.join()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO \[alarm\] eventdesk\.test: looked at 3\n",
        configured.log_file.read_text(),
    )


@pytest.mark.parametrize(
    ("words", "secret"),
    [
        ("password=hush-hush", "hush-hush"),
        ("EVENTDESK_MAIL_PASSWORD='hush hush' set", "hush hush"),
        ('{"user": "ann", "password": "hush, hush"}', "hush, hush"),
        ("send: 'AUTH PLAIN AGFubgBodXNo'", "AGFubgBodXNo"),
        ("auth login YW5uYQ==", "YW5uYQ=="),
        ("https://ann:hush@calendar.test/x", "hush"),
    ],
)
def test_secrets_are_masked(configured: Paths, words: str, secret: str) -> None:
    log.warning("before %s after", words)
    written = configured.log_file.read_text()
    assert secret not in written
    assert "before" in written
    assert written.endswith("after\n")


def test_known_secrets_are_masked_wherever_they_turn_up(configured: Paths) -> None:
    logs.mask("gehe1m")
    logs.mask("")
    try:
        raise ValueError("535 gehe1m is wrong")
    except ValueError:
        log.exception("login as %s", {"with": "gehe1m"})
    log.info(base64.b64encode(b"gehe1m").decode())
    written = configured.log_file.read_text()
    assert "gehe1m" not in written
    assert base64.b64encode(b"gehe1m").decode() not in written
    assert "ValueError: 535 *** is wrong" in written


def test_ordinary_words_stay(configured: Paths) -> None:
    log.info("AUTH LOGIN failed: the password was refused, see user manual: page 3")
    assert "AUTH LOGIN failed: the password was refused" in configured.log_file.read_text()


def test_files_rotate_and_old_ones_go(configured: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    [ours] = [each for each in logging.getLogger().handlers if logs._is_ours(each)]
    monkeypatch.setattr(ours, "maxBytes", 1000)
    for number in range(200):
        log.info("line %d", number)
    files = sorted(configured.log.glob("eventdesk.log*"))
    assert len(files) == 1 + logs.FILES_KEPT
    assert all(each.stat().st_size <= 1000 for each in files)
    assert "line 199" in configured.log_file.read_text()


def test_configuring_again_replaces_and_stderr_is_optional(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(paths, stderr=True)
    log.info("once")
    logs.configure(paths, stderr=False)
    log.info("twice")
    assert paths.log_file.read_text().count("once") == 1
    assert paths.log_file.read_text().count("twice") == 1
    shown = capsys.readouterr().err
    assert "once" in shown
    assert "twice" not in shown


def test_a_log_that_cannot_be_written_says_so_once_and_harms_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / "nowhere"
    logs.configure(Paths.in_folder(nowhere), stderr=False)
    log.info("one")
    log.info("two")
    assert capsys.readouterr().err.count("cannot write its log") == 1


def test_a_program_without_stderr(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    logs.configure(paths, stderr=True)
    log.info("in a window only")
    assert "in a window only" in paths.log_file.read_text()


def test_what_nobody_caught_is_logged_and_told(configured: Paths) -> None:
    told: list[BaseException] = []
    logs.install_excepthooks(told.append)
    error = ValueError("by nobody")
    sys.excepthook(ValueError, error, None)
    worker_error = KeyError("in a worker")

    def fail() -> None:
        raise worker_error

    thread = threading.Thread(target=fail, name="worker")
    thread.start()
    thread.join()
    assert told == [error, worker_error]
    written = configured.log_file.read_text()
    assert "uncaught exception in worker" in written
    assert "ValueError: by nobody" in written


def test_a_dialog_that_fails_and_control_c(
    configured: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(error: BaseException) -> None:
        raise RuntimeError("no screen")

    logs.install_excepthooks(broken)
    sys.excepthook(ValueError, ValueError("first"), None)
    written = configured.log_file.read_text()
    assert "ValueError: first" in written
    assert "RuntimeError: no screen" in written
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "KeyboardInterrupt" in capsys.readouterr().err
    assert "KeyboardInterrupt" not in configured.log_file.read_text()


@pytest.mark.no_qt_log
def test_qt_messages_reach_the_log(configured: Paths) -> None:
    from PySide6.QtCore import qInstallMessageHandler, qWarning

    before = qInstallMessageHandler(None)
    try:
        logs.install_qt_handler()
        qWarning("of Qt")
    finally:
        qInstallMessageHandler(before)
    assert re.search(r"WARNING \[MainThread\] qt: default: of Qt", configured.log_file.read_text())
