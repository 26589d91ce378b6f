"""People and agents, found, written, locked."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.administration.model import AgentSettings, Given, PeopleWanted, Person, PersonSettings
from kefu.identity.model import DeviceKind, RecordingPolicy
from kefu.identity.tables import AgentRow, PersonRoleRow, PersonRow, RoleRow, SessionRow
from kefu.kernel.ids import AgentId, GroupId, LocalNetworkId, PersonId, TenantId
from kefu.platform.ids import new_id

_ADMINISTRATION = 0x61646D696E  # "admin"


async def one_change_at_a_time(session: AsyncSession, tenant_id: TenantId) -> None:
    """Let one administrator of a tenant change people at a time: two could take each other's last rights away."""
    await session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:tenant, :key))"),
        {"tenant": str(tenant_id), "key": _ADMINISTRATION},
    )


async def people(session: AsyncSession, wanted: PeopleWanted, limit: int) -> list[Person]:
    """List people by log-in, each with his roles and what he is as an agent."""
    asked = _narrowed(select(PersonRow, AgentRow), wanted).where(PersonRow.login > wanted.after)
    return await _load(session, asked.order_by(PersonRow.login).limit(limit))


async def count(session: AsyncSession, wanted: PeopleWanted) -> int:
    """Count the people who are wanted."""
    asked = _narrowed(select(func.count()).select_from(PersonRow), wanted)
    return int((await session.execute(asked)).scalar_one())


async def person(session: AsyncSession, person_id: PersonId) -> Person | None:
    """Load one person."""
    asked = select(PersonRow, AgentRow).outerjoin(AgentRow, AgentRow.person_id == PersonRow.id)
    found = await _load(session, asked.where(PersonRow.id == person_id))
    return found[0] if found else None


def _narrowed(asked: Select[*tuple[Any, ...]], wanted: PeopleWanted) -> Select[*tuple[Any, ...]]:
    asked = asked.outerjoin(AgentRow, AgentRow.person_id == PersonRow.id)
    if words := wanted.words.strip():
        found = (column.icontains(words, autoescape=True) for column in (PersonRow.login, PersonRow.name))
        asked = asked.where(or_(*found, AgentRow.number.startswith(words, autoescape=True)))
    if wanted.role_id is not None:
        holds = and_(PersonRoleRow.person_id == PersonRow.id, PersonRoleRow.role_id == wanted.role_id)
        asked = asked.where(select(PersonRoleRow).where(holds).exists())
    if wanted.group_id is not None:
        asked = asked.where(AgentRow.group_id == wanted.group_id)
    if wanted.is_active is not None:
        asked = asked.where(PersonRow.is_active == wanted.is_active)
    return asked


async def _load(session: AsyncSession, asked: Select[*tuple[Any, ...]]) -> list[Person]:
    fresh = {"populate_existing": True}
    rows = (await session.execute(asked, execution_options=fresh)).all()
    ids = [row.PersonRow.id for row in rows]
    roles: dict[UUID, list[Given]] = defaultdict(list)
    of_roles = select(PersonRoleRow).where(PersonRoleRow.person_id.in_(ids)).order_by(PersonRoleRow.role_id)
    for given in await session.scalars(of_roles, execution_options=fresh):
        roles[given.person_id].append(_given(given))
    seen = select(SessionRow.person_id, func.max(SessionRow.last_seen_at)).where(SessionRow.person_id.in_(ids))
    seen_at = {row[0]: row[1] for row in await session.execute(seen.group_by(SessionRow.person_id))}
    return [
        _person(row.PersonRow, row.AgentRow, roles[row.PersonRow.id], seen_at.get(row.PersonRow.id)) for row in rows
    ]


def _person(row: PersonRow, agent: AgentRow | None, roles: Sequence[Given], seen_at: datetime | None) -> Person:
    return Person(
        person_id=PersonId(row.id),
        settings=PersonSettings(
            login=row.login,
            name=row.name,
            mail=row.mail or "",
            is_active=row.is_active,
            roles=tuple(roles),
            agent=None if agent is None else _agent(agent),
        ),
        agent_id=None if agent is None else AgentId(agent.id),
        version=row.version,
        created_at=row.created_at,
        last_seen_at=seen_at,
    )


def _agent(row: AgentRow) -> AgentSettings:
    return AgentSettings(
        group_id=GroupId(row.group_id),
        number=row.number,
        device_kind=DeviceKind(row.device_kind),
        recording_policy=RecordingPolicy(row.recording_policy),
    )


