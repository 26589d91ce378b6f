"""Addresses of switches, recordings that were never closed, music in A-law."""

import wave
from pathlib import Path

import pytest

from kefu.adapters.asterisk import music
from kefu.adapters.asterisk.address import SwitchAddress, SwitchAddressError
from kefu.adapters.asterisk.wav import is_finished, mend
from kefu_lab.phone.audio import decode_alaw, encode_alaw


def test_an_address_names_both_doors_and_the_recordings() -> None:
    address = SwitchAddress.parse("http://kefu:p%40ss@10.0.0.5:8088?ami=5039&recordings=/rec&recordings_seen=/mnt/rec")
    assert (address.url, address.user, address.password) == ("http://10.0.0.5:8088", "kefu", "p@ss")
    assert (address.ami_host, address.ami_port) == ("10.0.0.5", 5039)
    assert (address.recordings, address.recordings_seen) == (Path("/rec"), Path("/mnt/rec"))
    assert address.sip_socket_url == "ws://10.0.0.5:8088/ws"
    assert "p@ss" not in repr(address)


def test_an_address_may_leave_out_what_is_usual() -> None:
    address = SwitchAddress.parse("https://kefu:secret@switch.example")
    assert (address.url, address.ami_port) == ("https://switch.example:8088", 5038)
    assert address.recordings == address.recordings_seen
    assert address.sip_socket_url == "wss://switch.example:8088/ws"


@pytest.mark.parametrize("text", ["", "switch", "ftp://a:b@c", "http://host:8088", "http://u@h", "http://u:p@h:port"])
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(SwitchAddressError):
        SwitchAddress.parse(text)


def record(path: Path, frames: int, *, counted: int | None = None) -> None:
    """Write a recording whose header counts other frames than there are."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\x01\x02" * frames)
    if counted is not None:
        content = bytearray(path.read_bytes())
        content[4:8] = (counted * 2 + 36).to_bytes(4, "little")
        content[40:44] = (counted * 2).to_bytes(4, "little")
        path.write_bytes(content)


def frames(path: Path) -> int:
    """Count a recording's frames as every player does."""
    with wave.open(str(path)) as file:
        return file.getnframes()


def test_a_recording_is_finished_when_its_header_counts_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    assert not is_finished(path)
    path.write_bytes(b"RIFF")
    assert not is_finished(path)
    record(path, 100, counted=0)
    assert not is_finished(path)
    record(path, 100)
    assert is_finished(path)


@pytest.mark.parametrize("counted", [0, 40, 100])
def test_a_recording_that_was_never_closed_is_mended(tmp_path: Path, counted: int) -> None:
    path = tmp_path / "a.wav"
    record(path, 100, counted=counted)
    mend(path)
    assert frames(path) == 100
    assert is_finished(path)


@pytest.mark.parametrize("content", [None, b"", b"RIFF"])
def test_a_recording_of_nothing_is_an_empty_one(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.wav"
    if content is not None:
        path.write_bytes(content)
    mend(path)
    assert frames(path) == 0


def test_music_is_written_once_in_a_law(tmp_path: Path) -> None:
    source, target = tmp_path / "moh", tmp_path / "music"
    source.mkdir()
    samples = [0, 1, -1, 8000, -8000, 32767, -32768]
    with wave.open(str(source / "song.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples))
    music.prepare(source, target)
    assert (target / "song.alaw").read_bytes() == encode_alaw(samples)
    assert decode_alaw((target / "song.alaw").read_bytes())[3] == pytest.approx(8000, rel=0.03)
    (target / "song.alaw").write_bytes(b"kept")
    music.prepare(source, target)
    assert [(path.name, path.read_bytes()) for path in target.iterdir()] == [("song.alaw", b"kept")]
