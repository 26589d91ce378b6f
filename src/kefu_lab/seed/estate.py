"""Fills an empty database with the demonstration's operator, once."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd import service as acd
from kefu.acd.core.model import AgentConfig
from kefu.customers.model import DEFAULT_LEVELS
from kefu.customers.service import define_levels
from kefu.identity import service as identity
from kefu.identity import store as identity_store
from kefu.identity.model import DeviceKind, RecordingPolicy
from kefu.insight.alarms import service as alarms
from kefu.insight.appraisal import service as appraisal
from kefu.ivr import service as ivr
from kefu.ivr.library import Capability, Surroundings
from kefu.ivr.model import Text
from kefu.ivr.parsing import default_flow
from kefu.ivr.service import Editor
from kefu.kernel.ids import GroupId, LocalNetworkId, QueueId, SkillId, TenantId
from kefu.platform.db import Database, Scope
from kefu.platform.ids import new_id
from kefu_lab.people import TAGS, Town, agents_of, networks_of, populate
from kefu_lab.seed import fieldwork, holidays, places, service_desk, surveys, tickets
from kefu_lab.seed.forms import publish_forms
from kefu_lab.seed.messages import write_templates
from kefu_lab.seed.staff import GROUPS, MAIL_DOMAIN, OFFICE, ROLES, SITES, SYNTHETIC, VISITORS, Person

CUSTOMERS = 2_000
_SCOPE = "SELECT set_config('kefu.tenant_id', $1, false), set_config('kefu.local_network_ids', '*', false)"
_PHONES = "SELECT value FROM contact_medium WHERE kind = 'phone' AND value LIKE '+86%' ORDER BY customer_id, id"
_BALANCE = Capability(takes=frozenset({"phone", "account"}), results=frozenset({"balance_minor", "due_minor"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    """Where the demonstration lives."""

    app_url: str
    owner_url: str
    key: bytes
    """The installation's secret key."""
    password: str
    """Of everybody's log-in."""
    prompts: Mapping[str, frozenset[str]]
    """Languages by prompt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """What there is now."""

    tenant_id: TenantId
    subscribers: tuple[str, ...]
    """Numbers of customers as a carrier presents them."""


def password_of(folder: Path, wanted: str | None) -> str:
    """Return the password of this data folder's demonstration; the first time it is `wanted`, or made."""
    path = folder / "demo-password"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        password = wanted or f"{secrets.token_hex(2)}-{secrets.token_hex(2)}"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(password)
        return password


async def ensure(premises: Premises, *, now: datetime) -> Estate:
    """Make whatever is not there yet; what is there stays as people have left it."""
    database = Database(premises.app_url, pool_size=1)
    try:
        async with database.transaction(None) as session:
            tenant_id = await identity_store.find_tenant(session, places.TENANT_CODE)
        if tenant_id is None:
            tenant_id = TenantId(new_id())
            async with database.transaction(Scope(tenant_id)) as session:
                await _Builder(session, tenant_id, premises, now).build()
    finally:
        await database.dispose()
    subscribers = await _subscribers(premises, tenant_id)
    if not subscribers:
        town = Town(
            owner_url=premises.owner_url,
            tenant_id=tenant_id,
            networks=await networks_of(premises.owner_url, tenant_id),
            key=premises.key,
            managers=await agents_of(premises.owner_url, tenant_id),
        )
        await populate(town, CUSTOMERS)
        subscribers = await _subscribers(premises, tenant_id)
    return Estate(tenant_id=tenant_id, subscribers=subscribers)


async def _subscribers(premises: Premises, tenant_id: TenantId) -> tuple[str, ...]:
    """Read the customers' numbers, as a carrier presents them: mobile ones bare, fixed lines with their area code."""
    connection = await asyncpg.connect(premises.owner_url)
    try:
        await connection.execute(_SCOPE, str(tenant_id))
        rows = await connection.fetch(_PHONES)
    finally:
        await connection.close()
    numbers = (row["value"].removeprefix("+86") for row in rows)
    return tuple(number if len(number) == 11 and number.startswith("1") else f"0{number}" for number in numbers)


