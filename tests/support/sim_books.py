"""An observer who keeps his own books of everything the product says over all its lives, and finds what is wrong."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from kefu.calls.model import CallFact, CallRecord
from kefu.calls.rules import BEGINNINGS, derive_record
from kefu.journeys.inbound_call.centre import Centre
from kefu.journeys.inbound_call.effects import (
    CallbackRequested,
    CallbackSettled,
    CallEnded,
    Effect,
    Fact,
    RecordingFinished,
)
from kefu.journeys.inbound_call.ledger import _plain
from kefu.kernel.ids import CallId, RecordingId

AFTER_THE_END = ("wrapped_up", "recording_failed", "cleared")


class BrokenError(AssertionError):
    """An invariant does not hold."""


class Books:
    """Every fact, each once; who has ended; what was promised to callers."""

    def __init__(self) -> None:
        self.facts: dict[CallId, list[Fact]] = defaultdict(list)
        self.begun: set[CallId] = set()
        self.cleared: set[CallId] = set()
        self.entered_at_ms: dict[CallId, int] = {}
        """When a call that waits has entered its queue."""
        self.queued_anew: set[CallId] = set()
        self.wishes: set[CallId] = set()
        self.settled: dict[CallId, bool] = {}
        self.attempts: dict[CallId, set[int]] = defaultdict(set)
        self.finished: set[RecordingId] = set()
        self.ended: set[CallId] = set()
        self.at_ms = 0
        self.broken: BrokenError | None = None

    def wrong(self, what: str) -> None:
        """Note the first thing that is wrong; raising would only make the product log it."""
        self.broken = self.broken or BrokenError(what)

    def listen(self, centre: Centre) -> None:
        """Hear what the product tells, also what it tells again after a restart."""
        centre.on(CallEnded, lambda effect: self.ended.add(effect.call.call_id))
        centre.on(RecordingFinished, lambda effect: self.finished.add(effect.context.recording_id))
        centre.on(CallbackRequested, lambda effect: self.wishes.add(effect.call_id))
        centre.on(CallbackSettled, self._on_settled)

    def stepped(self, at_ms: int, event: object, effects: Iterable[Effect]) -> None:
        """Follow one step of the machine, for the first time or again."""
        for effect in effects:
            if isinstance(effect, Fact):
                self._on_fact(effect)

    def _on_settled(self, effect: CallbackSettled) -> None:
        if self.settled.setdefault(effect.call_id, effect.is_reached) != effect.is_reached:
            self.wrong(f"callback of {effect.call_id} settled twice, differently")

    def _on_fact(self, fact: Fact) -> None:
        told = self.facts[fact.call_id]
        if fact.seq <= len(told):
            if told[fact.seq - 1] != fact:
                self.wrong(f"fact told again differently: {told[fact.seq - 1]} then {fact}")
            return
        if fact.seq != len(told) + 1:
            self.wrong(f"facts of {fact.call_id} have a gap before {fact.seq} ({fact.kind})")
        if told and fact.at_ms < told[-1].at_ms:
            self.wrong(f"facts of {fact.call_id} run backwards at {fact.seq}")
        if (fact.kind in BEGINNINGS) != (fact.seq == 1):
            self.wrong(f"{fact.kind} is fact {fact.seq} of {fact.call_id}")
        if fact.call_id in self.cleared and fact.kind not in AFTER_THE_END:
            self.wrong(f"{fact.kind} after the end of {fact.call_id}")
        told.append(fact)
        self._count(fact)

    def _count(self, fact: Fact) -> None:
        if fact.seq == 1:
            self.begun.add(fact.call_id)
            if (origin := fact.data.get("callback_of")) is not None:
                if fact.data["attempt"] in self.attempts[origin]:
                    self.wrong(f"callback {origin} is tried twice for the same time")
                self.attempts[origin].add(fact.data["attempt"])
        elif fact.kind == "queued" and (not fact.data["is_front"] or fact.call_id not in self.entered_at_ms):
            self.queued_anew.add(fact.call_id)
        elif fact.kind == "cleared":
            if fact.call_id in self.cleared:
                self.wrong(f"{fact.call_id} ends twice")
            self.cleared.add(fact.call_id)

    def record_of(self, call_id: CallId) -> CallRecord | None:
        """Derive what the database should say of a call."""
        return derive_record([as_written(fact) for fact in self.facts[call_id]])


def as_written(fact: Fact) -> CallFact:
    """Return a fact as the ledger hands it over."""
    data: dict[str, Any] = {key: _plain(value) for key, value in fact.data.items()}
    return CallFact(
        tenant_id=fact.tenant_id, call_id=fact.call_id, seq=fact.seq, at_ms=fact.at_ms, kind=fact.kind, data=data
    )
