"""Reads calls and agents from CSV. A row that cannot be used is named by its line, and the others are read."""

import csv
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, TypeVar

from kefu.insight.simulation.arrivals import chance, patience_of
from kefu.insight.simulation.model import Caller, Skipped, Worker
from kefu.kernel.errors import KefuError

DAY_MS = 86_400_000
_OUTCOMES = ("", "answered", "abandoned")
T = TypeVar("T")

if TYPE_CHECKING:
    from _csv import Reader as CsvReader


class SimulationInputError(KefuError):
    """A simulation's input cannot be used at all."""

    code = "simulation-input-unusable"
    status = 422
    title = "The simulation's input cannot be used"


class _RowError(ValueError):
    """One row cannot be used: code and value."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A call as it was written; without a talk when it was abandoned."""

    arrived_at: datetime
    queue: str
    talk_s: float | None
    patience_s: float | None


@dataclass(slots=True)
class History:
    """Calls of the past; `day` is 00:00 of the first day, from which milliseconds count."""

    callers: list[Caller] = field(default_factory=list)
    day: datetime = datetime(1970, 1, 1)  # noqa: DTZ001 - replaced by the first call's
    read: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    drawn_talks: int = 0


def read_history(path: Path, *, seed: int, patience_mean_s: float | None, encoding: str = "utf-8-sig") -> History:
    """Read calls: `arrived_at, queue, talk_s, patience_s?, outcome?`.

    The talk of an abandoned call is not known: one of its queue's answered calls lends its own, by chance. A call
    without patience gets one of the given mean, or waits for ever. Raises: SimulationInputError.
    """
    history = History()
    rows: list[tuple[int, _Row]] = []
    table = _Table(path, ("arrived_at", "queue", "talk_s"), history.skipped, encoding)
    for line, row in table.each(_call_of):
        if rows and (row.arrived_at.tzinfo is None) != (rows[0][1].arrived_at.tzinfo is None):
            history.skipped.append(Skipped(path.name, line, "zone-mixed", row.arrived_at.isoformat()))
        else:
            rows.append((line, row))
    history.read = table.read
    if rows:
        _place(history, rows, path.name, seed, patience_mean_s)
    if not history.callers:
        raise SimulationInputError(f"no usable call in {path}: {_first(history.skipped)}")
    return history


def _first(skipped: list[Skipped]) -> str:
    return f"line {skipped[0].line}, {skipped[0].code} {skipped[0].value!r}" if skipped else "it has no rows"


def _call_of(values: dict[str, str]) -> _Row:
    outcome = values.get("outcome", "").lower()
    if outcome not in _OUTCOMES:
        raise _RowError("outcome-unknown", values["outcome"])
    if not values["queue"]:
        raise _RowError("queue-missing", "")
    patience = values.get("patience_s", "")
    is_without_talk = outcome == "abandoned"
    return _Row(
        _moment(values["arrived_at"]),
        values["queue"],
        None if is_without_talk else _seconds("talk_s", values["talk_s"]),
        _seconds("patience_s", patience) if patience else None,
    )


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _RowError("arrived_at-invalid", text) from None


