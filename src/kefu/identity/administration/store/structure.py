"""Roles, sites and groups, found and written."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.administration.model import Group, Network, Role, Site, Structure
from kefu.identity.tables import (
    AgentGroupRow,
    AgentRow,
    LocalNetworkRow,
    PersonRoleRow,
    PersonRow,
    RoleRow,
    SiteRow,
)
from kefu.kernel.ids import GroupId, LocalNetworkId, SiteId, TenantId


async def structure(session: AsyncSession) -> Structure:
    """Load the networks, sites and groups in scope, and the tenant's roles."""
    networks = await session.scalars(select(LocalNetworkRow).order_by(LocalNetworkRow.area_code))
    sites = tuple(_site(row) for row in await session.scalars(select(SiteRow).order_by(SiteRow.code)))
    return Structure(
        networks=tuple(
            Network(local_network_id=LocalNetworkId(row.id), code=row.code, name_zh=row.name_zh, name_en=row.name_en)
            for row in networks
        ),
        sites=sites,
        groups=await _groups(session),
        roles=await _roles(session),
    )


async def _groups(session: AsyncSession) -> tuple[Group, ...]:
    people = (
        select(AgentRow.group_id, func.count().label("agents"))
        .join(PersonRow, PersonRow.id == AgentRow.person_id)
        .where(PersonRow.is_active)
        .group_by(AgentRow.group_id)
        .subquery()
    )
    rows = await session.execute(
        select(AgentGroupRow, func.coalesce(people.c.agents, 0).label("agents"))
        .join(SiteRow, SiteRow.id == AgentGroupRow.site_id)  # hides the groups of sites out of scope
        .outerjoin(people, people.c.group_id == AgentGroupRow.id)
        .order_by(SiteRow.code, AgentGroupRow.name)
    )
    return tuple(
        Group(group_id=GroupId(row.id), site_id=SiteId(row.site_id), name=row.name, version=row.version, agents=agents)
        for row, agents in rows
    )


async def _roles(session: AsyncSession) -> tuple[Role, ...]:
    holders = (
        select(PersonRoleRow.role_id, func.count().label("holders"))
        .join(PersonRow, PersonRow.id == PersonRoleRow.person_id)
        .where(PersonRow.is_active)
        .group_by(PersonRoleRow.role_id)
        .subquery()
    )
    rows = await session.execute(
        select(RoleRow, func.coalesce(holders.c.holders, 0).label("holders"))
        .outerjoin(holders, holders.c.role_id == RoleRow.id)
        .order_by(RoleRow.code)
    )
    return tuple(
        Role(
            role_id=row.id,
            code=row.code,
            name=row.name,
            permissions=frozenset(row.permissions),
            version=row.version,
            holders=count,
        )
        for row, count in rows
    )


def _site(row: SiteRow) -> Site:
    return Site(
        site_id=SiteId(row.id),
        code=row.code,
        name=row.name,
        time_zone=row.time_zone,
        local_network_id=None if row.local_network_id is None else LocalNetworkId(row.local_network_id),
        version=row.version,
    )


async def insert_role(session: AsyncSession, tenant_id: TenantId, role: Role) -> None:
    """Add a role."""
    session.add(
        RoleRow(
            id=role.role_id, tenant_id=tenant_id, code=role.code, name=role.name, permissions=sorted(role.permissions)
        )
    )
    await session.flush()


async def update_role(session: AsyncSession, role: Role) -> bool:
    """Change a role that is still in its version; its code stays."""
    values = {"name": role.name, "permissions": sorted(role.permissions), "version": role.version + 1}
    return await _update(session, RoleRow, role.role_id, role.version, values)


async def insert_site(session: AsyncSession, tenant_id: TenantId, site: Site) -> None:
    """Add a site."""
    session.add(
        SiteRow(
            id=site.site_id,
            tenant_id=tenant_id,
            code=site.code,
            name=site.name,
            time_zone=site.time_zone,
            local_network_id=site.local_network_id,
        )
    )
    await session.flush()


async def update_site(session: AsyncSession, site: Site) -> bool:
    """Change a site that is still in its version; its code stays."""
    values = {
        "name": site.name,
        "time_zone": site.time_zone,
        "local_network_id": site.local_network_id,
        "version": site.version + 1,
    }
    return await _update(session, SiteRow, site.site_id, site.version, values)


async def insert_group(session: AsyncSession, tenant_id: TenantId, group: Group) -> None:
    """Add a group."""
    session.add(AgentGroupRow(id=group.group_id, tenant_id=tenant_id, site_id=group.site_id, name=group.name))
    await session.flush()


async def update_group(session: AsyncSession, group: Group) -> bool:
    """Change a group that is still in its version."""
    values = {"site_id": group.site_id, "name": group.name, "version": group.version + 1}
    return await _update(session, AgentGroupRow, group.group_id, group.version, values)


async def _update(
    session: AsyncSession,
    row: type[RoleRow] | type[SiteRow] | type[AgentGroupRow],
    row_id: UUID,
    version: int,
    values: Mapping[str, object],
) -> bool:
    changed = await session.execute(
        update(row).where(row.id == row_id, row.version == version).values(**values).returning(row.id)
    )
    return changed.first() is not None
