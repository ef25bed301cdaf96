"""A real sound server without a loudspeaker: what is played on it can be heard by a test."""

from __future__ import annotations

import array
import math
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desktop import eventually

RATE = 22050
PROGRAMS = ("pulseaudio", "pactl", "parec")
WINDOW_S = 0.05
AUDIBLE = 300
"""Of 32,767: what counts as heard."""


class SoundServer:
    """PulseAudio with one sink that swallows everything. Made by `sound_server`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        socket = folder / "native"
        self.env = {
            "PULSE_SERVER": f"unix:{socket}",
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_STATE_PATH": str(folder),
        }
        self._recorder: subprocess.Popen[bytes] | None = None
        self._recorded = folder / "heard.raw"
        self._server = self._start(
            *("pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"),
            *("-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1"),
            *("-L", f"module-null-sink sink_name=deaf rate={RATE} channels=1"),
        )
        eventually(self._answers, timeout=15, what="the sound server")

    def record(self) -> None:
        """Listen from now on."""
        with self._recorded.open("wb") as file:
            self._recorder = self._start(
                *("parec", "--device=deaf.monitor", "--raw", "--format=s16le"),
                *(f"--rate={RATE}", "--channels=1", "--latency-msec=20"),
                stdout=file,
            )
        eventually(lambda: self._recorded.stat().st_size > 0, timeout=15, what="the recorder")

    def heard(self) -> array.array[int]:
        """All samples since `record`, silence included."""
        raw = self._recorded.read_bytes()
        return array.array("h", raw[: len(raw) // 2 * 2])

    def streams(self) -> list[str]:
        """The sounds being played now, one line each."""
        done = self._pactl("list", "short", "sink-inputs")
        return done.stdout.splitlines()

    def hang(self) -> None:
        """Take connections and answer nothing, until `go_on`."""
        self._server.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Answer again."""
        self._server.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End the server, and the recorder."""
        self.go_on()
        for each in (self._recorder, self._server):
            if each is not None:
                each.kill()
                each.wait(10)

    def _answers(self) -> bool:
        assert self._server.poll() is None, "the sound server ended"
        return self._pactl("info").returncode == 0

    def _pactl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["pactl", *arguments],
            env={**os.environ, **self.env},
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )

    def _start(self, *command: str, stdout: object = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            env={**os.environ, **self.env, "HOME": str(self._folder)},
            stdout=stdout,  # type: ignore[arg-type]
            stderr=subprocess.DEVNULL,
        )


def loudness(samples: array.array[int]) -> list[int]:
    """The greatest sample of each WINDOW_S."""
    step = int(RATE * WINDOW_S)
    return [max(map(abs, samples[at : at + step])) for at in range(0, len(samples), step)]


def heard_s(samples: array.array[int]) -> float:
    """For how many seconds something can be heard."""
    return WINDOW_S * sum(level >= AUDIBLE for level in loudness(samples))


def strength(samples: array.array[int], pitch: float) -> float:
    """How strongly a pitch (Hz) sounds in the samples (one line of a Fourier transform)."""
    turn = 2 * math.pi * pitch / RATE
    real = sum(each * math.cos(turn * at) for at, each in enumerate(samples))
    imaginary = sum(each * math.sin(turn * at) for at, each in enumerate(samples))
    return math.hypot(real, imaginary) / max(len(samples), 1)


@contextmanager
def sound_server() -> Iterator[SoundServer]:
    """A running sound server; skips the test without PulseAudio, and fails in CI."""
    missing = [each for each in PROGRAMS if shutil.which(each) is None]
    if missing or not sys.platform.startswith("linux"):
        reason = f"not installed: {', '.join(missing)}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    # The path of a socket must be short, which a test's own folder is not.
    with tempfile.TemporaryDirectory(prefix="sound-") as folder:
        server = SoundServer(Path(folder))
        try:
            yield server
        finally:
            server.stop()
