"""The script of the Windows installer: it compiles, and what it writes it also removes."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest
from installers import windows
from installers.project import Project
from platformdirs.windows import Windows

from eventdesk.system import secrets
from eventdesk.system.autostart_windows import WindowsAutostart
from tests.packaging.nsis_script import UNINSTALL, Script, Trace, table

nsis = pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis is not installed")
SOURCES = Project.read().resources / "windows"
DESCRIBED = {
    *("ProgramText", "StartMenuText", "DesktopText", "LoginText", "CalendarsText", "PathText"),
}
TWO_LINES = 100
"""Characters for which the page of components has room below its list."""
INSTALLED = r"C:\Users\A B\AppData\Local\Programs\EventDesk"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with a bundle of the right shape."""
    project = replace(Project.read(), dist_folder=tmp_path_factory.mktemp("dist"))
    (project.bundle / "_internal/PySide6").mkdir(parents=True)
    for name in ("eventdesk.exe", "eventdesk-gui.exe", "_internal/PySide6/Qt6Core.dll"):
        (project.bundle / name).write_text(name)
    return project


@pytest.fixture(scope="module")
def script(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Script:
    return Script.parse(preprocessed(project, tmp_path_factory.mktemp("pictures")))


def preprocessed(project: Project, folder: Path) -> str:
    done = windows.compile_script(project, folder / "setup.exe", folder, "-PPO")
    assert done.returncode == 0, done.stderr
    return done.stdout


# What people get.


@nsis
def test_an_installer_and_a_portable_archive_are_made(project: Project) -> None:
    setup, portable = windows.build(project)
    assert setup.name == f"EventDesk-{project.version}-setup.exe"
    assert setup.read_bytes().startswith(b"MZ")
    assert project.version.encode("utf-16-le") in setup.read_bytes()
    with zipfile.ZipFile(portable) as archive:
        folder = f"EventDesk-{project.version}-windows"
        assert {each.removeprefix(f"{folder}/") for each in archive.namelist()} == {
            *("eventdesk.exe", "eventdesk-gui.exe", "_internal/PySide6/Qt6Core.dll"),
            "LICENSE.txt",
        }


@nsis
@pytest.mark.skipif(shutil.which("7z") is None, reason="7z is not installed")
def test_the_installer_holds_the_whole_bundle(project: Project, tmp_path: Path) -> None:
    setup = windows.build_setup(project)
    command = ["7z", "x", "-bd", f"-o{tmp_path}", str(setup)]
    subprocess.run(command, check=True, capture_output=True)
    packed = {each.relative_to(tmp_path) for each in tmp_path.rglob("*") if each.is_file()}
    own = {each for each in packed if each.parts[0] != "$PLUGINSDIR"}
    bundle = {each.relative_to(project.bundle) for each in project.bundle.rglob("*.*")}
    assert own - bundle == {Path("eventdesk.png"), Path("Uninstall EventDesk.exe")}
    assert bundle <= own
    for each in bundle:
        assert (tmp_path / each).read_bytes() == (project.bundle / each).read_bytes()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda bundle: (bundle / "eventdesk-gui.exe").unlink(), "lacks eventdesk-gui.exe"),
        (lambda bundle: (bundle / "more.txt").touch(), "also holds more.txt"),
        (shutil.rmtree, "lacks _internal, eventdesk-gui.exe, eventdesk.exe"),
    ],
)
def test_a_bundle_that_the_script_does_not_fit_is_refused(
    project: Project, tmp_path: Path, change: Any, words: str
) -> None:
    other = replace(project, dist_folder=tmp_path)
    shutil.copytree(project.bundle, other.bundle)
    change(other.bundle)
    with pytest.raises(windows.NoInstaller, match=words):
        windows.build(other)
    assert not list(tmp_path.glob("*.exe"))


def test_a_missing_compiler_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(windows.NoInstaller, match="Install NSIS 3"):
        windows.makensis()
    monkeypatch.setenv("ProgramFiles(x86)", str(tmp_path))
    compiler = tmp_path / "NSIS/makensis"
    compiler.parent.mkdir()
    compiler.touch(mode=0o755)
    assert windows.makensis() == str(compiler)


@nsis
def test_a_script_that_does_not_compile_is_told(project: Project, tmp_path: Path) -> None:
    broken = replace(project, licence="MIT", author='"')
    with pytest.raises(windows.NoInstaller, match="makensis has failed"):
        windows.build_setup(replace(broken, dist_folder=tmp_path))


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.1.0", (0, 1, 0, 0)), ("2.10", (2, 10, 0, 0)), ("1.2.3rc4", (1, 2, 3, 0))],
)
def test_windows_gets_four_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert windows.version_number(version) == numbers


