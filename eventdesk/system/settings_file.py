"""The settings file: TOML, one table a section."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import threading
import tomllib
from pathlib import Path
from typing import Any

from eventdesk.domain.errors import InvalidInput, SettingsFailure, UnfitSettings
from eventdesk.domain.language import later, tr
from eventdesk.domain.setting_keys import SETTING_KEYS, SettingKey
from eventdesk.domain.settings import Settings

Stamp = tuple[int, int, int, int] | None
_WRITE = {
    bool: later("Write true or false."),
    int: later("Write a whole number."),
    str: later("Write text in quotes."),
    list: later("Write a list."),
}


class TomlSettings:
    """A SettingsStore. Thread-safe; reads the file anew only when it has changed.

    'mail.from' is the key `from` of the table `[mail]`. What the file holds beyond the known
    keys is left alone by `load` and kept by `save`; comments are lost by `save`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp: Stamp = None
        self._settings: Settings | None = None

    def load(self) -> Settings:
        """The settings now on disk, the defaults where there is no file.

        Raises SettingsFailure naming the file with its broken line, or UnfitSettings naming
        the first key with an unfit value and carrying the rest.
        """
        with self._lock:
            stamp = self._look()
            if self._settings is not None and stamp == self._stamp:
                return self._settings
            settings = self._typed(self._read())
            self._settings, self._stamp = settings, stamp
            return settings

    def save(self, settings: Settings) -> None:
        """Write atomically, readable by the owner alone.

        A file that is no TOML is first set aside as '<name>.broken'. Raises SettingsFailure
        when the folder cannot be written.
        """
        with self._lock:
            try:
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._write(_merged(self._read_or_set_aside(), settings))
            except OSError as error:
                raise self._unwritable(error) from error
            self._settings = None

    def _look(self) -> Stamp:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unreadable(error) from error
        return found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_size

    def _read(self) -> dict[str, Any]:
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._unreadable(error) from error
        try:
            return tomllib.loads(data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            problem = tr(
                "The settings file {file} is broken: line {line} is not UTF-8.",
                file=self._path,
                line=line,
            )
            raise _broken(problem) from error
        except tomllib.TOMLDecodeError as error:
            line, words = _located(str(error), data)
            problem = tr(
                "The settings file {file} is broken: line {line}: {reason}.",
                file=self._path,
                line=line,
                reason=words,
            )
            raise _broken(problem) from error

    def _read_or_set_aside(self) -> dict[str, Any]:
        try:
            return self._read()
        except SettingsFailure:
            aside = self._path.with_name(f"{self._path.name}.broken")
            os.replace(self._path, aside)  # noqa: PTH105 - the like of the one below
            return {}

    def _typed(self, table: dict[str, Any]) -> Settings:
        settings, unfit = Settings(), dict[str, object]()
        failures: list[SettingsFailure] = []
        for key in SETTING_KEYS.values():
            found, value = _value(table, key.name)
            if not found:
                continue
            try:
                settings = self._put(settings, key, value)
            except SettingsFailure as failure:
                failures.append(failure)
                unfit[key.name] = value
        if failures:
            first = failures[0]
            raise UnfitSettings(first.problem, first.remedy, settings, unfit) from first
        return settings

    def _put(self, settings: Settings, key: SettingKey, value: Any) -> Settings:
        _require_kind(key, value, self._path)
        try:
            return key.put(settings, value)
        except InvalidInput as error:
            first = error.problems[0]
            words = tr(
                "In {file}, {key} is unfit: {problem}",
                file=self._path,
                key=key.name,
                problem=first.problem,
            )
            raise SettingsFailure(words, first.remedy) from error

    def _write(self, table: dict[str, Any]) -> None:
        import tomli_w

        data = tomli_w.dumps(table).encode()
        # The file itself may be a link into a folder of dotfiles.
        target = Path(os.path.realpath(self._path))
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, target)  # noqa: PTH105 - os.fsync needs os anyway
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)  # noqa: PTH108
            raise
        _sync_folder(target.parent)

    def _unreadable(self, error: OSError) -> SettingsFailure:
        return SettingsFailure(
            tr(
                "The settings file {file} cannot be read ({reason}).",
                file=self._path,
                reason=error.strerror,
            ),
            tr("Check who may read the file and its folder."),
        )

    def _unwritable(self, error: OSError) -> SettingsFailure:
        return SettingsFailure(
            tr(
                "The settings cannot be written to {file} ({reason}).",
                file=self._path,
                reason=error.strerror,
            ),
            tr("Check that the folder may be written and that the disk is not full."),
        )


def _broken(problem: str) -> SettingsFailure:
    remedy = tr("Mend that line, or remove the file to start with the defaults.")
    return SettingsFailure(problem, remedy)


def _value(table: dict[str, Any], name: str) -> tuple[bool, Any]:
    section, _, key = name.partition(".")
    part = table.get(section)
    if part is not None and not isinstance(part, dict):
        raise SettingsFailure(
            tr("{section} is not a table.", section=section),
            tr("Write [{section}] above its keys.", section=section),
        )
    return (True, part[key]) if part is not None and key in part else (False, None)


def _require_kind(key: SettingKey, value: Any, path: Path) -> None:
    kind = type(key.get(Settings()))
    # A list may be written as one text with commas, as on the command line.
    if type(value) is kind or (kind is list and isinstance(value, str)):
        return
    problem = tr("In {file}, {key} = {value} is unfit.", file=path, key=key.name, value=repr(value))
    raise SettingsFailure(problem, tr(_WRITE[kind]))


def _merged(table: dict[str, Any], settings: Settings) -> dict[str, Any]:
    for key in SETTING_KEYS.values():
        section, _, name = key.name.partition(".")
        part = table.get(section)
        if not isinstance(part, dict):
            part = table[section] = {}
        part[name] = key.get(settings)
    return table


def _located(words: str, data: bytes) -> tuple[int, str]:
    """The line (3) and 'Expected ...' out of tomllib's words."""
    match = re.search(r" ?\(at line (\d+), column \d+\)$", words)
    if match:
        return int(match[1]), words[: match.start()]
    last = data.count(b"\n") + 1
    return last, words.removesuffix(" (at end of document)")


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:  # some file systems cannot
        return
    finally:
        os.close(handle)
