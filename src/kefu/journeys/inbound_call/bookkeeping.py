"""Carries what the machine has decided into the rooms: facts, records, interactions, recordings, agents' times."""

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path

from kefu.acd import service as acd
from kefu.acd.core.events import AgentStateChanged
from kefu.acd.model import AgentStateBegun, CallbackStatus, CallbackWish, SettledCallback
from kefu.acd.rules import ended_interval
from kefu.interactions import service as interactions
from kefu.interactions.model import Channel, Interaction, Outcome, WrapUp
from kefu.interactions.model import Direction as InteractionDirection
from kefu.journeys.inbound_call.centre import Centre
from kefu.journeys.inbound_call.effects import (
    CallbackRequested,
    CallbackSettled,
    CallEnded,
    CallWrappedUp,
    Fact,
    RecordingFinished,
    SeatOpened,
)
from kefu.journeys.inbound_call.ledger import RETRY_S, Ledger
from kefu.journeys.inbound_call.model import Direction, LiveCall
from kefu.kernel.ids import AgentId, InteractionId, RecordingId, TenantId
from kefu.kernel.instant import from_ms
from kefu.platform.db import DatabaseUnavailableError
from kefu.recordings.model import FinishedRecording, RecordingKind

_OUTCOMES = {
    "answered": Outcome.ANSWERED,
    "abandoned": Outcome.ABANDONED,
    "ivr_only": Outcome.IVR_ONLY,
    "voicemail": Outcome.VOICEMAIL,
    "callback": Outcome.CALLBACK,
}


class Bookkeeping:
    """Listens to the centre and writes through the ledger; recordings are stored beside it."""

    def __init__(
        self,
        centre: Centre,
        ledger: Ledger,
        store: Callable[[FinishedRecording], Awaitable[None]],
    ) -> None:
        self._centre, self._ledger, self._store = centre, ledger, store
        self._unstored: set[RecordingId] = set()
        self._progress = asyncio.Event()
        centre.before_forgetting(self._all_stored)
        self._tenants: dict[AgentId, TenantId] = {seat.agent_id: seat.tenant_id for seat in centre.state.seats.values()}
        self._before: dict[AgentId, AgentStateChanged] = centre.state.agent_states()
        for agent_id, change in self._before.items():  # of another life: what it did not write any more is not lost
            self._note_state(self._tenants[agent_id], change)
        centre.on(Fact, ledger.add_fact)
        centre.on(CallEnded, self._on_ended)
        centre.on(CallWrappedUp, self._on_wrapped_up)
        centre.on(CallbackRequested, self._on_callback)
        centre.on(CallbackSettled, self._on_callback_settled)
        centre.on(RecordingFinished, self._on_recording)
        centre.on(SeatOpened, self._on_seat)
        centre.on(AgentStateChanged, self._on_agent)

    def _on_ended(self, effect: CallEnded) -> None:
        call = effect.call
        self._ledger.close_call(call.tenant_id, call.call_id)
        if (interaction := interaction_of(call)) is not None:
            self._ledger.add(call.tenant_id, interactions.record, interaction)

    def _on_wrapped_up(self, effect: CallWrappedUp) -> None:
        said = WrapUp(
            interaction_id=InteractionId(effect.call_id),
            tenant_id=effect.tenant_id,
            agent_id=effect.agent_id,
            at=from_ms(effect.at_ms),
            result_code=effect.result_code,
            note=effect.note,
        )
        self._ledger.add(effect.tenant_id, interactions.wrap_up, said)

    def _on_callback(self, effect: CallbackRequested) -> None:
        wish = CallbackWish(
            tenant_id=effect.tenant_id,
            call_id=effect.call_id,
            queue_id=effect.queue_id,
            local_network_id=effect.local_network_id,
            number=effect.number,
            requested_at=from_ms(effect.at_ms),
        )
        self._ledger.add(effect.tenant_id, acd.request_callbacks, wish)

    def _on_callback_settled(self, effect: CallbackSettled) -> None:
        status = CallbackStatus.DONE if effect.is_reached else CallbackStatus.FAILED
        self._ledger.add(effect.tenant_id, acd.settle_callbacks, SettledCallback(effect.call_id, status))

    def _on_seat(self, effect: SeatOpened) -> None:
        self._tenants[effect.agent_id] = self._centre.state.seats[effect.agent_id].tenant_id

    def _on_agent(self, change: AgentStateChanged) -> None:
        tenant_id = self._tenants.get(change.agent_id)
        if tenant_id is None:
            return
        before = self._before.get(change.agent_id)
        self._before[change.agent_id] = change
        if (interval := ended_interval(tenant_id, before, change)) is not None:
            self._ledger.add(tenant_id, acd.append_intervals, interval)
        if before is None or (before.state, before.since_ms) != (change.state, change.since_ms):
            self._note_state(tenant_id, change)

    def _note_state(self, tenant_id: TenantId, change: AgentStateChanged) -> None:
        seat = self._centre.state.seats.get(change.agent_id)
        begun = AgentStateBegun(
            tenant_id=tenant_id,
            agent_id=change.agent_id,
            local_network_id=seat.local_network_id if seat else None,
            state=change.state,
            reason=change.reason,
            since_ms=change.since_ms,
        )
        self._ledger.add(tenant_id, acd.note_states, begun)

    def _on_recording(self, effect: RecordingFinished) -> None:
        context = effect.context
        finished = FinishedRecording(
            recording_id=context.recording_id,
            tenant_id=context.tenant_id,
            call_id=context.call_id,
            kind=RecordingKind.VOICEMAIL if context.is_voicemail else RecordingKind.CALL,
            segment=context.segment,
            started_at=from_ms(context.started_at_ms),
            stem=Path(effect.path),
            agent_id=context.agent_id,
            queue_id=context.queue_id,
            customer_id=context.customer_id,
            local_network_id=context.local_network_id,
        )
        self._centre.spawn(self._keep(finished), f"store recording {context.recording_id}")

    async def _keep(self, finished: FinishedRecording) -> None:
        """Store a recording, as soon as the database is there."""
        self._unstored.add(finished.recording_id)
        try:
            for attempt in itertools.count():
                with contextlib.suppress(DatabaseUnavailableError):
                    await self._store(finished)
                    return
                await asyncio.sleep(RETRY_S[min(attempt, len(RETRY_S) - 1)])
        finally:
            self._unstored.discard(finished.recording_id)
            self._progress.set()

    async def _all_stored(self) -> None:
        """Wait until the recordings that are finished now are stored, or cannot be."""
        awaited = set(self._unstored)
        while awaited & self._unstored:
            self._progress.clear()
            await self._progress.wait()


def interaction_of(call: LiveCall) -> Interaction | None:
    """Make a call's interaction with the customer; a call between colleagues has none."""
    if call.direction is Direction.INTERNAL or call.outcome == "unknown_number":
        return None
    return Interaction(
        interaction_id=InteractionId(call.call_id),
        tenant_id=call.tenant_id,
        channel=Channel.VOICE,
        direction=InteractionDirection(call.direction),
        number=call.number.key,
        started_at=from_ms(call.offered_at_ms),
        ended_at=from_ms(call.ended_at_ms or call.offered_at_ms),
        outcome=_OUTCOMES.get(call.outcome or "", Outcome.FAILED),
        answered_at=from_ms(call.established_at_ms) if call.established_at_ms is not None else None,
        call_id=call.call_id,
        customer_id=call.customer_id,
        local_network_id=call.local_network_id,
        queue_id=call.queue_id,
        agent_id=call.agents[-1] if call.agents else None,
        ivr_path=tuple(call.path),
    )
