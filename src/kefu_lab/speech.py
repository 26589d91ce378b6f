"""Voices of the laboratory: recordings, spoken one after the other with pauses in between."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from kefu_lab.phone import Call, Recorded


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks sentences in a random order, listening for a while after each."""

    sentences: Sequence[Recorded]
    random: Random
    first: Recorded | None = None
    """What he always begins with."""

    async def speak(self, call: Call) -> None:
        """Speak until cancelled or until the call is over."""
        if self.first is not None:
            await call.play(self.first)
        while self.sentences and call.is_live:
            await asyncio.sleep(self.random.uniform(1.5, 6.0))
            await call.play(self.random.choice(self.sentences))
