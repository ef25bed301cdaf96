"""The installer and the portable archive for Windows, and what Windows reads in the programs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from installers.pictures import write_header, write_ico, write_pngs, write_side
from installers.project import CannotBuild, Project

PROGRAMS = ("eventdesk.exe", "eventdesk-gui.exe")
CONTENTS = {*PROGRAMS, "_internal"}
"""What the uninstaller removes, and therefore all that a bundle may hold at its top."""
PICTURE_SIZE = 128
TITLE = "EventDesk"


class NoInstaller(CannotBuild):
    """The installer cannot be made; the text says why and what to do."""


def build(project: Project) -> list[Path]:
    """Make the installer and the portable archive from the bundle; both files.

    Raises NoInstaller when the bundle is not as the installer expects it, or makensis is
    missing or fails.
    """
    check_bundle(project.bundle)
    return [build_setup(project), build_portable(project)]


def build_setup(project: Project, *, target: str = "") -> Path:
    """Compile resources/windows/eventdesk.nsi; the installer.

    `target` names another processor and character set than makensis' own, such as
    'amd64-unicode'. Raises NoInstaller.
    """
    output = project.dist / f"{TITLE}-{project.version}-setup.exe"
    output.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        done = compile_script(project, output, Path(folder), "-V2", "-WX", target=target)
    if done.returncode != 0:
        raise NoInstaller(f"makensis has failed:\n{done.stdout}{done.stderr}")
    return output


def compile_script(
    project: Project, output: Path, folder: Path, *options: str, target: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run makensis on eventdesk.nsi with `options`; the pictures are drawn into `folder`.

    Raises NoInstaller when there is no makensis.
    """
    command = [
        *(makensis(), *options, "-INPUTCHARSET", "UTF8"),
        *(f"-D{name}={value}" for name, value in definitions(project, output, folder).items()),
        *([f"-DTARGET={target}"] if target else []),
        str(project.resources / "windows/eventdesk.nsi"),
    ]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def build_portable(project: Project) -> Path:
    """Pack the bundle into a .zip that runs wherever it is unpacked; the archive."""
    name = f"{TITLE}-{project.version}-windows"
    output = project.dist / f"{name}.zip"
    with ZipFile(output, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(each for each in project.bundle.rglob("*") if each.is_file()):
            archive.write(file, Path(name, file.relative_to(project.bundle)))
        archive.write(project.root / "LICENSE", f"{name}/LICENSE.txt")
    return output


def definitions(project: Project, output: Path, folder: Path) -> dict[str, str]:
    """What eventdesk.nsi wants defined; draws the pictures into `folder`."""
    drawing = project.resources / "icons/eventdesk.svg"
    return {
        "VERSION": project.version,
        "VERSION_NUMBER": ".".join(map(str, version_number(project.version))),
        "PUBLISHER": project.author,
        "COPYRIGHT": copyright_line(project),
        "APP_ID": project.app_id,
        "BUNDLE": str(project.bundle),
        "OUTPUT": str(output),
        "LICENCE": str(project.root / "LICENSE"),
        "ICON": str(write_ico(drawing, folder / "eventdesk.ico")),
        "PICTURE": str(write_pngs(drawing, folder, [PICTURE_SIZE])[PICTURE_SIZE]),
        "SIDE": str(write_side(drawing, folder / "side.bmp")),
        "HEADER": str(write_header(drawing, folder / "header.bmp")),
    }


def check_bundle(bundle: Path) -> None:
    """Raises NoInstaller unless `bundle` holds what the installer packs, and no more."""
    found = {each.name for each in bundle.iterdir()} if bundle.is_dir() else set()
    if missing := sorted(CONTENTS - found):
        raise NoInstaller(
            f"{bundle} lacks {', '.join(missing)}. Build the bundle on Windows first: "
            "python -m installers bundle"
        )
    if more := sorted(found - CONTENTS):
        raise NoInstaller(
            f"{bundle} also holds {', '.join(more)}, which eventdesk.nsi neither packs nor removes."
        )


def makensis() -> str:
    """The compiler of NSIS, also where its installer puts it. Raises NoInstaller."""
    places = [
        Path(os.environ[each]) / "NSIS"
        for each in ("ProgramFiles(x86)", "ProgramFiles")
        if each in os.environ
    ]
    search = os.pathsep.join([os.environ.get("PATH", os.defpath), *map(str, places)])
    found = shutil.which("makensis", path=search)
    if found is None:
        raise NoInstaller("makensis is missing. Install NSIS 3 (Debian: apt-get install nsis).")
    return found


def version_number(version: str) -> tuple[int, int, int, int]:
    """The four numbers that Windows compares; what makes a version a preview is left out.

    Raises ValueError when `version` does not begin with a number.
    """
    release = re.match(r"\d+(?:\.\d+){0,3}", version)
    if release is None:
        raise ValueError(f"{version!r} is not a version")
    numbers = [*map(int, release[0].split(".")), 0, 0, 0]
    return numbers[0], numbers[1], numbers[2], numbers[3]


def copyright_line(project: Project) -> str:
    """As the LICENSE has it."""
    text = (project.root / "LICENSE").read_text(encoding="utf-8")
    found = re.search(r"^Copyright .+$", text, re.MULTILINE)
    return found[0] if found else f"Copyright {datetime.now(UTC).year} {project.author}"


def version_file(project: Project, folder: Path) -> Path:
    """Write the version resource of the programs as PyInstaller reads it; the file.

    Windows shows it in Explorer and the task list, and takes the name of notifications from
    FileDescription where it finds no AppUserModelID.
    """
    numbers = version_number(project.version)
    texts = {
        "CompanyName": project.author,
        "FileDescription": TITLE,
        "FileVersion": project.version,
        "InternalName": project.name,
        "LegalCopyright": copyright_line(project),
        "ProductName": TITLE,
        "ProductVersion": project.version,
    }
    lines = ",\n".join(
        f"          StringStruct({name!r}, {text!r})" for name, text in texts.items()
    )
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "version.txt"
    file.write_text(_VERSION_RESOURCE.format(numbers=numbers, lines=lines), encoding="utf-8")
    return file


_VERSION_RESOURCE = """\
# UTF-8
VSVersionInfo(
  ffi=FixedFileInfo(
    filevers={numbers},
    prodvers={numbers},
    mask=0x3F,
    flags=0x0,
    OS=0x40004,
    fileType=0x1,
    subtype=0x0,
    date=(0, 0),
  ),
  kids=[
    StringFileInfo(
      [
        StringTable(
          '040904B0',
          [
{lines},
          ],
        )
      ]
    ),
    VarFileInfo([VarStruct('Translation', [0x0409, 1200])]),
  ],
)
"""
