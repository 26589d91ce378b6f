"""Voices of the laboratory: recorded sentences (`voices/`), spoken with pauses in which one listens."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from kefu_lab.phone import Call, Recorded

FOLDER = Path(__file__).parent / "voices"
_PAUSE_S = (1.5, 6.0)
_MATTERS = {
    "zh-CN": {"fault": range(1, 5), "service": range(5, 8), "complaint": range(8, 10)},
    "en": {"fault": range(1, 3), "service": range(3, 4), "complaint": range(1, 3)},
}
"""Which sentences of a caller say what he wants; the last one says goodbye, those between agree."""


@dataclass(slots=True)
class Speaker:
    """Somebody who says one thing first, then others in any order, listening for a while after each."""

    first: Recorded | None
    others: Sequence[Recorded]
    last: Recorded | None
    random: Random

    async def speak(self, call: Call) -> None:
        """Speak until cancelled or until the call is over."""
        if self.first is not None:
            await call.play(self.first)
        while self.others and call.is_live:
            await asyncio.sleep(self.random.uniform(*_PAUSE_S))
            await call.play(self.random.choice(self.others))

    async def say_goodbye(self, call: Call) -> None:
        """Say the last sentence to its end."""
        if self.last is not None:
            await call.play(self.last)


class Voices:
    """The recordings of a folder, ROLE-WHO-NN.alaw or .wav; who has no recordings keeps silent."""

    def __init__(self, folder: Path = FOLDER) -> None:
        files = {path.stem: path for suffix in ("wav", "alaw") for path in sorted(folder.glob(f"*.{suffix}"))}
        self._sentences: dict[str, dict[int, Recorded]] = {}
        for stem, path in files.items():  # A-law, which needs no converting, where there are both
            who, _, number = stem.rpartition("-")
            if number.isdecimal():
                self._sentences.setdefault(who, {})[int(number)] = Recorded(path)

    def caller(self, wish: str, language: str, random: Random) -> Speaker:
        """Give a caller a voice that says what he wants."""
        who = "caller-english" if language == "en" else random.choice(("caller-woman", "caller-man"))
        said = self._sentences.get(who, {})
        matters = _MATTERS[language]
        wanted = matters.get(wish) or random.choice(list(matters.values()))
        every = range(1, max(map(max, matters.values())) + 1)
        return Speaker(
            first=said.get(random.choice(wanted)),
            others=[said[number] for number in sorted(said)[:-1] if number in wanted or number not in every],
            last=said[max(said)] if said else None,
            random=random,
        )

    def agent(self, login: str, random: Random) -> Speaker:
        """Give an agent his voice, the same in every call: even log-ins have a woman's."""
        said = self._sentences.get("agent-man" if login[-1:] in set("13579") else "agent-woman", {})
        return Speaker(
            first=said.get(1),
            others=[said[number] for number in sorted(said)[1:-1]],
            last=said[max(said)] if said else None,
            random=random,
        )
