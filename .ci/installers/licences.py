"""The licence texts of everything that is in the bundle, and an index of them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from installers.project import Project

FOLDER = "licences"
_TEXT = re.compile(r"(licen[cs]e|copying|notice|authors|copyright)", re.IGNORECASE)
_QT = ("Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt", "ICU.txt")
_SHIPPED = {"pyside6-essentials": _QT, "shiboken6": _QT}
"""Works whose packages hold no licence text; ours lie in resources/licences."""
_NOTES = {
    "pyinstaller": "GPL-2.0-or-later with the exception for what it bundles",
    "pyside6-essentials": "LGPL-3.0-only, with ICU (Unicode-3.0)",
}


@dataclass(frozen=True, slots=True)
class Work:
    """Something in the bundle, with the texts of its licence."""

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]


def licence_files(project: Project, sources: Iterable[str]) -> list[tuple[str, str, str]]:
    """Files for the bundle: the texts for what `sources` (files) belong to, and INDEX.md.

    Raises ValueError that names a work without a licence text.
    """
    folder = project.work / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    works = [_own(project), _python(), *_works(project, {Path(each) for each in sources if each})]
    bare = [each.name for each in works if not each.texts]
    if bare:
        raise ValueError(f"No licence text was found for {', '.join(bare)}.")
    entries = []
    for work in works:
        for text in work.texts:
            place = f"{FOLDER}/{work.name}/{text.name.removesuffix('.txt')}.txt"
            entries.append((place, str(text), "DATA"))
    index = folder / "INDEX.md"
    index.write_text(_index(works), encoding="utf-8")
    return [*entries, (f"{FOLDER}/INDEX.md", str(index), "DATA")]


def _own(project: Project) -> Work:
    return Work("EventDesk", project.version, project.licence, (project.root / "LICENSE",))


def _python() -> Work:
    version = ".".join(map(str, sys.version_info[:3]))
    library = Path(re.__file__).parents[1]
    places = [library / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"]
    places.append(Path(f"/usr/share/doc/python3.{sys.version_info.minor}/copyright"))
    return Work("Python", version, "PSF-2.0", tuple(each for each in places if each.is_file())[:1])


def _works(project: Project, sources: set[Path]) -> list[Work]:
    found: dict[str, Work] = {}
    rest = {each for each in sources if each.is_absolute() and not _within(each, project.root)}
    for each in distributions():
        files = {Path(str(each.locate_file(file))) for file in each.files or ()}
        if files & rest:
            rest -= files
            work = _of_distribution(project, each)
            found[work.name.lower()] = work
    if sys.platform == "linux":
        for package, version, text in sorted(_system_packages(rest)):
            found.setdefault(package, Work(package, version, "see its text", (text,)))
    return [found[name] for name in sorted(found)]


def _of_distribution(project: Project, found: Distribution) -> Work:
    name = re.sub(r"[-_.]+", "-", found.name).lower()
    texts = [
        Path(str(found.locate_file(file)))
        for file in found.files or ()
        if ".dist-info" in file.parts[0] and _TEXT.match(file.name)
    ]
    texts += [project.resources / FOLDER / each for each in _SHIPPED.get(name, ())]
    about = found.metadata
    trove = [each for each in about.get_all("Classifier") or () if each.startswith("License ::")]
    fields = [each for each in ("License-Expression", "License") if each in about]
    said = about[fields[0]] if fields else ""
    usual = trove[0].rpartition(" :: ")[2] if trove else ""
    licence = _NOTES.get(name) or (said if said and len(said) < 60 else usual) or "see its text"
    return Work(found.name, found.version, licence, tuple(dict.fromkeys(texts)))


def _system_packages(files: Iterable[Path]) -> set[tuple[str, str, Path]]:
    """Debian packages of libraries that came from the system: name, version, copyright file."""
    found = set()
    for file in files:
        if ".so" not in file.name or not shutil.which("dpkg-query"):
            continue
        real = file.resolve()
        known = _run("dpkg-query", "--search", str(real)) or _run(
            "dpkg-query", "--search", str(real).removeprefix("/usr")
        )
        package = known.partition(":")[0].strip()
        text = Path("/usr/share/doc") / package / "copyright"
        if package and text.is_file():
            version = _run("dpkg-query", "--show", "--showformat", "${Version}\n", package)
            found.add((package, version.partition("\n")[0], text))
    return found


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _within(file: Path, folder: Path) -> bool:
    return folder in file.parents and ".venv" not in file.relative_to(folder).parts[:1]


def _index(works: Iterable[Work]) -> str:
    lines = [
        "# What EventDesk is built from",
        "",
        "Each work has a folder with its texts. PySide6_Essentials/Qt.txt tells how to replace Qt.",
        "",
        "| work | version | licence |",
        "|---|---|---|",
        *(f"| {each.name} | {each.version} | {each.licence} |" for each in works),
        "",
    ]
    return "\n".join(lines)
