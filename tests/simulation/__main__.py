"""`python -m simulation`: run the whole live centre under many seeds; say which seed breaks what, and how few deeds do.

--seeds 1000 --from 1     a thousand seeds
--seed 4711               one seed, with the end of its log
--digest                  print every seed's hash: equal on every machine and every Python
"""

import argparse
import sys
import time
from dataclasses import replace

from support.sim_plan import Plan, plan_of
from support.sim_run import Outcome, run

LENGTH = 120
MOST_TRIES = 300


def main() -> None:
    """Run what was asked for; exit 1 when something broke."""
    parser = argparse.ArgumentParser(prog="simulation", description="simulate the whole live centre")
    parser.add_argument("--seeds", type=int, default=100, help="how many")
    parser.add_argument("--from", type=int, default=1, dest="first", help="the first one")
    parser.add_argument("--seed", type=int, help="only this one, with the end of its log")
    parser.add_argument("--length", type=int, default=LENGTH, help="deeds a run")
    parser.add_argument("--tail", type=int, default=60, help="lines of the log")
    parser.add_argument("--digest", action="store_true", help="print the hashes")
    chosen = parser.parse_args()
    if chosen.seed is not None:
        outcome = run(plan_of(chosen.seed, chosen.length), keep=chosen.tail)
        print("\n".join(outcome.tail))
        print(f"seed {chosen.seed}: {outcome.wrong or 'nothing wrong'}; {outcome.digest}")
        sys.exit(outcome.wrong is not None)
    sys.exit(_many(range(chosen.first, chosen.first + chosen.seeds), chosen))


def _many(seeds: range, chosen: argparse.Namespace) -> bool:
    began, calls, lives, broken = time.monotonic(), 0, 0, []
    for seed in seeds:
        plan = plan_of(seed, chosen.length)
        outcome = run(plan)
        calls, lives = calls + outcome.calls, lives + outcome.lives
        if chosen.digest:
            print(seed, outcome.digest, flush=True)
        if outcome.wrong is not None:
            broken.append(seed)
            _report(plan, outcome, chosen.tail)
        done = seed - seeds.start + 1
        if not chosen.digest and (done % 100 == 0 or done == len(seeds)):
            print(f"{done} seeds, {calls} calls, {lives} lives, {time.monotonic() - began:.0f} s; broken: {broken}")
    return bool(broken)


def _report(plan: Plan, outcome: Outcome, lines: int) -> None:
    print(f"== seed {plan.seed} breaks after {outcome.deeds} deeds: {outcome.wrong}")
    shorter, again = shortened(plan.first(outcome.deeds), outcome)
    print("\n".join(again.tail[-lines:]))
    print(f"{len(shorter.deeds)} deeds are enough: {shorter}", flush=True)


def shortened(plan: Plan, outcome: Outcome) -> tuple[Plan, Outcome]:
    """Leave out deeds as long as the same invariant still breaks."""
    kind, size, tries = _kind(outcome), max(1, len(plan.deeds) // 2), 0
    while tries < MOST_TRIES:
        start, is_shorter = 0, False
        while start < len(plan.deeds) and tries < MOST_TRIES:
            tries += 1
            shorter = replace(plan, deeds=plan.deeds[:start] + plan.deeds[start + size :])
            tried = run(shorter)
            if _kind(tried) == kind:
                plan, outcome, is_shorter = shorter, tried, True
            else:
                start += size
        if size == 1 and not is_shorter:
            break
        size = max(1, size // 2)
    return plan, outcome


def _kind(outcome: Outcome) -> str | None:
    return outcome.wrong.split(":")[0] if outcome.wrong else None


if __name__ == "__main__":
    main()
