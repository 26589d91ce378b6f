"""HTTP of roles, sites and groups."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from kefu.identity.administration import rules
from kefu.identity.administration.http.parts import Administrator, Body, OnChanged, Word
from kefu.identity.administration.model import Group, Role, Site
from kefu.identity.administration.service import guarding
from kefu.identity.administration.service import organisation as service
from kefu.identity.http import Tx
from kefu.identity.model import PERMISSIONS, Grant
from kefu.kernel.ids import GroupId, LocalNetworkId, SiteId
from kefu.platform.ids import new_id
from kefu.platform.web import ClockDep

router = APIRouter()


class RoleBody(Body):
    """A role as it is to be; of a changed one the code stays, and `version` is the one that was read."""

    code: Word = ""
    name: Word
    permissions: list[Word] = Field(max_length=200)
    version: int = 1


class RoleView(RoleBody):
    """A role; `is_grantable`: who asks may give all of it everywhere he administers."""

    role_id: UUID
    holders: int
    is_grantable: bool


class SiteBody(Body):
    """A site as it is to be."""

    code: Word = ""
    name: Word
    time_zone: Word = "Asia/Shanghai"
    local_network_id: UUID | None = None
    version: int = 1


class SiteView(SiteBody):
    """A site."""

    site_id: UUID


class GroupBody(Body):
    """A group as it is to be."""

    name: Word
    site_id: UUID
    version: int = 1


class GroupView(GroupBody):
    """A group; `agents` are the active ones."""

    group_id: UUID
    agents: int


class PermissionView(BaseModel):
    """A permission, and whether who asks may put it into roles."""

    code: str
    is_grantable: bool


class NetworkView(BaseModel):
    """A local network in both languages; `is_administered`: who asks administers people there."""

    id: UUID
    name_zh: str
    name_en: str
    is_administered: bool


class OrganisationView(BaseModel):
    """What people stand in."""

    sites: list[SiteView]
    groups: list[GroupView]
    roles: list[RoleView]
    permissions: list[PermissionView]
    networks: list[NetworkView]
    is_everywhere: bool
    """Who asks administers people in all networks: only he sets up roles, and what belongs to headquarters."""


@router.get("/organisation")
async def show_organisation(administrator: Administrator, session: Tx) -> OrganisationView:
    """Show sites, groups, roles and permissions."""
    known = await service.structure(session)
    own = await guarding.own_grants(session, principal=administrator)
    remit = rules.administered(administrator.grants)
    return OrganisationView(
        sites=[_site_view(site) for site in known.sites],
        groups=[_group_view(group) for group in known.groups],
        roles=[
            _role_view(role, is_grantable=not rules.beyond(own, [Grant(role.permissions, remit)]))
            for role in known.roles
        ],
        permissions=[
            PermissionView(code=code, is_grantable=not rules.beyond(own, [Grant(frozenset({code}), None)]))
            for code in sorted(PERMISSIONS)
        ],
        networks=[
            NetworkView(
                id=each.local_network_id,
                name_zh=each.name_zh,
                name_en=each.name_en,
                is_administered=remit is None or each.local_network_id in remit,
            )
            for each in known.networks
        ],
        is_everywhere=remit is None,
    )


@router.post("/roles", status_code=201)
async def add_role(body: RoleBody, administrator: Administrator, session: Tx, clock: ClockDep) -> RoleView:
    """Add a role."""
    role = _role(new_id(), body)
    await service.put_role(session, principal=administrator, role=role, is_new=True, now=clock())
    return await _stored_role(session, role.role_id)


@router.put("/roles/{role_id}")
async def change_role(
    role_id: UUID, body: RoleBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> RoleView:
    """Change a role; it holds at once for all who have it."""
    known = {each.role_id: each.code for each in (await service.structure(session)).roles}
    role = _role(role_id, body.model_copy(update={"code": known.get(role_id, "unknown")}))
    await service.put_role(session, principal=administrator, role=role, is_new=False, now=clock())
    return await _stored_role(session, role_id)


@router.post("/sites", status_code=201)
async def add_site(body: SiteBody, administrator: Administrator, session: Tx, clock: ClockDep) -> SiteView:
    """Add a site."""
    site = _site(SiteId(new_id()), body)
    await service.put_site(session, principal=administrator, site=site, is_new=True, now=clock())
    return _site_view(site)


@router.put("/sites/{site_id}")
async def change_site(
    site_id: UUID, body: SiteBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> SiteView:
    """Change a site."""
    known = {each.site_id: each.code for each in (await service.structure(session)).sites}
    site = _site(SiteId(site_id), body.model_copy(update={"code": known.get(SiteId(site_id), "unknown")}))
    await service.put_site(session, principal=administrator, site=site, is_new=False, now=clock())
    return _site_view(site, version=site.version + 1)


@router.post("/agent-groups", status_code=201)
async def add_group(
    body: GroupBody, administrator: Administrator, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> GroupView:
    """Add a group."""
    group = _group(GroupId(new_id()), body)
    await service.put_group(
        session, principal=administrator, group=group, is_new=True, now=clock(), on_changed=on_changed
    )
    return await _stored_group(session, group.group_id)


@router.put("/agent-groups/{group_id}")
async def change_group(
    group_id: UUID, body: GroupBody, administrator: Administrator, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> GroupView:
    """Change a group; the live centre calls it by its new name at once."""
    group = _group(GroupId(group_id), body)
    await service.put_group(
        session, principal=administrator, group=group, is_new=False, now=clock(), on_changed=on_changed
    )
    return await _stored_group(session, group.group_id)


def _role(role_id: UUID, body: RoleBody) -> Role:
    return Role(
        role_id=role_id,
        code=body.code,
        name=body.name,
        permissions=frozenset(body.permissions),
        version=body.version,
    )


async def _stored_role(session: Tx, role_id: UUID) -> RoleView:
    roles = (await service.structure(session)).roles
    return _role_view(next(role for role in roles if role.role_id == role_id), is_grantable=True)


def _role_view(role: Role, *, is_grantable: bool) -> RoleView:
    return RoleView(
        role_id=role.role_id,
        code=role.code,
        name=role.name,
        permissions=sorted(role.permissions),
        version=role.version,
        holders=role.holders,
        is_grantable=is_grantable,
    )


def _site(site_id: SiteId, body: SiteBody) -> Site:
    network = body.local_network_id
    return Site(
        site_id=site_id,
        code=body.code,
        name=body.name,
        time_zone=body.time_zone,
        local_network_id=None if network is None else LocalNetworkId(network),
        version=body.version,
    )


def _site_view(site: Site, *, version: int | None = None) -> SiteView:
    return SiteView(
        site_id=site.site_id,
        code=site.code,
        name=site.name,
        time_zone=site.time_zone,
        local_network_id=site.local_network_id,
        version=site.version if version is None else version,
    )


def _group(group_id: GroupId, body: GroupBody) -> Group:
    return Group(group_id=group_id, site_id=SiteId(body.site_id), name=body.name, version=body.version)


async def _stored_group(session: Tx, group_id: GroupId) -> GroupView:
    groups = (await service.structure(session)).groups
    return _group_view(next(group for group in groups if group.group_id == group_id))


def _group_view(group: Group) -> GroupView:
    return GroupView(
        group_id=group.group_id, site_id=group.site_id, name=group.name, version=group.version, agents=group.agents
    )
