"""Shells as a person uses them: on a terminal, with the Tab key."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE_S = 20
READY = "ready-to-type"
ARGUMENTS = {
    "bash": ["--noprofile", "--norc", "-i"],
    "zsh": ["-f", "-i"],
    "fish": ["--no-config", "-i"],
}
STAND_IN = {
    "bash": 'PS1=; bind "set bell-style none"; source "$SCRIPT"; '
    'eventdesk() { printf "<%s>\\n" "$*"; }',
    "zsh": "PROMPT=; fpath=(${SCRIPT:h} $fpath); autoload -Uz compinit; compinit -u -D; "
    'eventdesk() { printf "<%s>\\n" "$*" }',
    "fish": "function fish_prompt; end; source $SCRIPT; "
    "function eventdesk; echo '<'(string join ' ' -- $argv)'>'; end",
}
"""The program does nothing but tell its arguments, in angle brackets."""


class Terminal:
    """A shell on a terminal of its own, with the completions of `script` loaded."""

    def __init__(self, shell: str, script: Path, folder: Path) -> None:
        import pty  # of Unix, and other systems read this module too

        self._own, theirs = pty.openpty()
        self._seen = ""
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "dumb"}
        self._shell = subprocess.Popen(
            ["setsid", "--ctty", shell, *ARGUMENTS[shell]],
            cwd=folder,
            env=environment | {"SCRIPT": str(script), "LANG": "C.UTF-8"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        self._enter(STAND_IN[shell])
        self._enter("printf '%s-%s-type\\n' ready to")
        self._until(READY)

    def completed(self, typed: str) -> str:
        """What the program is given when `typed` is followed by Tab and Return."""
        self._seen = ""
        self._type(f"eventdesk {typed}\t\r")
        self._until("\r\n<", "<")
        self._until(">", ">")
        return self._seen.rpartition("<")[2].partition(">")[0].strip()

    def close(self) -> None:
        """End the shell."""
        self._shell.kill()
        self._shell.wait()
        os.close(self._own)

    def _enter(self, line: str) -> None:
        self._type(line + "\r")

    def _type(self, keys: str) -> None:
        os.write(self._own, keys.encode())

    def _until(self, *marks: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not any(each in self._seen for each in marks):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._own], [], [], left)[0]:
                raise TimeoutError(f"waited for {marks}, seen: {self._seen!r}")
            self._seen += os.read(self._own, 65536).decode(errors="replace")


@contextmanager
def terminal(shell: str, script: Path, folder: Path) -> Iterator[Terminal]:
    """A shell on a terminal; ended afterwards."""
    shown = Terminal(shell, script, folder)
    try:
        yield shown
    finally:
        shown.close()