def _seconds(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise _RowError(f"{name}-invalid", text) from None
    if not math.isfinite(value) or value < 0 or value > DAY_MS / 1000:
        raise _RowError(f"{name}-invalid", text)
    return value


def _place(history: History, rows: list[tuple[int, _Row]], file: str, seed: int, patience_mean_s: float | None) -> None:
    """Put calls in order, on the clock of the first one's zone, and give them what they lack."""
    zone = rows[0][1].arrived_at.tzinfo
    ordered = sorted(((_local(row.arrived_at, zone), line, row) for line, row in rows), key=lambda each: each[:2])
    history.day = ordered[0][0].replace(hour=0, minute=0, second=0, microsecond=0)
    known: dict[str, list[float]] = {}
    for _, _, row in ordered:
        if row.talk_s is not None:
            known.setdefault(row.queue, []).append(row.talk_s)
    lenders = {queue: chance(seed, f"talk/{queue}") for queue in sorted(known)}
    patiences = {row.queue: patience_of(patience_mean_s, seed, row.queue) for _, _, row in ordered}
    for at, line, row in ordered:
        talk_s = row.talk_s
        if talk_s is None and row.queue not in known:
            history.skipped.append(Skipped(file, line, "talk-unknown", row.queue))
            continue
        if talk_s is None:
            talk_s = _one_of(lenders[row.queue], known[row.queue])
            history.drawn_talks += 1
        drawn_ms = patiences[row.queue]()  # drawn for all: a patience that is added moves nobody else's
        patience_ms = drawn_ms if row.patience_s is None else round(row.patience_s * 1000)
        arrived_ms = (at - history.day) // timedelta(milliseconds=1)
        history.callers.append(
            Caller(arrived_ms=arrived_ms, queue=row.queue, talk_ms=round(talk_s * 1000), patience_ms=patience_ms)
        )


def _local(moment: datetime, zone: tzinfo | None) -> datetime:
    return moment if zone is None else moment.astimezone(zone)


def _one_of(source: Random, values: list[float]) -> float:
    return values[int(source.random() * len(values))]


def read_workers(
    path: Path, *, day: datetime, days: int, queues: frozenset[str], encoding: str = "utf-8-sig"
) -> tuple[list[Worker], list[Skipped]]:
    """Read agents: `agent, skills, from, to`; skills are queues, parted by `|`, or `*` for all.

    `from` and `to` are times of every day (`to` may be 24:00 or past midnight) or moments; one agent may have several
    rows, whose skills are his together. Raises: SimulationInputError.
    """
    skipped: list[Skipped] = []
    skills: dict[str, set[str]] = {}
    shifts: dict[str, list[tuple[int, int]]] = {}

    def shift_of(values: dict[str, str]) -> tuple[str, set[str], list[tuple[int, int]]]:
        named = {part.strip() for part in values["skills"].split("|")} - {""}
        if not values["agent"] or not named:
            raise _RowError("agent-or-skills-missing", values["agent"])
        if unknown := sorted(named - queues - {"*"}):
            raise _RowError("skill-without-calls", unknown[0])
        return values["agent"], set(queues) if "*" in named else named, _shifts(values, day, days)

    for _, (name, named, worked) in _Table(path, ("agent", "skills", "from", "to"), skipped, encoding).each(shift_of):
        skills.setdefault(name, set()).update(named)
        shifts.setdefault(name, []).extend(worked)
    if not skills:
        raise SimulationInputError(f"no usable agent in {path}: {_first(skipped)}")
    return [
        Worker(name=name, queues=frozenset(skills[name]), shifts=_joined(shifts[name])) for name in sorted(skills)
    ], skipped


def _shifts(values: dict[str, str], day: datetime, days: int) -> list[tuple[int, int]]:
    begin, end = _clock(values["from"], day), _clock(values["to"], day)
    if isinstance(begin, int) and isinstance(end, int):
        length = end - begin if end > begin else end - begin + DAY_MS
        return [(begin + n * DAY_MS, begin + n * DAY_MS + length) for n in range(-1, days) if n >= 0 or end <= begin]
    if isinstance(begin, int) or isinstance(end, int) or end <= begin:
        raise _RowError("shift-invalid", f"{values['from']} - {values['to']}")
    zero, one = day, timedelta(milliseconds=1)
    return [((begin - zero) // one, (end - zero) // one)]


def _clock(text: str, day: datetime) -> int | datetime:
    """Read a time of day, as milliseconds, or a moment."""
    if text in ("24:00", "24:00:00"):
        return DAY_MS
    try:
        at = time.fromisoformat(text)
    except ValueError:
        pass
    else:
        return ((at.hour * 60 + at.minute) * 60 + at.second) * 1000
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _RowError("shift-invalid", text) from None
    if day.tzinfo is None and moment.tzinfo is not None:
        raise _RowError("zone-mixed", text)
    return moment.replace(tzinfo=day.tzinfo) if moment.tzinfo is None else moment.astimezone(day.tzinfo)


def _joined(shifts: list[tuple[int, int]]) -> tuple[tuple[int, int | None], ...]:
    """Join shifts that touch; nobody works before the first day."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(shifts):
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    return tuple((max(0, begin), end) for begin, end in joined if end > 0)


class _Table:
    """A CSV file with named columns."""

    def __init__(self, path: Path, columns: tuple[str, ...], skipped: list[Skipped], encoding: str) -> None:
        self._path, self._columns, self._skipped, self._encoding = path, columns, skipped, encoding
        self.read = 0

    def each(self, make: Callable[[dict[str, str]], T]) -> Iterator[tuple[int, T]]:
        """Yield what is made of each usable row, with its line. Raises: SimulationInputError."""
        try:
            with self._path.open(encoding=self._encoding, errors="replace", newline="") as lines:
                yield from self._rows(csv.reader(lines), make)
        except (OSError, LookupError, csv.Error) as error:
            raise SimulationInputError(f"{self._path}: {error}") from error

    def _rows(self, reader: "CsvReader", make: Callable[[dict[str, str]], T]) -> Iterator[tuple[int, T]]:
        header = [name.strip().lower() for name in next(reader, [])]
        if missing := [name for name in self._columns if name not in header]:
            raise SimulationInputError(f"{self._path}: no column {missing[0]!r} in line 1")
        for fields in reader:
            if not any(map(str.strip, fields)):
                continue
            self.read += 1
            try:
                yield reader.line_num, make(self._named(header, fields))
            except _RowError as error:
                self._skipped.append(Skipped(self._path.name, reader.line_num, error.args[0], error.args[1][:80]))

    @staticmethod
    def _named(header: list[str], fields: list[str]) -> dict[str, str]:
        if len(fields) != len(header):
            raise _RowError("columns-miscounted", str(len(fields)))
        if any("\ufffd" in text for text in fields):
            raise _RowError("encoding-wrong", next(text for text in fields if "\ufffd" in text))
        return {name: text.strip() for name, text in zip(header, fields, strict=True)}
