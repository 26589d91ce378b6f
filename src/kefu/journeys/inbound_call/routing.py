"""Keeps the live centre's routing as the database says: queues, networks, numbers, flows; within seconds."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Mapping

import structlog

from kefu.acd import service as acd
from kefu.acd.model import Queue, QueueRecording, QueueSwitch, RoutedAgent
from kefu.acd.switches import service as switches
from kefu.acd.switches.rules import switched
from kefu.calendars.model import Calendar
from kefu.identity import service as identity
from kefu.identity import store as identity_store
from kefu.identity.store import AgentPlace
from kefu.ivr import service as ivr
from kefu.journeys.inbound_call.centre import Centre
from kefu.journeys.inbound_call.inputs import AgentConfigured, CentreConfigured, DialledNumber
from kefu.journeys.inbound_call.model import Network, QueueInfo
from kefu.kernel.ids import AgentId, CalendarId, LocalNetworkId, QueueId, TenantId
from kefu.kernel.scope import Scope
from kefu.platform.clock import Clock, utc_now
from kefu.platform.db import Database, DatabaseUnavailableError
from kefu.recordings.model import Policy

LOOK_EVERY_S = 5.0
logger = structlog.get_logger(__name__)


class Routing:
    """Reads every tenant's routing now and then, and at once when told; tells the centre what has changed."""

    def __init__(self, centre: Centre, database: Database, clock: Clock = utc_now) -> None:
        self._centre, self._database, self._clock = centre, database, clock
        self._known: dict[TenantId, CentreConfigured] = {}
        self._agents: dict[AgentId, AgentConfigured] = {}
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """Look again at once."""
        self._changed.set()

    async def keep_current(self) -> None:
        """Look for ever."""
        while True:
            try:
                await self.look()
            except DatabaseUnavailableError:
                logger.warning("routing not read, the database is gone")
            except Exception:
                logger.exception("routing not read")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), LOOK_EVERY_S)
            self._changed.clear()

    async def look(self) -> None:
        """Read the routing of every tenant, and tell what differs from what was told before."""
        async with self._database.transaction(None) as session:
            tenant_ids = await identity.list_tenant_ids(session)
        for tenant_id in tenant_ids:
            configured, agents = await self._read(tenant_id)
            if self._known.get(tenant_id) != configured:
                self._known[tenant_id] = configured
                self._centre.post(configured)
            for agent in agents:
                if self._agents.get(agent.config.agent_id) != agent:
                    self._agents[agent.config.agent_id] = agent
                    self._centre.post(agent)

    async def _read(self, tenant_id: TenantId) -> tuple[CentreConfigured, list[AgentConfigured]]:
        async with self._database.transaction(Scope(tenant_id)) as session:
            on: dict[QueueId, list[QueueSwitch]] = defaultdict(list)
            for each in await switches.switched_on(session, now=self._clock()):
                on[each.queue_id].append(each)
            queues = [switched(queue, on[queue.config.queue_id]) for queue in await acd.queues(session)]
            calendars = {each.calendar_id: each.as_hours() for each in await acd.calendars(session)}
            skills = await acd.skills(session)
            agents = await acd.routed_agents(session)
            places = await identity_store.agent_places(session)
            networks = await identity_store.local_networks(session)
            live = await ivr.load_live(session)
        direct = {queue.direct_number: queue.config.queue_id for queue in queues if queue.direct_number is not None}
        configured = CentreConfigured(
            tenant_id=tenant_id,
            queues=tuple((queue.config, _info(tenant_id, queue, calendars)) for queue in queues),
            networks=tuple(
                Network(
                    local_network_id=LocalNetworkId(row.id),
                    code=row.code,
                    name={"zh-CN": row.name_zh, "en": row.name_en},
                    area_code=row.area_code,
                )
                for row in networks
            ),
            numbers=tuple(
                DialledNumber(tenant_id=tenant_id, number=number, queue_id=queue_id)
                for number, queue_id in sorted(direct.items())
                if number not in live.numbers
            )
            + tuple(
                DialledNumber(tenant_id=tenant_id, number=number, flow_id=str(flow_id))
                for number, flow_id in sorted(live.numbers.items())
            ),
            flows={str(flow_id): flow for flow_id, flow in live.flows.items()},
            skills={skill.code: skill.skill_id for skill in skills},
            outbound_caller=next(iter(sorted(live.numbers)), ""),
        )
        return configured, [_agent(agent, places[agent.config.agent_id]) for agent in agents]


def _agent(agent: RoutedAgent, place: AgentPlace) -> AgentConfigured:
    return AgentConfigured(
        config=agent.config,
        name=agent.name,
        group=place.group,
        local_network_id=place.local_network_id,
        site=place.site,
        group_id=place.group_id,
    )


def _info(tenant_id: TenantId, queue: Queue, calendars: Mapping[CalendarId, Calendar]) -> QueueInfo:
    return QueueInfo(
        queue_id=queue.config.queue_id,
        tenant_id=tenant_id,
        code=queue.code,
        name={"zh-CN": queue.name_zh, "en": queue.name_en},
        recording=Policy.ALWAYS if queue.recording is QueueRecording.ALL else Policy.ON_DEMAND,
        wrap_up_mode=queue.config.wrap_up_mode,
        last_agent_s=queue.last_agent_s,
        local_network_id=queue.local_network_id,
        is_open=queue.is_open,
        calendar=calendars[queue.calendar_id] if queue.calendar_id else None,
        closed_prompt=queue.closed_prompt,
        notice_prompt=queue.notice_prompt,
        short_abandon_s=queue.short_abandon_s,
        offers_callback=queue.offers_callback,
        switches=queue.switches,
    )
