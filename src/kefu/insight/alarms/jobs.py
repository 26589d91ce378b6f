"""Watches the live centre by the tenants' rules: looks every second, writes only what changes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from prometheus_client import Gauge
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import service as identity
from kefu.insight.alarms import service
from kefu.insight.alarms.model import Alarm, AlarmsChanged
from kefu.insight.rules.alarms import Kind, Reading, Rule, Standing, Subject, evaluate
from kefu.kernel.ids import QueueId, TenantId
from kefu.kernel.scope import Scope
from kefu.platform.clock import Clock
from kefu.platform.db import Database

LOOK_EVERY_S = 1.0
READ_EVERY = timedelta(seconds=30)
"""Rules and alarms are read anew at once when somebody here changes them; so often for what others do."""
LEVELS_EVERY = timedelta(minutes=1)
RAISED = Gauge("kefu_alarms_standing", "Alarms that are not over")
Sense = Callable[[TenantId, frozenset[Kind]], Iterable[Reading]]
"""Tells how a tenant's queues, agents and lines stand now, as far as these kinds of rules ask."""
QueueNames = Callable[[TenantId], Mapping[QueueId, Subject]]
logger = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Watch:
    """What is known of one tenant."""

    rules: list[Rule] = field(default_factory=list)
    alarms: dict[UUID, Alarm] = field(default_factory=dict)
    standing: list[Standing] = field(default_factory=list)
    levels: dict[int, Mapping[QueueId, tuple[float | None, ...]]] = field(default_factory=dict)
    read_at: datetime | None = None
    levels_at: datetime | None = None


class Watcher:
    """Raises and clears the alarms of one cell, and keeps them at hand for its boards."""

    def __init__(self, database: Database, clock: Clock, *, cell: str, sense: Sense, queue_names: QueueNames) -> None:
        self._database, self._clock, self._cell = database, clock, cell
        self._sense, self._queue_names = sense, queue_names
        self._watches: dict[TenantId, _Watch] = {}
        self._tenants_at: datetime | None = None

    def changed(self, change: AlarmsChanged) -> None:
        """Read a tenant's rules and alarms anew at the next look."""
        if (watch := self._watches.get(change.tenant_id)) is not None:
            watch.read_at = None

    def standing(self, tenant_id: TenantId) -> list[Alarm]:
        """List a tenant's alarms that are not over, the latest first."""
        watch = self._watches.get(tenant_id)
        return list(watch.alarms.values()) if watch is not None else []

    async def look(self) -> None:
        """Look once at everything.

        Raises: DatabaseUnavailableError.
        """
        now = self._clock()
        if self._tenants_at is None or now - self._tenants_at >= READ_EVERY:
            async with self._database.transaction(None) as session:
                tenant_ids = await identity.list_tenant_ids(session)
            self._watches = {each: self._watches.get(each, _Watch()) for each in tenant_ids}
            self._tenants_at = now
        for tenant_id, watch in self._watches.items():
            await self._look_at(tenant_id, watch, now)
        RAISED.set(sum(len(watch.alarms) for watch in self._watches.values()))

    async def _look_at(self, tenant_id: TenantId, watch: _Watch, now: datetime) -> None:
        await self._read(tenant_id, watch, now)
        kinds = frozenset(rule.kind for rule in watch.rules if rule.is_on)
        if not kinds and not watch.standing:
            return
        readings = [*self._sense(tenant_id, kinds), *self._levels(tenant_id, watch)]
        verdict = evaluate(watch.rules, readings, watch.standing, now)
        if verdict.raised or verdict.cleared:
            async with self._database.transaction(Scope(tenant_id)) as session:
                await service.raise_alarms(
                    session, tenant_id=tenant_id, cell=self._cell, raised=verdict.raised, now=now
                )
                over = [each.alarm_id for each in verdict.cleared]
                await service.clear_alarms(session, tenant_id=tenant_id, alarm_ids=over, now=now)
            watch.standing = list(verdict.standing)
            async with self._database.transaction(Scope(tenant_id)) as session:
                await self._load(session, watch)
        else:
            watch.standing = list(verdict.standing)

    async def _read(self, tenant_id: TenantId, watch: _Watch, now: datetime) -> None:
        """Read rules and alarms from time to time, and service levels, which change once in a quarter of an hour."""
        if watch.read_at is None or now - watch.read_at >= READ_EVERY:
            async with self._database.transaction(Scope(tenant_id)) as session:
                watch.rules = await service.list_rules(session)
                await self._load(session, watch)
            watch.read_at = now
            watch.levels_at = watch.levels_at if _edges(watch.rules) <= watch.levels.keys() else None
        if watch.levels_at is None or now - watch.levels_at >= LEVELS_EVERY:
            edges = _edges(watch.rules)
            if edges:
                async with self._database.transaction(Scope(tenant_id)) as session:
                    watch.levels = {
                        edge: await service.service_levels(session, within_s=edge, now=now) for edge in sorted(edges)
                    }
            watch.levels_at = now

    async def _load(self, session: AsyncSession, watch: _Watch) -> None:
        """Take over the alarms as they are written down; since when one is well is only known here."""
        calm = {each.alarm_id: each for each in watch.standing}
        alarms = await service.standing(session, cell=self._cell)
        watch.alarms = {alarm.alarm_id: alarm for alarm in alarms}
        watch.standing = [calm.get(alarm.alarm_id, alarm.standing) for alarm in alarms]

    def _levels(self, tenant_id: TenantId, watch: _Watch) -> Iterable[Reading]:
        if not watch.levels:
            return
        names = self._queue_names(tenant_id)
        for within_s in _edges(watch.rules) & watch.levels.keys():
            for queue_id, subject in names.items():
                levels = watch.levels[within_s].get(queue_id, ())
                yield Reading(kind=Kind.SERVICE_LEVEL, subject=subject, levels=levels, within_s=within_s)


def _edges(rules: Iterable[Rule]) -> set[int]:
    return {rule.within_s for rule in rules if rule.is_on and rule.kind is Kind.SERVICE_LEVEL}
