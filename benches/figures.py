"""`python -m benches.figures`: write the table of docs/operations/performance.md from what lies in benches/results."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benches.harness import RESULTS

PAGE = Path(__file__).parents[1] / "docs" / "operations" / "performance.md"
BEGIN, END = "<!-- figures: written by `python -m benches.figures` -->", "<!-- end of figures -->"


def table() -> Iterator[str]:
    """Yield the lines: a heading, the machine and the aims, a table of figures, for each bench."""
    for path in sorted(RESULTS.glob("*.json")):
        report = json.loads(path.read_text())
        machine = report["machine"]
        facts = [f"{machine['cpus']} x {machine['cpu']}"] if "cpu" in machine else []
        facts += [str(machine[name]) for name in ("system", "at") if name in machine]
        facts.append(f"load at the start {machine['load']}")
        yield from ("", f"### bench-{report['bench']} ({report.get('scale', 'full')} scale)", "")
        yield from (", ".join(facts) + ".", "", "| aim | measured | wanted | met |", "|---|---|---|---|")
        for aim in report["aims"]:
            wanted = f"{aim.get('better', '')} {aim['aim']}".strip()
            yield f"| {aim['name']} | {aim['value']} | {wanted} | {'yes' if aim['met'] else 'no'} |"
        yield from ("", "| figure | median | least | greatest | repeats |", "|---|---|---|---|---|")
        yield from _rows(report["figures"], ())


def _rows(figures: Any, path: tuple[str, ...]) -> Iterator[str]:
    """Yield a row for each figure; those of one kind stand together."""
    name = " · ".join(path)
    if not isinstance(figures, dict):
        yield f"| {name} | {figures} | | | |"
    elif {"median", "min", "max"} <= figures.keys():
        columns = (figures["median"], figures["min"], figures["max"], figures.get("repeats", ""))
        yield f"| {name} | {' | '.join(map(str, columns))} |"
    elif {"theory", "simulated", "half_width_95"} <= figures.keys():
        yield f"| {name} | {figures['simulated']} ± {figures['half_width_95']}, theory {figures['theory']} | | | |"
    else:
        for key, value in figures.items():
            yield from _rows(value, (*path, key))


def main() -> None:
    """Put the table into the page."""
    head, _, rest = PAGE.read_text().partition(BEGIN)
    tail = rest.partition(END)[2]
    PAGE.write_text("\n".join([head + BEGIN, *table(), "", END + tail]))


if __name__ == "__main__":
    main()
