"""What a phone has heard: the far end's sound on a time line, with gaps filled by silence."""

import asyncio
import wave
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

from kefu_lab.phone.audio import FRAME_SAMPLES, RATE_HZ, SILENCE, decode_alaw, rms, tone_amplitude

_LATE_SAMPLES = RATE_HZ // 10  # arrival jitter up to 100 ms is no gap
_PROBE_SAMPLES = RATE_HZ // 5
_LOUD = 0x20
"""A-law magnitude of a sample of 512 (-36 dB of full scale)."""
_MAGNITUDES = bytes((code ^ 0x55) & 0x7F for code in range(256))
_RECENT_TICKS = 125  # 2.5 s


class Heard:
    """Sound from the far end since the call's media began, kept up to `keeps_s` seconds (A-law)."""

    def __init__(self, keeps_s: float) -> None:
        self._limit = int(keeps_s * RATE_HZ)
        self._alaw = bytearray()
        self._began_at: float | None = None
        self._fresh = asyncio.Event()
        self._loud_ticks = 0  # a bit for each of the last ticks
        self.packets = 0

    @property
    def loud_share(self) -> float:
        """Return in how much (0-1) of the last 2.5 s there was sound."""
        return self._loud_ticks.bit_count() / _RECENT_TICKS

    @property
    def seconds(self) -> float:
        """Return how much is kept."""
        return len(self._alaw) / RATE_HZ

    def take(self, now: float, payloads: Sequence[bytes]) -> None:
        """Take what arrived within 20 ms (A-law) up to `now` (seconds, any origin): often one payload, or none."""
        is_loud = any(max(payload.translate(_MAGNITUDES), default=0) >= _LOUD for payload in payloads)
        self._loud_ticks = (self._loud_ticks << 1 | is_loud) & (1 << _RECENT_TICKS) - 1
        self.packets += len(payloads)
        for payload in payloads:
            self._keep(now, payload)

    def _keep(self, now: float, alaw: bytes) -> None:
        if self._began_at is None:
            self._began_at = now
        position = int((now - self._began_at) * RATE_HZ)
        if len(self._alaw) >= self._limit or position >= self._limit:
            return
        missing = position - len(self._alaw)
        if missing > _LATE_SAMPLES:
            self._alaw += SILENCE * (missing // FRAME_SAMPLES)
        self._alaw += alaw
        self._fresh.set()

    def samples(self, from_s: float = 0.0, to_s: float | None = None) -> "array[int]":
        """Return 16-bit samples of a stretch."""
        end = None if to_s is None else int(to_s * RATE_HZ)
        return decode_alaw(self._alaw[int(from_s * RATE_HZ) : end])

    def tone(self, hz: float, from_s: float = 0.0, to_s: float | None = None) -> float:
        """Measure the amplitude (0-32767) of one frequency over a stretch."""
        return tone_amplitude(self.samples(from_s, to_s), hz)

    def tone_by_second(self, hz: float) -> list[float]:
        """Measure the amplitude of one frequency in each whole second."""
        return [self.tone(hz, at, at + 1) for at in range(int(self.seconds))]

    def level(self, from_s: float = 0.0, to_s: float | None = None) -> float:
        """Measure the effective level (0-32767) over a stretch."""
        return rms(self.samples(from_s, to_s))

    async def wait_for_tone(self, hz: float, *, timeout_s: float = 10, amplitude: float = 1000) -> float:
        """Wait until the last 0.2 s hold a tone; return the second at which that was so.

        Raises: TimeoutError.
        """
        return await self._wait(lambda last: tone_amplitude(last, hz) >= amplitude, timeout_s)

    async def wait_for_silence(self, *, timeout_s: float = 10, level: float = 50) -> float:
        """Wait until the last 0.2 s that arrived are silent; return the second at which that was so.

        Raises: TimeoutError.
        """
        return await self._wait(lambda last: rms(last) <= level, timeout_s)

    async def wait_for_sound(self, *, timeout_s: float = 10, level: float = 200) -> float:
        """Wait until the last 0.2 s hold any sound; return the second at which that was so.

        Raises: TimeoutError.
        """
        return await self._wait(lambda last: rms(last) >= level, timeout_s)

    async def _wait(self, is_met: "Callable[[array[int]], bool]", timeout_s: float) -> float:
        probed = len(self._alaw)  # only what arrives from now on counts
        async with asyncio.timeout(timeout_s):
            while True:
                self._fresh.clear()
                if len(self._alaw) >= probed + _PROBE_SAMPLES:
                    probed = len(self._alaw)
                    if is_met(decode_alaw(self._alaw[-_PROBE_SAMPLES:])):
                        return self.seconds
                await self._fresh.wait()

    def save(self, path: Path) -> None:
        """Write what is kept as a WAV file."""
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
            file.writeframes(self.samples().tobytes())
