"""Makes the sound of a reminder, `resources/sounds/reminder.wav`, from nothing but sines.

    python -m tests.reminder_bell FILE

Two soft bell tones, a fifth apart, that begin gently and die away within 1.4 s.
"""

from __future__ import annotations

import array
import math
import sys
import wave
from pathlib import Path

RATE = 22050
LENGTH_S = 1.4
LOUDEST = 0.4
"""Of full scale (-8 dBFS): heard across a room, startling nobody."""
TONES = ((0.0, 523.25), (0.24, 783.99))
"""Begin (s) and pitch (Hz): C5, then G5."""
PARTIALS = ((1.0, 1.0, 0.38), (2.0, 0.35, 0.26), (2.76, 0.12, 0.14), (5.4, 0.04, 0.06))
"""Of the pitch, how strong, and the seconds in which each falls to 1/e, as in a small bell."""
ATTACK_S = 0.008
FADE_S = 0.2


def samples() -> array.array[int]:
    """The sound: signed 16 bit, one channel, `RATE` samples a second."""
    raw = [_at(number / RATE) for number in range(int(RATE * LENGTH_S))]
    scale = 32767 * LOUDEST / max(abs(each) for each in raw)
    return array.array("h", (round(each * scale) for each in raw))


def write(path: Path) -> None:
    """Write the sound as WAV (RIFF, PCM)."""
    sound = samples()
    if sys.byteorder == "big":
        sound.byteswap()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound.tobytes())


def _at(second: float) -> float:
    fade = min(1.0, (LENGTH_S - second) / FADE_S)
    return fade * sum(_tone(second - begin, pitch) for begin, pitch in TONES if second > begin)


def _tone(second: float, pitch: float) -> float:
    # The attack is half a cosine: a straight one would click.
    attack = 0.5 - 0.5 * math.cos(math.pi * min(1.0, second / ATTACK_S))
    return attack * sum(
        strength * math.exp(-second / decay) * math.sin(2 * math.pi * pitch * multiple * second)
        for multiple, strength, decay in PARTIALS
    )


if __name__ == "__main__":
    write(Path(sys.argv[1]))
