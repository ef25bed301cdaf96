"""The sound device, through miniaudio (PulseAudio, PipeWire, ALSA, WASAPI, Core Audio).

Imported at the first sound only: loading the library takes 70 ms.
"""

from __future__ import annotations

import logging
import sys
import threading
import wave
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path

import miniaudio

from eventdesk.domain.language import later

log = logging.getLogger(__name__)
BUFFER_MS = 100
SILENCE_S = 0.3
"""Played after the sound: more than the buffer, so that closing cuts nothing off."""
LONGEST_WAIT_S = 5.0
"""How much longer than its own length a sound may take, as on a device that went away."""


class NoDevice(Exception):
    """Nothing here can play a sound; the text is the library's."""


class Unreadable(Exception):
    """A file holds no sound that can be played; the text tells why."""


class Recording:
    """A WAV file (16 bit PCM) in memory. Unreadable."""

    def __init__(self, path: Path) -> None:
        try:
            with wave.open(str(path), "rb") as file:
                self.channels, self.rate = file.getnchannels(), file.getframerate()
                self.width = self.channels * file.getsampwidth()
                self.data = file.readframes(file.getnframes())
        except OSError as error:
            raise Unreadable(error.strerror or str(error)) from None
        except (EOFError, wave.Error) as error:
            raise Unreadable(str(error) or later("it ends too early")) from None
        if self.width != 2 * self.channels:
            raise Unreadable(later("it has not 16 bits a sample"))
        self.length_s = len(self.data) / self.width / self.rate


def play(recording: Recording, begun: Callable[[], object]) -> None:
    """Play to the end, on this thread; `begun` is called once it can be heard.

    NoDevice when nothing can play it. A device that hangs hangs this thread.
    """
    try:
        device = _Device(recording)
    except miniaudio.MiniaudioError as error:
        raise NoDevice(" ".join(str(each) for each in error.args)) from None
    ended = threading.Event()
    source = _source(recording, ended)
    next(source)
    try:
        device.start(source)
        begun()
        if not ended.wait(recording.length_s + SILENCE_S + LONGEST_WAIT_S):
            log.warning("the sound device took no sound for %g s", LONGEST_WAIT_S)
    except miniaudio.MiniaudioError as error:
        raise NoDevice(" ".join(str(each) for each in error.args)) from None
    finally:
        device.close()


def probe() -> str:
    """Open the default device without playing; how it is reached. NoDevice."""
    try:
        device = _Device(None)
    except miniaudio.MiniaudioError as error:
        raise NoDevice(" ".join(str(each) for each in error.args)) from None
    try:
        return str(device.backend)
    finally:
        device.close()


class _Device(miniaudio.PlaybackDevice):
    """The default device for one recording. Its life is spent on one thread."""

    def __init__(self, recording: Recording | None) -> None:
        super().__init__(
            output_format=miniaudio.SampleFormat.SIGNED16,
            nchannels=recording.channels if recording else 1,
            sample_rate=recording.rate if recording else 44100,
            buffersize_msec=BUFFER_MS,
            backends=_backends(),
            thread_prio=miniaudio.ThreadPriority.NORMAL,
            app_name="EventDesk",
        )

    def close(self) -> None:
        """Close the device and its connection, also one that was opened in part only."""
        super().close()
        # The library forgets its connection; after 53 of them the sound server takes no more.
        context = self.__dict__.pop("_context", None)
        if context is not None:
            miniaudio.lib.ma_context_uninit(context)


def _backends() -> list[miniaudio.Backend]:
    """What may play: never the library's silent stand-in for a missing device."""
    if sys.platform == "win32":
        return [miniaudio.Backend.WASAPI, miniaudio.Backend.DSOUND, miniaudio.Backend.WINMM]
    if sys.platform == "darwin":
        return [miniaudio.Backend.COREAUDIO]
    found = [miniaudio.Backend.PULSEAUDIO]
    # Without a sound card ALSA writes dozens of lines to stderr.
    if any(Path("/dev/snd").glob("pcm*p")):
        found.append(miniaudio.Backend.ALSA)
    return found


def _source(recording: Recording, ended: threading.Event) -> Generator[bytes, int, None]:
    """Gives the device, on its own thread, the frames that it asks for, then some silence."""
    data = recording.data + bytes(int(recording.rate * SILENCE_S) * recording.width)
    at = 0
    with suppress(GeneratorExit):
        wanted = yield b""
        while at < len(data):
            end = at + wanted * recording.width
            wanted = yield data[at:end]
            at = end
    ended.set()
