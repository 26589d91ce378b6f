"""The desk's commands: checked, handed to the machine, answered 202; what comes of them arrives as events."""

from collections import OrderedDict
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from kefu.acd.core.model import AgentState
from kefu.customers.model import CustomerNotFoundError
from kefu.customers.store import reader_of
from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.journeys.agent_desktop import commands
from kefu.journeys.agent_desktop.commands import ServiceBody
from kefu.journeys.agent_desktop.errors import NotSignedOnError, PhoneNotRegisteredError
from kefu.journeys.agent_desktop.hub import Hub
from kefu.journeys.agent_desktop.pops import linked
from kefu.journeys.agent_desktop.seating import Seating
from kefu.journeys.customer_360.http import View360
from kefu.journeys.inbound_call import inputs
from kefu.kernel.errors import NotFoundError
from kefu.kernel.ids import CallId, CustomerId
from kefu.platform.ids import new_id
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api", tags=["desk"])
_REMEMBERED = 10_000


async def hub_of(request: Request) -> Hub:
    """Give a route the hub."""
    hub: Hub = request.app.state.hub
    return hub


async def seating_of(request: Request) -> Seating:
    """Give a route what opens seats."""
    seating: Seating = request.app.state.seating
    return seating


class Once:
    """Remembers idempotency keys for a while, so that a repeated command is done once."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[UUID, str], dict[str, Any]] = OrderedDict()

    def answer(self, principal: Principal, key: str | None) -> dict[str, Any] | None:
        """Return what the first request with this key was answered."""
        return self._seen.get((principal.session_id, key)) if key else None

    def keep(self, principal: Principal, key: str | None, answer: dict[str, Any]) -> dict[str, Any]:
        """Remember an answer."""
        if key:
            self._seen[principal.session_id, key] = answer
            while len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
        return answer


_once = Once()
HubDep = Annotated[Hub, Depends(hub_of)]
SeatingDep = Annotated[Seating, Depends(seating_of)]
Key = Annotated[str | None, Header(alias="idempotency-key", max_length=100)]
DeskUser = Annotated[Principal, Depends(require("desk.use"))]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StateBody(_Body):
    """The state that an agent asks for."""

    state: Literal[AgentState.READY, AgentState.NOT_READY]
    reason: str | None = Field(default=None, max_length=64)


class HelpBody(_Body):
    """Whether the agent wants help."""

    is_wanted: bool


class TakeOverBody(_Body):
    """The page that takes the phone over."""

    page_id: str = Field(min_length=1, max_length=64)


class MakeCallBody(_Body):
    """Whom to call."""

    to: str = Field(min_length=1, max_length=32)
    customer_id: UUID | None = None


class WrapUpBody(_Body):
    """What the call was, and what the agent does next."""

    result_code: str | None = Field(default=None, max_length=64)
    note: str = Field(default="", max_length=4000)
    next_state: Literal[AgentState.READY, AgentState.NOT_READY] = AgentState.READY
    reason: str | None = Field(default=None, max_length=64)


class CustomerBody(_Body):
    """Who the caller is."""

    customer_id: UUID


@router.post("/desk/log_on", status_code=202)
async def log_on(principal: DeskUser, session: Tx, hub: HubDep, seating: SeatingDep) -> dict[str, Any]:
    """Sign on: opens the agent's seat; answers with his phone's credentials."""
    if principal.agent_id is None:
        raise NotSignedOnError
    hub.centre.post(await seating.log_on(session, principal))
    await hub.centre.settled()
    seat = commands.seat_of(hub, principal)
    await hub.provisioned(seat.agent_id)
    return {"phone": hub.phone_view(seat, None)}


@router.post("/desk/log_off", status_code=202)
async def log_off(principal: DeskUser, hub: HubDep) -> dict[str, Any]:
    """Sign off, after the call if there is one."""
    hub.centre.post(inputs.LogOff(agent_id=commands.seat_of(hub, principal).agent_id))
    return {}


@router.post("/desk/state", status_code=202)
async def request_state(body: StateBody, principal: DeskUser, hub: HubDep) -> dict[str, Any]:
    """Ask for ready or not ready; during a call it becomes the pending state."""
    seat = commands.seat_of(hub, principal)
    if body.state is AgentState.READY and not seat.is_registered:
        raise PhoneNotRegisteredError
    hub.centre.post(inputs.RequestState(agent_id=seat.agent_id, state=AgentState(body.state), reason=body.reason))
    return {}


@router.post("/desk/help", status_code=202)
async def request_help(body: HelpBody, principal: DeskUser, hub: HubDep) -> dict[str, Any]:
    """Ask a supervisor to help with the call, or do without one again."""
    seat = commands.seat_of(hub, principal)
    hub.centre.post(commands.help_input(hub, seat, is_wanted=body.is_wanted))
    return {}


@router.post("/desk/messages/{message_id}/acknowledge", status_code=202)
async def acknowledge_message(message_id: UUID, principal: DeskUser, hub: HubDep) -> dict[str, Any]:
    """Say that a supervisor's line has been read; twice is once."""
    seat = commands.seat_of(hub, principal)
    hub.centre.post(inputs.AcknowledgeMessage(agent_id=seat.agent_id, message_id=message_id))
    return {}


