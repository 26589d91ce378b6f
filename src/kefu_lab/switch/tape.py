"""What the simulated switch records: every voice is a tone of its own, so that a test can tell who was heard when."""

import math
import wave
from array import array
from itertools import pairwise
from pathlib import Path

RATE_HZ = 8000


class Pitches:
    """The tone that stands for each voice, so that one can tell in a recording who was heard."""

    def __init__(self) -> None:
        self._hz: dict[str, int] = {}

    def __getitem__(self, voice: str) -> int:
        return self._hz.setdefault(voice, 300 + 200 * (len(self._hz) % 16))


class Tape:
    """One recording: who was heard from when on."""

    def __init__(self, voice: str, pitches: Pitches, *, is_voicemail: bool) -> None:
        self._voice, self._is_voicemail = voice, is_voicemail
        self._pitches = pitches
        self._heard: list[tuple[int, frozenset[str]]] = []

    def hears(self, at_ms: int, voices: frozenset[str]) -> None:
        """Note what the party hears from now on."""
        self._heard.append((at_ms, voices))

    def write(self, stem: Path, until_ms: int) -> None:
        """Write STEM-customer.wav and STEM-agent.wav, or STEM.wav for a voicemail."""
        stem.parent.mkdir(parents=True, exist_ok=True)
        said = [(self._heard[0][0], frozenset({self._voice}))]
        if self._is_voicemail:
            self._write(stem.with_name(f"{stem.name}.wav"), said, until_ms)
            return
        self._write(stem.with_name(f"{stem.name}-customer.wav"), said, until_ms)
        self._write(stem.with_name(f"{stem.name}-agent.wav"), self._heard, until_ms)

    def _write(self, path: Path, starts: list[tuple[int, frozenset[str]]], until_ms: int) -> None:
        samples = array("h")
        for (from_ms, voices), (to_ms, _) in pairwise([*starts, (until_ms, frozenset[str]())]):
            steps = [2 * math.pi * self._pitches[voice] / RATE_HZ for voice in sorted(voices)]
            count = (to_ms - from_ms) * RATE_HZ // 1000
            samples.extend(round(sum(6000 * math.sin(step * at) for step in steps)) for at in range(count))
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
            file.writeframes(samples.tobytes())
