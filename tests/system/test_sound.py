"""The sound of a reminder is really heard, holds nobody up, and says why it is not heard."""

from __future__ import annotations

import array
import os
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventdesk.app.house_checks import house_checks
from eventdesk.paths import Paths, resource_folder
from eventdesk.services.health import Check
from eventdesk.system.sound import PATIENCE_S, SOUND, ReminderSound, reminder_sound, sound_problem
from tests import reminder_bell
from tests.desktop import eventually
from tests.fakes import FakeClock
from tests.system.sound_server import SoundServer, heard_s, loudness, sound_server, strength

FILE = resource_folder() / SOUND


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    """A sound server that this process plays on."""
    with sound_server() as found:
        for name, value in found.env.items():
            monkeypatch.setenv(name, value)
        yield found


@pytest.fixture
def no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a sound server nor a sound card."""
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nothing")
    monkeypatch.setattr("eventdesk.system.sound_device._backends", _pulse_alone)


def _pulse_alone() -> list[object]:
    import miniaudio

    return [miniaudio.Backend.PULSEAUDIO]


def silent_again(server: SoundServer) -> None:
    """Wait until nothing is played and the thread that played is gone."""
    eventually(lambda: not playing(), timeout=15, what="end of the sound")
    eventually(lambda: not server.streams(), timeout=15, what="end of the stream")


def playing() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name == "sound"]


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


# The sound itself


def test_the_shipped_sound_is_the_one_that_is_told_how_to_make(tmp_path: Path) -> None:
    reminder_bell.write(tmp_path / "made.wav")
    with wave.open(str(tmp_path / "made.wav")) as made, wave.open(str(FILE)) as shipped:
        assert made.getparams() == shipped.getparams()
        pairs = zip(_samples(made), _samples(shipped), strict=True)
        # Another processor may round otherwise.
        assert max(abs(one - other) for one, other in pairs) <= 1


def test_the_sound_is_short_small_and_calm() -> None:
    with wave.open(str(FILE)) as file:
        samples = _samples(file)
        assert 0.8 <= file.getnframes() / file.getframerate() <= 1.5
    assert FILE.stat().st_size < 100_000
    assert 8000 < max(map(abs, samples)) < 16384, "loud enough, and never shrill"
    assert abs(samples[0]) < 50, "it begins without a click"
    assert max(map(abs, samples[-20:])) < 50, "and ends without one"
    assert loudness(samples)[-2] < max(loudness(samples)) / 20, "it dies away"


def _samples(file: wave.Wave_read) -> array.array[int]:
    samples = array.array("h", file.readframes(file.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


# With a sound server


def test_a_reminder_is_heard(server: SoundServer) -> None:
    server.record()
    begun = time.monotonic()
    assert reminder_sound(resource_folder()).play() == ""
    assert time.monotonic() - begun < 1.4, "the caller need not hear it out"
    silent_again(server)
    eventually(lambda: loudness(server.heard())[-3:] == [0, 0, 0], what="silence recorded")

    samples = server.heard()
    assert 0.9 < heard_s(samples) < 1.5
    first = next(at for at, each in enumerate(samples) if each)
    bell = samples[first : first + reminder_bell.RATE]
    low, between, high = (strength(bell, pitch) for pitch in (523.25, 640, 783.99))
    assert min(low, high) > 5 * between, (low, between, high)


def test_reminders_within_two_seconds_make_one_sound(server: SoundServer) -> None:
    server.record()
    clock = FakeClock()
    sound = ReminderSound(FILE, clock.monotonic)
    assert [sound.play() for _ in range(5)] == [""] * 5
    silent_again(server)
    clock.advance(seconds=1.9)
    assert sound.play() == ""
    assert playing() == [], "no second sound yet"
    clock.advance(seconds=0.2)
    assert sound.play() == ""
    silent_again(server)
    eventually(lambda: loudness(server.heard())[-3:] == [0, 0, 0], what="silence recorded")
    assert 1.8 < heard_s(server.heard()) < 3.0, "two sounds"


def test_a_sound_goes_on_while_the_next_reminder_comes(server: SoundServer) -> None:
    clock = FakeClock()
    sound = ReminderSound(FILE, clock.monotonic)
    assert sound.play() == ""
    clock.advance(minutes=1)
    assert sound.play() == ""
    assert playing() == ["sound"]
    assert len(server.streams()) == 1
    silent_again(server)


def test_a_server_that_hangs_holds_nobody_up(server: SoundServer) -> None:
    clock = FakeClock()
    sound = ReminderSound(FILE, clock.monotonic)
    server.hang()
    try:
        begun = time.monotonic()
        problem = sound.play()
        first_s = time.monotonic() - begun
        for _ in range(20):
            clock.advance(minutes=1)
            assert sound.play() == problem
        all_s = time.monotonic() - begun
        assert problem.startswith("The sound system does not answer. Restart the sound service")
        assert first_s < PATIENCE_S + 2
        assert all_s < first_s + 1, "only the first one waits"
        assert playing() == ["sound"], "and only one thread hangs"
    finally:
        server.go_on()
    # What had hung is heard now, and then the next one.
    silent_again(server)
    clock.advance(minutes=1)
    assert sound.play() == ""
    silent_again(server)


def test_a_server_that_vanishes_under_a_sound_is_told_the_next_time(server: SoundServer) -> None:
    clock = FakeClock()
    sound = ReminderSound(FILE, clock.monotonic)
    assert sound.play() == ""
    server.stop()
    eventually(lambda: not playing(), timeout=20, what="end of the sound")
    clock.advance(minutes=1)
    assert "No sound device was found" in sound.play()


def test_many_sounds_leave_nothing_behind(server: SoundServer) -> None:
    # The library alone fails at the 54th.
    assert sound_problem(resource_folder()) is None
    before = open_files()
    for _ in range(70):
        assert sound_problem(resource_folder()) is None
    eventually(lambda: not playing(), what="end of the threads")
    assert open_files() <= before
    assert server.streams() == [], "looking makes no sound"


def test_quitting_while_it_sounds_takes_no_time(server: SoundServer) -> None:
    code = (
        "from eventdesk.system.sound import reminder_sound\n"
        "from eventdesk.paths import resource_folder\n"
        "assert reminder_sound(resource_folder()).play() == ''\n"
    )
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert time.monotonic() - begun < 10


# Without one


@pytest.mark.usefixtures("no_server")
def test_without_a_device_it_says_what_to_do() -> None:
    clock = FakeClock()
    sound = ReminderSound(FILE, clock.monotonic)
    problem = sound.play()
    if sys.platform.startswith("linux"):
        assert problem == (
            "No sound device was found. Plug one in, or start the desktop's sound service "
            "(PipeWire or PulseAudio). Or switch the sound of reminders off."
        )
    assert sound.play() == problem, "within two seconds, nothing is tried again"
    clock.advance(minutes=1)
    assert sound.play() == problem
    assert str(sound_problem(resource_folder())) == problem


def test_without_a_device_nothing_is_written_to_the_terminal(tmp_path: Path) -> None:
    if any(Path("/dev/snd").glob("pcm*p")):
        pytest.skip("there is a sound card")
    code = (
        "from eventdesk.system.sound import reminder_sound\n"
        "from eventdesk.paths import resource_folder\n"
        "print(reminder_sound(resource_folder()).play())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PULSE_SERVER": f"unix:{tmp_path}/nothing"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert "No sound device was found" in done.stdout
    assert [line for line in done.stderr.splitlines() if "no sound: No sound" not in line] == []


def test_the_library_is_loaded_by_the_first_sound_alone() -> None:
    code = (
        "import sys\n"
        "from eventdesk.system.sound import reminder_sound\n"
        "from eventdesk.paths import resource_folder\n"
        "reminder_sound(resource_folder())\n"
        "print(sorted(each for each in sys.modules if 'miniaudio' in each or each == 'wave'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "eventdesk.system.sound_device", raising=False)
    monkeypatch.delattr("eventdesk.system.sound_device", raising=False)
    monkeypatch.setitem(sys.modules, "miniaudio", None)
    problem = reminder_sound(resource_folder()).play()
    assert problem.startswith("The sound library cannot be loaded (")
    assert problem.endswith("Install it: pip install miniaudio.")


@pytest.mark.parametrize("content", [None, b"", b"RIFF", b"no sound at all", b"RIFF\0\0\0\0WAVE"])
def test_a_sound_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "broken.wav"
    if content is not None:
        file.write_bytes(content)
    problem = ReminderSound(file).play()
    assert problem.startswith(f"The sound {file} cannot be read (")
    assert problem.endswith("). Install EventDesk anew.")
    assert "()" not in problem


def test_the_program_ending_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    problem = ReminderSound(FILE).play()
    assert problem.startswith("No sound can be played now (")


# The line of the health page


def health_line(paths: Paths, clock: FakeClock) -> Check:
    return dict(house_checks(paths, clock))["sound"]()


def test_health_tells_that_a_sound_can_be_played(
    server: SoundServer, paths: Paths, clock: FakeClock
) -> None:
    server.record()
    assert health_line(paths, clock) == Check("sound", True, "a sound can be played")
    eventually(lambda: not playing(), what="end of the thread")
    assert heard_s(server.heard()) == 0


@pytest.mark.usefixtures("no_server")
def test_health_notes_a_missing_device_and_is_not_alarmed(paths: Paths, clock: FakeClock) -> None:
    found = health_line(paths, clock)
    assert (found.ok, found.notice, found.detail) == (True, True, "No sound device was found")
    assert "Plug one in" in found.remedy
