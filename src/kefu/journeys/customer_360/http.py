"""HTTP of the single customer view: one customer's file, his contacts page by page, what billing says of him.

Whoever asks a billing system holds no transaction meanwhile: a slow one takes no database connections from others.
"""

from contextlib import asynccontextmanager
from dataclasses import fields
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import AfterValidator, BaseModel, Field
from starlette.requests import HTTPConnection

from kefu.customers.http import Viewer
from kefu.customers.model import AccountRef, CustomerNotFoundError, Refresh
from kefu.customers.ports import PATIENCE_MS, AccountUnknownError
from kefu.customers.store import reader_of
from kefu.identity.http import Tx, visit
from kefu.identity.model import Principal
from kefu.identity.service import zone_of
from kefu.journeys.customer_360 import rules
from kefu.journeys.customer_360.model import (
    ALL_KINDS,
    BillingView,
    BillsView,
    ContactKind,
    CustomerFile,
    CustomerView,
    DevicesView,
    PaymentsView,
    ProductsView,
    RefreshedView,
    SituationView,
    TimelinePage,
)
from kefu.journeys.customer_360.service import PAGE_CONTACTS, Customer360
from kefu.kernel.ids import CustomerId
from kefu.kernel.instant import to_ms
from kefu.platform.db import Database
from kefu.platform.web import ClockDep, DatabaseDep

router = APIRouter(prefix="/api/customers", tags=["customers"])

CHECK_PATIENCE_MS = 3_000
"""Who presses "check again" wants the answer, not the last one."""
AccountNo = Annotated[str, Query(max_length=100)]


async def customer_360_of(connection: HTTPConnection) -> Customer360:
    """Give a route the single customer view."""
    view: Customer360 = connection.app.state.customer_360
    return view


View360 = Annotated[Customer360, Depends(customer_360_of)]


async def caller_of(request: Request, database: DatabaseDep, clock: ClockDep) -> Principal:
    """Authenticate a request, and let its transaction go before anything slow is asked."""
    async with asynccontextmanager(visit)(request, database, clock) as entered:
        return entered.principal


Caller = Annotated[Principal, Depends(caller_of)]


class RefreshBody(BaseModel):
    """A wish to have a device's authorisation sent again; `key` is its own, `is_repeat`: it was sent before."""

    key: UUID
    account: Annotated[str, Field(max_length=100)] = ""
    is_repeat: bool = False


def _page_end(written: str) -> str:
    if written and rules.read_cursor(written) is None:
        raise ValueError("not where a page of the timeline ends")
    return written


PageEnd = Annotated[str, Query(max_length=100), AfterValidator(_page_end)]


@router.get("/{customer_id}")
async def show(customer_id: UUID, viewer: Viewer, session: Tx, view: View360, clock: ClockDep) -> CustomerView:
    """Show a customer's file; the balance is the last one known (GET .../billing asks for it)."""
    file = await view.file(await reader_of(session), CustomerId(customer_id), now=clock())
    pop = rules.seen_by(file, viewer).customer
    if pop is None or file.match.customer is None:
        raise CustomerNotFoundError(customer_id=str(customer_id))
    return CustomerView(
        accounts=file.match.customer.accounts,
        version=file.match.customer.version,
        **{field.name: getattr(pop, field.name) for field in fields(pop)},
    )


@router.get("/{customer_id}/timeline")
async def timeline(
    customer_id: UUID,
    viewer: Viewer,
    session: Tx,
    view: View360,
    before: PageEnd = "",
    kind: Annotated[list[ContactKind] | None, Query()] = None,
) -> TimelinePage:
    """Show what passed between a customer and us, newest first; `before` is the `next_before` of the page before.

    `kind` may be repeated; left out, every kind is shown.
    """
    reader = await reader_of(session)
    if not await view.is_known(reader, CustomerId(customer_id)):
        raise CustomerNotFoundError(customer_id=str(customer_id))
    contacts = await view.contacts(
        reader, CustomerId(customer_id), before=rules.read_cursor(before), kinds=kind or ALL_KINDS
    )
    return TimelinePage(
        items=rules.timeline(contacts, viewer), next_before=rules.cursor_of(contacts, page=PAGE_CONTACTS)
    )


