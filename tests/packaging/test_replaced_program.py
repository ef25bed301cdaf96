"""A program that runs while its package is updated or removed goes on, and loses nothing."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from installers.project import Project

PATIENCE_S = 30
CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//example//EN\r
BEGIN:VEVENT\r
UID:replaced@example.org\r
DTSTAMP:20261121T120000Z\r
DTSTART:20261127T143000Z\r
SUMMARY:Dentist\r
END:VEVENT\r
END:VCALENDAR\r
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="as Linux packages do it")


def replace_file(bundle: Path) -> None:
    """As dpkg and rpm do: the new file is written beside, and takes the old one's name."""
    new = bundle / "eventdesk.new"
    new.write_bytes(b"another version" * 1_000_000)
    new.replace(bundle / "eventdesk")


def remove_program(bundle: Path) -> None:
    (bundle / "eventdesk").unlink()


@pytest.mark.slow
@pytest.mark.parametrize("happens", [replace_file, remove_program])
def test_modules_are_read_from_the_program_that_was_started(
    built: Project, tmp_path: Path, happens: Callable[[Path], None]
) -> None:
    bundle = tmp_path / "eventdesk"
    shutil.copytree(built.bundle, bundle, symlinks=True, copy_function=linked)
    theirs, own = os.pipe()
    running = subprocess.Popen(
        [bundle / "eventdesk", "import", "-"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"EVENTDESK_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin", "TZ": "UTC"},
    )
    try:
        os.write(own, CALENDAR[:20])
        wait_until_read(theirs)  # all that reads and stores calendars is still to be imported
        happens(bundle)
        os.write(own, CALENDAR[20:])
        os.close(own)
        out, errors = running.communicate(timeout=PATIENCE_S)
    finally:
        running.kill()
        running.wait()
        os.close(theirs)
    assert (running.returncode, errors.decode()) == (0, "")
    assert out.decode().startswith("Imported: 1 added")


def linked(source: str, target: str) -> None:
    os.link(Path(source).resolve(), target)


def wait_until_read(pipe: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while waiting(pipe):
        assert time.monotonic() < deadline, "the program does not read what is piped to it"
        time.sleep(0.01)


def waiting(pipe: int) -> int:
    """How many bytes nobody has read yet."""
    import fcntl  # of Unix, and other systems read this module too
    import termios

    [count] = struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))
    return int(count)
