"""A Windows of its own in a folder, played by wine, to run the real installer in."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile

from installers.project import Project
from installers.windows import build_setup, makensis

USER = "HKEY_CURRENT_USER"
COMPUTER = "HKEY_LOCAL_MACHINE"
SOFTWARE = rf"{COMPUTER}\Software"
COMPUTER_ENVIRONMENT = rf"{COMPUTER}\System\CurrentControlSet\Control\Session Manager\Environment"
LIMIT_S = 90.0

Registry = dict[str, dict[str, str]]
"""Key -> name of a value ('@' for the key's own) -> the value as regedit writes it."""


class WindowsMachine:
    """Runs Windows programs; `drive` is its C:. `close` ends everything that runs in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.drive = folder / "prefix/drive_c"
        self._environment = {
            # Nothing of the person's desktop is touched: no menu entries, no display.
            **{name: value for name, value in os.environ.items() if name != "DISPLAY"},
            "HOME": str(folder),
            "WINEPREFIX": str(folder / "prefix"),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=",
        }
        server = _program("wineserver")
        assert server is not None
        self.drive.parent.mkdir()
        # It stays between the programs, instead of starting anew with each.
        subprocess.run([server, "-p"], env=self._environment, check=True, timeout=LIMIT_S)
        self._run("wineboot", "--init")
        self._run("winecfg", "-v", "win10")

    @staticmethod
    def missing() -> str:
        """What must be installed for one, '' when all is there."""
        return ", ".join(each for each in ("wine", "wineserver") if _program(each) is None)

    @cached_property
    def target(self) -> str:
        """The makensis target that runs here: '' for the usual one, 32-bit, where that does."""
        return "" if (self.drive / "windows/syswow64/cmd.exe").exists() else "amd64-unicode"

    @cached_property
    def local(self) -> Path:
        """%LOCALAPPDATA% of the person."""
        return self._user / "AppData/Local"

    @cached_property
    def desktop(self) -> Path:
        """The person's desktop."""
        return self._user / "Desktop"

    @cached_property
    def start_menu(self) -> Path:
        """The folder of the person's Start menu entries."""
        return self._user / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"

    @cached_property
    def temporary(self) -> Path:
        """%TEMP%."""
        found = self._run("cmd", "/c", "echo %TEMP%")[1].strip()
        return self.drive / found.removeprefix("C:\\").replace("\\", "/")

    @cached_property
    def _user(self) -> Path:
        found = self._run("cmd", "/c", "echo %USERPROFILE%")[1].strip()
        return self.drive / found.removeprefix("C:\\").replace("\\", "/")

    def run(self, program: Path, *arguments: str) -> int:
        """Run a program until it ends; its exit code."""
        return self._run(str(program), *arguments)[0]

    def run_line(self, line: str) -> int:
        """Run a whole command line, unchanged, until it ends; its exit code."""
        file = self.drive / "line.cmd"
        file.write_text(f'@start /wait "" {line}\r\n@exit %ERRORLEVEL%\r\n')
        code, _ = self._run("cmd", "/c", "C:\\line.cmd")
        file.unlink()
        return code

    def start(self, program: Path, *arguments: str) -> subprocess.Popen[bytes]:
        """Run a program beside."""
        return subprocess.Popen(
            [_wine(), str(program), *arguments],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def registry(self, *keys: str) -> Registry:
        """All that is in and under those keys, by default the registry of the person."""
        found: Registry = {}
        for key in keys or [USER]:
            file = self.drive / "export.reg"
            self._run("regedit", "/E", "C:\\export.reg", key)
            found |= _registry(file.read_text(encoding="utf-16"))
            file.unlink()
        return found

    def set_value(self, key: str, name: str, kind: str, value: str) -> None:
        """Write a value, such as REG_SZ; name '@' is the key's own."""
        which = ["/ve"] if name == "@" else ["/v", name]
        code, words = self._run("reg", "add", key, *which, "/t", kind, "/d", value, "/f")
        assert code == 0, words

    def import_values(self, text: str) -> None:
        """Write what `text` says in the format of regedit."""
        file = self.drive / "import.reg"
        file.write_text(f"Windows Registry Editor Version 5.00\r\n\r\n{text}", encoding="utf-16")
        self._run("regedit", "/S", "C:\\import.reg")
        file.unlink()

    def files(self, *under: Path) -> set[Path]:
        """Every file and folder in those folders."""
        return {each for folder in under if folder.exists() for each in folder.rglob("*")}

    def close(self) -> None:
        """End all programs of this machine."""
        server = _program("wineserver")
        assert server is not None
        subprocess.run([server, "-k"], env=self._environment, check=False, timeout=LIMIT_S)

    def _run(self, *command: str) -> tuple[int, str]:
        """Exit code and output. The output goes to a file: what Windows starts beside the
        program holds a pipe open."""
        with TemporaryFile() as output:
            done = subprocess.run(
                [_wine(), *command],
                env=self._environment,
                stdout=output,
                stderr=subprocess.DEVNULL,
                check=False,
                timeout=LIMIT_S,
            )
            output.seek(0)
            return done.returncode, output.read().decode(errors="replace")


def make_setup(folder: Path, version: str, target: str, *extra: str) -> Path:
    """The installer of a version, whose programs are pretenders (see pretender.nsi) and which
    has the files `extra` in its _internal."""
    project = replace(Project.read(), version=version, dist_folder=folder)
    internal = project.bundle / "_internal"
    internal.mkdir(parents=True, exist_ok=True)
    for name in (f"of-{version}.txt", *extra):
        (internal / name).parent.mkdir(parents=True, exist_ok=True)
        (internal / name).write_text(version)
    for program in ("eventdesk.exe", "eventdesk-gui.exe"):
        make_pretender(project.bundle / program, target)
    return build_setup(project, target=target)


def make_pretender(file: Path, target: str, source: str = "pretender.nsi") -> None:
    """A small program, made from a script in this folder."""
    chosen = [f"-DTARGET={target}"] if target else []
    script = Path(__file__).with_name(source)
    command = [makensis(), "-V1", *chosen, f"-DOUTPUT={file}", str(script)]
    subprocess.run(command, check=True, capture_output=True)


def _registry(text: str) -> Registry:
    found: Registry = {}
    values: dict[str, str] = {}
    for line in text.replace("\\\n", "").splitlines():
        if key := re.fullmatch(r"\[(.+)\]", line):
            values = found.setdefault(key[1], {})
        elif value := re.fullmatch(r'(@|"(?:[^"\\]|\\.)*")=(.*)', line):
            values[re.sub(r"\\(.)", r"\1", value[1].strip('"'))] = value[2]
    return found


def _wine() -> str:
    found = _program("wine")
    assert found is not None
    return found


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/lib/wine:/usr/lib/wine-stable")
