"""The laboratory's SIP phone, the sound without I/O: G.711, RTP, keys, what was heard."""

import asyncio
import math
import wave
from array import array
from itertools import pairwise
from pathlib import Path

import pytest

from kefu_lab.phone import rtp
from kefu_lab.phone.audio import (
    ALAW_TO_ULAW,
    SILENCE,
    ULAW_TO_ALAW,
    Recorded,
    Tone,
    decode_alaw,
    encode_alaw,
    frames_of,
    rms,
    tone_amplitude,
)
from kefu_lab.phone.heard import Heard


def test_alaw_of_known_samples() -> None:
    """Even bits inverted; the sign bit is 1 for positive samples (ITU-T G.711, table 1a)."""
    assert encode_alaw([0, -1, 32767, -32768, 1000, -1000]).hex() == "d555aa2afa7a"


def test_every_alaw_code_survives_expansion() -> None:
    codes = bytes(range(256))
    assert encode_alaw(decode_alaw(codes)) == codes


def test_alaw_error_is_below_its_step() -> None:
    samples = range(-32768, 32768, 7)
    for sample, decoded in zip(samples, decode_alaw(encode_alaw(samples)), strict=True):
        assert abs(decoded - sample) <= max(16, abs(sample) / 16)


def test_mulaw_and_alaw_translate_into_each_other_within_a_step() -> None:
    for code, sample in enumerate(decode_alaw(bytes(range(256)))):
        back = decode_alaw(bytes([ULAW_TO_ALAW[ALAW_TO_ULAW[code]]]))[0]
        assert abs(back - sample) <= max(24, abs(sample) / 12)


def test_a_tone_is_found_where_it_is() -> None:
    samples = decode_alaw(b"".join(Tone(400, amplitude=8000).frames()))
    assert len(samples) == 8000
    assert tone_amplitude(samples, 400) == pytest.approx(8000, rel=0.02)
    assert tone_amplitude(samples, 700) < 20
    assert rms(samples) == pytest.approx(8000 / math.sqrt(2), rel=0.02)
    assert tone_amplitude([], 400) == 0
    assert rms([]) == 0


def test_a_tone_joins_its_own_beginning() -> None:
    samples = decode_alaw(b"".join(Tone(333, amplitude=8000).frames() * 2))
    steps = [abs(after - before) for before, after in pairwise(samples)]
    assert max(steps[7990:8010]) <= max(steps[:7900])


def test_frames_are_filled_with_silence() -> None:
    assert frames_of(b"\x2a" * 200) == (b"\x2a" * 160, b"\x2a" * 40 + SILENCE[:120])
    assert frames_of(b"\x2a" * 160) == (b"\x2a" * 160,)


