"""The shipped prompts, and the folder from which the switch plays."""

import array
import json
import math
import wave
from collections.abc import Iterator
from datetime import date, time, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from kefu.ivr import alaw, prompts, reading
from kefu.ivr.model import LANGUAGES, Fixed
from kefu.ivr.parsing import default_flow

MANIFEST = json.loads((prompts.SHIPPED / "manifest.json").read_text(encoding="utf-8"))["prompts"]
SPOKEN_BY_THE_JOURNEYS = [
    "agent-lost",
    "all-agents-busy",
    "callback-while-waiting",
    "number-not-in-service",
    "please-hold",
    "recording-notice",
    "satisfaction",
    "system-busy",
    "transferring",
]


def shipped() -> Iterator[tuple[str, str]]:
    for name, prompt in MANIFEST.items():
        for language in LANGUAGES if prompt["kind"] == "tone" else prompt["texts"]:
            yield language, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_exactly_what_the_manifest_names_is_shipped(language: str) -> None:
    names = sorted(name for in_language, name in shipped() if in_language == language)
    for suffix in ("wav", "alaw"):
        assert sorted(file.stem for file in (prompts.SHIPPED / language).glob(f"*.{suffix}")) == names


@pytest.mark.parametrize(("language", "name"), list(shipped()))
def test_every_prompt_is_telephone_sound_at_one_level(language: str, name: str) -> None:
    stem = prompts.SHIPPED / language / name
    samples = prompts.read_wav(stem.with_suffix(".wav"))
    assert stem.with_suffix(".alaw").read_bytes() == alaw.encode(samples)
    assert 0.1 * 8000 < len(samples) < 15 * 8000
    loudest = max(map(abs, samples)) / 32768
    frames = [math.hypot(*samples[i : i + 80]) / math.sqrt(80) / 32768 for i in range(0, len(samples) - 80, 80)]
    speech = [level for level in frames if level > max(frames) * 0.1]
    level_dbfs = 20 * math.log10(math.hypot(*speech) / math.sqrt(len(speech)))
    assert -26 < level_dbfs < -18
    assert loudest < 0.75
    assert max(frames[:3]) < max(frames) * 0.5  # it begins and ends without a click
    assert max(frames[-1:]) < max(frames) * 0.5


def test_everything_that_can_be_read_out_is_shipped() -> None:
    for language in LANGUAGES:
        said: set[str] = set()
        for n in (*range(1200), *range(0, 20_000, 7), -5, *(10**k for k in range(14)), *(2 * 10**k for k in range(14))):
            said.update(reading.number(n, language), reading.number(n, language, is_count=True))
            said.update(reading.amount(n, language), reading.duration(n, language), reading.queue_position(n, language))
        for day in range(0, 400_000, 97):
            said.update(reading.on_date(date(1000, 1, 1) + timedelta(days=day), language))
        for minute in range(1440):
            said.update(reading.at_time(time(*divmod(minute, 60)), language))
        said.update(*(reading.on_date(date(2026, 1, 1) + timedelta(days=day), language) for day in range(365)))
        said.update(reading.estimated_wait(1, language), reading.agent_number("0123456789*#"))
        missing = {name for name in said if language not in MANIFEST.get(name, {"texts": {}})["texts"]}
        assert missing == set()
        pieces = {
            name for name, prompt in MANIFEST.items() if prompt["kind"] == "piece" and language in prompt["texts"]
        }
        assert pieces - said == set()


def test_everything_that_is_said_is_shipped_in_both_languages() -> None:
    media = [item for node in default_flow().nodes.values() for item in node.all_media()]
    names = {item for item in media if isinstance(item, str)}.union(SPOKEN_BY_THE_JOURNEYS)
    assert {
        name for name in names if MANIFEST[name]["kind"] == "sentence" and len(MANIFEST[name]["texts"]) < 2
    } == set()
    for item in media:
        if isinstance(item, Fixed):
            assert item.language in MANIFEST[item.prompt]["texts"]


def test_prompts_stay_small() -> None:
    files = [file for language in LANGUAGES for file in (prompts.SHIPPED / language).iterdir()]
    assert sum(file.stat().st_size for file in files) < 12_000_000


@pytest.mark.parametrize(
    ("sample", "octet"),
    [(0, 0xD5), (15, 0xD5), (16, 0xD4), (-1, 0x55), (-17, 0x54), (1000, 0xFA), (32767, 0xAA), (-32768, 0x2A)],
)
def test_a_law_of_known_samples(sample: int, octet: int) -> None:
    assert alaw.encode(array.array("h", [sample])) == bytes([octet])