def test_the_programs_tell_their_name_and_version(tmp_path: Path) -> None:
    project = replace(Project.read(), version="1.2.3")
    file = windows.version_file(project, tmp_path / "build")
    texts: dict[str, str] = {}
    fixed: dict[str, Any] = {}
    known = {
        "VSVersionInfo": lambda **_: "resource",
        "FixedFileInfo": lambda **values: fixed.update(values),
        "StringFileInfo": lambda tables: tables,
        "StringTable": lambda language, entries: entries,
        "StringStruct": texts.__setitem__,
        "VarFileInfo": lambda entries: entries,
        "VarStruct": lambda name, values: (name, values),
    }
    assert eval(file.read_text(encoding="utf-8"), {"__builtins__": {}, **known}) == "resource"
    assert fixed["filevers"] == fixed["prodvers"] == (1, 2, 3, 0)
    assert texts["FileDescription"] == texts["ProductName"] == "EventDesk"
    assert texts["FileVersion"] == texts["ProductVersion"] == "1.2.3"
    assert texts["LegalCopyright"] in (project.root / "LICENSE").read_text(encoding="utf-8")


# What the script writes and removes.


@nsis
def test_the_uninstaller_removes_all_that_is_written(script: Script) -> None:
    written = script.written()
    assert len(written) > 40
    assert {each for each in written if not script.remover(each)} == set()


@nsis
def test_a_write_that_nothing_removes_is_found(project: Project, tmp_path: Path) -> None:
    text = preprocessed(project, tmp_path)
    for line, left in [
        ('Delete "$SMPROGRAMS\\EventDesk.lnk"', {Trace(r"$SMPROGRAMS\EventDesk.lnk")}),
        (
            'DeleteRegValue SHCTX "Software\\RegisteredApplications" "EventDesk"',
            {Trace(r"SHCTX\Software\RegisteredApplications", "EventDesk")},
        ),
        (
            'DeleteRegKey SHCTX "Software\\Classes\\AppUserModelId\\org.eventdesk.EventDesk"',
            {
                Trace(r"SHCTX\Software\Classes\AppUserModelId\org.eventdesk.EventDesk", name)
                for name in ("DisplayName", "IconUri")
            },
        ),
    ]:
        assert line in text
        broken = Script.parse(text.replace(line, ""))
        assert {each for each in broken.written() if not broken.remover(each)} == left


@nsis
def test_the_table_lists_all_that_is_written(script: Script) -> None:
    text = (SOURCES / "CONTENTS.md").read_text(encoding="utf-8")
    first = text[text.index("| Component |") :]
    listed = first[: first.index("\n\n")].splitlines()
    assert listed == table(script), "write it anew:\n" + "\n".join(table(script))


@nsis
def test_no_default_of_another_program_is_taken(script: Script) -> None:
    for trace in script.written():
        assert not trace.same(r"SHCTX\Software\Classes\.ics", "")
        assert not trace.within(r"SHCTX\Software\Classes\webcal")
        assert "UserChoice" not in trace.place


@nsis
def test_nothing_is_removed_that_belongs_to_somebody_else(script: Script) -> None:
    for words in script.reached(UNINSTALL):
        place = words[-1].lower()
        if words[:2] == ["RMDir", "/r"]:
            assert place in {
                *(r"$instdir\_internal", r"$instdir\_internal.old"),
                r"$localappdata\eventdesk",
            }
        if words[0] == "DeleteRegKey" and "/ifempty" not in words:
            assert "eventdesk" in place.rpartition("\\")[2] or place.endswith("capabilities")


@nsis
def test_silence_is_never_broken_by_a_question(script: Script) -> None:
    blocks = script.blocks.keys() - {"", ".onUserAbort", "un.onUserAbort"}  # they need a button
    asked = [words for each in blocks for words in script.blocks[each] if words[0] == "MessageBox"]
    assert len(asked) > 8
    assert [words for words in asked if "/SD" not in words] == []


# What it shares with the program.


