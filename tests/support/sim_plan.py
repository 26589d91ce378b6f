"""What is going to happen in a run: who does something when, and what fails. A plan can be shortened and run again."""

from dataclasses import dataclass, replace

from support.sim_dice import Dice

PEOPLE = {
    "caller": 26.0,
    "shift": 5.0,
    "answer": 12.0,
    "agent": 46.0,
    "monkey": 5.0,
    "administrator": 2.5,
    "supervisor": 8.0,
}
FAULTS = {
    "crash": 1.2,
    "stop": 0.5,
    "hang": 0.5,
    "cut": 1.0,
    "switch_crash": 0.6,
    "switch_freeze": 0.8,
    "database": 1.2,
    "skew": 0.6,
    "page": 5.0,
    "phone": 1.5,
}
KINDS = (*PEOPLE, *FAULTS)
PAUSES_MS = (0, 0, 1, 20, 100, 300, 700, 1500, 2500, 5000, 12_000, 25_000)
"""How long nothing is done before a deed; the last ones let timers fire."""
MANY = 1 << 16


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done `after_ms` the deed before; `a` and `b` say who and what, among what is possible then."""

    after_ms: int
    kind: str
    a: int = 0
    b: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """One run."""

    seed: int
    deeds: tuple[Deed, ...]
    noise: float = 0.0
    """0: the network is fast and true; 1: slow, with repetitions."""
    is_shuffled: bool = False
    """Callbacks that are ready together run in any order."""
    snapshot_every: int = 200

    def first(self, count: int) -> "Plan":
        """Return the plan with its first deeds only."""
        return replace(self, deeds=self.deeds[:count])


def plan_of(seed: int, length: int = 120) -> Plan:
    """Draw a plan. Each has its own mixture: some faults never, some often."""
    dice = Dice(f"plan {seed}")
    weights = list(PEOPLE.items())
    weights += [(kind, weight * 3 * dice.unit()) for kind, weight in FAULTS.items() if dice.chance(0.5)]
    pauses = PAUSES_MS[: dice.choice((8, 10, 12))]
    shifts = [Deed(500 if not number else 0, "shift", number, dice.below(MANY)) for number in range(5)]
    deeds = [dice.chance(0.8) and shift for shift in shifts] if dice.chance(0.8) else []
    deeds += [
        Deed(dice.choice(pauses), dice.weighted(weights), dice.below(MANY), dice.below(MANY)) for _ in range(length)
    ]
    return Plan(
        seed=seed,
        deeds=tuple(deed for deed in deeds if deed),
        noise=dice.choice((0.0, 0.05, 0.3, 1.0)),
        is_shuffled=dice.chance(0.5),
        snapshot_every=dice.choice((40, 200, 100_000)),
    )