def test_a_law_of_every_sample() -> None:
    """The digest is that of what Python 3.11's audioop.lin2alaw makes of the same samples."""
    octets = alaw.encode(array.array("h", range(-32768, 32768)))
    assert sha256(octets).hexdigest() == "38488f6fd710f4686360edc4d38639f96c491595ef93f8eb8d62d5e07ca6ce7b"


def write_wav(path: Path, samples: list[int], *, rate: int = 8000, width: int = 2, channels: int = 1) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        file.writeframes(array.array("h", samples).tobytes())


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Make a folder of shipped prompts."""
    for language, name in (("zh-CN", "hello"), ("en", "hello"), ("zh-CN", "bye")):
        file = tmp_path / "shipped" / language / f"{name}.alaw"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(f"{language} {name}".encode())
    return tmp_path


def merged(shelf: Path) -> dict[str, bytes]:
    folder = prompts.prompt_folder(shelf / "merged", own=shelf / "own", shipped=shelf / "shipped")
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*.*"))}


def test_shipped_prompts_are_linked_where_there_are_no_others(shelf: Path) -> None:
    assert merged(shelf) == {
        "en/hello.alaw": b"en hello",
        "zh-CN/bye.alaw": b"zh-CN bye",
        "zh-CN/hello.alaw": b"zh-CN hello",
    }
    assert (shelf / "merged/en/hello.alaw").resolve() == shelf / "shipped/en/hello.alaw"


def test_own_recordings_replace_and_add(shelf: Path) -> None:
    write_wav(shelf / "own/zh-CN/hello.wav", [0, 1000])
    write_wav(shelf / "own/en/news.wav", [-1])
    (shelf / "own/zh-CN/bye.alaw").write_bytes(b"own bye")
    assert merged(shelf) == {
        "en/hello.alaw": b"en hello",
        "en/news.alaw": b"\x55",
        "zh-CN/bye.alaw": b"own bye",
        "zh-CN/hello.alaw": b"\xd5\xfa",
    }
    assert prompts.available(shelf / "merged") == {
        "hello": frozenset({"zh-CN", "en"}),
        "bye": frozenset({"zh-CN"}),
        "news": frozenset({"en"}),
    }
    assert (shelf / "shipped/zh-CN/hello.alaw").read_bytes() == b"zh-CN hello"


def test_a_recording_that_is_taken_away_gives_the_shipped_one_back(shelf: Path) -> None:
    write_wav(shelf / "own/zh-CN/hello.wav", [0])
    assert merged(shelf)["zh-CN/hello.alaw"] == b"\xd5"
    (shelf / "own/zh-CN/hello.wav").unlink()
    assert merged(shelf)["zh-CN/hello.alaw"] == b"zh-CN hello"
    assert (shelf / "shipped/zh-CN/hello.alaw").read_bytes() == b"zh-CN hello"


def test_sentences_are_listed_with_what_they_say_as_far_as_that_is_known(shelf: Path) -> None:
    texts = {"zh-CN": "您好。", "en": "Hello."}
    manifest = {"prompts": {"hello": {"kind": "sentence", "texts": texts}, "bye": {"kind": "piece", "texts": {}}}}
    (shelf / "shipped/manifest.json").write_text(json.dumps(manifest), "utf-8")
    write_wav(shelf / "own/en/news.wav", [0])

    def told() -> list[tuple[str, frozenset[str], dict[str, str] | None]]:
        found = prompts.spoken(shelf / "merged", shelf / "shipped")
        return [(each.name, each.languages, each.text) for each in found]

    merged(shelf)
    both = frozenset({"zh-CN", "en"})
    assert told() == [("hello", both, texts), ("news", frozenset({"en"}), None)]
    write_wav(shelf / "own/zh-CN/hello.wav", [0])
    merged(shelf)
    assert told() == [("hello", both, None), ("news", frozenset({"en"}), None)]


@pytest.mark.parametrize("form", [{"rate": 44_100}, {"channels": 2}, {"width": 1}])
def test_other_sound_is_left_out(shelf: Path, form: dict[str, int]) -> None:
    write_wav(shelf / "own/zh-CN/hello.wav", [0, 1], **form)
    assert merged(shelf)["zh-CN/hello.alaw"] == b"zh-CN hello"


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not sound at all, only words"])
def test_files_that_are_no_sound_are_left_out(shelf: Path, content: bytes) -> None:
    (shelf / "own/zh-CN").mkdir(parents=True)
    (shelf / "own/zh-CN/hello.wav").write_bytes(content)
    assert merged(shelf)["zh-CN/hello.alaw"] == b"zh-CN hello"
