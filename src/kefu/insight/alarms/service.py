"""Use cases of alarms: rules are set up, alarms raised, acknowledged and over; every step is audited."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.identity.service import record_audit, zone_of
from kefu.insight.alarms import store
from kefu.insight.alarms.model import (
    Alarm,
    AlarmNotFoundError,
    AlarmOverError,
    AlarmPersonNotFoundError,
    AlarmRuleChangedError,
    AlarmRuleInvalidError,
    AlarmRuleNotFoundError,
    AlarmsChanged,
    Choices,
    Contact,
)
from kefu.insight.alarms.tables import AlarmRow, AlarmRuleRow
from kefu.insight.figures import reading
from kefu.insight.rules import alarms as rules
from kefu.insight.rules.alarms import INTERVALS, Kind, Reading, Rule, Severity
from kefu.insight.rules.bases import QUARTER_MS
from kefu.insight.rules.tables import Dimension, Question
from kefu.insight.targets import service as targets
from kefu.kernel.errors import ForbiddenError, InvalidError
from kefu.kernel.ids import LocalNetworkId, PersonId, QueueId, TenantId
from kefu.kernel.instant import from_ms, to_ms
from kefu.messaging import rules as messaging_rules
from kefu.messaging import service as messaging
from kefu.messaging.model import NumberCannotReceiveError
from kefu.platform.ids import new_id
from kefu.platform.numbering import parse_number

OnChanged = Callable[[AlarmsChanged], None]
PURPOSE = "alarm"
SMS_VALID_FOR = timedelta(minutes=30)
"""Nobody wants to be told later."""
logger = structlog.get_logger(__name__)


# -- rules -----------------------------------------------------------------------------------------------------------


async def list_rules(session: AsyncSession) -> list[Rule]:
    """List the rules in scope, with those that are off."""
    return await store.rules(session)


async def seed_rules(session: AsyncSession, *, tenant_id: TenantId) -> None:
    """Give a new tenant the rules that a centre may begin with."""
    for rule in rules.templates():
        await store.put_rule(session, tenant_id, replace(rule, rule_id=new_id()))


async def put_rule(
    session: AsyncSession, *, principal: Principal, rule: Rule, now: datetime, on_changed: OnChanged
) -> Rule:
    """Add a rule (version 0), or change one; who administers some networks has rules for one of them.

    Raises: AlarmRuleInvalidError, AlarmRuleNotFoundError, AlarmRuleChangedError, ForbiddenError.
    """
    before = None if rule.version == 0 else await store.rule(session, rule.rule_id)
    if before is None and rule.version:
        raise AlarmRuleNotFoundError(f"no rule {rule.rule_id}")
    for each in (rule, before or rule):
        _require_network(principal, each.local_network_id)
    faults = rules.rule_faults(
        rule,
        queue_ids=await store.queue_ids(session),
        groups=await store.groups(session),
        network_ids=await store.network_ids(session),
        person_ids=frozenset(PersonId(person.id) for person, _ in await store.people(session)),
        role_ids=frozenset(role.id for role in await store.roles(session)),
    )
    if faults:
        raise AlarmRuleInvalidError("; ".join(fault["detail"] for fault in faults), errors=faults)
    if not await store.put_rule(session, principal.tenant_id, rule):
        raise AlarmRuleChangedError(f"version {rule.version} is not the latest")
    _publish(session, principal.tenant_id, on_changed)
    await record_audit(
        session,
        principal=principal,
        action="alarm-rule-changed" if before else "alarm-rule-created",
        subject_kind="alarm_rule",
        subject_id=str(rule.rule_id),
        detail={"kind": rule.kind, "threshold": rule.threshold, "is_on": rule.is_on, "version": rule.version + 1},
        now=now,
    )
    return replace(rule, version=rule.version + 1)


def _require_network(principal: Principal, local_network_id: LocalNetworkId | None) -> None:
    networks = principal.scope_for("alarm.manage").local_network_ids
    if networks is not None and local_network_id not in networks:
        raise ForbiddenError("this belongs to another local network or to all of them")


# -- who is told -----------------------------------------------------------------------------------------------------


async def choices(session: AsyncSession) -> Choices:
    """List whom rules may name."""
    return Choices(
        groups=tuple(sorted(await store.groups(session))),
        roles=tuple((role.id, role.name) for role in await store.roles(session)),
        contacts=tuple(
            Contact(person_id=PersonId(person.id), login=person.login, name=person.name, phone=phone)
            for person, phone in await store.people(session)
        ),
    )


async def put_contact(
    session: AsyncSession, *, principal: Principal, person_id: PersonId, phone: str | None, now: datetime
) -> None:
    """Note by which mobile number somebody is told of alarms; without one he is not.

    Raises: AlarmPersonNotFoundError, NumberCannotReceiveError.
    """
    if person_id not in {person.id for person, _ in await store.people(session)}:
        raise AlarmPersonNotFoundError(f"no person {person_id}")
    if phone is None:
        await store.remove_contact(session, person_id)
    else:
        number = parse_number(phone)
        if not messaging_rules.can_receive(number):
            raise NumberCannotReceiveError(f"{number.kind} numbers receive no short messages", kind=number.kind)
        await store.put_contact(session, principal.tenant_id, person_id, number.key)
    await record_audit(
        session,
        principal=principal,
        action="alarm-contact-changed",
        subject_kind="person",
        subject_id=str(person_id),
        detail={"is_told": phone is not None},
        now=now,
    )


# -- alarms ----------------------------------------------------------------------------------------------------------


async def standing(session: AsyncSession, *, cell: str) -> list[Alarm]:
    """List a cell's alarms that are not over, the latest first."""
    return [_alarm(*each) for each in await store.standing(session, cell)]