@router.post("/desk/phone/take_over", status_code=202)
async def take_over(body: TakeOverBody, principal: DeskUser, hub: HubDep) -> dict[str, Any]:
    """Move the phone to this page."""
    if not hub.take_over(principal, body.page_id):
        raise NotSignedOnError
    return {}


@router.post("/calls", status_code=202)
async def make_call(body: MakeCallBody, principal: DeskUser, hub: HubDep, key: Key = None) -> dict[str, Any]:
    """Call somebody; the agent's own phone rings first."""
    if (answer := _once.answer(principal, key)) is not None:
        return answer
    principal.require("call.outbound")
    call_id = CallId(new_id())
    customer_id = CustomerId(body.customer_id) if body.customer_id else None
    commands.begin_call(hub, principal, call_id=call_id, to=body.to, customer_id=customer_id)
    return _once.keep(principal, key, {"call_id": str(call_id)})


@router.post("/calls/{call_id}/wrap_up", status_code=202)
async def wrap_up(
    call_id: UUID, body: WrapUpBody, principal: DeskUser, session: Tx, hub: HubDep, seating: SeatingDep
) -> dict[str, Any]:
    """Say what the call was and go on."""
    seat = commands.seat_of(hub, principal)
    call = commands.served_call_of(hub, seat, call_id)
    queue = hub.centre.state.queues.get(call.queue_id) if call.queue_id else None
    await seating.check_result(session, body.result_code, queue)
    hub.centre.post(
        inputs.WrapUp(
            agent_id=seat.agent_id,
            call_id=call.call_id,
            result_code=body.result_code,
            note=body.note,
            next_state=AgentState(body.next_state),
            reason=body.reason,
        )
    )
    return {}


@router.post("/calls/{call_id}/wrap_up/extend", status_code=202)
async def extend_wrap_up(call_id: UUID, principal: DeskUser, hub: HubDep) -> dict[str, Any]:
    """Ask for more after-call time."""
    seat = commands.seat_of(hub, principal)
    call = commands.served_call_of(hub, seat, call_id)
    hub.centre.post(inputs.ExtendWrapUp(agent_id=seat.agent_id, call_id=call.call_id))
    return {}


@router.post("/calls/{call_id}/customer", status_code=202)
async def link_customer(
    call_id: UUID,
    body: CustomerBody,
    principal: DeskUser,
    session: Tx,
    hub: HubDep,
    view: View360,
    clock: ClockDep,
) -> dict[str, Any]:
    """Say who the caller is."""
    seat = commands.seat_of(hub, principal)
    call = commands.served_call_of(hub, seat, call_id)
    file = await view.file(await reader_of(session), CustomerId(body.customer_id), now=clock())
    if file.match.customer is None:
        raise CustomerNotFoundError(customer_id=str(body.customer_id))
    hub.centre.post(linked(call.call_id, file.match.customer, file))
    return {}


@router.get("/directory")
async def directory(
    principal: DeskUser, hub: HubDep, words: Annotated[str, Query(min_length=1, max_length=50)]
) -> list[dict[str, Any]]:
    """Find signed-in agents by name, number or team: in a large centre a desk is told of its own team only."""
    return hub.directory.find(principal.tenant_id, words)


@router.post("/calls/{call_id}/{service}", status_code=202)
async def telephone_service(
    call_id: UUID, service: str, body: ServiceBody, principal: DeskUser, hub: HubDep, key: Key = None
) -> dict[str, Any]:
    """Do a CSTA service: hold_call, retrieve_call, consultation_call, transfer_call and so on."""
    if (answer := _once.answer(principal, key)) is not None:
        return answer
    if service not in commands.POSSIBLE:
        raise NotFoundError(f"no service {service}")
    if service.endswith("_recording"):
        principal.require("recording.record")
    seat = commands.seat_of(hub, principal)
    call = commands.call_of(hub, seat, call_id)
    hub.centre.post(commands.service_input(hub, seat, call, service, body))
    return _once.keep(principal, key, {})
