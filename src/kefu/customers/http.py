"""HTTP of customers: search, make one, say how one is served, show what is masked; files: journeys/customer_360."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field, StringConstraints
from starlette.requests import HTTPConnection

from kefu.customers import rules, service
from kefu.customers.model import (
    DEFAULT_LEVEL,
    AccountManager,
    Found,
    NewCustomer,
    PartyKind,
    RevealField,
    SearchTooShortError,
    SetLevel,
    Standing,
)
from kefu.identity.http import Tx, VisitDep, require
from kefu.identity.model import Principal
from kefu.kernel.ids import AgentId, CustomerId, LocalNetworkId
from kefu.kernel.scope import Scope
from kefu.platform.crypto import Vault
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api/customers", tags=["customers"])

Viewer = Annotated[Principal, Depends(require("customer.view"))]
Editor = Annotated[Principal, Depends(require("customer.edit"))]
Administrator = Annotated[Principal, Depends(require("admin.routing"))]
Revealer = Annotated[Principal, Depends(require("customer.pii.view"))]


async def vault_of(connection: HTTPConnection) -> Vault:
    """Give a route the vault."""
    vault: Vault = connection.app.state.vault
    return vault


VaultDep = Annotated[Vault, Depends(vault_of)]


async def on_changed_of(connection: HTTPConnection) -> Callable[[CustomerId], None]:
    """Give a route whom to tell that a customer has changed: the composition root sets `on_customer_changed`."""
    on_changed: Callable[[CustomerId], None] = connection.app.state.on_customer_changed
    return on_changed


OnChanged = Annotated[Callable[[CustomerId], None], Depends(on_changed_of)]


def sees_pii_of(principal: Principal) -> Scope | None:
    """Tell whose personal data somebody sees unmasked: nobody's (None), or that of a scope."""
    may = "customer.pii.view" in principal.permissions
    return principal.scope_for("customer.pii.view") if may else None


class NewCustomerBody(BaseModel):
    """What is known of somebody who becomes a customer."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    phone: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    level: str = DEFAULT_LEVEL
    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    kind: PartyKind = PartyKind.INDIVIDUAL
    local_network_id: UUID | None = None


class CreatedView(BaseModel):
    """The new customer."""

    customer_id: UUID


class StandingBody(BaseModel):
    """How a customer is to be served; `version` is the customer's that was read."""

    level: str
    account_manager_agent_id: UUID | None = None
    version: int


class LevelBody(BaseModel):
    """The priority that a level is to have; `version` is the one that was read."""

    priority: Annotated[int, Field(ge=0, le=9)]
    version: int


class RevealBody(BaseModel):
    """Which field to show."""

    field: RevealField


class RevealedView(BaseModel):
    """What was masked."""

    field: RevealField
    value: str


@router.get("")
async def search(
    viewer: Viewer,
    session: Tx,
    vault: VaultDep,
    q: Annotated[str | None, Query(max_length=200)] = None,
    phone: Annotated[str | None, Query(max_length=40)] = None,
) -> Found:
    """Search customers by `phone` exactly, or by anything (`q`): number, name, pinyin, piece of an address."""
    if phone is not None:
        found = await service.search_phone(session, vault=vault, phone=phone)
    elif q is not None:
        found = await service.search(session, vault=vault, text=q)
    else:
        raise SearchTooShortError("give q or phone")
    pii = sees_pii_of(viewer)
    return replace(found, candidates=tuple(rules.mask_candidate(each, pii) for each in found.candidates))


@router.get("/levels")
async def list_levels(visit: VisitDep) -> list[SetLevel]:
    """List the tenant's levels of service, the lowest first."""
    return await service.levels(visit.session)


@router.put("/levels/{code}")
async def change_level(
    code: str, body: LevelBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> SetLevel:
    """Give a level of service its priority."""
    return await service.change_level(
        session, principal=administrator, code=code, priority=body.priority, version=body.version, now=clock()
    )


@router.get("/account_managers")
async def list_account_managers(editor: Editor, session: Tx) -> list[AccountManager]:
    """List the agents who can look after customers."""
    return await service.account_managers(session)


@router.put("/{customer_id}/standing", status_code=204)
async def change_standing(
    customer_id: UUID, body: StandingBody, editor: Editor, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> None:
    """Say at which level a customer is served, and by whom first."""
    manager_id = body.account_manager_agent_id
    await service.change_standing(
        session,
        principal=editor,
        customer_id=CustomerId(customer_id),
        standing=Standing(
            level_code=body.level,
            account_manager_id=AgentId(manager_id) if manager_id else None,
            version=body.version,
        ),
        now=clock(),
        on_changed=on_changed,
    )


@router.post("", status_code=201)
async def create(body: NewCustomerBody, editor: Editor, session: Tx, vault: VaultDep, clock: ClockDep) -> CreatedView:
    """Make a customer of an unknown caller."""
    wanted = NewCustomer(
        name=body.name,
        phone=body.phone,
        level_code=body.level,
        address=body.address,
        kind=body.kind,
        local_network_id=LocalNetworkId(body.local_network_id) if body.local_network_id else None,
    )
    customer_id = await service.create(session, vault=vault, principal=editor, wanted=wanted, now=clock())
    return CreatedView(customer_id=customer_id)


@router.post("/{customer_id}/reveal")
async def reveal(
    customer_id: UUID, body: RevealBody, revealer: Revealer, session: Tx, vault: VaultDep, clock: ClockDep
) -> RevealedView:
    """Show one masked field; who looked at whose is written into the audit."""
    value = await service.reveal(
        session,
        vault=vault,
        principal=revealer,
        customer_id=CustomerId(customer_id),
        field=body.field,
        now=clock(),
    )
    return RevealedView(field=body.field, value=value)
