"""Prompts on disk: the shipped ones, and an operator's own recordings that replace them.

A file <data>/prompts/<language>/<name>.wav (or .alaw) takes the place of the shipped prompt of that name, or adds one.
The switch reads one merged folder, in A-law, which it plays without converting.
"""

import array
import json
import shutil
import sys
import wave
from dataclasses import dataclass
from pathlib import Path

import structlog

from kefu.ivr import alaw
from kefu.ivr.model import LANGUAGES

RATE_HZ = 8000
SHIPPED = Path(__file__).parents[3] / "telephony/prompts"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenPrompt:
    """A prompt that makes sense by itself; `text` is what the shipped one says, None of an own recording."""

    name: str
    languages: frozenset[str]
    text: dict[str, str] | None


class UnsuitableSoundError(ValueError):
    """The file is not a WAV of 8 kHz, 16 bits, one channel."""


def prompt_folder(target: Path, *, own: Path, shipped: Path = SHIPPED) -> Path:
    """Build the folder from which the switch plays, anew; what it held before is gone. Returns `target`.

    Shipped A-law files are linked, own ones linked or converted. An own file that is no telephone sound is left out,
    with a warning, and the shipped prompt stays.
    """
    made = target.with_name(f"{target.name}.new")
    shutil.rmtree(made, ignore_errors=True)
    for language in LANGUAGES:
        folder = made / language
        folder.mkdir(parents=True)
        for source in [*sorted((shipped / language).glob("*.alaw")), *sorted((own / language).glob("*.alaw"))]:
            _link(folder / source.name, source)
        for source in sorted((own / language).glob("*.wav")):
            try:
                sound = alaw.encode(read_wav(source))
            except (UnsuitableSoundError, OSError) as error:
                _log.warning("prompt left out", file=str(source), reason=str(error))
                continue
            converted = folder / f"{source.stem}.alaw"
            converted.unlink(missing_ok=True)
            converted.write_bytes(sound)
    shutil.rmtree(target, ignore_errors=True)
    made.rename(target)
    return target


def available(folder: Path) -> dict[str, frozenset[str]]:
    """List the prompts of a merged folder, each with the languages it exists in."""
    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for file in (folder / language).glob("*.alaw"):
            found.setdefault(file.stem, set()).add(language)
    return {name: frozenset(languages) for name, languages in found.items()}


def spoken(folder: Path, shipped: Path = SHIPPED) -> list[SpokenPrompt]:
    """List the prompts of a merged folder that are whole sentences: the shipped ones, and every own recording."""
    manifest = json.loads((shipped / "manifest.json").read_text("utf-8"))["prompts"]
    found = []
    for name, languages in sorted(available(folder).items()):
        known = manifest.get(name, {"kind": "sentence"})
        if known["kind"] == "sentence":
            is_shipped = all(_is_same(folder, shipped, f"{language}/{name}.alaw") for language in languages)
            text = known.get("texts") if is_shipped else None
            found.append(SpokenPrompt(name=name, languages=languages, text=text))
    return found


def _is_same(folder: Path, shipped: Path, file: str) -> bool:
    return (folder / file).resolve() == (shipped / file).resolve()


def read_wav(path: Path) -> "array.array[int]":
    """Read the samples of a telephone recording.

    Raises: UnsuitableSoundError.
    """
    try:
        with wave.open(str(path), "rb") as file:
            form = (file.getframerate(), file.getsampwidth(), file.getnchannels())
            if form != (RATE_HZ, 2, 1):
                raise UnsuitableSoundError(f"{form[0]} Hz, {form[1] * 8} bits, {form[2]} channels")
            samples = array.array("h", file.readframes(file.getnframes()))
    except (wave.Error, EOFError) as error:
        raise UnsuitableSoundError(str(error)) from error
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _link(at: Path, source: Path) -> None:
    at.unlink(missing_ok=True)
    at.symlink_to(source.resolve())
