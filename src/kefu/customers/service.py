"""Use cases: find customers, make one, say how one is served, show what is masked."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.customers import rules, store
from kefu.customers.model import (
    AccountManager,
    AccountManagerUnknownError,
    Choice,
    CustomerChangedError,
    CustomerNotFoundError,
    Found,
    Level,
    LevelChangedError,
    LevelNotFoundError,
    LevelUnknownError,
    LookupKind,
    Match,
    MediumKind,
    NewCustomer,
    NothingToRevealError,
    NumberUnusableError,
    PartyKind,
    PlaceKind,
    RevealField,
    SearchPlan,
    SearchTooShortError,
    SetLevel,
    Standing,
)
from kefu.customers.pinyin import in_pinyin
from kefu.customers.store import Reader
from kefu.customers.tables import (
    ContactMediumRow,
    CustomerLevelRow,
    CustomerRow,
    CustomerTagRow,
    PartyRow,
    PlaceRow,
)
from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.kernel.errors import ForbiddenError
from kefu.kernel.ids import CustomerId, LocalNetworkId, TenantId
from kefu.kernel.phone import PhoneNumber, show_phone
from kefu.platform.crypto import Vault
from kefu.platform.ids import new_id
from kefu.platform.numbering import parse_number

ID_CARD_COLUMN = "party.id_card_sealed"
FOUND_MAX = 20
OnChanged = Callable[[CustomerId], None]


def lookup_hash(*, vault: Vault, kind: LookupKind, value: str) -> int:
    """Compute under what a number is looked up: the first 64 bits of its blind index."""
    return int.from_bytes(vault.blind_index(value, column=f"customer_lookup.{kind}")[:8], "big", signed=True)


async def match(*, reader: Reader, vault: Vault, number: PhoneNumber) -> Match:
    """Find who answers to a caller's number; a withheld or malformed one belongs to nobody."""
    if number.e164 is None:
        return Match()
    return await store.match_by_phone(reader, lookup_hash(vault=vault, kind=LookupKind.PHONE, value=number.e164))


async def search(session: AsyncSession, *, vault: Vault, text: str) -> Found:
    """Find customers by what was typed: a number of any kind, a name, its pinyin, or a piece of an address.

    Raises: SearchTooShortError.
    """
    plan = rules.plan_search(text, parse_number(text).e164)
    if plan is None:
        raise SearchTooShortError(f"{text!r} is too little to look for", least=rules.ADDRESS_MIN)
    return await _carry_out(session, vault, plan)


async def search_phone(session: AsyncSession, *, vault: Vault, phone: str) -> Found:
    """Find customers by a telephone number; what is no number belongs to nobody."""
    number = parse_number(phone)
    if number.e164 is None:
        return Found()
    return await _carry_out(session, vault, SearchPlan(exact=((LookupKind.PHONE, number.e164),)))


async def create(
    session: AsyncSession, *, vault: Vault, principal: Principal, wanted: NewCustomer, now: datetime
) -> CustomerId:
    """Make a customer of somebody who calls. Without a local network he gets that of his number, if it can be told.

    Raises: NumberUnusableError, LevelUnknownError, ForbiddenError when the local network is not the principal's.
    """
    number = parse_number(wanted.phone)
    if number.e164 is None:
        raise NumberUnusableError(f"{wanted.phone!r} cannot be dialled from everywhere")
    if wanted.level_code not in await store.level_codes(session):
        raise LevelUnknownError(f"no level {wanted.level_code}", level=wanted.level_code)
    customer_id = CustomerId(new_id())
    network_id = await _network(session, principal, wanted.local_network_id, number)
    pinyin, initials = in_pinyin(wanted.name, is_person=wanted.kind is PartyKind.INDIVIDUAL)
    session.add(
        CustomerRow(
            id=customer_id,
            tenant_id=principal.tenant_id,
            local_network_id=network_id,
            name=wanted.name,
            name_pinyin=pinyin,
            name_initials=initials,
            level_code=wanted.level_code,
            tag_codes=[],
            since_on=now.date(),
            version=1,
            created_at=now,
        )
    )
    await session.flush()
    owned = {"customer_id": customer_id, "tenant_id": principal.tenant_id, "local_network_id": network_id}
    phone = {"kind": MediumKind.PHONE, "value": number.e164, "is_preferred": True, "has_consent": False}
    session.add(PartyRow(id=new_id(), kind=wanted.kind, name=wanted.name, **owned))
    session.add(ContactMediumRow(id=new_id(), **phone, **owned))
    if wanted.address:
        place = {"kind": PlaceKind.INSTALLATION, "address": wanted.address, "district_path": ""}
        session.add(PlaceRow(id=new_id(), **place, **owned))
    value_hash = lookup_hash(vault=vault, kind=LookupKind.PHONE, value=number.e164)
    await store.insert_lookup(session, principal.tenant_id, LookupKind.PHONE, value_hash, customer_id)
    await _audit(session, principal, "customer-created", customer_id, now)
    return customer_id


