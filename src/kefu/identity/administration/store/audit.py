"""The audit, read."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.administration.model import AuditEntry, AuditWanted
from kefu.identity.tables import AgentRow, AuditEntryRow, PersonRow

_PEOPLE = {"person", "agent"}


async def entries(session: AsyncSession, wanted: AuditWanted, limit: int) -> list[AuditEntry]:
    """List entries, the newest first; people's names beside them."""
    row = AuditEntryRow
    asked = select(row).order_by(row.seq.desc()).limit(limit)
    for column, value in (
        (row.actor_id, wanted.actor_id),
        (row.action, wanted.action),
        (row.subject_kind, wanted.subject_kind),
        (row.subject_id, wanted.subject_id),
    ):
        if value:
            asked = asked.where(column == value)
    if wanted.since is not None:
        asked = asked.where(row.at >= wanted.since)
    if wanted.until is not None:
        asked = asked.where(row.at < wanted.until)
    if wanted.before is not None:
        asked = asked.where(row.seq < wanted.before)
    found = (await session.scalars(asked)).all()
    names = await _names(session, set(_ids(found)))
    return [_entry(each, names) for each in found]


async def entry(session: AsyncSession, seq: int) -> AuditEntry | None:
    """Load one entry by its number."""
    found = await entries(session, AuditWanted(before=seq + 1), 1)
    return found[0] if found and found[0].seq == seq else None


def _ids(rows: Sequence[AuditEntryRow]) -> Iterator[UUID]:
    for row in rows:
        if row.actor_id is not None:
            yield row.actor_id
        if row.subject_kind in _PEOPLE and row.subject_id:
            yield UUID(row.subject_id)


async def _names(session: AsyncSession, ids: Iterable[UUID]) -> dict[str, str]:
    """Name people by their ids, and by those that they have as agents."""
    wanted = sorted(ids)
    names = {
        str(person_id): name
        for person_id, name in await session.execute(
            select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(wanted))
        )
    }
    agents = await session.execute(
        select(AgentRow.id, PersonRow.name)
        .join(PersonRow, PersonRow.id == AgentRow.person_id)
        .where(AgentRow.id.in_(wanted))
    )
    return names | {str(agent_id): name for agent_id, name in agents}


def _entry(row: AuditEntryRow, names: dict[str, str]) -> AuditEntry:
    return AuditEntry(
        seq=row.seq,
        at=row.at,
        actor_id=row.actor_id,
        actor_login=row.actor_name,
        actor_name=names.get(str(row.actor_id)),
        action=row.action,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        subject_name=names.get(row.subject_id),
        detail=row.detail,
        hash=row.hash,
    )
