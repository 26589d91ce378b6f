"""What a measured centre needs beside the demonstration's: teams with a queue of their own, flows, dialled numbers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd import service as acd
from kefu.acd.core.model import AgentConfig, QueueConfig, WrapUpMode
from kefu.acd.model import Queue, QueueRecording
from kefu.identity import service as identity
from kefu.identity.model import DeviceKind, RecordingPolicy
from kefu.ivr import service as ivr
from kefu.ivr.library import Surroundings
from kefu.ivr.model import Text
from kefu.ivr.parsing import parse_flow
from kefu.ivr.service import Editor
from kefu.kernel.ids import QueueId, TenantId
from kefu.platform.db import Database, Scope
from kefu.platform.ids import new_id
from kefu_lab import seed

PASSWORD = "bench-password"
_PERMISSIONS = frozenset({"desk.use", "call.outbound", "customer.view"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Agents of one queue; their numbers are their log-ins too. No wrap-up, nothing recorded."""

    queue_code: str
    numbers: tuple[str, ...]


def label(name: str) -> dict[str, str]:
    """Name something alike in both languages."""
    return {"zh-CN": name, "en": name}


def queue_flow(queue_code: str) -> dict[str, Any]:
    """Return a flow that is nothing but a queue."""
    return {
        "format": 1,
        "language": "zh-CN",
        "start": "queue",
        "nodes": {
            "queue": {
                "kind": "queue",
                "label": label("queue"),
                "queue": {"code": queue_code, "fallback": queue_code},
                "exits": {"refused": "end"},
            },
            "end": {"kind": "hang_up", "label": label("end"), "exits": {}},
        },
        "calendars": {},
    }


async def furnish(
    premises: seed.Premises,
    tenant_id: TenantId,
    *,
    flows: Mapping[str, Any],
    teams: Sequence[Team],
    now: datetime,
) -> None:
    """Add teams, and a flow a number, through the product's own use cases."""
    database = Database(premises.app_url, pool_size=1)
    try:
        async with database.transaction(Scope(tenant_id)) as session:
            await _hire(session, tenant_id, teams, now)
        async with database.transaction(Scope(tenant_id)) as session:
            codes = frozenset(queue.code for queue in await acd.queues(session))
            around = Surroundings(prompts=premises.prompts, capabilities={}, queue_codes=codes)
            for number, flow in flows.items():
                await _publish(session, Editor(tenant_id=tenant_id), number, flow, around, now)
    finally:
        await database.dispose()


async def _hire(session: AsyncSession, tenant_id: TenantId, teams: Sequence[Team], now: datetime) -> None:
    about: dict[str, Any] = {"tenant_id": tenant_id, "now": now}
    site_id = await identity.create_site(session, code="bench", name="bench", local_network_id=None, **about)
    group_id = await identity.create_group(session, site_id=site_id, name="bench", **about)
    role_id = await identity.create_role(session, code="bench", name="bench", permissions=_PERMISSIONS, **about)
    for team in teams:
        config = QueueConfig(queue_id=QueueId(new_id()), name=team.queue_code, wrap_up_mode=WrapUpMode.NONE)
        queue = Queue(
            config=config,
            code=team.queue_code,
            name_zh=team.queue_code,
            name_en=team.queue_code,
            recording=QueueRecording.NONE,
        )
        await acd.create_queue(session, queue=queue, **about)
        for number in team.numbers:
            person_id = await identity.create_person(session, login=number, name=number, password=PASSWORD, **about)
            await identity.grant_role(session, person_id=person_id, role_id=role_id, **about)
            agent_id = await identity.create_agent(
                session,
                person_id=person_id,
                group_id=group_id,
                number=number,
                device_kind=DeviceKind.SIP_PHONE,
                recording_policy=RecordingPolicy.BY_QUEUE,
                **about,
            )
            routing = AgentConfig(agent_id=agent_id, queue_ids=frozenset({config.queue_id}))
            await acd.set_agent_routing(session, config=routing, **about)


async def _publish(
    session: AsyncSession, editor: Editor, number: str, flow: Any, around: Surroundings, now: datetime
) -> None:
    name = Text(zh_cn=number, en=number)
    flow_id = await ivr.create_flow(session, editor=editor, code=f"bench-{number}", name=name, now=now)
    definition = parse_flow(json.dumps(flow))
    version = await ivr.save(session, editor=editor, flow_id=flow_id, base_version=0, flow=definition, note="", now=now)
    await ivr.publish(session, editor=editor, flow_id=flow_id, version=version, around=around, now=now)
    await ivr.set_number(session, editor=editor, number=number, flow_id=flow_id, now=now)
