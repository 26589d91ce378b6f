"""The simulation finds what is broken by hand: each of these faults, within a few seeds."""

from collections.abc import Callable
from typing import Any

import pytest

from kefu.acd import runtime
from kefu.acd.journal import Journal
from kefu.calls.events import DigitsDetected
from kefu.calls.model import ConnectionState
from kefu.journeys.inbound_call import centre, ledger, machine, queueing, recovery
from kefu.journeys.inbound_call.bookkeeping import Bookkeeping
from kefu.journeys.inbound_call.turn import Turn
from kefu.platform.db import DatabaseUnavailableError
from support import sim_process
from support.sim_plan import plan_of
from support.sim_run import run

SEEDS = range(1, 81)
Patch = pytest.MonkeyPatch
PLANTED: list[Callable[[Patch], None]] = []


def planted(fault: Callable[[Patch], None]) -> Callable[[Patch], None]:
    """Let a fault be looked for."""
    PLANTED.append(fault)
    return fault


@planted
def a_key_is_not_journalled(patch: Patch) -> None:
    append = Journal.append
    name = DigitsDetected.__name__
    patch.setattr(Journal, "append", lambda self, at, e: self.number if e.get("@") == name else append(self, at, e))


@planted
def the_last_effects_are_not_told_again(patch: Patch) -> None:
    patch.setattr(centre.Centre, "_retell", lambda self, at_ms, effects: None)


@planted
def a_snapshot_forgets_timers(patch: Patch) -> None:
    start = runtime.Timers.start
    patch.setattr(runtime.Timers, "start", lambda self, timer_id, due_ms: self.due_ms and start(self, timer_id, due_ms))


@planted
def what_no_call_knows_is_not_cleared(patch: Patch) -> None:
    def reconciled(turn: Turn, event: Any) -> Any:
        before = len(turn.effects)
        missed = on_reconciled(turn, event)
        del turn.effects[before:]
        return missed

    on_reconciled = recovery.on_reconciled
    patch.setattr(recovery, "on_reconciled", reconciled)


@planted
def what_the_switch_lost_is_not_noticed(patch: Patch) -> None:
    patch.setattr(recovery, "_missed", lambda *arguments: [])


@planted
def a_failed_transaction_counts_as_written(patch: Patch) -> None:
    async def write(self: Any, tenant_id: Any, pages: Any) -> None:
        try:
            await self._write_once(tenant_id, pages)
        except DatabaseUnavailableError:
            return

    patch.setattr(ledger.Ledger, "_write", write)


@planted
def a_recording_is_stored_only_if_the_database_is_there(patch: Patch) -> None:
    patch.setattr(Bookkeeping, "_keep", lambda self, finished: self._store(finished))


@planted
def a_call_put_back_begins_to_wait_anew(patch: Patch) -> None:
    enqueue = queueing.enqueue

    def anew(turn: Turn, call: Any, *arguments: Any, **named: Any) -> None:
        call.queued_at_ms = None
        enqueue(turn, call, *arguments, **named)

    patch.setattr(queueing, "enqueue", anew)


@planted
def the_clock_may_jump(patch: Patch) -> None:
    patch.setattr(sim_process, "SteadyClock", lambda wall_ms, elapsed_s: wall_ms)


@planted
def an_old_answer_of_the_switch_is_believed(patch: Patch) -> None:
    asked = centre.SwitchReconciled
    patch.setattr(centre, "SwitchReconciled", lambda known, **named: asked(**named))


@planted
def a_lost_agent_is_waited_for_for_ever(patch: Patch) -> None:
    patch.setitem(machine._CALL_TIMERS, "lost", lambda turn, call: None)


@planted
def a_page_that_is_lost_keeps_its_phone(patch: Patch) -> None:
    def lost(turn: Turn, command: Any) -> None:
        if (seat := turn.state.seats.get(command.agent_id)) is not None:
            seat.is_page_present = False

    patch.setitem(machine._HANDLERS, machine.inputs.PageLost, lost)


@planted
def who_takes_over_leaves_the_customer_on_hold(patch: Patch) -> None:
    class Deaf(Turn):
        def retrieve(self, call: Any, party: Any) -> None:
            party.state = ConnectionState.CONNECTED

    patch.setattr(machine, "Turn", Deaf)


@pytest.mark.parametrize("fault", PLANTED, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found(fault: Callable[[Patch], None], monkeypatch: Patch) -> None:
    fault(monkeypatch)
    found = next((outcome.wrong for seed in SEEDS if (outcome := run(plan_of(seed))).wrong), None)
    print(found)
    assert found is not None
