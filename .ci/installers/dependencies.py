"""Which libraries of the system the bundle needs, read from its files (ELF).

Debian wants the names of packages: resources/linux/package.toml keeps them, reviewed. RPM
wants the libraries themselves, by the names that every distribution gives them.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

Libraries = Mapping[str, frozenset[str]]
"""Names (sonames) of libraries, each with the versions of symbols that are wanted of it."""

LOADER = re.compile(r"ld-linux.*\.so\.\d+$")
LIBC, LIBSTDCXX = "libc.so.6", "libstdc++.so.6"
VERSIONED = ("GLIBC_", "GLIBCXX_", "CXXABI_")
"""Kinds of symbol versions of the C and C++ libraries, which grow with every release."""
GCC_OF_GLIBCXX = {"3.4.29": "11", "3.4.30": "12", "3.4.31": "13.1", "3.4.32": "13.2"}
GCC_OF_GLIBCXX |= {"3.4.33": "14", "3.4.34": "15"}
"""The GCC that brought a version of the C++ library, as Debian numbers its package."""


def libraries_needed(bundle: Path) -> Libraries:
    """What the files in `bundle` want and none of them is.

    Needs objdump (binutils). Raises ValueError when there is no program or library at all.
    """
    files = sorted(each for each in bundle.rglob("*") if _is_elf(each))
    if not files:
        raise ValueError(f"There is no program in {bundle}.")
    inside = {each.name for each in files}
    wanted: dict[str, set[str]] = defaultdict(set)
    for start in range(0, len(files), 100):
        _read_wants(files[start : start + 100], wanted)
    return {
        name: frozenset(versions)
        for name, versions in sorted(wanted.items())
        if name not in inside and not LOADER.match(name)
    }


def _is_elf(file: Path) -> bool:
    if not file.is_file() or file.is_symlink():
        return False
    with file.open("rb") as opened:
        return opened.read(4) == b"\x7fELF"


def _read_wants(files: Iterable[Path], wanted: dict[str, set[str]]) -> None:
    said = subprocess.run(
        ["objdump", "--private-headers", *map(str, files)],
        env={**os.environ, "LC_ALL": "C"},
        check=True,
        capture_output=True,
        text=True,
    )
    library = ""
    for line in said.stdout.splitlines():
        words = line.split()
        if words[:1] == ["NEEDED"]:
            wanted[words[1]].update()
        elif words[:2] == ["required", "from"]:
            library = words[2].rstrip(":")
        elif len(words) == 4 and words[0].startswith("0x") and library:
            wanted[library].add(words[3])
        else:
            library = ""


def debian_packages(needed: Libraries, packages: Mapping[str, str]) -> list[str]:
    """Depends for Debian; `packages` names the one for each library, as alternatives too.

    The C and C++ libraries get the least version that has all symbols. Raises ValueError
    that names a library without a package.
    """
    unknown = sorted(set(needed) - set(packages))
    if unknown:
        raise ValueError(
            f"The bundle needs {', '.join(unknown)}: leave out what needs it, "
            "or name its package in resources/linux/package.toml."
        )
    found = {packages[each] for each in needed} - {packages[LIBC], packages.get(LIBSTDCXX)}
    libc = highest((each for versions in needed.values() for each in versions), "GLIBC_")
    relations = [*found, f"{packages[LIBC]} (>= {libc})"]
    if LIBSTDCXX in needed:
        glibcxx = highest(needed[LIBSTDCXX], "GLIBCXX_")
        # Before 3.4.29 any version that a system with this C library can have will do.
        known = GCC_OF_GLIBCXX.get(glibcxx, "") if _numbers(glibcxx) >= (3, 4, 29) else "5"
        if not known:
            raise ValueError(f"Which GCC brought GLIBCXX_{glibcxx}? Add it to GCC_OF_GLIBCXX.")
        relations.append(f"{packages[LIBSTDCXX]} (>= {known})")
    return sorted(relations)


def rpm_libraries(needed: Libraries) -> list[str]:
    """Requires for RPM: libraries of 64 bits, with the highest of each kind of version."""
    wanted = []
    for name, versions in needed.items():
        kinds = [kind for kind in VERSIONED if any(each.startswith(kind) for each in versions)]
        marks = [f"({kind}{highest(versions, kind)})" for kind in kinds] or ["()"]
        wanted += [f"{name}{mark}(64bit)" for mark in marks]
    return wanted


def highest(versions: Iterable[str], prefix: str) -> str:
    """The highest of `versions` that begin with `prefix`, without it. ValueError if none."""
    of_kind = [each.removeprefix(prefix) for each in versions if each.startswith(prefix)]
    return max((each for each in of_kind if _numbers(each)), key=_numbers)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split("."))) if re.fullmatch(r"[\d.]+", version) else ()
