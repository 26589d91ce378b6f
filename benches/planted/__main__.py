"""`make bench-planted`: plant each bug of the bank in a copy of the engine, and see who finds it and how fast."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benches.harness import Aim, conclude, machine, quantile
from benches.planted.bank import BANK, Bug

ROOT = Path(__file__).parents[2]
SUITES = {
    "unit": [
        f"tests/unit/test_acd_{part}.py"
        for part in ("agents", "capacity", "offers", "recipes", "ring_group", "routing", "waiting")
    ],
    "seeds": ["tests/properties/test_acd_volume.py"],
    "hypothesis": ["tests/properties/test_acd_engine.py"],
}
SMALL = os.environ.get("SCALE") == "small"
GIVE_UP_S = 90


def main() -> int:
    """Plant, run, judge."""
    around = machine()
    bank = BANK[::6] if SMALL else BANK
    found: dict[str, dict[str, float]] = {}
    for number, bug in enumerate(bank, 1):
        with tempfile.TemporaryDirectory(prefix="kefu-planted-") as folder:
            found[bug.name] = _hunt(bug, Path(folder))
        shown = ", ".join(f"{suite} {seconds:.1f} s" for suite, seconds in found[bug.name].items()) or "NOBODY"
        print(f"  {number}/{len(bank)} {bug.name}: {shown}", flush=True)
    share = sum(map(bool, found.values())) / len(bank)
    seconds = [min(each.values()) for each in found.values() if each]
    figures = {
        "bugs": len(bank),
        "found": {suite: sum(suite in each for each in found.values()) for suite in SUITES},
        "seconds_to_find": {"p50": quantile(seconds, 0.5), "max": max(seconds, default=None)},
        "missed": [name for name, each in found.items() if not each],
    }
    return conclude("planted", around, figures, [Aim("share of planted bugs found", share, 0.95, "at least")])


def _hunt(bug: Bug, folder: Path) -> dict[str, float]:
    """Return which suites fail on the copy with the bug, and after how many seconds."""
    for part in ("src", "tests"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "benches", "tools", "migrations", "telephony", "docs"):
        (folder / part).symlink_to(ROOT / part)
    file = folder / "src/kefu/acd/core" / bug.file
    text = file.read_text()
    if text.count(bug.right) != 1:
        raise SystemExit(f"the bank is out of date: {bug.name!r} is there {text.count(bug.right)} times")
    file.write_text(text.replace(bug.right, bug.wrong))
    found: dict[str, float] = {}
    for suite, arguments in SUITES.items():
        if suite == "hypothesis" and found:
            break  # the slow one is asked about what the others do not see
        if (seconds := _fails(arguments, folder)) is not None:
            found[suite] = seconds
    return found


def _fails(arguments: list[str], folder: Path) -> float | None:
    """Run a suite on the copy; return after how long it failed, None when all is well to it."""
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1", "EXAMPLES": "60"}
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *arguments]
    try:
        run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=GIVE_UP_S, check=False)
    except subprocess.TimeoutExpired:
        return float(GIVE_UP_S)
    return time.monotonic() - began if run.returncode == 1 else None


if __name__ == "__main__":
    sys.exit(main())