async def history(session: AsyncSession, *, principal: Principal, before: datetime | None, limit: int) -> list[Alarm]:
    """List alarms in scope, over or not, the latest first; of agents only those whom one looks after."""
    return [_alarm(*each) for each in await store.history(session, principal.teams_for("board.view"), before, limit)]


async def acknowledge(
    session: AsyncSession, *, principal: Principal, alarm_id: UUID, note: str, now: datetime, on_changed: OnChanged
) -> None:
    """Say that one sees to an alarm; said twice, the first counts.

    Raises: AlarmNotFoundError, AlarmOverError.
    """
    row = await store.alarm(session, principal.teams_for("alarm.acknowledge"), alarm_id)
    if row is None:
        raise AlarmNotFoundError(f"no alarm {alarm_id}")
    if row.cleared_at is not None:
        raise AlarmOverError(f"alarm {alarm_id} was over at {row.cleared_at:%H:%M:%S}")
    if row.acknowledged_at is not None:
        return
    row.acknowledged_at, row.acknowledged_by, row.acknowledged_name = now, principal.person_id, principal.name
    row.note = note
    await session.flush()
    _publish(session, principal.tenant_id, on_changed)
    await record_audit(
        session,
        principal=principal,
        action="alarm-acknowledged",
        subject_kind="alarm",
        subject_id=str(alarm_id),
        detail={"kind": row.kind},
        now=now,
    )


async def raise_alarms(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    cell: str,
    raised: Iterable[tuple[Rule, Reading]],
    now: datetime,
) -> None:
    """Write alarms down, and tell by short message whom their rules name; one that stands already stays."""
    for rule, found in raised:
        row = _row(tenant_id, cell, rule, found, now)
        if not await store.insert_alarm(session, row):
            continue
        await _tell_by_sms(session, tenant_id, rule, found, row.id, now)
        await record_audit(
            session,
            tenant_id=tenant_id,
            action="alarm-raised",
            subject_kind="alarm",
            subject_id=str(row.id),
            detail={"rule_id": str(rule.rule_id), "kind": rule.kind, "about": row.subject_id, "value": row.value},
            now=now,
        )


async def clear_alarms(
    session: AsyncSession, *, tenant_id: TenantId, alarm_ids: Collection[UUID], now: datetime
) -> None:
    """Note that alarms are over."""
    if not alarm_ids:
        return
    for row in await store.clear(session, alarm_ids, now):
        await record_audit(
            session,
            tenant_id=tenant_id,
            action="alarm-cleared",
            subject_kind="alarm",
            subject_id=str(row.id),
            detail={"kind": row.kind, "about": row.subject_id},
            now=now,
        )


