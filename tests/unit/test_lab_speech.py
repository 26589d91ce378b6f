"""Voices of the laboratory: who says what, and nothing where there are no recordings."""

import asyncio
from pathlib import Path
from random import Random

import pytest

from kefu_lab.phone import Call, Phone, Recorded, Tone
from kefu_lab.seed import password_of
from kefu_lab.speech import Speaker, Voices


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give recordings of half a second each, as many as the laboratory has."""
    counts = {"caller-woman": 12, "caller-man": 12, "caller-english": 5, "agent-woman": 10, "agent-man": 10}
    for who, count in counts.items():
        for number in range(1, count + 1):
            (tmp_path / f"{who}-{number:02d}.alaw").write_bytes(b"".join(Tone(400).frames()[:25]))
    return tmp_path


def numbers(speaker: Speaker) -> tuple[str, list[str], str]:
    """Return the names of what somebody says first, in between, last."""
    assert speaker.first is not None
    assert speaker.last is not None
    return speaker.first.path.stem, [each.path.stem for each in speaker.others], speaker.last.path.stem


def test_a_caller_says_what_he_wants(folder: Path) -> None:
    voices = Voices(folder)
    for seed in range(20):
        first, others, last = numbers(voices.caller("service", "zh-CN", Random(seed)))
        who = first[:-3]
        assert who in {"caller-woman", "caller-man"}
        assert first in {f"{who}-05", f"{who}-06", f"{who}-07"}
        assert others == [f"{who}-{number}" for number in ("05", "06", "07", "10", "11")]
        assert last == f"{who}-12"
    first, others, last = numbers(voices.caller("complaint", "en", Random(1)))
    assert (others, last) == ([f"caller-english-0{number}" for number in (1, 2, 4)], "caller-english-05")


def test_an_agent_keeps_his_voice(folder: Path) -> None:
    voices = Voices(folder)
    assert {numbers(voices.agent("a2002", Random(seed)))[0] for seed in range(5)} == {"agent-woman-01"}
    first, others, last = numbers(voices.agent("a2001", Random(1)))
    assert (first, len(others), last) == ("agent-man-01", 8, "agent-man-10")


def test_raw_alaw_is_preferred(folder: Path) -> None:
    (folder / "agent-man-01.wav").write_bytes(b"never read")
    speaker = Voices(folder).agent("a2001", Random(1))
    assert speaker.first == Recorded(folder / "agent-man-01.alaw")


async def a_call() -> tuple[Phone, Phone, Call]:
    """Connect two phones."""
    anna = await Phone.open("127.0.0.1", user="anna")
    bert = await Phone.open("127.0.0.1", user="bert", answers_after_s=0.0)
    call = anna.dial(bert.uri)
    await call.wait_answered(5)
    return anna, bert, call


async def test_a_speaker_is_heard_until_the_call_is_over(folder: Path) -> None:
    anna, bert, call = await a_call()
    back = await bert.next_call(5)
    speaker = Voices(folder).agent("a2001", Random(1))
    hearing = asyncio.create_task(back.heard.wait_for_tone(400))
    await asyncio.sleep(0)  # it listens
    await speaker.say_goodbye(call)
    await hearing
    call.hang_up()
    await speaker.speak(call)  # ends by itself: the call is over
    await anna.close()
    await bert.close()


async def test_without_recordings_nobody_speaks(tmp_path: Path) -> None:
    anna, bert, call = await a_call()
    speaker = Voices(tmp_path).caller("fault", "zh-CN", Random(1))
    assert (speaker.first, speaker.others, speaker.last) == (None, [], None)
    await speaker.speak(call)
    await speaker.say_goodbye(call)
    await anna.close()
    await bert.close()


def test_the_password_is_made_once_and_kept(tmp_path: Path) -> None:
    made = password_of(tmp_path, None)
    assert len(made) == 9
    assert password_of(tmp_path, "another") == made
    assert (tmp_path / "demo-password").stat().st_mode & 0o777 == 0o600
    (tmp_path / "fixed").mkdir()
    assert password_of(tmp_path / "fixed", "wanted") == "wanted"
