"""SQL of schedules."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.tables import PersonRoleRow, PersonRow, RoleRow
from kefu.insight.rules.schedules import Cadence, Rhythm
from kefu.insight.schedules.model import NAMES_MAX, Audience, Delivery, Outcome, Run, Schedule, State
from kefu.insight.schedules.tables import ReportScheduleDeliveryRow, ReportScheduleRow, ReportScheduleRunRow
from kefu.kernel.ids import TenantId

_row, _run, _delivery = ReportScheduleRow, ReportScheduleRunRow, ReportScheduleDeliveryRow


async def schedules(session: AsyncSession) -> list[Schedule]:
    """List the tenant's schedules in the order in which they were added."""
    return [_schedule(each) for each in await session.scalars(select(_row).order_by(_row.id))]


async def schedule(session: AsyncSession, schedule_id: UUID) -> Schedule | None:
    """Find a schedule."""
    found = await session.scalar(select(_row).where(_row.id == schedule_id).execution_options(populate_existing=True))
    return None if found is None else _schedule(found)


def _schedule(row: ReportScheduleRow) -> Schedule:
    return Schedule(
        schedule_id=row.id,
        report=row.report_code,
        asked=row.asked,
        form=row.form,
        language=row.language,
        rhythm=Rhythm(cadence=Cadence(row.cadence), weekday=row.weekday, day=row.day, at=row.at),
        role_id=row.role_id,
        is_active=row.is_active,
        version=row.version,
    )


async def put(session: AsyncSession, tenant_id: TenantId, wanted: Schedule) -> bool:
    """Add a schedule (version 0), or change one that is still in its version; tell whether that was so."""
    values = {
        "report_code": wanted.report,
        "asked": dict(wanted.asked),
        "form": wanted.form,
        "language": wanted.language,
        "cadence": wanted.rhythm.cadence,
        "weekday": wanted.rhythm.weekday,
        "day": wanted.rhythm.day,
        "at": wanted.rhythm.at,
        "role_id": wanted.role_id,
        "is_active": wanted.is_active,
        "version": wanted.version + 1,
    }
    if wanted.version == 0:
        await session.execute(insert(_row).values(id=wanted.schedule_id, tenant_id=tenant_id, **values))
        return True
    changed = update(_row).where(_row.id == wanted.schedule_id, _row.version == wanted.version).values(**values)
    return await session.scalar(changed.returning(_row.id)) is not None


async def remove(session: AsyncSession, schedule_id: UUID) -> bool:
    """Take a schedule away with all that is known of it; tell whether it was there."""
    return await session.scalar(delete(_row).where(_row.id == schedule_id).returning(_row.id)) is not None


async def role_name(session: AsyncSession, role_id: UUID) -> str | None:
    """Find what a role is called."""
    name: str | None = await session.scalar(select(RoleRow.name).where(RoleRow.id == role_id))
    return name


async def audiences(session: AsyncSession) -> list[Audience]:
    """List the roles, with how many people a report would reach."""
    people = select(PersonRoleRow.role_id, PersonRow.id, PersonRow.mail).join(
        PersonRow, PersonRow.id == PersonRoleRow.person_id
    )
    active = people.where(PersonRow.is_active).subquery()
    query = (
        select(RoleRow.id, RoleRow.name, func.count(active.c.id), func.count(active.c.mail))
        .outerjoin(active, active.c.role_id == RoleRow.id)
        .group_by(RoleRow.id, RoleRow.name)
        .order_by(RoleRow.name)
    )
    return [
        Audience(role_id=role_id, name=name, people=people, without_mail=people - with_mail)
        for role_id, name, people, with_mail in await session.execute(query)
    ]


async def holders(session: AsyncSession, role_id: UUID) -> list[PersonRow]:
    """List the active people who hold a role."""
    of_role = select(PersonRoleRow.person_id).where(PersonRoleRow.role_id == role_id)
    query = select(PersonRow).where(PersonRow.id.in_(of_role), PersonRow.is_active).order_by(PersonRow.login)
    return list(await session.scalars(query))


async def people(session: AsyncSession, person_ids: Collection[UUID]) -> list[PersonRow]:
    """Load people."""
    query = select(PersonRow).where(PersonRow.id.in_(person_ids)).order_by(PersonRow.login)
    return list(await session.scalars(query))


async def add_run(session: AsyncSession, tenant_id: TenantId, run: Run, deliveries: Iterable[Delivery] = ()) -> None:
    """Note that it is sent now, and how each letter stands."""
    values = {"schedule_id": run.schedule_id, "at": run.at, "is_trial": run.is_trial, "error": run.error}
    await session.execute(insert(_run).values(id=run.run_id, tenant_id=tenant_id, **values))
    rows = [
        {
            "run_id": run.run_id,
            "person_id": each.person_id,
            "tenant_id": tenant_id,
            "state": each.state,
            "error": each.error,
        }
        for each in deliveries
    ]
    if rows:
        await session.execute(insert(_delivery), rows)


async def run(session: AsyncSession, run_id: UUID) -> Run | None:
    """Find one time that a schedule was sent, unless it was taken away since."""
    row = await session.get(_run, run_id)
    if row is None:
        return None
    return Run(run_id=row.id, schedule_id=row.schedule_id, at=row.at, is_trial=row.is_trial, error=row.error)


async def settle(session: AsyncSession, run_id: UUID, deliveries: Iterable[Delivery]) -> None:
    """Note how far letters have come."""
    for each in deliveries:
        of_person = update(_delivery).where(_delivery.run_id == run_id, _delivery.person_id == each.person_id)
        await session.execute(of_person.values(state=each.state, error=each.error))


async def prune(session: AsyncSession, schedule_id: UUID, before: datetime) -> None:
    """Forget what became of it long ago."""
    await session.execute(delete(_run).where(_run.schedule_id == schedule_id, _run.at < before))


async def runs(session: AsyncSession, most: int) -> Mapping[UUID, list[Run]]:
    """List the latest times of every schedule, the latest first."""
    place = func.row_number().over(partition_by=_run.schedule_id, order_by=(_run.at.desc(), _run.id.desc()))
    numbered = select(_run.id, place.label("place")).subquery()
    latest = select(_run).join(numbered, numbered.c.id == _run.id).where(numbered.c.place <= most)
    rows = list(await session.scalars(latest.order_by(_run.at.desc(), _run.id.desc())))
    outcomes = await _outcomes(session, [row.id for row in rows])
    found: dict[UUID, list[Run]] = defaultdict(list)
    for row in rows:
        found[row.schedule_id].append(
            Run(
                run_id=row.id,
                schedule_id=row.schedule_id,
                at=row.at,
                is_trial=row.is_trial,
                error=row.error,
                outcomes=outcomes[row.id],
            )
        )
    return found


async def _outcomes(session: AsyncSession, run_ids: Collection[UUID]) -> Mapping[UUID, list[Outcome]]:
    names = func.array_agg(aggregate_order_by(PersonRow.name, PersonRow.login))
    key = (_delivery.run_id, _delivery.state, _delivery.error)
    query = (
        select(*key, func.count(), names)
        .join(PersonRow, PersonRow.id == _delivery.person_id)
        .where(_delivery.run_id.in_(run_ids))
        .group_by(*key)
        .order_by(*key)
    )
    found: dict[UUID, list[Outcome]] = defaultdict(list)
    for run_id, state, error, count, called in await session.execute(query):
        found[run_id].append(Outcome(state=State(state), error=error, count=count, names=called[:NAMES_MAX]))
    return found
