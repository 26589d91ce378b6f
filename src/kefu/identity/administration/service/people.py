"""People and agents: found, added, changed, given another password; never deleted, for facts point to them."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import secrets
from kefu.identity.administration import rules
from kefu.identity.administration.model import (
    BeyondOwnError,
    OrganisationChangedError,
    OrganisationUnknownError,
    PeopleWanted,
    Person,
    PersonSettings,
    Structure,
)
from kefu.identity.administration.service.guarding import (
    OnChanged,
    grants_of,
    leave_somebody,
    nothing_taken,
    own_grants,
    publish,
    refuse,
    refuse_beyond,
)
from kefu.identity.administration.store import people as store
from kefu.identity.administration.store import structure
from kefu.identity.model import Grant, Principal
from kefu.identity.rules import normal_login
from kefu.identity.service import record_audit
from kefu.kernel.ids import PersonId
from kefu.platform.ids import new_id


async def find_people(session: AsyncSession, *, wanted: PeopleWanted, limit: int) -> tuple[list[Person], int]:
    """List people by log-in, and count all of them."""
    return await store.people(session, wanted, limit), await store.count(session, replace(wanted, after=""))


async def show_person(session: AsyncSession, *, person_id: PersonId) -> Person:
    """Show one person.

    Raises: OrganisationUnknownError.
    """
    found = await store.person(session, person_id)
    if found is None:
        raise OrganisationUnknownError(f"no person {person_id}", kind="person")
    return found


def is_within(own: list[Grant], settings: PersonSettings, known: Structure) -> bool:
    """Tell whether an administrator may change somebody: who may do more than he is not his to change."""
    seen = settings.agent is None or settings.agent.group_id in {group.group_id for group in known.groups}
    return seen and not rules.beyond(own, grants_of(settings, known))


async def add_person(
    session: AsyncSession, *, principal: Principal, settings: PersonSettings, now: datetime, on_changed: OnChanged
) -> tuple[Person, str]:
    """Add somebody; returns him and the password that is shown once.

    Raises: OrganisationInvalidError, BeyondOwnError.
    """
    wanted = _normal(settings)
    password = secrets.make_password()
    password_hash = await secrets.hash_password(password)
    await store.one_change_at_a_time(session, principal.tenant_id)
    known = await structure.structure(session)
    refuse(rules.person_faults(wanted, known))
    refuse_beyond(await own_grants(session, principal=principal), grants_of(wanted, known))
    person_id = PersonId(new_id())
    with nothing_taken():
        await store.insert_person(session, principal.tenant_id, person_id, wanted, password_hash, now)
    publish(session, principal, now, on_changed)
    await record_audit(
        session,
        principal=principal,
        action="person-created",
        subject_kind="person",
        subject_id=str(person_id),
        detail={"roles": rules.given_words(wanted.roles), "is_agent": wanted.agent is not None},
        now=now,
    )
    return await show_person(session, person_id=person_id), password


async def change_person(
    session: AsyncSession,
    *,
    principal: Principal,
    person_id: PersonId,
    settings: PersonSettings,
    version: int,
    now: datetime,
    on_changed: OnChanged,
) -> Person:
    """Change somebody who is still in a version; out of use, he is logged out at once.

    Raises: OrganisationUnknownError, OrganisationInvalidError, OrganisationChangedError, BeyondOwnError,
        LockedOutError, LastAdministratorError.
    """
    wanted = _normal(settings)
    await store.one_change_at_a_time(session, principal.tenant_id)
    before = (await show_person(session, person_id=person_id)).settings
    known = await structure.structure(session)
    refuse(rules.person_faults(wanted, known))
    if before.agent is not None and wanted.agent is None:
        refuse([{"field": "agent", "code": "stays", "detail": "an agent stays one: his calls point to him"}])
    own = await own_grants(session, principal=principal)
    _refuse_above(own, before, known)
    refuse_beyond(own, grants_of(wanted, known))
    with nothing_taken():
        if not await store.update_person(session, principal.tenant_id, person_id, wanted, version):
            raise OrganisationChangedError(f"version {version} is not the latest")
    if not wanted.is_active:
        await store.end_sessions(session, person_id)
    await leave_somebody(session, principal=principal)
    publish(session, principal, now, on_changed)
    await record_audit(
        session,
        principal=principal,
        action="person-changed",
        subject_kind="person",
        subject_id=str(person_id),
        detail=rules.person_changes(before, wanted),
        now=now,
    )
    return await show_person(session, person_id=person_id)


async def reset_password(session: AsyncSession, *, principal: Principal, person_id: PersonId, now: datetime) -> str:
    """Give somebody another password and log him out everywhere; returns it, to be shown once.

    Raises: OrganisationUnknownError, BeyondOwnError.
    """
    password = secrets.make_password()
    password_hash = await secrets.hash_password(password)
    await store.one_change_at_a_time(session, principal.tenant_id)
    found = await show_person(session, person_id=person_id)
    known = await structure.structure(session)
    _refuse_above(await own_grants(session, principal=principal), found.settings, known)
    await store.set_password(session, person_id, password_hash)
    ended = await store.end_sessions(session, person_id)
    await record_audit(
        session,
        principal=principal,
        action="password-reset",
        subject_kind="person",
        subject_id=str(person_id),
        detail={"sessions_ended": ended},
        now=now,
    )
    return password


def _refuse_above(own: list[Grant], settings: PersonSettings, known: Structure) -> None:
    refuse_beyond(own, grants_of(settings, known))
    if not is_within(own, settings, known):
        raise BeyondOwnError("the agent's site is another administrator's")


def _normal(settings: PersonSettings) -> PersonSettings:
    return replace(settings, login=normal_login(settings.login), name=settings.name.strip(), mail=settings.mail.strip())