def _given(row: PersonRoleRow) -> Given:
    networks, groups = row.local_network_ids, row.agent_group_ids
    return Given(
        role_id=row.role_id,
        local_network_ids=None if networks is None else frozenset(map(LocalNetworkId, networks)),
        agent_group_ids=None if groups is None else frozenset(map(GroupId, groups)),
    )


async def insert_person(
    session: AsyncSession,
    tenant_id: TenantId,
    person_id: PersonId,
    settings: PersonSettings,
    password_hash: str,
    now: datetime,
) -> None:
    """Add a person with his roles, and as an agent if he is one."""
    session.add(
        PersonRow(
            id=person_id,
            tenant_id=tenant_id,
            login=settings.login,
            name=settings.name,
            mail=settings.mail or None,
            password_hash=password_hash,
            is_active=settings.is_active,
            created_at=now,
        )
    )
    await session.flush()
    await _write_parts(session, tenant_id, person_id, settings)


async def update_person(
    session: AsyncSession, tenant_id: TenantId, person_id: PersonId, settings: PersonSettings, version: int
) -> bool:
    """Change a person who is still in a version; tell whether he was."""
    row = PersonRow
    changed = await session.execute(
        update(row)
        .where(row.id == person_id, row.version == version)
        .values(
            login=settings.login,
            name=settings.name,
            mail=settings.mail or None,
            is_active=settings.is_active,
            version=version + 1,
        )
        .returning(row.id)
    )
    if changed.first() is None:
        return False
    await session.execute(delete(PersonRoleRow).where(PersonRoleRow.person_id == person_id))
    await _write_parts(session, tenant_id, person_id, settings)
    return True


async def _write_parts(
    session: AsyncSession, tenant_id: TenantId, person_id: PersonId, settings: PersonSettings
) -> None:
    roles = [
        {
            "tenant_id": tenant_id,
            "person_id": person_id,
            "role_id": given.role_id,
            "local_network_ids": None if given.local_network_ids is None else sorted(given.local_network_ids),
            "agent_group_ids": None if given.agent_group_ids is None else sorted(given.agent_group_ids),
        }
        for given in settings.roles
    ]
    if roles:
        await session.execute(insert(PersonRoleRow), roles)
    if (agent := settings.agent) is not None:
        kept = {
            "group_id": agent.group_id,
            "number": agent.number,
            "device_kind": agent.device_kind,
            "recording_policy": agent.recording_policy,
        }
        row = insert(AgentRow).values(id=new_id(), tenant_id=tenant_id, person_id=person_id, **kept)
        await session.execute(row.on_conflict_do_update(index_elements=["tenant_id", "person_id"], set_=kept))


async def set_password(session: AsyncSession, person_id: PersonId, password_hash: str) -> None:
    """Give a person another password."""
    await session.execute(update(PersonRow).where(PersonRow.id == person_id).values(password_hash=password_hash))


async def end_sessions(session: AsyncSession, person_id: PersonId) -> int:
    """End all sessions of a person; return how many there were."""
    ended = await session.execute(delete(SessionRow).where(SessionRow.person_id == person_id).returning(SessionRow.id))
    return len(ended.all())


async def known_keys(session: AsyncSession, logins: Collection[str], numbers: Collection[str]) -> set[str]:
    """Return which of these log-ins and numbers are taken; numbers with a '#' before them."""
    taken = set(await session.scalars(select(PersonRow.login).where(PersonRow.login.in_(logins))))
    return taken | {
        f"#{number}" for number in await session.scalars(select(AgentRow.number).where(AgentRow.number.in_(numbers)))
    }


async def held_permissions(session: AsyncSession) -> set[str]:
    """Return every permission that an active person has somewhere."""
    asked = (
        select(func.unnest(RoleRow.permissions))
        .join(PersonRoleRow, PersonRoleRow.role_id == RoleRow.id)
        .join(PersonRow, PersonRow.id == PersonRoleRow.person_id)
        .where(PersonRow.is_active)
        .distinct()
    )
    return set(await session.scalars(asked))


async def has_administrator(session: AsyncSession, permission: str) -> bool:
    """Tell whether an active person has a permission in all local networks."""
    asked = (
        select(PersonRow.id)
        .join(PersonRoleRow, PersonRoleRow.person_id == PersonRow.id)
        .join(RoleRow, RoleRow.id == PersonRoleRow.role_id)
        .where(
            PersonRow.is_active, PersonRoleRow.local_network_ids.is_(None), RoleRow.permissions.contains([permission])
        )
        .limit(1)
    )
    return await session.scalar(asked) is not None


async def is_active(session: AsyncSession, person_id: PersonId) -> bool:
    """Tell whether a person may log in."""
    return bool(await session.scalar(select(PersonRow.is_active).where(PersonRow.id == person_id)))
