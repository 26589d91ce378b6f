"""HTTP of the single customer view: one customer's file, and his contacts page by page."""

from dataclasses import fields
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.requests import HTTPConnection

from kefu.customers.http import Viewer
from kefu.customers.model import CustomerNotFoundError
from kefu.customers.ports import AccountUnknownError
from kefu.customers.store import reader_of
from kefu.identity.http import Tx, principal_of
from kefu.journeys.customer_360 import rules
from kefu.journeys.customer_360.model import BillingView, CustomerView, TimelinePage
from kefu.journeys.customer_360.service import PAGE_CONTACTS, Customer360
from kefu.kernel.ids import CustomerId, InteractionId
from kefu.platform.web import DatabaseDep

router = APIRouter(prefix="/api/customers", tags=["customers"])


async def customer_360_of(connection: HTTPConnection) -> Customer360:
    """Give a route the single customer view."""
    view: Customer360 = connection.app.state.customer_360
    return view


View360 = Annotated[Customer360, Depends(customer_360_of)]


@router.get("/{customer_id}")
async def show(customer_id: UUID, viewer: Viewer, session: Tx, view: View360) -> CustomerView:
    """Show a customer's file; the balance is the last one known (GET .../billing asks for it)."""
    file = await view.file(await reader_of(session), CustomerId(customer_id))
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
    customer_id: UUID, viewer: Viewer, session: Tx, view: View360, before: UUID | None = None
) -> TimelinePage:
    """Show what passed between a customer and us, newest first; `before` is the last item of the page before."""
    reader = await reader_of(session)
    if not await view.is_known(reader, CustomerId(customer_id)):
        raise CustomerNotFoundError(customer_id=str(customer_id))
    contacts = await view.contacts(reader, CustomerId(customer_id), before=InteractionId(before) if before else None)
    return TimelinePage(
        items=rules.timeline(contacts, viewer),
        next_before=contacts[-1].interaction_id if len(contacts) == PAGE_CONTACTS else None,
    )


@router.get("/{customer_id}/billing")
async def billing(customer_id: UUID, request: Request, database: DatabaseDep, view: View360) -> BillingView:
    """Ask the billing system for the balance of a customer's default account; at most 800 ms.

    No transaction is held meanwhile: a slow billing system takes no database connections from others.
    """
    viewer = await principal_of(request)
    viewer.require("customer.view")
    async with database.read(viewer.scope_for("customer.view")) as reader:
        file = await view.file(reader, CustomerId(customer_id))
    if file.account_no is None:
        raise AccountUnknownError("the customer has no billing account", customer_id=str(customer_id))
    return rules.billing(await view.balance(file.account_no))
