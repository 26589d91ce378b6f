"""Who may give what to whom, and what a person, role, site or group may look like; all pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from kefu.identity.administration.model import AgentSettings, Given, Group, PersonSettings, Role, Site, Structure
from kefu.identity.model import PERMISSIONS, Grant
from kefu.identity.rules import is_mail, normal_login
from kefu.kernel.ids import LocalNetworkId
from kefu.kernel.instant import is_zone
from kefu.kernel.strict_json import is_storable

ADMINISTERS = "admin.people"
_LOGIN = re.compile(r"[^\s\x00-\x1f\x7f]{1,64}")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{2,12}", re.ASCII)
_NAME_MAX = 100
Networks = frozenset[LocalNetworkId] | None
"""None: all of them."""
Fault = dict[str, str]


# -- who may give what -----------------------------------------------------------------------------------------------


def own_grants(grants: Sequence[Grant], held: Collection[str]) -> list[Grant]:
    """Return what an administrator may hand on: what he has himself, where he administers people.

    A permission that nobody `held` before (a new release brings it) is the administrators' for all networks to give.
    """
    remit = administered(grants)
    narrowed = [replace(grant, local_network_ids=_both(grant.local_network_ids, remit)) for grant in grants]
    if remit is None:
        narrowed.append(Grant(PERMISSIONS - frozenset(held), None))
    return narrowed


def administered(grants: Iterable[Grant]) -> Networks:
    """Return the networks in which somebody administers people."""
    found: frozenset[LocalNetworkId] = frozenset()
    for grant in grants:
        if ADMINISTERS in grant.permissions:
            if grant.local_network_ids is None:
                return None
            found |= grant.local_network_ids
    return found


def beyond(own: Sequence[Grant], wanted: Iterable[Grant]) -> list[str]:
    """List the permissions that go beyond one's own, in their networks."""
    missing = {
        permission for grant in wanted for permission in grant.permissions if not _covers(own, permission, grant)
    }
    return sorted(missing)


def is_narrowed(before: Networks, after: Networks) -> bool:
    """Tell whether something is lost."""
    if after is None:
        return False
    return before is None or not before <= after


def _covers(own: Sequence[Grant], permission: str, wanted: Grant) -> bool:
    networks, groups = wanted.local_network_ids, wanted.agent_group_ids
    held = [
        grant.local_network_ids
        for grant in own
        if permission in grant.permissions
        and (grant.agent_group_ids is None or (groups is not None and groups <= grant.agent_group_ids))
    ]
    if any(each is None for each in held):
        return True
    some: frozenset[LocalNetworkId] = frozenset().union(*(each for each in held if each is not None))
    return networks is not None and bool(networks) and networks <= some


def _both(one: Networks, other: Networks) -> Networks:
    if one is None:
        return other
    return one if other is None else one & other


# -- what may be set -------------------------------------------------------------------------------------------------


def person_faults(person: PersonSettings, known: Structure) -> list[Fault]:
    """List why a person cannot be like this; nothing when he can."""
    return [
        *([] if _LOGIN.fullmatch(person.login) and is_storable(person.login) else [_fault("login", "malformed")]),
        *([] if normal_login(person.login) == person.login else [_fault("login", "malformed")]),
        *_name_faults(person.name),
        *([] if not person.mail or is_mail(person.mail) else [_fault("mail", "malformed")]),
        *_role_faults(person.roles, known),
        *(_agent_faults(person.agent, known) if person.agent else []),
    ]


def _role_faults(roles: Sequence[Given], known: Structure) -> Iterator[Fault]:
    role_ids = {role.role_id for role in known.roles}
    network_ids = {network.local_network_id for network in known.networks}
    group_ids = {group.group_id for group in known.groups}
    if len({given.role_id for given in roles}) < len(roles):
        yield _fault("roles", "repeated")
    for number, given in enumerate(roles, 1):
        if given.role_id not in role_ids:
            yield _fault(f"roles.{number}.role_id", "unknown")
        networks = given.local_network_ids
        if networks is not None and (not networks or not networks <= network_ids):
            yield _fault(f"roles.{number}.local_network_ids", "unknown" if networks else "missing")
        groups = given.agent_group_ids
        if groups is not None and (not groups or not groups <= group_ids):
            yield _fault(f"roles.{number}.agent_group_ids", "unknown" if groups else "missing")


def _agent_faults(agent: AgentSettings, known: Structure) -> Iterator[Fault]:
    if agent.group_id not in {group.group_id for group in known.groups}:
        yield _fault("agent.group_id", "unknown")
    if not _NUMBER.fullmatch(agent.number):
        yield _fault("agent.number", "malformed")


def role_faults(role: Role) -> list[Fault]:
    """List why a role cannot be like this."""
    return [
        *_code_faults(role.code),
        *_name_faults(role.name),
        *([_fault("permissions", "unknown")] if role.permissions - PERMISSIONS else []),
    ]


def site_faults(site: Site, known: Structure) -> list[Fault]:
    """List why a site cannot be like this."""
    networks = {network.local_network_id for network in known.networks}
    return [
        *_code_faults(site.code),
        *_name_faults(site.name),
        *([] if is_zone(site.time_zone) else [_fault("time_zone", "unknown")]),
        *([] if site.local_network_id in networks | {None} else [_fault("local_network_id", "unknown")]),
    ]


def group_faults(group: Group, known: Structure) -> list[Fault]:
    """List why a group cannot be like this."""
    sites = {site.site_id for site in known.sites}
    return [*_name_faults(group.name), *([] if group.site_id in sites else [_fault("site_id", "unknown")])]


def _code_faults(code: str) -> Iterator[Fault]:
    if not _CODE.fullmatch(code):
        yield _fault("code", "malformed")


def _name_faults(name: str) -> Iterator[Fault]:
    if not name.strip():
        yield _fault("name", "missing")
    elif len(name) > _NAME_MAX:
        yield _fault("name", "too-long")
    elif not is_storable(name):
        yield _fault("name", "malformed")


def _fault(field: str, code: str) -> Fault:
    return {"field": field, "code": code, "detail": f"{field} is {code}"}


# -- what has changed, for the audit: fields and ids, never personal data ----------------------------------------------


def person_changes(before: PersonSettings, after: PersonSettings) -> dict[str, object]:
    """Say what of a person changes: which fields, and the roles and groups themselves."""
    fields = [name for name in ("login", "name", "mail", "is_active") if getattr(before, name) != getattr(after, name)]
    changes: dict[str, object] = {}
    if before.roles != after.roles:
        fields.append("roles")
        changes |= {"roles_before": given_words(before.roles), "roles": given_words(after.roles)}
    if before.agent != after.agent:
        fields.append("agent")
        changes |= {"agent_before": _agent_words(before.agent), "agent": _agent_words(after.agent)}
    if before.is_active != after.is_active:
        changes["is_active"] = after.is_active
    return {"fields": fields, **changes}


def given_words(roles: Iterable[Given]) -> list[dict[str, object]]:
    """Write roles with their networks for the audit, and with their teams if they have some only."""
    return [
        {
            "role_id": str(given.role_id),
            "local_network_ids": None if given.local_network_ids is None else sorted(map(str, given.local_network_ids)),
            **({} if given.agent_group_ids is None else {"agent_group_ids": sorted(map(str, given.agent_group_ids))}),
        }
        for given in roles
    ]


def _agent_words(agent: AgentSettings | None) -> dict[str, str] | None:
    if agent is None:
        return None
    return {
        "group_id": str(agent.group_id),
        "number": agent.number,
        "device_kind": agent.device_kind,
        "recording_policy": agent.recording_policy,
    }