@nsis
def test_it_starts_at_login_as_the_settings_do(script: Script) -> None:
    class Registry:
        HKEY_CURRENT_USER, REG_SZ, KEY_SET_VALUE = "HKCU", 1, 2
        written: tuple[str, str, str] | None = None

        def CreateKey(self, root: str, key: str) -> Registry:
            self.key = f"{root}\\{key}"
            return self

        def __enter__(self) -> Registry:
            return self

        def __exit__(self, *_: object) -> None:
            """Nothing is left open."""

        def OpenKey(self, *_: object) -> Registry:
            raise FileNotFoundError

        def SetValueEx(self, key: Registry, name: str, _: int, kind: int, value: str) -> None:
            self.written = (key.key, name, value)

    registry = Registry()
    program = str(PureWindowsPath(INSTALLED, "eventdesk-gui.exe"))
    WindowsAutostart(registry).enable([program, "--hidden"])
    (_, root, key, name, value), *_ = script.reached("SecLogin")
    value = value.replace("$INSTDIR", INSTALLED)
    assert (f"{root}\\{key}", name, value) == registry.written


@nsis
def test_it_deletes_the_folder_that_the_program_uses(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.windows.get_win_folder", lambda name: f"${name}")
    folders = Windows("EventDesk", appauthor=False)  # as eventdesk/paths.py asks for them
    local = "$CSIDL_LOCAL_APPDATA"
    assert folders.user_data_dir == folders.user_config_dir == f"{local}/EventDesk"
    assert Path(folders.user_log_dir).is_relative_to(f"{local}/EventDesk")
    deleted = [words[-1] for words in script.reached("un.DeleteYourData") if words[0] == "RMDir"]
    assert deleted == [r"$LOCALAPPDATA\EventDesk"]


@nsis
def test_it_deletes_the_passwords_that_the_program_stores(project: Project, tmp_path: Path) -> None:
    text = preprocessed(project, tmp_path)
    assert f"StrCmp `$7` `{secrets.SERVICE}`" in text
    assert f"StrCmp `$8` `@{secrets.SERVICE}`" in text


@nsis
def test_notifications_are_told_apart_by_the_app_id(script: Script, project: Project) -> None:
    key = rf"SHCTX\Software\Classes\AppUserModelId\{project.app_id}"
    assert Trace(key, "DisplayName") in script.written()
    for section in ("SecStartMenu", "SecDesktop"):
        calls = [words[-1] for words in script.reached(section) if words[0] == "System::Call"]
        assert any(f'"{project.app_id}"' in each for each in calls)
        assert any("{9F4C2855-9F79-4B39-A8D0-E1D42DE1D5F3}" in each for each in calls)


# What it says.


def strings(language: str) -> dict[str, str]:
    text = (SOURCES / f"strings_{language}.nsh").read_text(encoding="utf-8").replace("\\\n", "")
    return dict(re.findall(r'^LangString (\w+) \$\{LANG_[A-Z]+\}\s+"(.*)"$', text, re.MULTILINE))


@pytest.mark.parametrize("language", ["german", "french", "spanish"])
def test_every_sentence_is_translated(language: str) -> None:
    english, own = strings("english"), strings(language)
    assert own.keys() == english.keys()
    assert len(own) > 30
    assert [name for name in own if own[name] == english[name]] == []
    for name, text in own.items():
        variables = r"\$\w+|\$\{\w+\}|\$\\r|\.ics|webcal|Ctrl\+C"
        wanted = sorted(re.findall(variables, english[name].replace("Ctrl+C", "")))
        assert sorted(re.findall(variables, text.replace("Ctrl+C", ""))) == wanted, name


@pytest.mark.parametrize("language", ["english", "german", "french", "spanish"])
def test_sentences_are_whole_and_fit(language: str) -> None:
    text = (SOURCES / f"strings_{language}.nsh").read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 100
    # makensis drops the spaces at which a continued line begins.
    assert re.findall(r"\w\\\n.*|\\\n +[^ \"].*", text) == []
    descriptions = {name: words for name, words in strings(language).items() if name in DESCRIBED}
    assert len(descriptions) == len(DESCRIBED)
    assert {name: words for name, words in descriptions.items() if len(words) > TWO_LINES} == {}


def test_the_exit_codes_are_told() -> None:
    text = (SOURCES / "eventdesk.nsi").read_text(encoding="utf-8")
    defined = {*re.findall(r"!define CODE_\w+ (\d+)", text), "0", "1", "2"}
    told = (SOURCES / "CONTENTS.md").read_text(encoding="utf-8").partition("## Exit codes")[2]
    assert set(re.findall(r"^\| (\d+) \|", told, re.MULTILINE)) == defined
