"""All SQL of alarms."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd.tables import QueueRow
from kefu.identity.tables import AgentGroupRow, LocalNetworkRow, PersonRoleRow, PersonRow, RoleRow, TenantRow
from kefu.insight.alarms.tables import AlarmContactRow, AlarmRow, AlarmRuleRow
from kefu.insight.rules.alarms import Kind, Rule, Severity
from kefu.kernel.ids import GroupId, LocalNetworkId, PersonId, QueueId, TenantId

EVERYWHERE = ""
"""The cell of an alarm that every cell sees alike."""


async def rules(session: AsyncSession) -> list[Rule]:
    """List the rules in scope, by kind and threshold."""
    row = AlarmRuleRow
    return [_rule(each) for each in await session.scalars(select(row).order_by(row.kind, row.threshold, row.id))]


async def rule(session: AsyncSession, rule_id: UUID) -> Rule | None:
    """Find a rule."""
    found = await session.get(AlarmRuleRow, rule_id)
    return None if found is None else _rule(found)


def _rule(row: AlarmRuleRow) -> Rule:
    return Rule(
        rule_id=row.id,
        name={"zh-CN": row.name_zh, "en": row.name_en},
        kind=Kind(row.kind),
        threshold=row.threshold,
        within_s=row.within_s,
        queue_id=None if row.queue_id is None else QueueId(row.queue_id),
        group=row.agent_group,
        local_network_id=None if row.local_network_id is None else LocalNetworkId(row.local_network_id),
        severity=Severity(row.severity),
        has_sound=row.has_sound,
        sms_person_ids=frozenset(map(PersonId, row.sms_person_ids)),
        sms_role_ids=frozenset(row.sms_role_ids),
        is_on=row.is_on,
        version=row.version,
    )


async def put_rule(session: AsyncSession, tenant_id: TenantId, rule: Rule) -> bool:
    """Add a rule (version 0), or change one that is still in its version; tell whether that was so."""
    values = {
        "local_network_id": rule.local_network_id,
        "name_zh": rule.name["zh-CN"],
        "name_en": rule.name["en"],
        "kind": rule.kind,
        "threshold": rule.threshold,
        "within_s": rule.within_s,
        "queue_id": rule.queue_id,
        "agent_group": rule.group,
        "severity": rule.severity,
        "has_sound": rule.has_sound,
        "sms_person_ids": sorted(rule.sms_person_ids),
        "sms_role_ids": sorted(rule.sms_role_ids),
        "is_on": rule.is_on,
        "version": rule.version + 1,
    }
    if rule.version == 0:
        await session.execute(insert(AlarmRuleRow).values(id=rule.rule_id, tenant_id=tenant_id, **values))
        return True
    row = AlarmRuleRow
    changed = update(row).where(row.id == rule.rule_id, row.version == rule.version).values(**values)
    return (await session.execute(changed.returning(row.id))).first() is not None


async def queue_ids(session: AsyncSession) -> frozenset[QueueId]:
    """Return the queues in scope."""
    return frozenset(map(QueueId, await session.scalars(select(QueueRow.id))))


async def groups(session: AsyncSession) -> frozenset[str]:
    """Return the names of the teams."""
    return frozenset(await session.scalars(select(AgentGroupRow.name)))


async def network_ids(session: AsyncSession) -> frozenset[LocalNetworkId]:
    """Return the local networks in scope."""
    return frozenset(map(LocalNetworkId, await session.scalars(select(LocalNetworkRow.id))))


async def roles(session: AsyncSession) -> Sequence[RoleRow]:
    """List the roles."""
    return (await session.scalars(select(RoleRow).order_by(RoleRow.name))).all()


async def people(session: AsyncSession) -> Sequence[tuple[PersonRow, str | None]]:
    """List who can be told, each with his number for alarms."""
    found = await session.execute(
        select(PersonRow, AlarmContactRow.phone)
        .outerjoin(AlarmContactRow, AlarmContactRow.person_id == PersonRow.id)
        .where(PersonRow.is_active)
        .order_by(PersonRow.login)
    )
    return [(person, phone) for person, phone in found]


async def put_contact(session: AsyncSession, tenant_id: TenantId, person_id: PersonId, phone: str) -> None:
    """Note by which number somebody is told of alarms."""
    adding = insert(AlarmContactRow).values(person_id=person_id, tenant_id=tenant_id, phone=phone)
    await session.execute(
        adding.on_conflict_do_update(index_elements=[AlarmContactRow.person_id], set_={"phone": phone})
    )


async def remove_contact(session: AsyncSession, person_id: PersonId) -> None:
    """Forget somebody's number."""
    await session.execute(delete(AlarmContactRow).where(AlarmContactRow.person_id == person_id))