@router.get("/{customer_id}/situation")
async def situation(customer_id: UUID, viewer: Viewer, session: Tx, view: View360, clock: ClockDep) -> SituationView:
    """Show what is open, out of order and come again at a customer's; a desk asks now and then during a call."""
    reader = await reader_of(session)
    if not await view.is_known(reader, CustomerId(customer_id)):
        raise CustomerNotFoundError(customer_id=str(customer_id))
    return rules.situation(await view.situation(reader, CustomerId(customer_id), now=clock()), viewer)


@router.get("/{customer_id}/billing")
async def billing(customer_id: UUID, caller: Caller, database: DatabaseDep, view: View360) -> BillingView:
    """Ask the billing system for the balance of a customer's default account; at most 800 ms."""
    _, account = await _account(database, view, caller, customer_id)
    return rules.billing(await view.balance(account))


@router.get("/{customer_id}/bills")
async def bills(
    customer_id: UUID, caller: Caller, database: DatabaseDep, view: View360, clock: ClockDep, account: AccountNo = ""
) -> BillsView:
    """Ask for the bills of the last twelve months; `account`: another one of the customer's than the default one."""
    file, one = await _account(database, view, caller, customer_id, account)
    async with database.transaction(caller.scope) as session:
        today = clock().astimezone(await zone_of(session)).date()
    return rules.bills(file, one, await view.billing.bills(one), today=today)


@router.get("/{customer_id}/payments")
async def payments(
    customer_id: UUID, caller: Caller, database: DatabaseDep, view: View360, account: AccountNo = ""
) -> PaymentsView:
    """Ask for the payments of the last twelve months."""
    file, one = await _account(database, view, caller, customer_id, account)
    return rules.payments(file, one, await view.billing.payments(one))


@router.get("/{customer_id}/products")
async def products(customer_id: UUID, caller: Caller, database: DatabaseDep, view: View360) -> ProductsView:
    """Show the customer's products, with their live state if the billing system tells it within 800 ms."""
    return rules.products(await view.with_states(await _outline(database, view, caller, customer_id)))


@router.get("/{customer_id}/devices")
async def devices(
    customer_id: UUID,
    caller: Caller,
    database: DatabaseDep,
    view: View360,
    account: AccountNo = "",
    anew: bool = False,
) -> DevicesView:
    """Ask for the state of the customer's devices; `anew`: even if the last answer is only seconds old."""
    file, one = await _account(database, view, caller, customer_id, account)
    patience_ms = CHECK_PATIENCE_MS if anew else PATIENCE_MS
    return rules.devices(file, one, await view.billing.devices(one, patience_ms=patience_ms, is_anew=anew))


@router.post("/{customer_id}/devices/{resource:path}/refresh")
async def refresh_device(
    customer_id: UUID,
    resource: Annotated[str, Path(max_length=100)],
    body: RefreshBody,
    caller: Caller,
    database: DatabaseDep,
    view: View360,
    clock: ClockDep,
) -> RefreshedView:
    """Have a device's authorisation sent again: once, however often this is repeated with the same key.

    504 `billing-outcome-unknown`: it may have been done; repeat it with the same key and `is_repeat`.
    """
    caller.require("customer.edit")
    _, account = await _account(database, view, caller, customer_id, body.account)
    wish = Refresh(key=str(body.key), account=account, resource=resource, is_repeat=body.is_repeat)
    await view.note(database, caller, CustomerId(customer_id), "device-refresh-asked", wish, clock())
    done = await view.billing.refresh_device(wish)
    await view.note(database, caller, CustomerId(customer_id), "device-refreshed", wish, clock())
    return RefreshedView(done_at_ms=to_ms(done.done_at))


async def _outline(database: Database, view: Customer360, caller: Principal, customer_id: UUID) -> CustomerFile:
    caller.require("customer.view")
    async with database.read(caller.scope_for("customer.view")) as reader:
        file = await view.outline(reader, CustomerId(customer_id))
    if file.match.customer is None:
        raise CustomerNotFoundError(customer_id=str(customer_id))
    return file


async def _account(
    database: Database, view: Customer360, caller: Principal, customer_id: UUID, account_no: str = ""
) -> tuple[CustomerFile, AccountRef]:
    file = await _outline(database, view, caller, customer_id)
    account = file.account_of(account_no)
    if account is None:
        raise AccountUnknownError("the customer has no such billing account", customer_id=str(customer_id))
    return file, account
