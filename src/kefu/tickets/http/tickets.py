"""HTTP of tickets: accept, list, read, act; drafts of acceptance."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import HTTPConnection

from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.kernel.ids import CustomerId, DepartmentId, TicketId
from kefu.platform.web import ClockDep
from kefu.tickets import service
from kefu.tickets.http.bodies import AcceptBody, ActBody, DraftBody, DraftView
from kefu.tickets.http.views import AcceptedView, CountView, FileView, PageView, Sight
from kefu.tickets.model import Duplicate, Filter, Likeness, TicketKind
from kefu.tickets.ports import CustomerCards

router = APIRouter(prefix="/api/tickets", tags=["tickets"])

Viewer = Annotated[Principal, Depends(require("ticket.view"))]
Handler = Annotated[Principal, Depends(require("ticket.handle"))]
Slot = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,80}$")]
Text = Annotated[str, Query(max_length=200)]


async def cards_of(connection: HTTPConnection) -> CustomerCards:
    """Give a route who knows the customers: the composition root sets `ticket_cards`."""
    cards: CustomerCards = connection.app.state.ticket_cards
    return cards


Cards = Annotated[CustomerCards, Depends(cards_of)]


@router.post("", status_code=201)
async def accept(body: AcceptBody, handler: Handler, session: Tx, cards: Cards, clock: ClockDep) -> AcceptedView:
    """Accept what somebody wants."""
    ticket = await service.accept(session, principal=handler, new=body.as_new(), cards=cards, now=clock())
    return AcceptedView.model_validate(ticket, from_attributes=True)


@router.get("")
async def list_tickets(
    viewer: Viewer,
    session: Tx,
    clock: ClockDep,
    kind: TicketKind | None = None,
    state: Text | None = None,
    is_open: bool | None = None,
    category: Text | None = None,
    department_id: UUID | None = None,
    customer_id: UUID | None = None,
    mine: bool = False,
    overdue: bool = False,
    no: Annotated[str, Query(max_length=20)] = "",
    sort: Annotated[str, Query(pattern="^(newest|due)$")] = "newest",
    before: UUID | None = None,
) -> PageView:
    """List tickets, newest first or (`sort=due`) the most pressing first."""
    now = clock()
    wanted = Filter(
        kind=kind,
        state=state,
        is_open=is_open,
        category_code=category,
        department_id=DepartmentId(department_id) if department_id else None,
        customer_id=CustomerId(customer_id) if customer_id else None,
        mine=viewer.person_id if mine else None,
        overdue_at=now if overdue else None,
        ticket_no=no.strip().upper(),
        by_due=sort == "due",
        before=TicketId(before) if before else None,
    )
    page, sight = await service.listing(session, wanted=wanted), Sight(viewer, now)
    return PageView(tickets=[sight.line(each) for each in page.lines], next_before=page.next_before)


@router.get("/counts")
async def count_tickets(viewer: Viewer, session: Tx, clock: ClockDep) -> list[CountView]:
    """Count the open tickets by kind and state."""
    found = await service.counts(session, principal=viewer, now=clock())
    return [
        CountView(kind=TicketKind(kind), state=state, open=many, overdue=overdue, mine=mine)
        for kind, state, many, overdue, mine in found
    ]


@router.get("/duplicates")
async def list_duplicates(
    viewer: Viewer,
    session: Tx,
    clock: ClockDep,
    customer_id: UUID | None = None,
    address: Text = "",
    district_path: Text = "",
    category: Text = "",
) -> list[Duplicate]:
    """List the open tickets of the last week that may be about the same thing, and why."""
    like = Likeness(
        customer_id=CustomerId(customer_id) if customer_id else None,
        address=address.strip(),
        district_path=district_path.strip() if category else "",
        category_code=category,
    )
    return await service.duplicates(session, like=like, now=clock())


@router.get("/drafts/{slot}")
async def read_draft(slot: Slot, handler: Handler, session: Tx) -> DraftView:
    """Return my draft of this slot: a call's id, or "new"."""
    return DraftView.model_validate(await service.draft(session, principal=handler, slot=slot))


@router.put("/drafts/{slot}")
async def save_draft(slot: Slot, body: DraftBody, handler: Handler, session: Tx, clock: ClockDep) -> DraftView:
    """Save my draft as the version after the one that it was made from."""
    saved = await service.save_draft(
        session, principal=handler, slot=slot, version=body.version, content=body.content, now=clock()
    )
    return DraftView.model_validate(saved)


@router.delete("/drafts/{slot}", status_code=204)
async def drop_draft(slot: Slot, handler: Handler, session: Tx) -> None:
    """Forget my draft."""
    await service.drop_draft(session, principal=handler, slot=slot)


@router.get("/{ticket_id}")
async def read_ticket(ticket_id: UUID, viewer: Viewer, session: Tx, clock: ClockDep) -> FileView:
    """Return a ticket with all that happened to it."""
    return Sight(viewer, clock()).file(await service.file(session, ticket_id=TicketId(ticket_id)))


@router.post("/{ticket_id}/actions")
async def act(ticket_id: UUID, body: ActBody, handler: Handler, session: Tx, clock: ClockDep) -> FileView:
    """Do something with a ticket; answers with what it is then."""
    now, own = clock(), TicketId(ticket_id)
    await service.act(
        session,
        principal=handler,
        ticket_id=own,
        version=body.version,
        key=body.key,
        action=body.as_action(),
        now=now,
    )
    return Sight(handler, now).file(await service.file(session, ticket_id=own))
