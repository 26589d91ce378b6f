"""`kefu simulate`: its options, and the way from them to a report."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from kefu.insight.simulation.arrivals import Demand, callers_of
from kefu.insight.simulation.history import DAY_MS, SimulationInputError, read_history, read_workers
from kefu.insight.simulation.model import Caller, Habits, Skipped, Worker
from kefu.insight.simulation.page import page
from kefu.insight.simulation.report import ALL, Row, Tables, View
from kefu.insight.simulation.staffing import (
    Grid,
    Search,
    Target,
    divided,
    grid_of,
    levels,
    pooled,
    shifts_for,
    workload,
)
from kefu.insight.simulation.words import word
from kefu.insight.simulation.world import simulate

_MINUTE_MS = 60_000


def add_options(parser: argparse.ArgumentParser) -> None:
    """Describe the command's options."""
    calls = parser.add_argument_group("calls: of the past, or by chance")
    calls.add_argument("--history", type=Path, metavar="CSV", help="arrived_at, queue, talk_s, patience_s?, outcome?")
    calls.add_argument("--calls-per-hour", action="append", metavar="[QUEUE=]N", help="a Poisson process; repeatable")
    calls.add_argument("--talk-mean", type=_positive, default=180.0, metavar="S")
    calls.add_argument("--talk-median", type=_positive, metavar="S", help="log-normal talk; without it, exponential")
    calls.add_argument("--patience-mean", type=_positive, metavar="S", help="exponential; without it nobody hangs up")
    calls.add_argument("--hours", type=_positive, default=8.0, metavar="H")
    calls.add_argument("--seed", type=int, default=1, metavar="N", help="equal seed, equal result")
    calls.add_argument("--encoding", default="utf-8-sig", help="of the CSV files, such as gb18030")
    staff = parser.add_argument_group("agents")
    staff.add_argument("--agents", metavar="N|CSV", help="so many for all queues, or: agent, skills, from, to")
    staff.add_argument("--ring-s", type=_seconds, default=0.0, metavar="S", help="until an agent picks up")
    staff.add_argument("--wrap-up-s", type=_whole_seconds, default=0, metavar="S", help="of every call")
    asked = parser.add_argument_group("what is asked")
    asked.add_argument("--interval", type=int, choices=(15, 30, 60), default=30, metavar="15|30|60", help="minutes")
    asked.add_argument("--within", type=_seconds, metavar="S", help="of the service level; 20, or the target's")
    asked.add_argument("--target", type=_target, metavar="80/20", help="find the least staffing of each interval")
    asked.add_argument("--pool", action="store_true", help="compare one pool with agents of its own for each queue")
    told = parser.add_argument_group("what is told")
    told.add_argument("--json", type=Path, metavar="FILE", help="the report; standard output without this and --html")
    told.add_argument("--html", type=Path, metavar="FILE", help="the report as a page")
    told.add_argument("--language", choices=("zh-CN", "en"), default="zh-CN", help="of the page")


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value <= DAY_MS / 1000:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 86400")
    return value


def _whole_seconds(text: str) -> int:
    return round(_seconds(str(int(text))))


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not positive")
    return value


def _target(text: str) -> Target:
    level, _, within = text.partition("/")
    target = Target(float(level) / 100, float(within))
    if not (0 < target.level <= 1 and target.within_s >= 0):
        raise argparse.ArgumentTypeError(f"{text} is not like 80/20: per cent / seconds")
    return target


@dataclass(frozen=True, slots=True)
class _Source:
    """Who calls, counted from 00:00 of which day, and what of the input was used."""

    callers: list[Caller]
    day: datetime
    rows: Row
    skipped: list[Skipped]


def run(chosen: argparse.Namespace) -> None:
    """Simulate, and write what was asked for. Raises: SimulationInputError."""
    source = _calls(chosen)
    report, skipped = _report(chosen, source)
    for each in skipped:
        reason = word(each.code, "en")
        sys.stderr.write(f"{each.file}:{each.line}: skipped, {reason}: {each.value!r}\n")
    text = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    try:
        if chosen.json is not None:
            chosen.json.write_text(text, encoding="utf-8")
        if chosen.html is not None:
            chosen.html.write_text(page(report, chosen.language), encoding="utf-8")
    except OSError as error:
        raise SimulationInputError(str(error)) from error
    if chosen.json is None and chosen.html is None:
        sys.stdout.write(text)


def _calls(chosen: argparse.Namespace) -> _Source:
    if (chosen.history is None) == (chosen.calls_per_hour is None):
        raise SimulationInputError("give either --history or --calls-per-hour")
    if chosen.history is not None:
        past = read_history(
            chosen.history, seed=chosen.seed, patience_mean_s=chosen.patience_mean, encoding=chosen.encoding
        )
        rows = {"read": past.read, "used": len(past.callers), "talks_drawn": past.drawn_talks}
        return _Source(past.callers, past.day, rows, past.skipped)
    if chosen.talk_median is not None and chosen.talk_median >= chosen.talk_mean:
        raise SimulationInputError("--talk-median must be below --talk-mean")
    demand = Demand(
        calls_per_hour=_rates(chosen.calls_per_hour),
        talk_mean_s=chosen.talk_mean,
        talk_median_s=chosen.talk_median,
        patience_mean_s=chosen.patience_mean,
        hours=chosen.hours,
    )
    callers = callers_of(demand, chosen.seed)
    if not callers:
        raise SimulationInputError("nobody called in that time")
    day = datetime(2000, 1, 1)  # noqa: DTZ001 - any day: only its hours are shown
    return _Source(callers, day, {"read": 0, "used": len(callers), "talks_drawn": 0}, [])


