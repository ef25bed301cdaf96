"""Where EventDesk keeps its things: data, settings, log and the resources it ships with."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.language import tr

HOME_VARIABLE = "EVENTDESK_HOME"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """The folders of one EventDesk; absolute. Only `resources` is there before `ensure`."""

    data: Path
    config: Path
    log: Path
    resources: Path

    @classmethod
    def from_environment(cls) -> Paths:
        """The folders named by EVENTDESK_HOME (one for all), else the platform's usual ones."""
        home = os.environ.get(HOME_VARIABLE, "").strip()
        return cls.in_folder(Path(home)) if home else cls._of_platform()

    @classmethod
    def in_folder(cls, folder: Path) -> Paths:
        """Data, settings and log all in `folder`, which need not be there yet."""
        home = Path(os.path.abspath(folder.expanduser()))  # noqa: PTH100 - keeps symbolic links
        return cls(data=home, config=home, log=home, resources=resource_folder())

    @classmethod
    def _of_platform(cls) -> Paths:
        from platformdirs import PlatformDirs

        name = "EventDesk" if sys.platform in {"win32", "darwin"} else "eventdesk"
        folders = PlatformDirs(name, appauthor=False)
        return cls(
            data=folders.user_data_path,
            config=folders.user_config_path,
            log=folders.user_log_path,
            resources=resource_folder(),
        )

    @property
    def database(self) -> Path:
        """The database file; its write-ahead log lies beside it."""
        return self.data / "eventdesk.db"

    @property
    def settings_file(self) -> Path:
        """The settings, as TOML."""
        return self.config / "settings.toml"

    @property
    def log_file(self) -> Path:
        """The newest log file; older ones carry a number behind."""
        return self.log / "eventdesk.log"

    @property
    def backups(self) -> Path:
        """The folder of database backups."""
        return self.data / "backups"

    @property
    def heartbeats(self) -> Path:
        """The folder in which running processes leave signs of life."""
        return self.data / "running"

    @property
    def icons(self) -> Path:
        """The folder of the icon set."""
        return self.resources / "icons"

    @property
    def translations(self) -> Path:
        """The folder of the catalogues, one for each language but English."""
        return self.resources / "translations"

    @property
    def licences(self) -> Path:
        """The licence texts of all works in the bundle; elsewhere there is no such folder."""
        return self.resources.parent / "licences"

    def ensure(self) -> None:
        """Create the folders where missing, readable by their owner alone (mode 0700).

        Raises StorageFailure that names the folder when one cannot be made or written.
        """
        for folder in dict.fromkeys((self.data, self.config, self.log)):
            _ensure_folder(folder)


def _ensure_folder(folder: Path) -> None:
    try:
        # mkdir gives its mode to the last folder only, so each missing parent is made by itself.
        for each in (*reversed(folder.parents), folder):
            if not each.exists():
                each.mkdir(mode=0o700, exist_ok=True)
        if not folder.is_dir():
            raise NotADirectoryError(tr("{path} is a file", path=folder))
    except OSError as error:
        problem = tr(
            "The folder {folder} cannot be created: {reason}.",
            folder=folder,
            reason=error.strerror or error,
        )
        raise StorageFailure(problem, _remedy()) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        problem = tr("The folder {folder} cannot be written to.", folder=folder)
        raise StorageFailure(problem, _remedy())


def _remedy() -> str:
    return tr(
        "Make it writable for your account, free some space, "
        "or name another folder in the environment variable {variable}.",
        variable=HOME_VARIABLE,
    )


def resource_folder() -> Path:
    """The shipped resources: of a frozen bundle, of an installed wheel, or of the source tree."""
    package = Path(__file__).resolve().parent
    bundle = getattr(sys, "_MEIPASS", None)
    candidates = (
        [Path(bundle) / "resources", Path(bundle) / "eventdesk/resources"] if bundle else []
    )
    candidates += [package / "resources", package.parent / "resources"]
    return next((each for each in candidates if each.is_dir()), candidates[-1])
