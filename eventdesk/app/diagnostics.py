"""A zip file that tells others what is wrong, without secrets and without event texts."""

from __future__ import annotations

import getpass
import json
import os
import platform
import re
import socket
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from eventdesk import __version__, logs
from eventdesk.domain.errors import EventDeskError, StorageFailure
from eventdesk.domain.language import tr
from eventdesk.domain.setting_keys import SETTING_KEYS
from eventdesk.domain.settings import Settings
from eventdesk.paths import Paths
from eventdesk.services.health import Check
from eventdesk.services.redaction import Redactor
from eventdesk.system.settings_file import TomlSettings

PRIVATE_KEYS = ("mail.host", "mail.user", "mail.from", "mail.to")
"""Of these only whether they are set is told."""
SESSION = ("XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP", "DESKTOP_SESSION", "QT_SCALE_FACTOR", "LANG")
_NEEDED = re.compile(r"^[\w.-]+")
_HEAD = re.compile(r"^(\d{4}-\d\d-\d\dT\S+ \w+ \[[^\]]*\] [\w.]+:|  File \"[^\"]*\", line \d+)")


def save_diagnostics(
    path: Path, paths: Paths, checks: Sequence[Check], secret: str | None = None
) -> None:
    """Write the zip file, readable by its owner alone; `secret` is taken out wherever it
    turns up. StorageFailure."""
    partial = path.with_name(f"{path.name}.partial")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(descriptor, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for name, text in _entries(paths, checks, secret):
                archive.writestr(name, text)
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise StorageFailure(
            tr(
                "The diagnostics could not be written to {path}: {reason}.",
                path=path,
                reason=error.strerror or error,
            ),
            tr("Choose another folder."),
        ) from error


def _entries(
    paths: Paths, checks: Sequence[Check], secret: str | None
) -> Iterator[tuple[str, str]]:
    settings = _settings(paths)
    ledger, texts = _ledger(paths)
    redactor = Redactor(texts or (), [*_names(paths, settings), (secret or "", "***")])
    shown = [
        replace(each, detail=redactor.clean(each.detail), remedy=redactor.clean(each.remedy))
        for each in checks
        # Where the texts are not known, what may hold them is left out whole.
        if texts is not None or each.name not in {"next reminder", "last delivery"}
    ]
    yield "doctor.json", _json([asdict(each) for each in shown])
    yield "versions.json", _json(_versions())
    yield "settings.json", _json(_masked(settings))
    yield "ledger.json", _json(ledger)
    for file in sorted(paths.log.glob(f"{paths.log_file.name}*")):
        with suppress(OSError):
            text = logs.masked(file.read_text(encoding="utf-8", errors="replace"))
            yield f"logs/{file.name}", _heads(text) if texts is None else redactor.clean(text)


def _settings(paths: Paths) -> Settings:
    try:
        return TomlSettings(paths.settings_file).load()
    except EventDeskError:
        return Settings()


def _masked(settings: Settings) -> dict[str, Any]:
    """All settings by key; of the private ones only whether they are set."""
    values = {name: key.get(settings) for name, key in SETTING_KEYS.items()}
    return {
        name: ("set" if value else "not set") if name in PRIVATE_KEYS else value
        for name, value in values.items()
    }


def _ledger(paths: Paths) -> tuple[dict[str, Any], list[str] | None]:
    """Figures about the ledger, and everything the person wrote; None when it cannot be told."""
    from eventdesk.storage.database import Database
    from eventdesk.storage.ledger_figures import LedgerFigures

    if not paths.database.exists():
        return {"problem": "there is no database"}, []
    try:
        database = Database.open(paths.database)
        try:
            with database.connection() as connection, connection.begin():
                figures = LedgerFigures(connection)
                told = {
                    **figures.events(),
                    "rows": figures.counts(),
                    "lateness_ms": figures.lateness_ms(),
                }
                return told, list(figures.private_texts())
        finally:
            database.close()
    except EventDeskError as error:
        return {"problem": type(error).__name__}, None


def _names(paths: Paths, settings: Settings) -> Iterator[tuple[str, str]]:
    """Names of the person, the computer and the mail server, and what stands for them."""
    mail = settings.mail
    yield mail.host, "‹mail server›"
    yield mail.user, "‹mail user›"
    for address in (mail.sender, *mail.to.split(",")):
        yield address, "‹address›"
    yield str(Path.home()), "‹home›"
    yield socket.gethostname(), "‹computer›"
    for folder, mark in ((paths.data, "‹data›"), (paths.config, "‹config›"), (paths.log, "‹log›")):
        yield str(folder), mark
    with suppress(OSError, KeyError):
        yield getpass.getuser(), "‹user›"


def _versions() -> dict[str, Any]:
    from eventdesk.storage.ledger_figures import SQLITE_VERSION

    packages = {}
    with suppress(metadata.PackageNotFoundError):
        for each in metadata.requires("eventdesk") or ():
            found = _NEEDED.match(each)
            if found and "extra ==" not in each:
                with suppress(metadata.PackageNotFoundError):
                    packages[found[0]] = metadata.version(found[0])
    return {
        "eventdesk": __version__,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": sys.version,
        "frozen": bool(getattr(sys, "frozen", False)),
        "sqlite": SQLITE_VERSION,
        "system": platform.platform(),
        "os": _os_release(),
        "session": {name: os.environ.get(name, "") for name in SESSION},
        "display": [each for each in ("DISPLAY", "WAYLAND_DISPLAY") if os.environ.get(each)],
        "packages": packages,
    }


def _os_release() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        return ""


def _heads(text: str) -> str:
    """Only when and where something was logged, not what."""
    found = (_HEAD.match(line) for line in text.splitlines())
    return "".join(f"{each[0]}\n" for each in found if each)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
