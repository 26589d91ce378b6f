"""Tells boards what the figures say of the day: the same sums, so that no board differs from its report."""

from collections import defaultdict

from kefu.identity.service import zone_of
from kefu.insight.figures import reading
from kefu.insight.rules.bases import day_of
from kefu.insight.rules.tables import Dimension, Question
from kefu.insight.targets import service as targets
from kefu.journeys.agent_desktop.board import UNKNOWN_DAY, Day, QueueDay
from kefu.journeys.agent_desktop.boards import is_watched
from kefu.journeys.agent_desktop.hub import Hub
from kefu.kernel.ids import LocalNetworkId, QueueId, TenantId
from kefu.kernel.instant import to_ms
from kefu.kernel.scope import Scope
from kefu.platform.clock import Clock
from kefu.platform.db import Database

READ_EVERY_S = 1.0


class Today:
    """Keeps the day so far at hand for those tenants of whom somebody looks at a board."""

    def __init__(self, hub: Hub, database: Database, clock: Clock) -> None:
        self._hub, self._database, self._clock = hub, database, clock
        self._days: dict[TenantId, Day] = {}
        hub.boards.day = self.of

    def of(self, tenant_id: TenantId) -> Day:
        """Return what was read last."""
        return self._days.get(tenant_id, UNKNOWN_DAY)

    async def read(self) -> None:
        """Read anew what is looked at; what cannot be read stays as it was, and says how old it is.

        Raises: DatabaseUnavailableError.
        """
        looked_at = {page.principal.tenant_id for page in self._hub.pages() if is_watched(page)}
        self._days = {tenant_id: await self._read(tenant_id) for tenant_id in looked_at}

    async def _read(self, tenant_id: TenantId) -> Day:
        now = self._clock()
        async with self._database.transaction(Scope(tenant_id)) as session:
            zone = await zone_of(session)
            ours = await targets.service_level(session, on=now.astimezone(zone).date())
            since, until = day_of(now, zone)
            question = Question(
                measures=("contacts", "answered", "short_abandoned", "abandonment_rate", ours.measure),
                by=(Dimension.QUEUE, Dimension.NETWORK),
                since=since,
                until=until,
                zone=zone.key,
                is_tenants_clock=True,
                within_s=ours.within_s or 0,
            )
            found, known_until = await reading.terms(session, question=question, now=now)
        queues: dict[QueueId, dict[LocalNetworkId | None, QueueDay]] = defaultdict(dict)
        for (queue_id, network_id), each in found.items():
            queues[queue_id][network_id] = _queue_day(each)
        level = {"measure": ours.measure, "within_s": ours.within_s, "goal": ours.goal}
        return Day(queues, level, to_ms(known_until))


def _queue_day(terms: tuple[tuple[int, int], ...]) -> QueueDay:
    (contacts, _), (answered, _), (short_abandoned, _), (abandoned, settled), (in_time, judged) = terms
    return QueueDay(
        contacts=contacts,
        answered=answered,
        abandoned=abandoned,
        short_abandoned=short_abandoned,
        settled=settled,
        in_time=in_time,
        judged=judged,
    )
