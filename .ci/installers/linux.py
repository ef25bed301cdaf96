"""Packages for Linux, made from the bundle: .deb and .rpm by nfpm, and a .tar.xz to run as it is.

Whoever builds the same bundle from the same commit gets the same bytes.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import tomllib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from installers.archives import Entry, compress_deb, write_tar_xz
from installers.build_tools import build_tool
from installers.changelog import Release, debian_changelog, read_releases
from installers.dependencies import debian_packages, libraries_needed, rpm_libraries
from installers.linux_files import (
    FILE,
    FOLDER,
    LICENCES,
    bundle_entries,
    compressed,
    copyright_text,
    filled,
    share_entries,
    write,
)
from installers.project import Project

MACHINES = {"x86_64": ("amd64", "x86_64"), "aarch64": ("arm64", "aarch64")}
"""What Debian (and nfpm) and RPM call the machines that there are bundles for."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into every package, and what is said of it."""

    project: Project
    date: datetime
    releases: list[Release]
    recipe: Mapping[str, Any]
    share: list[Entry]
    bundle: list[Entry]

    @classmethod
    def collect(cls, project: Project) -> Contents:
        """Read the bundle and write what is made for the packages.

        Raises FileNotFoundError when there is no bundle yet.
        """
        if not (project.bundle / project.name).is_file():
            raise FileNotFoundError(f"There is no bundle in {project.bundle}: build it first.")
        date = source_date(project.root)
        releases = read_releases(project.root / "CHANGELOG.md", project.version, date)
        recipe = (project.resources / "linux/package.toml").read_text(encoding="utf-8")
        return cls(
            project=project,
            date=date,
            releases=releases,
            recipe=tomllib.loads(recipe),
            share=share_entries(project, releases, date),
            bundle=list(bundle_entries(project)),
        )


def build(project: Project) -> list[Path]:
    """Write the packages for this machine to `project.dist`; the files.

    Raises FileNotFoundError without a bundle, ValueError for another kind of machine and for
    what the bundle needs and nobody has reviewed, CalledProcessError when nfpm fails.
    """
    if platform.machine() not in MACHINES:
        raise ValueError(f"There are no packages for processors of the kind {platform.machine()}.")
    debian, machine = MACHINES[platform.machine()]
    contents = Contents.collect(project)
    name, version = project.name, project.version
    deb = project.dist / f"{name}_{version}_{debian}.deb"
    rpm = project.dist / f"{name}-{version}-1.{machine}.rpm"
    tar = project.dist / f"{name}-{version}-linux-{machine}.tar.xz"
    needed = libraries_needed(project.bundle)
    packages = debian_packages(needed, contents.recipe["libraries"])
    _run_nfpm(contents, deb, _debian(contents, packages) | {"arch": debian})
    _run_nfpm(contents, rpm, _rpm(contents, rpm_libraries(needed)) | {"arch": debian})
    # Packing is what takes long, and does not hold up other threads.
    with ThreadPoolExecutor() as pool:
        packing = pool.submit(compress_deb, deb), pool.submit(_write_tar, contents, tar)
    for each in packing:
        each.result()
    return [deb, rpm, tar]