def _rates(given: Sequence[str]) -> dict[str, float]:
    rates: dict[str, float] = {}
    for text in given:
        queue, _, rate = text.rpartition("=")
        try:
            value = float(rate)
        except ValueError:
            value = -1.0
        if not 0 < value < float("inf") or queue == ALL:
            raise SimulationInputError(f"--calls-per-hour {text}: give a positive number, or QUEUE=NUMBER")
        rates[queue or "calls"] = value
    return rates


def _workers(chosen: argparse.Namespace, source: _Source) -> tuple[list[Worker], list[Skipped]]:
    queues = frozenset(caller.queue for caller in source.callers)
    if chosen.agents is None:
        return [], []
    if chosen.agents.isdecimal():
        if int(chosen.agents) < 1:
            raise SimulationInputError("--agents: give one at least")
        return [Worker(name=f"{n + 1:05}", queues=queues) for n in range(int(chosen.agents))], []
    days = max(caller.arrived_ms for caller in source.callers) // DAY_MS + 1
    return read_workers(Path(chosen.agents), day=source.day, days=days, queues=queues, encoding=chosen.encoding)


def _report(chosen: argparse.Namespace, source: _Source) -> tuple[Row, list[Skipped]]:
    workers, unusable = _workers(chosen, source)
    skipped = [*source.skipped, *unusable]
    grid = grid_of(source.callers, chosen.interval * _MINUTE_MS)
    habits = Habits(ring_s=chosen.ring_s, wrap_up_s=chosen.wrap_up_s)
    within_s = chosen.within if chosen.within is not None else chosen.target.within_s if chosen.target else 20.0
    view = View(
        grid=grid,
        within_s=within_s,
        patience_mean_s=chosen.patience_mean or _mean_patience_s(source.callers),
        habits=habits,
        label=_of_the_day if chosen.history is None else partial(_on_the_day, source.day),
    )
    report: Row = {
        "settings": {"seed": chosen.seed, "interval_min": chosen.interval, "within_s": within_s, **asdict(habits)},
        "rows": source.rows | {"skipped": len(skipped)},
        "skipped": [asdict(each) for each in skipped],
    }
    if chosen.target is not None:
        report["least_staffing"] = _least(source.callers, view, chosen.target, is_divided=chosen.pool)
        if not workers:
            counts = [row["agents"] for row in report["least_staffing"]["pool"]["intervals"]]
            workers = shifts_for(counts, grid, frozenset(caller.queue for caller in source.callers))
    if not workers:
        raise SimulationInputError("give --agents, or a --target to find them")
    tables = _tables(source.callers, workers, view)
    report |= {"totals": tables.totals(), "intervals": tables.intervals()}
    if chosen.pool:
        report["comparison"] = _comparison(source.callers, workers, view)
    return report, skipped


def _of_the_day(at_ms: int) -> str:
    """Name a moment of calls by chance; the hours of a second day count on."""
    return f"{at_ms // 3_600_000:02}:{at_ms // _MINUTE_MS % 60:02}"


def _on_the_day(day: datetime, at_ms: int) -> str:
    return (day + timedelta(milliseconds=at_ms)).strftime("%Y-%m-%dT%H:%M")


def _mean_patience_s(callers: Sequence[Caller]) -> float | None:
    """Return the mean when it is known of every caller; that of those who hung up alone would be too short."""
    known: list[int] = [caller.patience_ms for caller in callers if caller.patience_ms is not None]
    is_known = len(known) == len(callers) and max(known) > 0
    return sum(known) / len(known) / 1000 if is_known else None


def _tables(callers: Sequence[Caller], workers: Sequence[Worker], view: View) -> Tables:
    return Tables(callers, workers, simulate(callers, workers, habits=view.habits), view)


def _comparison(callers: Sequence[Caller], workers: Sequence[Worker], view: View) -> Row:
    work = workload(callers)
    one, many = pooled(workers, frozenset(work)), divided(workers, work)
    return {
        "pool": {"agents": {ALL: len(one)}, "totals": _tables(callers, one, view).totals()},
        "islands": {
            "agents": {queue: sum(queue in worker.queues for worker in many) for queue in sorted(work)},
            "totals": _tables(callers, many, view).totals(),
        },
    }


def _least(callers: Sequence[Caller], view: View, target: Target, *, is_divided: bool) -> Row:
    """Find the least staffing of one pool, and of each queue by itself when that is asked."""
    found = {"pool": _searched({ALL: callers}, view, target)}
    if is_divided:
        parts = {queue: [each for each in callers if each.queue == queue] for queue in sorted(workload(callers))}
        found["islands"] = _searched(parts, view, target)
    return found


def _searched(parts: Mapping[str, Sequence[Caller]], view: View, target: Target) -> dict[str, Any]:
    rows: list[Row] = []
    grid: Grid = view.grid
    for queue, callers in parts.items():
        counts = Search(callers, grid, target, view.habits).least()
        queues = frozenset(caller.queue for caller in callers)
        course = simulate(callers, shifts_for(counts, grid, queues), habits=view.habits)
        reached = levels(course.outcomes, grid, target.within_s)
        rows += [
            {
                "from": view.label(grid.begin_ms(index)),
                "queue": queue,
                "agents": agents,
                "service_level": None if level is None else round(level, 4),
            }
            for index, (agents, level) in enumerate(zip(counts, reached, strict=True))
        ]
    hours = sum(row["agents"] for row in rows) * grid.length_ms / 3_600_000
    return {"agent_hours": hours, "intervals": rows}
