"""What is administered, as it stands and as it is to be; and why it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kefu.identity.model import DeviceKind, RecordingPolicy
from kefu.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from kefu.kernel.ids import AgentId, GroupId, LocalNetworkId, PersonId, SiteId

FILE_BYTES_MAX = 2 << 20
FILE_LINES_MAX = 500
"""A password is hashed for each: so many take some seconds."""


class OrganisationUnknownError(NotFoundError):
    """There is no such person, role, site or group for this administrator."""

    code = "organisation-not-found"
    title = "No such person, role, site or group"


class OrganisationInvalidError(InvalidError):
    """A person, role, site or group cannot be like this; `errors` says why."""

    code = "organisation-invalid"
    title = "This cannot be saved as it is"


class OrganisationChangedError(ConflictError):
    """Somebody else has changed it since it was read."""

    code = "organisation-changed"
    title = "Somebody else has changed this meanwhile"


class BeyondOwnError(ForbiddenError):
    """Nobody gives, takes or touches what he does not have himself; `permissions` says what that is."""

    code = "more-than-your-own"
    title = "That goes beyond your own permissions"


class LastAdministratorError(ConflictError):
    """Nobody would be left who administers people everywhere."""

    code = "last-administrator"
    title = "This is the last administrator"


class LockedOutError(ConflictError):
    """The administrator would lose the administration of people himself."""

    code = "would-lock-you-out"
    title = "You would lock yourself out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A role that somebody holds, in all local networks (None) or in some; over all teams (None) or some."""

    role_id: UUID
    local_network_ids: frozenset[LocalNetworkId] | None = None
    agent_group_ids: frozenset[GroupId] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSettings:
    """What an agent answers with, under which number, in which group."""

    group_id: GroupId
    number: str
    device_kind: DeviceKind = DeviceKind.WEB_PHONE
    recording_policy: RecordingPolicy = RecordingPolicy.BY_QUEUE


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSettings:
    """A person as he is to be; `mail` empty: he is sent none; `agent` None: he takes no calls."""

    login: str
    name: str
    mail: str = ""
    is_active: bool = True
    roles: tuple[Given, ...] = ()
    agent: AgentSettings | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as he stands."""

    person_id: PersonId
    settings: PersonSettings
    agent_id: AgentId | None
    version: int
    created_at: datetime
    last_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleWanted:
    """Which people: `words` in log-in, name or number; in the order of log-ins, after one."""

    words: str = ""
    role_id: UUID | None = None
    group_id: UUID | None = None
    is_active: bool | None = None
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A named set of permissions; `holders` are the active people who have it."""

    role_id: UUID
    code: str
    name: str
    permissions: frozenset[str]
    version: int = 1
    holders: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place where agents sit."""

    site_id: SiteId
    code: str
    name: str
    time_zone: str
    local_network_id: LocalNetworkId | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A team of agents at a site; `agents` are the active ones."""

    group_id: GroupId
    site_id: SiteId
    name: str
    version: int = 1
    agents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A local network by id, with what people call it."""

    local_network_id: LocalNetworkId
    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What people stand in: all that an administrator sees of it."""

    networks: tuple[Network, ...]
    sites: tuple[Site, ...]
    groups: tuple[Group, ...]
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """What is wrong in a line of a file, counted from 1."""

    line: int
    field: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodLine:
    """A line that makes a person."""

    line: int
    settings: PersonSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFile:
    """A file as it was understood; `ignored` are titles of columns that mean nothing to us."""

    good: tuple[GoodLine, ...]
    bad: tuple[BadLine, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLogin:
    """A log-in with the password that is shown once."""

    login: str
    name: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditWanted:
    """Which entries of the audit, newest first, below a number."""

    actor_id: UUID | None = None
    action: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the audit; names are those of today, if the person is still known."""

    seq: int
    at: datetime
    actor_id: UUID | None
    actor_login: str
    actor_name: str | None
    action: str
    subject_kind: str
    subject_id: str
    subject_name: str | None
    detail: Mapping[str, Any]
    hash: bytes
