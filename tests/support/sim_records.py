"""The database against the books: facts once each, one record a call that follows from them, agents' times in a row."""

from itertools import pairwise
from typing import TYPE_CHECKING

from kefu.acd.core.model import AgentState
from kefu.kernel.instant import from_ms
from support.sim_books import BrokenError, as_written

if TYPE_CHECKING:
    from support.sim_world import World


def check_records(world: "World", *, is_final: bool) -> None:
    """Check what is written; at the end of a run all of it must be."""
    if world.database.contradictions:
        raise BrokenError(f"written again differently: {world.database.contradictions[0]}")
    _facts(world, is_final=is_final)
    _records(world, is_final=is_final)
    _intervals(world)
    _callbacks(world, is_final=is_final)
    if is_final:
        _recordings(world)
        _states(world)


def _facts(world: "World", *, is_final: bool) -> None:
    rows = world.database.rows("call_event")
    there = {(row["call_id"], row["seq"]): row for row in rows}
    if len(there) != len(rows):
        raise BrokenError("a fact is written twice")
    told = {(call_id, fact.seq): fact for call_id, facts in world.books.facts.items() for fact in facts}
    for key, row in there.items():
        if key not in told:
            raise BrokenError(f"nobody told {key}")
        fact = as_written(told[key])
        if (row["at"], row["kind"], row["data"]) != (from_ms(fact.at_ms), fact.kind, fact.data):
            raise BrokenError(f"{key} is written as {row}, was told as {fact}")
    if is_final and (lost := told.keys() - there.keys()):
        raise BrokenError(f"facts not written: {sorted(map(str, lost))[:5]}")


def _records(world: "World", *, is_final: bool) -> None:
    records = world.database.rows("call_record")
    there = {row["call_id"]: row for row in records}
    if len(there) != len(records):
        raise BrokenError("a call has two records")
    for call_id, row in there.items():
        record = world.books.record_of(call_id)
        if record is None:
            raise BrokenError(f"record of {call_id}, which has not ended")
        for name in ("talk_ms", "hold_ms", "wait_ms", "outcome", "cause", "transfers", "is_recorded", "direction"):
            if row[name] != getattr(record, name):
                raise BrokenError(f"{name} of {call_id} is {row[name]}, the facts say {getattr(record, name)}")
    if is_final and (lost := world.books.cleared - there.keys()):
        raise BrokenError(f"calls without a record: {lost}")


def _intervals(world: "World") -> None:
    by_agent: dict[object, list[dict[str, object]]] = {}
    for row in world.database.rows("agent_state_interval"):
        by_agent.setdefault(row["agent_id"], []).append(row)
    for agent_id, rows in by_agent.items():
        rows.sort(key=lambda row: row["started_at"])
        for before, after in pairwise(rows):
            if after["started_at"] < before["ended_at"]:
                raise BrokenError(f"{agent_id} is in two states: {before} {after}")


def _states(world: "World") -> None:
    """What agents are written to be doing is what they do."""
    written = {
        row["agent_id"]: (row["state"], row["since"])
        for row in world.database.rows("agent_state")
        if row["state"] is not AgentState.NULL
    }
    life = world.life
    live = life.centre.state.agent_states() if life is not None else {}
    if written != (known := {each: (is_.state, from_ms(is_.since_ms)) for each, is_ in live.items()}):
        raise BrokenError(f"agents do {known}, written is {written}")


def _callbacks(world: "World", *, is_final: bool) -> None:
    there = {row["call_id"]: row["status"] for row in world.database.rows("callback_request")}
    if unasked := there.keys() - world.books.wishes:
        raise BrokenError(f"nobody asked for {unasked}")
    if is_final:
        if lost := world.books.wishes - there.keys():
            raise BrokenError(f"wishes not written: {lost}")
        for call_id, is_reached in world.books.settled.items():
            if there[call_id] != ("done" if is_reached else "failed"):
                raise BrokenError(f"callback {call_id} is {there[call_id]}, reached: {is_reached}")


def _recordings(world: "World") -> None:
    there = {row["id"] for row in world.database.rows("recording")}
    if lost := world.books.finished - there:
        raise BrokenError(f"recordings not stored: {lost}")
