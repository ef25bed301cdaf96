"""`python -m installers [bundle|packages|sizes]`: everything for this system, or a part."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from installers.project import CannotBuild, Project

PARTS = ("bundle", "packages", "sizes")
AIM_MB = {"bundle": 140, ".deb": 45}
MB = 1_000_000


def main(arguments: list[str]) -> int:
    """Build what is named, or all; prints what was made and how large it is."""
    wanted = arguments or list(PARTS)
    if set(wanted) - set(PARTS):
        print(f"usage: python -m installers [{'|'.join(PARTS)}]...", file=sys.stderr)
        return 2
    try:
        _build(Project.read(), wanted)
    except (CannotBuild, FileNotFoundError, ValueError) as error:
        print(f"Nothing more was built. {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"Nothing more was built: {Path(error.cmd[0]).name} failed.", file=sys.stderr)
        return 1
    return 0


def _build(project: Project, wanted: Sequence[str]) -> None:
    if "bundle" in wanted:
        from installers.bundle import build_bundle

        print(f"Building {project.name} {project.version} (about a minute)", flush=True)
        build_bundle(project)
    if "packages" in wanted:
        print("Packing (two minutes or so)", flush=True)
        build_packages(project)
    if "sizes" in wanted:
        print_sizes(project)


def build_packages(project: Project) -> list[Path]:
    """What people install on this system, made from the bundle."""
    if sys.platform == "win32":
        from installers.windows import build
    elif sys.platform == "darwin":
        from installers.macos import build
    else:
        from installers.linux import build
    return build(project)


def print_sizes(project: Project) -> None:
    """A line for each thing in dist: its size in MB (10^6 bytes), and what it should not exceed."""
    rows = [("bundle", project.bundle.name + "/", folder_size(project.bundle))]
    rows += [(each.suffix, each.name, each.stat().st_size) for each in _packages(project)]
    width = max(len(name) for _, name, _ in rows)
    for kind, name, size in rows:
        aim = AIM_MB.get(kind)
        verdict = f"   aim: at most {aim} MB, {_word(size, aim)}" if aim else ""
        print(f"{name:{width}}  {size / MB:7.1f} MB{verdict}")


def _word(size: int, aim: int) -> str:
    return "met" if size <= aim * MB else "MISSED"


def _packages(project: Project) -> list[Path]:
    return sorted(each for each in project.dist.iterdir() if each.is_file())


def folder_size(folder: Path) -> int:
    """Bytes of all files in a folder; links count nothing."""
    return sum(
        each.stat().st_size
        for each in folder.rglob("*")
        if each.is_file() and not each.is_symlink()
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