@dataclass(slots=True)
class _Builder:
    """Builds everything but the customers, in one transaction."""

    session: AsyncSession
    tenant_id: TenantId
    premises: Premises
    now: datetime

    async def build(self) -> None:
        await identity.create_tenant(
            self.session,
            tenant_id=self.tenant_id,
            code=places.TENANT_CODE,
            name=places.TENANT_NAME,
            now=self.now,
        )
        networks = await self._networks()
        await define_levels(self.session, tenant_id=self.tenant_id, levels=DEFAULT_LEVELS, tags=TAGS)
        queue_ids, skill_ids = await self._service_desk(networks)
        await self._flow(frozenset(queue_ids))
        await publish_forms(self.session, self.tenant_id, now=self.now)
        await write_templates(self.session, self.tenant_id)
        groups, roles = await self._groups(networks), await self._roles()
        for each in (*VISITORS, *OFFICE, *SYNTHETIC):
            await self._employ(each, groups, roles, frozenset(queue_ids.values()), skill_ids)
        staffing = fieldwork.Staffing(
            tenant_id=self.tenant_id,
            networks=networks,
            role_id=roles["repairman"],
            password=self.premises.password,
            now=self.now,
        )
        await fieldwork.build(self.session, staffing)
        departments = tickets.Staffing(
            tenant_id=self.tenant_id, role_id=roles["department"], password=self.premises.password, now=self.now
        )
        await tickets.build(self.session, departments)
        await surveys.build(self.session, self.tenant_id, now=self.now)

    async def _networks(self) -> dict[str, LocalNetworkId]:
        return {
            city.code: await identity.create_local_network(
                self.session,
                tenant_id=self.tenant_id,
                code=city.code,
                name_zh=city.name_zh,
                name_en=city.name_en,
                area_code=city.area_code,
                now=self.now,
            )
            for city in places.CITIES
        }

    async def _service_desk(
        self, networks: Mapping[str, LocalNetworkId]
    ) -> tuple[dict[str, QueueId], dict[str, SkillId]]:
        skill_ids, queue_ids = {}, {}
        for skill in service_desk.skills():
            skill_ids[skill.code] = await acd.create_skill(
                self.session, tenant_id=self.tenant_id, skill=skill, now=self.now
            )
        office = holidays.office()
        await acd.create_calendar(self.session, tenant_id=self.tenant_id, calendar=office, now=self.now)
        for queue in service_desk.queues(networks, skill_ids, office.calendar_id):
            queue_ids[queue.code] = await acd.create_queue(
                self.session, tenant_id=self.tenant_id, queue=queue, now=self.now
            )
        await acd.set_not_ready_reasons(self.session, tenant_id=self.tenant_id, reasons=service_desk.REASONS)
        await acd.create_result_codes(self.session, tenant_id=self.tenant_id, results=service_desk.results())
        await alarms.seed_rules(self.session, tenant_id=self.tenant_id)
        await appraisal.seed_templates(self.session, tenant_id=self.tenant_id)
        return queue_ids, skill_ids

    async def _flow(self, queue_codes: frozenset[str]) -> None:
        """Publish the default flow and let the hotline's number start it."""
        editor = Editor(tenant_id=self.tenant_id)
        around = Surroundings(
            prompts=self.premises.prompts, capabilities={"billing.balance": _BALANCE}, queue_codes=queue_codes
        )
        flow_id = await ivr.create_flow(
            self.session,
            editor=editor,
            code="hotline",
            name=Text(zh_cn="客服热线", en="Hotline"),
            now=self.now,
        )
        version = await ivr.save(
            self.session,
            editor=editor,
            flow_id=flow_id,
            base_version=0,
            flow=default_flow(),
            note="",
            now=self.now,
        )
        await ivr.publish(self.session, editor=editor, flow_id=flow_id, version=version, around=around, now=self.now)
        await ivr.set_number(self.session, editor=editor, number=places.HOTLINE, flow_id=flow_id, now=self.now)

    async def _groups(self, networks: Mapping[str, LocalNetworkId]) -> dict[str, GroupId]:
        sites = {
            code: await identity.create_site(
                self.session,
                tenant_id=self.tenant_id,
                code=code,
                name=name,
                local_network_id=networks[city] if city else None,
                now=self.now,
            )
            for code, (name, city) in SITES.items()
        }
        return {
            name: await identity.create_group(
                self.session, tenant_id=self.tenant_id, site_id=sites[site], name=name, now=self.now
            )
            for name, site in GROUPS.items()
        }

    async def _roles(self) -> dict[str, UUID]:
        return {
            code: await identity.create_role(
                self.session,
                tenant_id=self.tenant_id,
                code=code,
                name=name,
                permissions=permissions,
                now=self.now,
            )
            for code, (name, permissions) in ROLES.items()
        }

    async def _employ(
        self,
        who: Person,
        groups: Mapping[str, GroupId],
        roles: Mapping[str, UUID],
        queue_ids: frozenset[QueueId],
        skill_ids: Mapping[str, SkillId],
    ) -> None:
        person_id = await identity.create_person(
            self.session,
            tenant_id=self.tenant_id,
            login=who.login,
            name=who.name,
            mail=f"{who.login}@{MAIL_DOMAIN}" if who.role != "agent" else None,
            password=self.premises.password,
            now=self.now,
        )
        await identity.grant_role(
            self.session, tenant_id=self.tenant_id, person_id=person_id, role_id=roles[who.role], now=self.now
        )
        if not who.number:
            return
        is_visitor = who.device is DeviceKind.WEB_PHONE
        agent_id = await identity.create_agent(
            self.session,
            tenant_id=self.tenant_id,
            person_id=person_id,
            group_id=groups[who.group],
            number=who.number,
            device_kind=who.device,
            recording_policy=RecordingPolicy.ALWAYS if is_visitor else RecordingPolicy.BY_QUEUE,
            now=self.now,
        )
        config = AgentConfig(
            agent_id=agent_id,
            queue_ids=queue_ids if who.skills else frozenset(),
            skills={skill_ids[code]: level for code, level in who.skills.items()},
        )
        await acd.set_agent_routing(self.session, tenant_id=self.tenant_id, config=config, now=self.now)