def source_date(root: Path) -> datetime:
    """When the sources were last changed (UTC): SOURCE_DATE_EPOCH, or the last commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    git = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
    if not given and shutil.which("git"):
        given = subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
    stamp = int(given) if given else (root / "CHANGELOG.md").stat().st_mtime
    return datetime.fromtimestamp(stamp, UTC).replace(microsecond=0)


def _debian(contents: Contents, libraries: list[str]) -> dict[str, Any]:
    project, said = contents.project, contents.recipe["debian"]
    doc = f"usr/share/doc/{project.name}"
    made = project.work / "linux"
    changes = debian_changelog(project.name, said["maintainer"], contents.releases)
    files = [
        *_installed(contents, zsh="vendor-completions"),
        Entry(f"{doc}/copyright", FILE, write(made / "copyright", copyright_text(project))),
        Entry(f"{doc}/changelog.gz", FILE, compressed(write(made / "changelog", changes))),
        Entry(
            f"usr/share/lintian/overrides/{project.name}",
            FILE,
            project.resources / "linux/lintian-overrides",
        ),
    ]
    return {
        # Debian's first line is the synopsis.
        "description": f"{project.summary}\n{contents.recipe['description'].strip()}",
        "section": said["section"],
        "priority": "optional",
        "maintainer": said["maintainer"],
        "depends": sorted([*libraries, *said["depends"]]),
        "recommends": said["recommends"],
        "suggests": said["suggests"],
        "deb": {"compression": "none"},
        "contents": _listed(files),
    }


def _rpm(contents: Contents, libraries: list[str]) -> dict[str, Any]:
    project, said = contents.project, contents.recipe["rpm"]
    doc, licences = f"usr/share/doc/{project.name}", f"usr/share/licenses/{project.name}"
    listed = _listed(_installed(contents, zsh="site-functions"))
    for each in listed:
        if each["dst"].startswith("/usr/share/man/"):
            each["type"] = "doc"  # as rpmbuild marks it
    listed += _listed([Entry(doc, FOLDER), Entry(licences, FOLDER)])
    listed += _listed([Entry(f"{doc}/CHANGELOG.md", FILE, project.root / "CHANGELOG.md")], "doc")
    listed += _listed([Entry(f"{licences}/LICENSE", FILE, project.root / "LICENSE")], "license")
    return {
        "release": "1",
        "maintainer": project.author,
        "depends": sorted([*libraries, *said["requires"]]),
        "recommends": said["recommends"],
        "suggests": said["suggests"],
        "rpm": {
            "compression": "zstd:19",
            "summary": project.summary,
            "group": said["group"],
            "packager": project.author,
            "buildhost": "localhost",
        },
        "contents": listed,
    }


def _installed(contents: Contents, zsh: str) -> list[Entry]:
    """The files that both kinds of packages put under /usr; `zsh` is its folder of functions."""
    name = contents.project.name
    home = f"usr/lib/{name}"
    documents = f"usr/share/doc/{name}"
    return [
        Entry(home, FOLDER),
        *(each.below(home) for each in contents.bundle),
        Entry(f"usr/bin/{name}", 0o777, target=f"../lib/{name}/{name}"),
        Entry(f"{documents}/licences", 0o777, target=f"../../../lib/{name}/{LICENCES}"),
        *(
            Entry(f"usr/share/{each.place.replace('site-functions', zsh)}", each.mode, each.source)
            for each in contents.share
        ),
    ]


def _listed(entries: Iterable[Entry], kind: str = "") -> list[dict[str, Any]]:
    """`entries` as nfpm wants them."""
    return [
        {
            "dst": f"/{each.place}",
            "src": each.target or str(each.source or ""),
            "type": "symlink" if each.target else kind if each.source else "dir",
            "file_info": {"mode": each.mode, "owner": "root", "group": "root"},
        }
        for each in entries
    ]


def _run_nfpm(contents: Contents, file: Path, more: dict[str, Any]) -> None:
    project, stamp = contents.project, contents.date.strftime("%Y-%m-%dT%H:%M:%SZ")
    config = {
        "name": project.name,
        "version": project.version,
        "platform": "linux",
        "license": project.licence,
        "vendor": project.author,
        "description": contents.recipe["description"].strip(),
        "disable_globbing": True,
        "mtime": stamp,
        **more,
    }
    kind, epoch = file.suffix[1:], str(int(contents.date.timestamp()))
    recipe = write(project.work / f"linux/nfpm-{kind}.json", json.dumps(config, indent=1))
    file.unlink(missing_ok=True)
    nfpm = str(build_tool("nfpm"))
    subprocess.run(
        [nfpm, "package", f"--config={recipe}", f"--packager={kind}", f"--target={file}"],
        check=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": epoch},
        stdout=subprocess.DEVNULL,
    )


def _write_tar(contents: Contents, file: Path) -> None:
    """The bundle as it is, with what a desktop wants in share/."""
    project = contents.project
    readme = filled(project.resources / "linux/README.txt", VERSION=project.version)
    entries = [
        *contents.bundle,
        *(each.below("share") for each in contents.share),
        Entry("README.txt", FILE, write(project.work / "linux/README.txt", readme)),
        Entry("CHANGELOG.md", FILE, project.root / "CHANGELOG.md"),
        Entry("LICENSE", FILE, project.root / "LICENSE"),
    ]
    top = file.name.removesuffix(".tar.xz")
    write_tar_xz(file, (each.below(top) for each in entries), contents.date)