def write_wav(path: Path, samples: "array[int]", rate_hz: int = 8000) -> Path:
    """Write a mono 16-bit WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate_hz, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return path


def test_recordings_are_read_from_wav_and_alaw(tmp_path: Path) -> None:
    samples = decode_alaw(b"".join(Tone(400).frames()))
    from_wav = Recorded(write_wav(tmp_path / "a.wav", samples)).frames()
    (tmp_path / "b.alaw").write_bytes(b"".join(Tone(400).frames()))
    assert from_wav == Recorded(tmp_path / "b.alaw").frames() == Tone(400).frames()


def test_a_recording_of_another_rate_is_refused(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "wide.wav", array("h", [0] * 160), rate_hz=16000)
    with pytest.raises(ValueError, match="8 kHz"):
        Recorded(path).frames()


def test_rtp_packets_are_written_and_read() -> None:
    packet = rtp.Packet(8, True, 65535, 0xFFFFFFFF, 0x12345678, b"sound")
    data = rtp.pack(packet)
    assert data.hex() == "8088ffffffffffff12345678" + b"sound".hex()
    assert rtp.unpack(data) == packet


def test_rtp_with_sources_extension_and_padding_is_read() -> None:
    data = bytes([0x80 | 0x20 | 0x10 | 1, 8]) + bytes(10) + b"csrc" + b"\0\0\0\1" + b"ext4" + b"sound" + b"\0\0\3"
    packet = rtp.unpack(data)
    assert packet is not None
    assert packet.payload == b"sound"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80\x08",
        b"\x00\x01" + bytes(18),
        b"\x80\xc8" + bytes(26),
        b"\x90\x08" + bytes(10),
        b"\xa0\x08" + b"\xff" * 12,
    ],
)
def test_what_is_no_rtp_is_dropped(data: bytes) -> None:
    assert rtp.unpack(data) is None


def test_a_key_is_eight_packets_down_and_three_times_its_end() -> None:
    payloads = rtp.digit_payloads("#")
    assert [payload.hex() for payload in payloads[:2]] == ["0b0a00a0", "0b0a0140"]
    assert [payload.hex() for payload in payloads[8:]] == ["0b8a0500"] * 3
    assert len(payloads) == 11
    with pytest.raises(ValueError, match="substring"):
        rtp.digit_payloads("x")


def test_each_key_is_detected_once_even_when_pressed_twice() -> None:
    detector = rtp.DigitDetector()
    found = [
        detector.feed(rtp.Packet(101, False, 0, timestamp, 1, payload))
        for timestamp, key in ((160, "1"), (1600, "1"), (3200, "*"))
        for payload in rtp.digit_payloads(key)
    ]
    assert [key for key in found if key] == ["1", "1", "*"]
    assert detector.feed(rtp.Packet(101, False, 0, 9, 1, b"\x20\0\0\0")) is None  # a line event, no key
    assert detector.feed(rtp.Packet(101, False, 0, 10, 1, b"")) is None


def test_what_was_heard_lies_on_a_time_line() -> None:
    async def story() -> Heard:
        heard = Heard(keeps_s=3)
        for second, sound in ((0, Tone(400)), (2, Tone(700))):
            for number, frame in enumerate(sound.frames()):
                heard.take(100 + second + number * 0.02, [frame])
        return heard

    heard = asyncio.run(story())
    assert heard.seconds == pytest.approx(3, abs=0.02)
    low, high = heard.tone_by_second(400), heard.tone_by_second(700)
    assert [round(level / 8000) for level in low[:2]] == [1, 0]
    assert heard.tone(700, 2) == pytest.approx(8000, rel=0.05)
    assert high[0] < 100
    assert heard.level(1.1, 1.9) < 20


def test_no_more_is_kept_than_asked() -> None:
    async def story() -> Heard:
        heard = Heard(keeps_s=0.1)
        for number in range(50):
            heard.take(number * 0.02, [SILENCE])
        return heard

    heard = asyncio.run(story())
    assert (heard.packets, heard.seconds) == (50, 0.1)


async def test_waiting_for_a_tone_and_for_silence(tmp_path: Path) -> None:
    heard = Heard(keeps_s=10)

    async def arrive(sound: Tone | None, from_s: float) -> None:
        for number in range(50):
            heard.take(from_s + number * 0.02, [Tone(sound.hz).frames()[number] if sound else SILENCE])
            await asyncio.sleep(0)

    waiting = asyncio.create_task(heard.wait_for_tone(700, timeout_s=5))
    await arrive(Tone(400), 0)
    assert not waiting.done()
    await arrive(Tone(700), 1)
    assert 1.0 < await waiting <= 2.0
    waiting = asyncio.create_task(heard.wait_for_silence(timeout_s=5))
    await asyncio.sleep(0)
    await arrive(None, 2)
    assert 2.0 < await waiting <= 3.0
    heard.save(tmp_path / "heard.wav")
    with wave.open(str(tmp_path / "heard.wav")) as file:
        assert (file.getframerate(), file.getnframes()) == (8000, 24000)


def test_the_share_of_sound_in_the_last_seconds() -> None:
    async def story() -> list[float]:
        heard, shares = Heard(keeps_s=0), []
        for payloads in ([Tone(400).frames()[0]], [SILENCE], [], [Tone(400, amplitude=200).frames()[0]]):
            for number in range(125):
                heard.take(number * 0.02, payloads)
            shares.append(heard.loud_share)
        for number in range(25):
            heard.take(number * 0.02, [SILENCE, Tone(400).frames()[0]])
        return [*shares, heard.loud_share]

    assert asyncio.run(story()) == [1.0, 0.0, 0.0, 0.0, 0.2]
