"""One stereo file out of a recording's two sides, whatever state the switch left them in."""

import wave
from array import array
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kefu.recordings.model import RecordingUnreadableError
from kefu.recordings.stereo import locate, press
from kefu_lab.phone.audio import tone_amplitude
from support.sound import read_wav, tone, write_wav


def test_the_customer_is_left_and_the_agent_right(tmp_path: Path) -> None:
    sides = [write_wav(tmp_path / "c.wav", tone(440, 2)), write_wav(tmp_path / "a.wav", tone(700, 2, amplitude=16000))]
    waveform = press(sides, tmp_path / "whole.wav")
    left, right = read_wav(tmp_path / "whole.wav")
    assert tone_amplitude(left, 440) == pytest.approx(8000, rel=0.01)
    assert tone_amplitude(right, 700) == pytest.approx(16000, rel=0.01)
    assert tone_amplitude(left, 700) < 30
    assert tone_amplitude(right, 440) < 30
    assert waveform.duration_ms == 2000
    assert waveform.size_bytes == (tmp_path / "whole.wav").stat().st_size == 44 + 2 * 2 * 16000
    assert [len(side) for side in waveform.peaks] == [400, 400]
    assert all(0.95 < peak / (8000 / 128) <= 1 for peak in waveform.peaks[0])
    assert all(0.95 < peak / (16000 / 128) <= 1 for peak in waveform.peaks[1])


def test_the_shorter_side_is_filled_up_with_silence(tmp_path: Path) -> None:
    sides = [write_wav(tmp_path / "c.wav", tone(440, 1.5)), write_wav(tmp_path / "a.wav", tone(700, 0.5))]
    waveform = press(sides, tmp_path / "whole.wav")
    left, right = read_wav(tmp_path / "whole.wav")
    assert left == tone(440, 1.5)
    assert right == tone(700, 0.5) + array("h", bytes(2 * 8000))
    assert waveform.peaks[1][200:] == bytes(200)


def test_a_side_that_was_never_made_is_silent(tmp_path: Path) -> None:
    sides = [write_wav(tmp_path / "c.wav", tone(440, 0.5)), tmp_path / "a.wav"]
    press(sides, tmp_path / "whole.wav")
    left, right = read_wav(tmp_path / "whole.wav")
    assert (left, right) == (tone(440, 0.5), array("h", bytes(2 * 4000)))


def test_a_voicemail_has_one_side(tmp_path: Path) -> None:
    waveform = press([write_wav(tmp_path / "v.wav", tone(440, 0.25))], tmp_path / "whole.wav")
    assert read_wav(tmp_path / "whole.wav") == (tone(440, 0.25),)
    assert (waveform.duration_ms, len(waveform.peaks)) == (250, 1)


@pytest.mark.parametrize("declared", [0, 0xFFFFFFFF, 100, 4_000_000], ids=["never", "endless", "early", "late"])
def test_a_killed_switch_leaves_wrong_lengths_and_all_that_was_written_counts(tmp_path: Path, declared: int) -> None:
    samples = tone(440, 0.5)
    broken = write_wav(tmp_path / "c.wav", samples, declared=declared)
    press([broken, write_wav(tmp_path / "a.wav", samples)], tmp_path / "whole.wav")
    left, right = read_wav(tmp_path / "whole.wav")
    assert left == right == samples


def test_half_a_sample_at_the_end_is_dropped(tmp_path: Path) -> None:
    samples = tone(440, 0.5)
    press([write_wav(tmp_path / "c.wav", samples, declared=0, after=b"\x7f")], tmp_path / "whole.wav")
    assert read_wav(tmp_path / "whole.wav") == (samples,)


def test_parts_behind_the_sound_are_not_heard(tmp_path: Path) -> None:
    samples = tone(440, 0.5)
    path = write_wav(tmp_path / "c.wav", samples, after=b"LIST\x04\0\0\0INFO")
    assert locate(path).frames == len(samples)


def test_parts_before_the_sound_are_skipped(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "c.wav", tone(440, 0.5))
    whole = path.read_bytes()
    path.write_bytes(whole[:36] + b"LIST\x03\0\0\0abc\0" + whole[36:])
    assert (locate(path).offset, locate(path).frames) == (44 + 12, 4000)


@pytest.mark.parametrize("size", [0, 7, 12, 20, 40, 43, 44])
def test_a_file_cut_off_in_its_header_holds_nothing(tmp_path: Path, size: int) -> None:
    path = write_wav(tmp_path / "c.wav", tone(440, 0.5))
    path.write_bytes(path.read_bytes()[:size])
    if 16 <= size < 36:
        with pytest.raises(RecordingUnreadableError, match="is not 8 kHz"):
            locate(path)
    else:
        assert locate(path).frames == 0


def test_nothing_at_all_cannot_be_pressed(tmp_path: Path) -> None:
    with pytest.raises(RecordingUnreadableError, match=r"nothing was recorded in c\.wav, a\.wav"):
        press([tmp_path / "c.wav", write_wav(tmp_path / "a.wav", array("h"))], tmp_path / "whole.wav")
    assert not (tmp_path / "whole.wav").exists()


def test_other_kinds_of_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_bytes(b"this is not sound at all")
    with pytest.raises(RecordingUnreadableError, match="is not a WAV file"):
        locate(tmp_path / "text.wav")
    with wave.open(str(tmp_path / "cd.wav"), "wb") as file:
        file.setparams((2, 2, 44100, 0, "NONE", "not compressed"))
        file.writeframes(bytes(400))
    with pytest.raises(RecordingUnreadableError, match="is not 8 kHz"):
        locate(tmp_path / "cd.wav")


@settings(max_examples=40, deadline=None)
@given(left=st.integers(0, 3000), right=st.integers(0, 3000))
def test_no_sample_is_lost_and_none_invented(tmp_path_factory: pytest.TempPathFactory, left: int, right: int) -> None:
    folder = tmp_path_factory.mktemp("pressed")
    sides = [array("h", range(1, left + 1)), array("h", range(-right, 0))]
    parts = [write_wav(folder / f"{at}.wav", side) for at, side in enumerate(sides)]
    if not left and not right:
        return
    waveform = press(parts, folder / "whole.wav")
    longest = max(left, right)
    for side, pressed in zip(sides, read_wav(folder / "whole.wav"), strict=True):
        assert pressed == side + array("h", bytes(2 * (longest - len(side))))
    assert all(len(peaks) <= 400 for peaks in waveform.peaks)
