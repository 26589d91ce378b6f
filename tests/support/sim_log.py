"""What a run says: one line a thing, ids by the order of their appearance, and a hash over all of it."""

import hashlib
import re
from collections import deque
from enum import Enum
from uuid import UUID

from support.sim_loop import START_US, VirtualTime

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TOLD = (
    "switch", "call_id", "connection_id", "consultation_id", "agent_id", "state", "reason", "address",
    "is_registered", "is_available", "is_forced", "has_session", "play_id", "recording_id", "digit", "cause",
    "caller", "called", "service", "kind", "seq", "at_ms", "timer_id", "due_ms", "action", "result", "is_reached",
    "word", "pending_state", "away_ms", "is_first", "is_over", "queue_id", "target", "result_code", "number",
)  # fmt: skip


class Log:
    """Takes lines; keeps the last ones for people, the hash of all for comparison."""

    def __init__(self, time: VirtualTime, keep: int | None = 400) -> None:
        self._time = time
        self._hash = hashlib.sha256()
        self._ids: dict[str, str] = {}
        self.tail: deque[str] = deque(maxlen=keep)
        self.lines = 0

    def note(self, kind: str, *things: object) -> None:
        """Write a line."""
        at_ms = (self._time.us - START_US) / 1000
        line = f"{at_ms:.3f} {kind} " + " ".join(map(describe, things))
        line = _ID.sub(self._name, line)
        self._hash.update(line.encode() + b"\n")
        self.tail.append(line)
        self.lines += 1

    @property
    def digest(self) -> str:
        """Return the hash of everything said so far."""
        return self._hash.hexdigest()

    def _name(self, found: re.Match[str]) -> str:
        return self._ids.setdefault(found[0], f"#{len(self._ids) + 1}")


def describe(thing: object) -> str:
    """Say what something is, the same on every Python."""
    if isinstance(thing, Enum):
        return str(thing.value)
    if thing is None or isinstance(thing, str | int | float | UUID):
        return str(thing)
    if isinstance(thing, tuple | list):
        return "(" + " ".join(map(describe, thing)) + ")"
    if isinstance(thing, dict | set | frozenset):
        return f"{type(thing).__name__}:{len(thing)}"
    told = [f"{n}={describe(v)}" for n in _TOLD if (v := getattr(thing, n, None)) is not None]
    return " ".join([type(thing).__name__, *told])
