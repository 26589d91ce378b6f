"""When calls arrive: an intraday curve and a Poisson process along it. Pure.

Source of the shape: hotlines of cable operators and carriers have a high morning, a dip at noon, a lower afternoon,
a second rise after supper and a deep night; the weights are ours.
"""

from dataclasses import dataclass
from random import Random

HOUR_WEIGHTS = (8, 5, 3, 3, 4, 8, 20, 45, 80, 100, 98, 85, 62, 66, 80, 84, 82, 74, 68, 76, 72, 52, 30, 15)
"""Calls in each hour of the day, relative to the busiest (100)."""

_DAY_S = 24 * 3600
_RUSH = 2.0


def weight_at(second_of_day: float) -> float:
    """Return the relative load (0-1) at a time of day: straight lines between the middles of the hours."""
    position = second_of_day / 3600 - 0.5
    hour = int(position // 1)
    share = position - hour
    before, after = HOUR_WEIGHTS[hour % 24], HOUR_WEIGHTS[(hour + 1) % 24]
    return (before + (after - before) * share) / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """Calls along the curve.

    `per_minute` is the rate at the moment of the start, whatever the hour: from there the day's shape raises or lowers
    it, but never below half nor above one and a half, so that a demonstration is alive at night too. `speed` is how
    fast the day goes by (24: a whole day in an hour). In the first `rush_s` calls come twice as often: a visitor
    should find the agents at work.
    """

    per_minute: float
    start_second_of_day: float
    speed: float = 1.0
    rush_s: float = 45.0

    def rate_at(self, elapsed_s: float) -> float:
        """Return the calls a minute, `elapsed_s` after the start."""
        now = weight_at((self.start_second_of_day + elapsed_s * self.speed) % _DAY_S)
        ratio = now / weight_at(self.start_second_of_day)
        rush = _RUSH if elapsed_s < self.rush_s else 1.0
        return self.per_minute * min(max(ratio, 0.5), 1.5) * rush

    def gap_s(self, elapsed_s: float, random: Random) -> float:
        """Draw how long it takes until the next call."""
        return random.expovariate(self.rate_at(elapsed_s) / 60)
