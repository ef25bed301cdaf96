"""CHANGELOG.md (Keep a Changelog) in the forms that packages want."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from textwrap import wrap

_HEADING = re.compile(r"## \[(?P<version>[^\]]+)\](?: - (?P<date>\d{4}-\d\d-\d\d))?$")
UNRELEASED = "Unreleased"


@dataclass(frozen=True, slots=True)
class Release:
    """A version with its date (UTC) and what it changed, in plain words."""

    version: str
    date: datetime
    changes: tuple[str, ...]


def read_releases(file: Path, version: str, built: datetime) -> list[Release]:
    """The releases, newest first. What is not released yet belongs to `version`, of `built`.

    Raises ValueError when the file's newest release is not `version`, and there is nothing
    unreleased that could be.
    """
    found: list[tuple[str, datetime, list[str]]] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        heading = _HEADING.match(line)
        if heading:
            day = heading["date"]
            date = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else built
            found.append((heading["version"], date, []))
        elif found and line.startswith("- "):
            found[-1][2].append(line[2:])
        elif found and found[-1][2] and line.startswith("  "):
            found[-1][2][-1] += f" {line.strip()}"
    known = {name for name, _, _ in found}
    releases = [
        Release(version if name == UNRELEASED else name, date, tuple(map(_plain, changes)))
        for name, date, changes in found
        if name != UNRELEASED or (changes and version not in known)
    ]
    if not releases or releases[0].version != version:
        raise ValueError(f"{file.name} does not begin with what {version} changed.")
    return releases


def debian_changelog(name: str, maintainer: str, releases: Iterable[Release]) -> str:
    """As deb-changelog(5) wants it."""
    return "\n".join(_debian_entry(name, maintainer, each) for each in releases)


def _debian_entry(name: str, maintainer: str, release: Release) -> str:
    lines = [f"{name} ({release.version}) stable; urgency=medium", ""]
    for change in release.changes:
        lines += wrap(change, 78, initial_indent="  * ", subsequent_indent="    ")
    lines += ["", f" -- {maintainer}  {format_datetime(release.date)}", ""]
    return "\n".join(lines)


def appstream_releases(releases: Iterable[Release]) -> str:
    """The elements inside <releases> of AppStream metadata."""
    return "".join(
        f'\n    <release version="{each.version}" date="{each.date:%Y-%m-%d}"/>'
        for each in releases
    )


def _plain(text: str) -> str:
    """`text` without the marks of Markdown."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"`([^`]*)`|\*\*([^*]+)\*\*|\*([^*]+)\*", r"\1\2\3", text)