async def _tell_by_sms(
    session: AsyncSession, tenant_id: TenantId, rule: Rule, found: Reading, alarm_id: UUID, now: datetime
) -> None:
    if not (rule.sms_person_ids or rule.sms_role_ids):
        return
    language = await store.language(session, tenant_id)
    text = rules.sms_text(rule, found, language=language, at=now.astimezone(await zone_of(session)).strftime("%H:%M"))
    for person_id, phone in (await store.told_by_sms(session, rule))[: rules.SMS_MAX]:
        try:
            await messaging.send(
                session,
                tenant_id=tenant_id,
                to=phone,
                text=text,
                purpose=PURPOSE,
                key=f"alarm {alarm_id} {person_id}",
                now=now,
                valid_for=SMS_VALID_FOR,
                subject_kind="alarm",
                subject_id=str(alarm_id),
            )
        except InvalidError:
            logger.exception("somebody cannot be told of an alarm", alarm_id=str(alarm_id), person_id=str(person_id))


# -- service levels --------------------------------------------------------------------------------------------------


async def service_levels(
    session: AsyncSession, *, within_s: int, now: datetime
) -> Mapping[QueueId, tuple[float | None, ...]]:
    """Return each queue's service level, as the tenant computes it, in the last whole quarters, the newest last."""
    zone = await zone_of(session)
    ours = await targets.service_level(session, on=now.astimezone(zone).date())
    until_ms = to_ms(now) // QUARTER_MS * QUARTER_MS
    starts = [from_ms(until_ms - QUARTER_MS * back) for back in range(INTERVALS, 0, -1)]
    question = Question(
        measures=(ours.measure,),
        by=(Dimension.QUARTER, Dimension.QUEUE),
        since=starts[0],
        until=from_ms(until_ms),
        zone=zone.key,
        within_s=within_s,
    )
    told = {row.key: row.values[0] for row in (await reading.table(session, question=question, now=now)).rows}
    return {
        QueueId(queue_id): tuple(told.get((start, queue_id)) for start in starts)
        for queue_id in {key[1] for key in told}
    }


def _publish(session: AsyncSession, tenant_id: TenantId, on_changed: OnChanged) -> None:
    """Tell the live boards once the change is in the database for good."""
    changed = AlarmsChanged(tenant_id)
    event.listen(session.sync_session, "after_commit", lambda _: on_changed(changed), once=True)


def _row(tenant_id: TenantId, cell: str, rule: Rule, found: Reading, now: datetime) -> AlarmRow:
    subject = found.subject
    return AlarmRow(
        id=new_id(),
        tenant_id=tenant_id,
        local_network_id=subject.local_network_id,
        rule_id=rule.rule_id,
        cell=store.EVERYWHERE if rule.kind is Kind.SERVICE_LEVEL else cell,
        kind=rule.kind,
        severity=rule.severity,
        subject_kind=subject.kind,
        subject_id=subject.subject_id,
        subject=_told_of(found),
        threshold=rule.threshold,
        value=rules.value_of(found),
        raised_at=now,
    )


def _told_of(found: Reading) -> dict[str, Any]:
    subject = found.subject
    return {
        "kind": subject.kind,
        "id": subject.subject_id,
        "name": dict(subject.name),
        "group": subject.group,
        "group_id": None if subject.group_id is None else str(subject.group_id),
    }


def _alarm(row: AlarmRow, rule: AlarmRuleRow) -> Alarm:
    return Alarm(
        alarm_id=row.id,
        tenant_id=TenantId(row.tenant_id),
        rule_id=row.rule_id,
        name={"zh-CN": rule.name_zh, "en": rule.name_en},
        kind=Kind(row.kind),
        severity=Severity(row.severity),
        has_sound=rule.has_sound,
        subject=row.subject,
        local_network_id=None if row.local_network_id is None else LocalNetworkId(row.local_network_id),
        threshold=row.threshold,
        value=row.value,
        raised_at=row.raised_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_name=row.acknowledged_name,
        note=row.note,
        cleared_at=row.cleared_at,
    )
