"""What every act of an administrator passes: not beyond himself, never the last one, never himself locked out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import store as identity_store
from kefu.identity.administration import rules
from kefu.identity.administration.events import OrganisationChanged
from kefu.identity.administration.model import (
    BeyondOwnError,
    Given,
    LastAdministratorError,
    LockedOutError,
    OrganisationInvalidError,
    PersonSettings,
    Structure,
)
from kefu.identity.administration.store import people as store
from kefu.identity.model import Grant, Principal
from kefu.kernel.errors import ForbiddenError
from kefu.kernel.ids import LocalNetworkId

OnChanged = Callable[[OrganisationChanged], None]
_FIELDS = {
    "uq_person_tenant_id_login": "login",
    "uq_agent_tenant_id_number": "agent.number",
    "uq_role_tenant_id_code": "code",
    "uq_site_tenant_id_code": "code",
    "uq_agent_group_tenant_id_site_id_name": "name",
}


async def own_grants(session: AsyncSession, *, principal: Principal) -> list[Grant]:
    """Return what an administrator may hand on."""
    return rules.own_grants(principal.grants, await store.held_permissions(session))


def grants_of(settings: PersonSettings, known: Structure) -> list[Grant]:
    """Return what somebody's roles allow."""
    return [_grant(given, known) for given in settings.roles]


def _grant(given: Given, known: Structure) -> Grant:
    permissions = {role.role_id: role.permissions for role in known.roles}
    return Grant(permissions.get(given.role_id, frozenset()), given.local_network_ids, given.agent_group_ids)


def refuse_beyond(own: list[Grant], wanted: list[Grant]) -> None:
    """Refuse what goes beyond one's own.

    Raises: BeyondOwnError.
    """
    if missing := rules.beyond(own, wanted):
        raise BeyondOwnError(f"you lack {', '.join(missing)}", permissions=missing)


def require_network(principal: Principal, local_network_id: LocalNetworkId | None) -> None:
    """Let who administers some networks change what belongs to them only.

    Raises: ForbiddenError.
    """
    networks = rules.administered(principal.grants)
    if networks is not None and local_network_id not in networks:
        raise ForbiddenError("this belongs to another local network or to all of them")


async def leave_somebody(session: AsyncSession, *, principal: Principal) -> None:
    """Refuse a change, made already in this transaction, that nobody could undo.

    Raises: LockedOutError, LastAdministratorError.
    """
    after: rules.Networks = frozenset()
    if await store.is_active(session, principal.person_id):
        after = rules.administered(await identity_store.grants_of(session, principal.person_id))
    if rules.is_narrowed(rules.administered(principal.grants), after):
        raise LockedOutError
    if not await store.has_administrator(session, rules.ADMINISTERS):
        raise LastAdministratorError


def refuse(faults: list[rules.Fault]) -> None:
    """Refuse what is wrong, with all its faults.

    Raises: OrganisationInvalidError.
    """
    if faults:
        raise OrganisationInvalidError("; ".join(fault["detail"] for fault in faults), errors=faults)


@contextmanager
def nothing_taken() -> Iterator[None]:
    """Say which log-in, number, code or name is taken; the transaction is over then."""
    try:
        yield
    except IntegrityError as error:
        said = str(error.orig)
        field = next((field for constraint, field in _FIELDS.items() if constraint in said), None)
        if field is None:
            raise
        fault = {"field": field, "code": "taken", "detail": f"{field} is in use"}
        raise OrganisationInvalidError(fault["detail"], errors=[fault]) from error


def publish(session: AsyncSession, principal: Principal, now: datetime, on_changed: OnChanged) -> None:
    """Tell the live centre once the change is in the database for good."""
    changed = OrganisationChanged(tenant_id=principal.tenant_id, at=now)
    event.listen(session.sync_session, "after_commit", lambda _: on_changed(changed), once=True)