async def change_standing(
    session: AsyncSession,
    *,
    principal: Principal,
    customer_id: CustomerId,
    standing: Standing,
    now: datetime,
    on_changed: OnChanged,
) -> None:
    """Say at which level a customer is served, and by whom first.

    Raises: CustomerNotFoundError, CustomerChangedError, LevelUnknownError, AccountManagerUnknownError.
    """
    before = await store.profile(await store.reader_of(session), customer_id)
    if before is None:
        raise CustomerNotFoundError(customer_id=str(customer_id))
    if standing.level_code not in await store.level_codes(session):
        raise LevelUnknownError(f"no level {standing.level_code}", level=standing.level_code)
    manager_id = standing.account_manager_id
    if manager_id is not None and not await store.has_agent(session, manager_id):
        raise AccountManagerUnknownError(f"no agent {manager_id}")
    if not await store.update_standing(session, customer_id, standing):
        raise CustomerChangedError(f"version {standing.version} is not the latest", version=before.version)
    event.listen(session.sync_session, "after_commit", lambda _: on_changed(customer_id), once=True)
    await _audit(session, principal, "customer-changed", customer_id, now, **rules.changes(before, standing))


async def levels(session: AsyncSession) -> list[SetLevel]:
    """List the tenant's levels of service, the lowest first."""
    return await store.levels(session)


async def account_managers(session: AsyncSession) -> list[AccountManager]:
    """List the agents who can look after customers."""
    return await store.account_managers(session)


async def change_level(
    session: AsyncSession, *, principal: Principal, code: str, priority: int, version: int, now: datetime
) -> SetLevel:
    """Give a level of service its priority.

    Raises: LevelNotFoundError, LevelChangedError, ForbiddenError when one does not administer all networks.
    """
    if principal.scope_for("admin.routing").local_network_ids is not None:
        raise ForbiddenError("levels belong to all local networks")
    before = next((level for level in await store.levels(session) if level.code == code), None)
    if before is None:
        raise LevelNotFoundError(f"no level {code}", level=code)
    if not await store.update_level(session, code, priority=priority, version=version):
        raise LevelChangedError(f"version {version} is not the latest", version=before.version)
    await record_audit(
        session,
        principal=principal,
        action="customer-level-changed",
        subject_kind="customer_level",
        subject_id=code,
        detail={"priority": [before.priority, priority]},
        now=now,
    )
    return replace(before, priority=priority, version=version + 1)


async def reveal(
    session: AsyncSession,
    *,
    vault: Vault,
    principal: Principal,
    customer_id: CustomerId,
    field: RevealField,
    now: datetime,
) -> str:
    """Show what is masked, and write down who looked.

    Raises: ForbiddenError, CustomerNotFoundError, NothingToRevealError.
    """
    principal.require("customer.pii.view")
    profile = await store.profile(await store.reader_of(session), customer_id)
    if profile is None:
        raise CustomerNotFoundError(customer_id=str(customer_id))
    if field is RevealField.PHONE:
        value = show_phone(profile.phone, sees_pii=True)
    else:
        sealed = await store.sealed_id_card(session, customer_id)
        value = vault.decrypt(sealed, column=ID_CARD_COLUMN) if sealed else ""
    if not value:
        raise NothingToRevealError(f"no {field} is known", field=field)
    await _audit(session, principal, "customer-revealed", customer_id, now, field=field)
    return value


async def define_levels(
    session: AsyncSession, *, tenant_id: TenantId, levels: Iterable[Level], tags: Iterable[Choice] = ()
) -> None:
    """Give a tenant its levels of service and its tags, in this order, or change their words."""
    await store.upsert_choices(session, CustomerLevelRow, tenant_id, levels)
    await store.upsert_choices(session, CustomerTagRow, tenant_id, tags)


async def _carry_out(session: AsyncSession, vault: Vault, plan: SearchPlan) -> Found:
    most = FOUND_MAX + 1
    ids: list[UUID] = []
    if plan.exact:
        hashes = [(kind, lookup_hash(vault=vault, kind=kind, value=value)) for kind, value in plan.exact]
        ids += await store.find_exactly(session, hashes)
    if plan.name_prefix:
        ids += await store.find_by_name(session, plan.name_prefix, most)
    if plan.pinyin_prefix:
        ids += await store.find_by_pinyin(session, plan.pinyin_prefix, most)
    if plan.address_fragment:
        ids += await store.find_by_address(session, plan.address_fragment, most)
    found = await store.candidates(await store.reader_of(session), set(ids))
    return Found(candidates=found[:FOUND_MAX], has_more=len(found) > FOUND_MAX)


async def _network(
    session: AsyncSession, principal: Principal, wanted: LocalNetworkId | None, number: PhoneNumber
) -> LocalNetworkId | None:
    scope = principal.scope_for("customer.edit")
    if wanted is not None:
        if not scope.sees(wanted) or not await store.has_local_network(session, wanted):
            raise ForbiddenError("this local network is not yours", local_network_id=str(wanted))
        return wanted
    found = await store.local_network_by_area(session, f"0{number.area_code}") if number.area_code else None
    return found if scope.sees(found) else None


async def _audit(
    session: AsyncSession, principal: Principal, action: str, customer_id: CustomerId, now: datetime, **detail: Any
) -> None:
    await record_audit(
        session,
        principal=principal,
        action=action,
        subject_kind="customer",
        subject_id=str(customer_id),
        detail=detail,
        now=now,
    )
