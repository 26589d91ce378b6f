"""Chance that is the same on every machine and every Python: only `random()` is promised to stay as it is."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A seeded source of chance; `fork` gives independent ones, so that one part's draws do not move another's."""

    def __init__(self, seed: int | str) -> None:
        self._seed = seed
        self._random = random.Random(str(seed)).random

    def fork(self, name: str) -> "Dice":
        """Return another source, the same for the same name."""
        return Dice(f"{self._seed}/{name}")

    def unit(self) -> float:
        """Draw from 0 to 1."""
        return self._random()

    def below(self, limit: int) -> int:
        """Draw a whole number from 0 to below a limit."""
        return int(self._random() * limit)

    def chance(self, probability: float) -> bool:
        """Decide with a probability."""
        return self._random() < probability

    def choice(self, options: Sequence[T]) -> T:
        """Draw one of several."""
        return options[int(self._random() * len(options))]

    def weighted(self, options: Sequence[tuple[T, float]]) -> T:
        """Draw one of several, each with its weight."""
        mark = self._random() * sum(weight for _, weight in options)
        for option, weight in options:
            mark -= weight
            if mark < 0:
                return option
        return options[-1][0]

    def delay_ms(self, mean_ms: float, longest_ms: float) -> float:
        """Draw a delay: mostly short, now and then long."""
        drawn = self._random()
        return min(longest_ms, mean_ms * drawn / (1.001 - drawn))
