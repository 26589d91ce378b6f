"""HTTP of alarms: what stands and stood, acknowledged; rules, and who is told, administered."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.requests import HTTPConnection

from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.insight.alarms import service
from kefu.insight.alarms.model import Alarm, AlarmsChanged
from kefu.insight.rules import alarms as rules
from kefu.insight.rules.alarms import Kind, Rule, Severity
from kefu.insight.rules.bases import EDGES_S
from kefu.kernel.ids import LocalNetworkId, PersonId, QueueId
from kefu.kernel.words import Text
from kefu.platform.ids import new_id
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api", tags=["alarms"])
Viewer = Annotated[Principal, Depends(require("board.view"))]
Acknowledger = Annotated[Principal, Depends(require("alarm.acknowledge"))]
Administrator = Annotated[Principal, Depends(require("alarm.manage"))]


async def on_changed_of(connection: HTTPConnection) -> Callable[[AlarmsChanged], None]:
    """Give a route whom to tell that alarms have changed: the composition root sets `on_alarms_changed`."""
    on_changed: Callable[[AlarmsChanged], None] = connection.app.state.on_alarms_changed
    return on_changed


OnChanged = Annotated[Callable[[AlarmsChanged], None], Depends(on_changed_of)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class AlarmView(BaseModel):
    """An alarm: what was too much, since when, who has seen it, until when."""

    alarm_id: UUID
    rule_id: UUID
    name: Text
    kind: Kind
    severity: Severity
    subject: dict[str, Any]
    threshold: int
    value: float | None
    raised_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    note: str
    cleared_at: datetime | None


class AcknowledgeBody(_Body):
    """What somebody says who sees to it."""

    note: str = Field("", max_length=200)


class RuleBody(_Body):
    """A rule as it is to be; `version` is the one that was read, 0 of a new one."""

    name: Text
    kind: Kind
    threshold: int
    within_s: int = 20
    queue_id: UUID | None = None
    group: str | None = Field(None, max_length=64)
    local_network_id: UUID | None = None
    severity: Severity = Severity.WARNING
    has_sound: bool = False
    sms_person_ids: list[UUID] = Field([], max_length=100)
    sms_role_ids: list[UUID] = Field([], max_length=100)
    is_on: bool = True
    version: int = Field(0, ge=0)


class RuleView(RuleBody):
    """A rule."""

    rule_id: UUID


class RoleChoice(BaseModel):
    """A role whose holders can be told."""

    role_id: UUID
    name: str


class ContactView(BaseModel):
    """Somebody who can be told, and by which number; null: by none."""

    person_id: UUID
    login: str
    name: str
    phone: str | None


class ChoicesView(BaseModel):
    """Whom rules may name."""

    groups: list[str]
    roles: list[RoleChoice]
    contacts: list[ContactView]
    within_s: list[int]


class ContactBody(_Body):
    """The mobile number by which somebody is told; null: by none."""

    phone: str | None = Field(None, max_length=32)


@router.get("/alarms")
async def list_alarms(
    viewer: Viewer,
    session: Tx,
    before: AwareDatetime | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[AlarmView]:
    """List alarms, those over too, the latest first."""
    return [_view(alarm) for alarm in await service.history(session, principal=viewer, before=before, limit=limit)]


@router.post("/alarms/{alarm_id}/acknowledge", status_code=204)
async def acknowledge(
    alarm_id: UUID,
    body: AcknowledgeBody,
    acknowledger: Acknowledger,
    session: Tx,
    clock: ClockDep,
    on_changed: OnChanged,
) -> None:
    """Say that one sees to an alarm: its sound ends on every board."""
    await service.acknowledge(
        session, principal=acknowledger, alarm_id=alarm_id, note=body.note, now=clock(), on_changed=on_changed
    )


@router.get("/alarm-rules")
async def list_rules(administrator: Administrator, session: Tx) -> list[RuleView]:
    """List the rules, with those that are off."""
    return [_rule_view(rule) for rule in await service.list_rules(session)]


@router.get("/alarm-rules/templates")
async def list_templates(administrator: Administrator) -> list[RuleBody]:
    """List rules to begin with."""
    return [RuleBody(**_rule_values(rule)) for rule in rules.templates()]


@router.get("/alarm-rules/choices")
async def list_choices(administrator: Administrator, session: Tx) -> ChoicesView:
    """List whom rules may name, besides queues and networks."""
    found = await service.choices(session)
    return ChoicesView(
        groups=list(found.groups),
        roles=[RoleChoice(role_id=role_id, name=name) for role_id, name in found.roles],
        contacts=[
            ContactView(person_id=each.person_id, login=each.login, name=each.name, phone=each.phone)
            for each in found.contacts
        ],
        within_s=list(EDGES_S),
    )


@router.post("/alarm-rules", status_code=201)
async def add_rule(
    body: RuleBody, administrator: Administrator, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> RuleView:
    """Add a rule; it holds within a second."""
    rule = _rule(new_id(), body, version=0)
    return _rule_view(
        await service.put_rule(session, principal=administrator, rule=rule, now=clock(), on_changed=on_changed)
    )


@router.put("/alarm-rules/{rule_id}")
async def change_rule(
    rule_id: UUID, body: RuleBody, administrator: Administrator, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> RuleView:
    """Change a rule; alarms that it no longer raises are over."""
    rule = _rule(rule_id, body, version=max(1, body.version))
    return _rule_view(
        await service.put_rule(session, principal=administrator, rule=rule, now=clock(), on_changed=on_changed)
    )


@router.put("/alarm-contacts/{person_id}", status_code=204)
async def put_contact(
    person_id: UUID, body: ContactBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> None:
    """Note by which mobile number somebody is told of alarms."""
    await service.put_contact(
        session, principal=administrator, person_id=PersonId(person_id), phone=body.phone or None, now=clock()
    )


def _view(alarm: Alarm) -> AlarmView:
    return AlarmView(
        alarm_id=alarm.alarm_id,
        rule_id=alarm.rule_id,
        name=alarm.name,
        kind=alarm.kind,
        severity=alarm.severity,
        subject=dict(alarm.subject),
        threshold=alarm.threshold,
        value=alarm.value,
        raised_at=alarm.raised_at,
        acknowledged_at=alarm.acknowledged_at,
        acknowledged_by=alarm.acknowledged_name,
        note=alarm.note,
        cleared_at=alarm.cleared_at,
    )


def _rule(rule_id: UUID, body: RuleBody, *, version: int) -> Rule:
    return Rule(
        rule_id=rule_id,
        name={"zh-CN": body.name.get("zh-CN", ""), "en": body.name.get("en", "")},
        kind=body.kind,
        threshold=body.threshold,
        within_s=body.within_s,
        queue_id=None if body.queue_id is None else QueueId(body.queue_id),
        group=body.group,
        local_network_id=None if body.local_network_id is None else LocalNetworkId(body.local_network_id),
        severity=body.severity,
        has_sound=body.has_sound,
        sms_person_ids=frozenset(map(PersonId, body.sms_person_ids)),
        sms_role_ids=frozenset(body.sms_role_ids),
        is_on=body.is_on,
        version=version,
    )


def _rule_values(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "kind": rule.kind,
        "threshold": rule.threshold,
        "within_s": rule.within_s,
        "queue_id": rule.queue_id,
        "group": rule.group,
        "local_network_id": rule.local_network_id,
        "severity": rule.severity,
        "has_sound": rule.has_sound,
        "sms_person_ids": sorted(rule.sms_person_ids),
        "sms_role_ids": sorted(rule.sms_role_ids),
        "is_on": rule.is_on,
        "version": rule.version,
    }


def _rule_view(rule: Rule) -> RuleView:
    return RuleView(rule_id=rule.rule_id, **_rule_values(rule))
