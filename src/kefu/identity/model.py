"""Who acts: principals, what they may do and whose data they see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from kefu.kernel.errors import ForbiddenError, KefuError
from kefu.kernel.ids import AgentId, GroupId, LocalNetworkId, PersonId, TenantId
from kefu.kernel.scope import Scope

PERMISSIONS = frozenset(
    {
        "desk.use",
        "call.outbound",
        "recording.record",
        "recording.play",
        "customer.view",
        "customer.edit",
        "customer.pii.view",
        "board.view",
        "agent.force_state",
        "agent.message",
        "agent.view_screen",
        "call.listen",
        "call.whisper",
        "call.barge",
        "call.take_over",
        "alarm.acknowledge",
        "alarm.manage",
        "queue.switch",
        "agent.assign",
        "admin.people",
        "admin.routing",
        "admin.ivr",
        "audit.view",
        "ticket.view",
        "ticket.handle",
        "workorder.view",
        "workorder.dispatch",
        "field.use",
        "message.view",
        "survey.call",
        "survey.manage",
        "figures.view",
        "appraisal.answer",
        "appraisal.manage",
        "admin.service",
    }
)

SESSION_TOUCH = timedelta(minutes=1)
TICKET_LIFETIME = timedelta(seconds=30)


class SessionKind(StrEnum):
    """Where somebody has logged in: at a desk, or in the field on a telephone of his own."""

    DESK = "desk"
    FIELD = "field"


SESSION_IDLE = {SessionKind.DESK: timedelta(minutes=30), SessionKind.FIELD: timedelta(days=7)}
SESSION_ABSOLUTE = {SessionKind.DESK: timedelta(hours=12), SessionKind.FIELD: timedelta(days=7)}
FIELD_PERMISSIONS = frozenset({"field.use"})
"""All that a session in the field allows, whatever its holder may do at a desk: telephones are lost."""


class NotAuthenticatedError(KefuError):
    """Nobody has logged in here."""

    code = "not-authenticated"
    status = 401
    title = "Log in first"


class SessionExpiredError(KefuError):
    """The session has ended: too long idle, too old, or ended elsewhere."""

    code = "session-expired"
    status = 401
    title = "Your session has expired"


class WrongCredentialsError(KefuError):
    """Tenant, log-in name or password is wrong; which one is not said."""

    code = "wrong-credentials"
    status = 401
    title = "Log-in name or password is wrong"


class TooManyAttemptsError(KefuError):
    """Log-in is closed for a while; `retry_after_s` says for how long."""

    code = "too-many-attempts"
    status = 429
    title = "Too many attempts to log in"


class CsrfTokenWrongError(KefuError):
    """The request does not carry the token of its session."""

    code = "csrf-token-wrong"
    status = 403
    title = "The request did not come from our page"


class DeviceKind(StrEnum):
    """What an agent answers with."""

    WEB_PHONE = "web_phone"
    SIP_PHONE = "sip_phone"


class RecordingPolicy(StrEnum):
    """Whose calls are recorded without being asked."""

    BY_QUEUE = "by_queue"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of one person: what he may do, and in which local networks (None: all).

    Where it is about agents (seeing and supervising them), `agent_group_ids` says of which teams; None: of all.
    """

    permissions: frozenset[str]
    local_network_ids: frozenset[LocalNetworkId] | None
    agent_group_ids: frozenset[GroupId] | None = None


def united_permissions(grants: Iterable[Grant]) -> frozenset[str]:
    """Unite the permissions of all roles."""
    return frozenset().union(*(grant.permissions for grant in grants))


def united_scope(tenant_id: TenantId, grants: Iterable[Grant]) -> Scope:
    """Unite the local networks of roles; one role for all networks opens all."""
    networks: set[LocalNetworkId] = set()
    for grant in grants:
        if grant.local_network_ids is None:
            return Scope(tenant_id)
        networks |= grant.local_network_ids
    return Scope(tenant_id, frozenset(networks))


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A person at work in one session."""

    tenant_id: TenantId
    person_id: PersonId
    login: str
    name: str
    permissions: frozenset[str]
    scope: Scope
    agent_id: AgentId | None
    session_id: UUID
    grants: tuple[Grant, ...]

    def require(self, permission: str) -> None:
        """Refuse who lacks a permission.

        Raises: ForbiddenError.
        """
        if permission not in self.permissions:
            raise ForbiddenError(f"permission {permission} is missing", permission=permission)

    def scope_for(self, permission: str) -> Scope:
        """Return the data in which this permission was given: a role for one city opens no other city."""
        return united_scope(self.tenant_id, [grant for grant in self.grants if permission in grant.permissions])

    def teams_for(self, permission: str) -> frozenset[GroupId] | None:
        """Return whose agents this permission was given for; None: of all teams."""
        teams: frozenset[GroupId] = frozenset()
        for grant in self.grants:
            if permission in grant.permissions:
                if grant.agent_group_ids is None:
                    return None
                teams |= grant.agent_group_ids
        return teams


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditVerdict:
    """What a walk along one tenant's audit chain found."""

    entries: int
    head: bytes
    """Hash of the newest entry: noted elsewhere, it also proves that no tail was cut off."""
    broken_at: int | None
    """Number of the first entry that is not what was written, or whose predecessor is missing."""
