"""Building an organisation: tenant, local networks, sites, groups, people, agents, roles."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import rules, secrets, store
from kefu.identity.model import PERMISSIONS, DeviceKind, RecordingPolicy
from kefu.identity.service.audit import record_audit
from kefu.identity.tables import (
    AgentGroupRow,
    AgentRow,
    LocalNetworkRow,
    PersonRoleRow,
    PersonRow,
    RoleRow,
    SiteRow,
    TenantRow,
)
from kefu.kernel.errors import InvalidError, NotFoundError
from kefu.kernel.ids import AgentId, GroupId, LocalNetworkId, PersonId, SiteId, TenantId
from kefu.platform.ids import new_id


class TenantNotFoundError(NotFoundError):
    """There is no such tenant, or it is not said which of several is meant."""

    code = "tenant-not-found"
    title = "There is no such tenant"


async def list_tenant_ids(session: AsyncSession) -> list[TenantId]:
    """List every tenant; needs no scope."""
    return await store.list_tenant_ids(session)


async def find_tenant(session: AsyncSession, *, code: str | None) -> TenantId:
    """Find a tenant by code; without a code, the only tenant there is. Needs no scope.

    Raises: TenantNotFoundError.
    """
    found = await store.find_tenant(session, code)
    if found is None:
        raise TenantNotFoundError(f"no tenant {code}" if code else "there is not exactly one tenant: say which")
    return found


async def create_tenant(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    code: str,
    name: str,
    now: datetime,
    languages: Sequence[str] = ("zh-CN", "en"),
    time_zone: str = "Asia/Shanghai",
) -> TenantId:
    """Create a tenant; the transaction must already be in its scope."""
    row = TenantRow(id=tenant_id, code=code, name=name, languages=list(languages), time_zone=time_zone, created_at=now)
    session.add(row)
    await session.flush()
    return tenant_id


async def create_local_network(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    code: str,
    name_zh: str,
    name_en: str,
    area_code: str,
    parent_id: LocalNetworkId | None = None,
    now: datetime,
) -> LocalNetworkId:
    """Create a local network; `area_code` as people dial it, "0519"."""
    row = LocalNetworkRow(
        id=new_id(),
        tenant_id=tenant_id,
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        area_code=area_code,
        parent_id=parent_id,
    )
    session.add(row)
    await session.flush()
    return LocalNetworkId(row.id)


async def create_site(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    code: str,
    name: str,
    time_zone: str = "Asia/Shanghai",
    local_network_id: LocalNetworkId | None = None,
    now: datetime,
) -> SiteId:
    """Create a site."""
    row = SiteRow(
        id=new_id(), tenant_id=tenant_id, local_network_id=local_network_id, code=code, name=name, time_zone=time_zone
    )
    session.add(row)
    await session.flush()
    return SiteId(row.id)


async def create_group(
    session: AsyncSession, *, tenant_id: TenantId, site_id: SiteId, name: str, now: datetime
) -> GroupId:
    """Create a group of agents at a site."""
    row = AgentGroupRow(id=new_id(), tenant_id=tenant_id, site_id=site_id, name=name)
    session.add(row)
    await session.flush()
    return GroupId(row.id)


async def create_person(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    login: str,
    name: str,
    password: str,
    mail: str | None = None,
    now: datetime,
) -> PersonId:
    """Create somebody who can log in."""
    row = PersonRow(
        id=new_id(),
        tenant_id=tenant_id,
        login=rules.normal_login(login),
        name=name,
        mail=mail,
        password_hash=await secrets.hash_password(password),
        is_active=True,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return PersonId(row.id)


async def create_agent(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    person_id: PersonId,
    group_id: GroupId,
    number: str,
    device_kind: DeviceKind = DeviceKind.WEB_PHONE,
    recording_policy: RecordingPolicy = RecordingPolicy.BY_QUEUE,
    now: datetime,
) -> AgentId:
    """Make a person an agent with a number and a device."""
    row = AgentRow(
        id=new_id(),
        tenant_id=tenant_id,
        person_id=person_id,
        group_id=group_id,
        number=number,
        device_kind=device_kind,
        recording_policy=recording_policy,
    )
    session.add(row)
    await session.flush()
    return AgentId(row.id)


async def create_role(
    session: AsyncSession, *, tenant_id: TenantId, code: str, name: str, permissions: Collection[str], now: datetime
) -> UUID:
    """Create a role.

    Raises: InvalidError for a permission that does not exist.
    """
    if unknown := sorted(set(permissions) - PERMISSIONS):
        raise InvalidError(f"no such permission: {', '.join(unknown)}", permissions=unknown)
    row = RoleRow(id=new_id(), tenant_id=tenant_id, code=code, name=name, permissions=sorted(permissions))
    session.add(row)
    await session.flush()
    return row.id


async def grant_role(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    person_id: PersonId,
    role_id: UUID,
    local_network_ids: Collection[LocalNetworkId] | None = None,
    now: datetime,
) -> None:
    """Give a person a role, in all local networks (None) or in some; audited."""
    networks = None if local_network_ids is None else sorted(local_network_ids)
    session.add(PersonRoleRow(tenant_id=tenant_id, person_id=person_id, role_id=role_id, local_network_ids=networks))
    await record_audit(
        session,
        tenant_id=tenant_id,
        action="role-granted",
        subject_kind="person",
        subject_id=str(person_id),
        detail={"role_id": str(role_id), "local_network_ids": None if networks is None else list(map(str, networks))},
        now=now,
    )
