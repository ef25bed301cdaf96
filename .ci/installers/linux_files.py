"""The files of EventDesk on Linux: which there are, and where they belong under /usr."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from installers.archives import Entry
from installers.changelog import Release, appstream_releases
from installers.commands import read_commands
from installers.completions import bash, fish, zsh
from installers.manual import manual_page
from installers.project import Project

FOLDER, PROGRAM, FILE = 0o755, 0o755, 0o644
LICENCES = "_internal/licences"


def bundle_entries(project: Project) -> Iterator[Entry]:
    """Everything in the bundle; only the program itself may be run."""
    for each in sorted(project.bundle.rglob("*")):
        place = each.relative_to(project.bundle).as_posix()
        if each.is_symlink():
            yield Entry(place, 0o777, target=str(each.readlink()))
        elif each.is_dir():
            yield Entry(place, FOLDER)
        else:
            yield Entry(place, PROGRAM if place == project.name else FILE, each)


def share_entries(project: Project, releases: Iterable[Release], date: datetime) -> list[Entry]:
    """What belongs in /usr/share or ~/.local/share, written to `project.work`."""
    linux, app = project.resources / "linux", project.app_id
    made = project.work / "linux"
    made.mkdir(parents=True, exist_ok=True)
    texts = {
        f"metainfo/{app}.metainfo.xml": filled(
            linux / f"{app}.metainfo.xml",
            LICENCE=project.licence,
            AUTHOR=project.author,
            RELEASES=f"{appstream_releases(releases)}\n  ",
        ),
        **_command_line(project, date),
    }
    files = {
        f"applications/{app}.desktop": linux / f"{app}.desktop",
        f"mime/packages/{app}.xml": linux / f"{app}.mime.xml",
        **_icons(project, made),
        **{place: write(made / Path(place).name, text) for place, text in texts.items()},
    }
    manual = f"man/man1/{project.name}.1"
    files[f"{manual}.gz"] = compressed(files.pop(manual))
    return [Entry(place, FILE, file) for place, file in sorted(files.items())]


def _icons(project: Project, made: Path) -> dict[str, Path]:
    from installers.pictures import write_pngs  # not there where only tests run

    app, icon = project.app_id, project.resources / "icons" / f"{project.name}.svg"
    symbolic = f"{app}-symbolic.svg"
    return {
        "icons/hicolor/scalable/apps/" + app + ".svg": icon,
        "icons/hicolor/symbolic/apps/" + symbolic: project.resources / "linux" / symbolic,
        **{
            f"icons/hicolor/{size}x{size}/apps/{app}.png": file
            for size, file in write_pngs(icon, made / "icons").items()
        },
    }


def _command_line(project: Project, date: datetime) -> dict[str, str]:
    """The manual and the completions, made from the commands as they are."""
    from eventdesk.cli.program import program
    from eventdesk.domain.setting_keys import SETTING_KEYS

    name, tree = project.name, read_commands(program, project.name)
    words = {"KEY": tuple(SETTING_KEYS)}
    frame = project.resources / "linux" / f"{name}.1.in"
    return {
        f"man/man1/{name}.1": manual_page(tree, frame, project.version, date),
        f"bash-completion/completions/{name}": bash(tree, words),
        f"zsh/site-functions/_{name}": zsh(tree, words),
        f"fish/vendor_completions.d/{name}.fish": fish(tree, words),
    }


def copyright_text(project: Project) -> str:
    """The copyright file of the Debian package, with the works that the bundle's index lists."""
    licence = (project.root / "LICENSE").read_text(encoding="utf-8").splitlines()
    holder = next(each for each in licence if each.startswith("Copyright"))
    index = (project.bundle / LICENCES / "INDEX.md").read_text(encoding="utf-8")
    works = [line.strip("| ").replace(" | ", ", ") for line in index.splitlines() if "|" in line]
    return filled(
        project.resources / "linux" / "copyright.in",
        COPYRIGHT=holder.removeprefix("Copyright (c) "),
        LICENCE=project.licence,
        WORKS="\n".join(f"  {each}" for each in works[2:]),
        LICENCE_TEXT="\n".join(f" {each}" if each else " ." for each in licence[4:]),
    )


def filled(template: Path, **values: str) -> str:
    """The text of `template` with each @NAME@ replaced. ValueError when one is left over."""
    text = template.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    left = re.findall("@[A-Z_]+@", text)
    if left:
        raise ValueError(f"{template.name} wants {', '.join(left)}.")
    return text


def write(file: Path, text: str) -> Path:
    """`file`, now with `text` and the line ends of Linux."""
    file.write_text(text, encoding="utf-8", newline="\n")
    return file


def compressed(file: Path) -> Path:
    """A gzip of `file` beside it, the same whenever it is made."""
    packed = file.with_name(f"{file.name}.gz")
    packed.write_bytes(gzip.compress(file.read_bytes(), 9, mtime=0))
    return packed
