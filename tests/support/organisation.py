"""Small organisations for tests."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import service
from kefu.identity.model import PERMISSIONS, DeviceKind
from kefu.kernel.ids import AgentId, GroupId, LocalNetworkId, PersonId, SiteId, TenantId
from kefu.platform.db import Database, Scope
from kefu.platform.ids import new_id

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
"""Of a tenant who does not say which is his."""
PASSWORD = "correct horse battery"


@dataclass(slots=True)
class Organisation:
    """One tenant with two local networks, a site, a group; people by log-in, all with PASSWORD.

    Log-ins: "admin" (every permission), "agent" (desk, number 1001), "city" (sees Changzhou only).
    """

    tenant_id: TenantId
    code: str
    networks: dict[str, LocalNetworkId] = field(default_factory=dict)
    people: dict[str, PersonId] = field(default_factory=dict)
    roles: dict[str, UUID] = field(default_factory=dict)
    site_id: SiteId | None = None
    group_id: GroupId | None = None
    agent_id: AgentId | None = None

    @property
    def scope(self) -> Scope:
        """See everything of this tenant."""
        return Scope(self.tenant_id)

    @property
    def city_scope(self) -> Scope:
        """See Changzhou only."""
        return Scope(self.tenant_id, frozenset({self.networks["changzhou"]}))


_DESK = {"desk.use", "call.outbound", "recording.record", "recording.play", "customer.view", "customer.edit"}


async def build(database: Database, code: str) -> Organisation:
    """Build an organisation in a transaction of its own."""
    made = Organisation(TenantId(new_id()), code)
    async with database.transaction(made.scope) as session:
        await service.create_tenant(session, tenant_id=made.tenant_id, code=code, name=code.title(), now=NOW)
        for network, name_zh, area_code in (("changzhou", "常州", "0519"), ("suzhou", "苏州", "0512")):
            made.networks[network] = await service.create_local_network(
                session,
                tenant_id=made.tenant_id,
                code=network,
                name_zh=name_zh,
                name_en=network.title(),
                area_code=area_code,
                now=NOW,
            )
        made.site_id = await service.create_site(
            session, tenant_id=made.tenant_id, code="hq", name="Headquarters", now=NOW
        )
        made.group_id = await service.create_group(
            session, tenant_id=made.tenant_id, site_id=made.site_id, name="Day", now=NOW
        )
        for role, permissions in (("admin", PERMISSIONS), ("desk", _DESK)):
            made.roles[role] = await service.create_role(
                session, tenant_id=made.tenant_id, code=role, name=role, permissions=permissions, now=NOW
            )
        await add_person(session, made, "admin", role="admin")
        await add_person(session, made, "city", role="desk", networks=[made.networks["changzhou"]])
        await add_person(session, made, "agent", role="desk")
        made.agent_id = await service.create_agent(
            session,
            tenant_id=made.tenant_id,
            person_id=made.people["agent"],
            group_id=made.group_id,
            number="1001",
            device_kind=DeviceKind.WEB_PHONE,
            now=NOW,
        )
    return made


async def add_person(
    session: AsyncSession,
    organisation: Organisation,
    login: str,
    *,
    role: str,
    networks: Collection[LocalNetworkId] | None = None,
) -> PersonId:
    """Add a person with a role, in all networks or in some."""
    person_id = await service.create_person(
        session, tenant_id=organisation.tenant_id, login=login, name=login.title(), password=PASSWORD, now=NOW
    )
    await service.grant_role(
        session,
        tenant_id=organisation.tenant_id,
        person_id=person_id,
        role_id=organisation.roles[role],
        local_network_ids=networks,
        now=NOW,
    )
    organisation.people[login] = person_id
    return person_id
