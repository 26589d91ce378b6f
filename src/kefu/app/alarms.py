"""Tells alarms how the live centre stands, and its boards which alarms stand."""

from collections.abc import Iterator, Mapping
from functools import partial

from kefu.acd.core.model import AgentState
from kefu.insight.alarms.jobs import Watcher
from kefu.insight.alarms.model import Alarm
from kefu.insight.rules.alarms import LINES, Kind, Reading, Subject
from kefu.journeys.agent_desktop import views
from kefu.journeys.agent_desktop.board import BoardAlarm
from kefu.journeys.agent_desktop.hub import Hub
from kefu.journeys.inbound_call.model import Seat
from kefu.journeys.inbound_call.turn import State
from kefu.kernel.ids import QueueId, TenantId
from kefu.kernel.instant import to_ms
from kefu.platform.clock import Clock
from kefu.platform.db import Database


def watch(hub: Hub, database: Database, clock: Clock, cell: str) -> Watcher:
    """Make what watches the live centre, and let its boards see what it has raised."""
    queues = partial(queue_subjects, hub.centre.state)
    watcher = Watcher(database, clock, cell=cell, sense=partial(sense, hub), queue_names=queues)
    hub.boards.alarms = lambda tenant_id: [_shown(alarm) for alarm in watcher.standing(tenant_id)]
    return watcher


def sense(hub: Hub, tenant_id: TenantId, kinds: frozenset[Kind]) -> Iterator[Reading]:
    """Tell how a tenant's queues, agents and lines stand now, as far as rules ask."""
    state, now_ms = hub.centre.state, hub.centre.clock_ms()
    if kinds & {Kind.WAITING, Kind.LONGEST_WAIT}:
        yield from _queues(state, tenant_id, now_ms)
    if Kind.NOT_READY in kinds:
        for seat in state.seats.values():
            change = hub.states.get(seat.agent_id)
            if seat.tenant_id == tenant_id and change is not None:
                is_away = change.state is AgentState.NOT_READY
                minutes = (now_ms - change.since_ms) / 60_000 if is_away else 0
                yield Reading(kind=Kind.NOT_READY, subject=_agent(seat), value=minutes)
    if Kind.TRUNKS in kinds:
        limit = sum(limit for switch, limit in state.limits.items() if state.switches.get(switch))
        busy = sum(state.inside.values())
        yield Reading(kind=Kind.TRUNKS, subject=LINES, value=100 * busy / limit if limit else 0)


def _queues(state: State, tenant_id: TenantId, now_ms: int) -> Iterator[Reading]:
    for queue_id, subject in queue_subjects(state, tenant_id).items():
        load = state.engine.load(queue_id)
        if load is not None:
            waited_ms = 0 if load.longest_since_ms is None else now_ms - load.longest_since_ms
            yield Reading(kind=Kind.WAITING, subject=subject, value=load.waiting)
            yield Reading(kind=Kind.LONGEST_WAIT, subject=subject, value=waited_ms / 1000)


def queue_subjects(state: State, tenant_id: TenantId) -> Mapping[QueueId, Subject]:
    """Tell what a tenant's queues are called, and whose they are."""
    return {
        queue.queue_id: Subject(
            kind="queue",
            subject_id=str(queue.queue_id),
            name=queue.name,
            local_network_id=queue.local_network_id,
        )
        for queue in views.tenant_queues(state, tenant_id)
    }


def _agent(seat: Seat) -> Subject:
    """Name an agent by his number: alarms are kept, and sent about."""
    return Subject(
        kind="agent",
        subject_id=str(seat.agent_id),
        name={"zh-CN": f"坐席 {seat.number}", "en": f"Agent {seat.number}"},
        local_network_id=seat.local_network_id,
        group=seat.group,
        group_id=seat.group_id,
    )


def _shown(alarm: Alarm) -> BoardAlarm:
    return BoardAlarm(
        subject_kind=alarm.subject["kind"],
        subject_id=alarm.subject["id"],
        view={
            "alarm_id": str(alarm.alarm_id),
            "name": alarm.name,
            "kind": alarm.kind,
            "severity": alarm.severity,
            "has_sound": alarm.has_sound,
            "subject": alarm.subject,
            "threshold": alarm.threshold,
            "value": alarm.value,
            "raised_at_ms": to_ms(alarm.raised_at),
            "acknowledged_at_ms": None if alarm.acknowledged_at is None else to_ms(alarm.acknowledged_at),
            "acknowledged_by": alarm.acknowledged_name,
        },
    )