async def told_by_sms(session: AsyncSession, rule: Rule) -> Sequence[tuple[PersonId, str]]:
    """List who gets short messages by a rule: its persons, and who has one of its roles; each once."""
    by_role = select(PersonRoleRow.person_id).where(PersonRoleRow.role_id.in_(rule.sms_role_ids))
    row = AlarmContactRow
    found = await session.execute(
        select(row.person_id, row.phone)
        .join(PersonRow, PersonRow.id == row.person_id)
        .where(PersonRow.is_active, or_(row.person_id.in_(rule.sms_person_ids), row.person_id.in_(by_role)))
        .order_by(row.person_id)
    )
    return [(PersonId(person_id), phone) for person_id, phone in found]


async def language(session: AsyncSession, tenant_id: TenantId) -> str:
    """Return the language of a tenant's own people."""
    languages = await session.scalar(select(TenantRow.languages).where(TenantRow.id == tenant_id))
    return "en" if languages and languages[0] == "en" else "zh-CN"


async def standing(session: AsyncSession, cell: str) -> Sequence[tuple[AlarmRow, AlarmRuleRow]]:
    """List the alarms of a cell that are not over, with their rules, the latest first."""
    row = AlarmRow
    found = await session.execute(
        select(row, AlarmRuleRow)
        .join(AlarmRuleRow, AlarmRuleRow.id == row.rule_id)
        .where(row.cleared_at.is_(None), row.cell.in_({cell, EVERYWHERE}))
        .order_by(row.raised_at.desc(), row.id)
    )
    return [(alarm, rule) for alarm, rule in found]


async def insert_alarm(session: AsyncSession, row: AlarmRow) -> bool:
    """Write an alarm down; tell whether it was not standing yet."""
    values = {column.name: getattr(row, column.name) for column in AlarmRow.__table__.columns}
    values["note"] = ""
    adding = insert(AlarmRow).values(values).on_conflict_do_nothing()
    return await session.scalar(adding.returning(AlarmRow.id)) is not None


async def clear(session: AsyncSession, alarm_ids: Collection[UUID], now: datetime) -> Sequence[AlarmRow]:
    """Note that alarms are over; return those that were not yet."""
    row = AlarmRow
    over = update(row).where(row.id.in_(alarm_ids), row.cleared_at.is_(None)).values(cleared_at=now)
    return (await session.scalars(over.returning(row))).all()


Teams = frozenset[GroupId] | None
"""Whose agents' alarms are wanted; None: of all teams. What is about no agent is everybody's in scope."""


def _of(teams: Teams) -> ColumnElement[bool]:
    if teams is None:
        return true()
    team = AlarmRow.subject["group_id"].astext
    return or_(AlarmRow.subject_kind != "agent", team.in_(sorted(map(str, teams))))


async def alarm(session: AsyncSession, teams: Teams, alarm_id: UUID) -> AlarmRow | None:
    """Find an alarm in scope."""
    asked = select(AlarmRow).where(AlarmRow.id == alarm_id, _of(teams))
    return (await session.scalars(asked.with_for_update())).one_or_none()


async def history(
    session: AsyncSession, teams: Teams, before: datetime | None, limit: int
) -> Sequence[tuple[AlarmRow, AlarmRuleRow]]:
    """List alarms in scope with their rules, the latest first."""
    asked = select(AlarmRow, AlarmRuleRow).join(AlarmRuleRow, AlarmRuleRow.id == AlarmRow.rule_id).where(_of(teams))
    if before is not None:
        asked = asked.where(AlarmRow.raised_at < before)
    found = await session.execute(asked.order_by(AlarmRow.raised_at.desc(), AlarmRow.id).limit(limit))
    return [(alarm, rule) for alarm, rule in found]
