"""Roles, sites and groups: added and changed."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.administration import rules
from kefu.identity.administration.model import (
    Group,
    OrganisationChangedError,
    OrganisationUnknownError,
    Role,
    Site,
    Structure,
)
from kefu.identity.administration.service.guarding import (
    OnChanged,
    leave_somebody,
    nothing_taken,
    own_grants,
    publish,
    refuse,
    refuse_beyond,
    require_network,
)
from kefu.identity.administration.store import people
from kefu.identity.administration.store import structure as store
from kefu.identity.model import Grant, Principal
from kefu.identity.service import record_audit


async def structure(session: AsyncSession) -> Structure:
    """Return networks, sites, groups and roles."""
    return await store.structure(session)


async def put_role(session: AsyncSession, *, principal: Principal, role: Role, is_new: bool, now: datetime) -> None:
    """Add a role, or change one that is still in its version; it holds for all who have it at once.

    Raises: ForbiddenError when one administers some networks only, OrganisationInvalidError, BeyondOwnError,
        OrganisationUnknownError, OrganisationChangedError, LockedOutError, LastAdministratorError.
    """
    require_network(principal, None)
    await people.one_change_at_a_time(session, principal.tenant_id)
    known = {each.role_id: each for each in (await store.structure(session)).roles}
    before = None if is_new else known.get(role.role_id)
    if before is None and not is_new:
        raise OrganisationUnknownError(f"no role {role.role_id}", kind="role")
    refuse(rules.role_faults(role))
    old = before.permissions if before else frozenset[str]()
    refuse_beyond(await own_grants(session, principal=principal), [Grant(old | role.permissions, None)])
    if is_new:
        with nothing_taken():
            await store.insert_role(session, principal.tenant_id, role)
    elif not await store.update_role(session, role):
        raise OrganisationChangedError(f"version {role.version} is not the latest")
    await leave_somebody(session, principal=principal)
    await record_audit(
        session,
        principal=principal,
        action="role-created" if is_new else "role-changed",
        subject_kind="role",
        subject_id=str(role.role_id),
        detail={
            "code": before.code if before else role.code,
            "added": sorted(role.permissions - old),
            "removed": sorted(old - role.permissions),
        },
        now=now,
    )


async def put_site(session: AsyncSession, *, principal: Principal, site: Site, is_new: bool, now: datetime) -> None:
    """Add a site, or change one that is still in its version.

    Raises: ForbiddenError, OrganisationInvalidError, OrganisationUnknownError, OrganisationChangedError.
    """
    known = await store.structure(session)
    before = None if is_new else next((each for each in known.sites if each.site_id == site.site_id), None)
    if before is None and not is_new:
        raise OrganisationUnknownError(f"no site {site.site_id}", kind="site")
    for each in (before, site):
        if each is not None:
            require_network(principal, each.local_network_id)
    refuse(rules.site_faults(site, known))
    if is_new:
        with nothing_taken():
            await store.insert_site(session, principal.tenant_id, site)
    elif not await store.update_site(session, site):
        raise OrganisationChangedError(f"version {site.version} is not the latest")
    await record_audit(
        session,
        principal=principal,
        action="site-created" if is_new else "site-changed",
        subject_kind="site",
        subject_id=str(site.site_id),
        detail={"code": before.code if before else site.code, "time_zone": site.time_zone},
        now=now,
    )


async def put_group(
    session: AsyncSession, *, principal: Principal, group: Group, is_new: bool, now: datetime, on_changed: OnChanged
) -> None:
    """Add a group, or change one that is still in its version.

    Raises: ForbiddenError, OrganisationInvalidError, OrganisationUnknownError, OrganisationChangedError.
    """
    known = await store.structure(session)
    before = None if is_new else next((each for each in known.groups if each.group_id == group.group_id), None)
    if before is None and not is_new:
        raise OrganisationUnknownError(f"no group {group.group_id}", kind="group")
    refuse(rules.group_faults(group, known))
    networks = {site.site_id: site.local_network_id for site in known.sites}
    for each in (before, group):
        if each is not None:
            require_network(principal, networks[each.site_id])
    with nothing_taken():
        if is_new:
            await store.insert_group(session, principal.tenant_id, group)
        elif not await store.update_group(session, group):
            raise OrganisationChangedError(f"version {group.version} is not the latest")
    publish(session, principal, now, on_changed)
    await record_audit(
        session,
        principal=principal,
        action="group-created" if is_new else "group-changed",
        subject_kind="agent_group",
        subject_id=str(group.group_id),
        detail={"name": group.name, "site_id": str(group.site_id)},
        now=now,
    )
