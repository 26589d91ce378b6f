"""Alarms as people see them, and what can go wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kefu.insight.rules.alarms import Kind, Severity, Standing
from kefu.kernel.errors import ConflictError, InvalidError, NotFoundError
from kefu.kernel.ids import LocalNetworkId, PersonId, TenantId
from kefu.kernel.words import Text


class AlarmNotFoundError(NotFoundError):
    """There is no such alarm for this reader."""

    code = "alarm-not-found"
    title = "No such alarm"


class AlarmOverError(ConflictError):
    """It is over: there is nothing to see to any more."""

    code = "alarm-over"
    title = "This alarm is over already"


class AlarmRuleNotFoundError(NotFoundError):
    """There is no such rule for this reader."""

    code = "alarm-rule-not-found"
    title = "No such rule"


class AlarmRuleChangedError(ConflictError):
    """Somebody else has changed it since it was read."""

    code = "alarm-rule-changed"
    title = "Somebody else has changed this rule meanwhile"


class AlarmRuleInvalidError(InvalidError):
    """A rule cannot be like this; `errors` says why."""

    code = "alarm-rule-invalid"
    title = "An alarm cannot be set up like this"


class AlarmPersonNotFoundError(NotFoundError):
    """There is no such person."""

    code = "person-not-found"
    title = "No such person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm as it stands, with what its rule is called."""

    alarm_id: UUID
    tenant_id: TenantId
    rule_id: UUID
    name: Text
    kind: Kind
    severity: Severity
    has_sound: bool
    subject: Mapping[str, Any]
    local_network_id: LocalNetworkId | None
    threshold: int
    value: float | None
    raised_at: datetime
    acknowledged_at: datetime | None = None
    acknowledged_name: str | None = None
    note: str = ""
    cleared_at: datetime | None = None

    @property
    def standing(self) -> Standing:
        """Return it as rules know it, well since never."""
        return Standing(alarm_id=self.alarm_id, rule_id=self.rule_id, subject_id=self.subject["id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who can be told of alarms, and by which number."""

    person_id: PersonId
    login: str
    name: str
    phone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Whom rules may name besides queues and networks: teams, roles, persons."""

    groups: tuple[str, ...]
    roles: tuple[tuple[UUID, str], ...]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class AlarmsChanged:
    """Rules or alarms of a tenant are not what they were."""

    tenant_id: TenantId
