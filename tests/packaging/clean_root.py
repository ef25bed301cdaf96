"""A clean Debian to install packages in: nothing of this computer reaches it, and back.

The base is made once by debootstrap and kept; each root lies over it and is thrown away. What
runs in a root has mounts and processes of its own, which end with it, so that nothing is left
behind whatever happens.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SUITE = "bookworm"
"""The oldest Debian that the packages are made for."""
CACHE = Path(__file__).resolve().parents[2] / "build/roots"
"""Where bases are kept; `make clean` removes it."""
NEEDED = ("debootstrap", "chroot", "unshare", "mount")
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}
_ENTER = """
set -e
layers=$1 root=$2 shares=$3
shift 3
[ -z "$layers" ] || mount -t overlay overlay -o "$layers" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
for each in $shares; do
    mkdir -p "$root$each"
    mount --bind "$each" "$root$each"
done
exec chroot "$root" "$@"
"""
_CHANGING = re.compile(r"/(proc|dev|sys|tmp|run|var/(log|cache|lib/(apt|dpkg)))(/|$)")


@dataclass
class CleanRoot:
    """A system without EventDesk. `shares` are folders of this computer seen there too."""

    folder: Path
    layers: str = ""
    shares: list[Path] = field(default_factory=list)

    def command(self, *words: str) -> list[str]:
        """How to run `words` in the root, as its user root; for Popen."""
        shares = " ".join(map(str, self.shares))
        enter = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", _ENTER]
        return [*enter, "sh", self.layers, str(self.folder), shares, *words]

    def run(
        self, *words: str, check: bool = True, timeout: float = 600, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `words` in the root and wait. AssertionError with all it said when it fails."""
        done = subprocess.run(
            self.command(*words),
            env=ENVIRONMENT | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(
                f"{words} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
            )
        return done

    def put(self, file: Path, place: str = "/") -> str:
        """Copy a file of this computer into the folder `place`; its path in the root."""
        target = f"{place.rstrip('/')}/{file.name}"
        code = 'mkdir -p "$1" && cat >"$2"'
        with file.open("rb") as opened:
            subprocess.run(
                self.command("sh", "-c", code, "sh", place, target),
                env=ENVIRONMENT,
                stdin=opened,
                check=True,
            )
        return target

    def install(self, *packages: str, recommended: bool = False) -> None:
        """Install packages by name, or by the path of a .deb in the root."""
        wish = "--install-recommends" if recommended else "--no-install-recommends"
        self.run("apt-get", "-qq", "-y", wish, "install", *packages)

    def files(self) -> set[str]:
        """All files and folders, but for those that apt and dpkg keep to themselves."""
        found = self.run("find", "/", "-xdev", "-print0").stdout.split("\0")
        return {each for each in found if each and not _CHANGING.match(each)}


def why_not() -> str:
    """Why no clean root can be made here; '' when one can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "a clean root needs Linux and the user root"
    missing = [each for each in NEEDED if shutil.which(each) is None]
    return f"a clean root needs {', '.join(missing)}" if missing else ""


@contextmanager
def clean_root(
    cache: Path = CACHE, suite: str = SUITE, shares: Sequence[Path] = ()
) -> Iterator[CleanRoot]:
    """A fresh root over the base in `cache`, which is made when missing; gone afterwards."""
    import fcntl  # of Unix, and other systems read this module too

    base = cache / suite
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / f"{suite}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another test process may be making it
        if not (base / "complete").is_file():
            _make_base(base, suite)
    with tempfile.TemporaryDirectory(prefix="eventdesk-root-") as folder:
        root = _over(base / "root", Path(folder))
        root.shares += shares
        root.run("apt-get", "-qq", "update")
        yield root


def _over(base: Path, folder: Path) -> CleanRoot:
    """A layer over `base`, or where the kernel has no overlays a copy of it."""
    for name in ("upper", "work", "root"):
        (folder / name).mkdir()
    layers = f"lowerdir={base},upperdir={folder / 'upper'},workdir={folder / 'work'}"
    root = CleanRoot(folder / "root", layers)
    if root.run("true", check=False).returncode == 0:
        return root
    subprocess.run(["cp", "--archive", f"{base}/.", str(folder / "root")], check=True)
    return CleanRoot(folder / "root")


def _make_base(base: Path, suite: str) -> None:
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir(parents=True)
    command = ["debootstrap", "--variant=minbase", suite, str(base / "root"), *_mirror()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"debootstrap ended with {done.returncode}:\n{done.stdout[-2000:]}")
    (base / "complete").touch()


def _mirror() -> list[str]:
    """The server that this computer takes Debian from; none for debootstrap's own choice."""
    for file in (Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list")):
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        found = re.search(
            r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(\S+/debian/?)(?:\s|$)", text, re.MULTILINE
        )
        if found:
            return [found[1]]
    return []
