"""Checks what a desk asks for and makes the machine's input of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kefu.acd.core.model import AgentState
from kefu.calls.ports import SwitchUnavailableError
from kefu.identity.model import Principal
from kefu.journeys.agent_desktop.errors import (
    BusyWithCallError,
    CallGoneError,
    NotPossibleNowError,
    NotSignedOnError,
    PhoneNotRegisteredError,
    QueueClosedError,
    TargetUnavailableError,
)
from kefu.journeys.agent_desktop.hub import Hub
from kefu.journeys.agent_desktop.views import phase_for
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.model import LiveCall, Seat, Target, TargetKind
from kefu.kernel.errors import InvalidError
from kefu.kernel.ids import AgentId, CallId, CustomerId, QueueId
from kefu.kernel.phone import NumberKind
from kefu.platform.ids import new_id
from kefu.platform.numbering import parse_number

_TALKING = frozenset({"connected", "held", "consulting", "conference", "lost"})
POSSIBLE: dict[str, frozenset[str]] = {
    "answer_call": frozenset({"ringing"}),
    "deflect_call": frozenset({"ringing"}),
    "clear_connection": _TALKING | {"dialing", "ringing", "monitoring"},
    "hold_call": frozenset({"connected"}),
    "retrieve_call": frozenset({"held"}),
    "consultation_call": frozenset({"connected", "held"}),
    "transfer_call": frozenset({"connected", "held", "consulting"}),
    "reconnect_call": frozenset({"held", "consulting"}),
    "conference_call": frozenset({"consulting"}),
    "generate_digits": _TALKING,
    "start_recording": _TALKING,
    "stop_recording": _TALKING,
    "pause_recording": _TALKING,
    "resume_recording": _TALKING,
}
"""In which phases of a call each service makes sense; the machine decides again when its turn comes."""


class TargetBody(BaseModel):
    """Whom to reach: an agent or a queue by id, or a number outside."""

    model_config = ConfigDict(extra="forbid")

    kind: TargetKind
    id: UUID | None = None
    number: str | None = Field(default=None, max_length=32)


class ServiceBody(BaseModel):
    """Arguments of a telephone service; each service uses its own."""

    model_config = ConfigDict(extra="forbid")

    to: TargetBody | None = None
    digits: str | None = Field(default=None, pattern=r"^[0-9*#]{1,32}$")


def seat_of(hub: Hub, principal: Principal) -> Seat:
    """Return the principal's seat.

    Raises: NotSignedOnError.
    """
    seat = hub.centre.state.seats.get(principal.agent_id) if principal.agent_id else None
    if seat is None:
        raise NotSignedOnError
    return seat


def call_of(hub: Hub, seat: Seat, call_id: UUID) -> LiveCall:
    """Return a live call that is this agent's.

    Raises: CallGoneError.
    """
    call = hub.centre.state.calls.get(CallId(call_id))
    if call is None or call.tenant_id != seat.tenant_id or CallId(call_id) not in (seat.call_id, seat.wrapping):
        raise CallGoneError(call_id=str(call_id))
    return call


def served_call_of(hub: Hub, seat: Seat, call_id: UUID) -> LiveCall:
    """Return a live call that this agent serves: not one that he only listens to.

    Raises: CallGoneError, NotPossibleNowError.
    """
    call = call_of(hub, seat, call_id)
    if (phase := phase_for(call, seat.agent_id)) == "monitoring":
        raise NotPossibleNowError(service="serve", phase=phase)
    return call


def target_of(hub: Hub, seat: Seat, body: TargetBody | None) -> Target:
    """Resolve whom to reach, as far as it can be known before ringing.

    Raises: InvalidError, TargetUnavailableError, QueueClosedError.
    """
    state = hub.centre.state
    match body:
        case TargetBody(kind=TargetKind.AGENT, id=UUID() as agent_id):
            colleague = state.seats.get(AgentId(agent_id))
            if (
                colleague is None
                or colleague.tenant_id != seat.tenant_id
                or colleague is seat
                or not _is_free(hub, colleague)
            ):
                raise TargetUnavailableError
            return Target(
                kind=TargetKind.AGENT, agent_id=colleague.agent_id, label=f"{colleague.name} {colleague.number}"
            )
        case TargetBody(kind=TargetKind.QUEUE, id=UUID() as queue_id):
            queue = state.queues.get(QueueId(queue_id))
            if queue is None or queue.tenant_id != seat.tenant_id:
                raise InvalidError("no such queue", errors=[{"field": "to.id", "code": "no-such-queue", "detail": ""}])
            if queue.queue_id in state.closed_queues:
                raise QueueClosedError
            return Target(kind=TargetKind.QUEUE, queue_id=queue.queue_id, label=queue.name["zh-CN"])
        case TargetBody(kind=TargetKind.OUTSIDE, number=str() as number):
            return outside(number)
    raise InvalidError("a target is needed", errors=[{"field": "to", "code": "missing", "detail": "whom to reach"}])


def outside(number: str) -> Target:
    """Make a target of a number outside.

    Raises: InvalidError when it is no number.
    """
    parsed = parse_number(number)
    if parsed.kind in (NumberKind.MALFORMED, NumberKind.WITHHELD):
        raise InvalidError(
            "this is no telephone number", errors=[{"field": "to.number", "code": "not-a-number", "detail": number}]
        )
    digits = "".join(each for each in number if each in "+0123456789*#")
    return Target(kind=TargetKind.OUTSIDE, number=digits, label=parsed.display)


def dialled(hub: Hub, seat: Seat, text: str) -> Target:
    """Make a target of what an agent has dialled: a colleague's number, or one outside."""
    agent_id = hub.centre.state.by_address.get(text)
    if agent_id is not None and hub.centre.state.seats[agent_id].tenant_id == seat.tenant_id:
        return target_of(hub, seat, TargetBody(kind=TargetKind.AGENT, id=agent_id))
    return outside(text)


def _is_free(hub: Hub, seat: Seat) -> bool:
    change = hub.states.get(seat.agent_id)
    return change is not None and change.state is AgentState.READY and seat.is_registered


def require_free_phone(seat: Seat) -> None:
    """Refuse a new call to an agent who has one, or whose phone cannot ring.

    Raises: BusyWithCallError, PhoneNotRegisteredError.
    """
    if seat.call_id is not None:
        raise BusyWithCallError
    if not seat.is_registered:
        raise PhoneNotRegisteredError


def begin_call(hub: Hub, principal: Principal, *, call_id: CallId, to: str, customer_id: CustomerId | None) -> None:
    """Call somebody from an agent's seat.

    Raises: NotSignedOnError, BusyWithCallError, PhoneNotRegisteredError, SwitchUnavailableError, InvalidError.
    """
    seat = seat_of(hub, principal)
    require_free_phone(seat)
    switch = next((s for s in hub.centre.switches.values() if s.is_available), None)
    if switch is None:
        raise SwitchUnavailableError
    target = dialled(hub, seat, to)
    hub.centre.post(
        inputs.MakeCall(
            agent_id=seat.agent_id, call_id=call_id, switch=switch.name, target=target, customer_id=customer_id
        )
    )


def help_input(hub: Hub, seat: Seat, *, is_wanted: bool) -> inputs.RequestHelp:
    """Make the input of an agent's call for help; only who talks can raise it.

    Raises: NotPossibleNowError.
    """
    call = hub.centre.state.calls.get(seat.call_id) if seat.call_id is not None else None
    phase = phase_for(call, seat.agent_id) if call is not None else "none"
    if call is None or (is_wanted and phase not in _TALKING):
        raise NotPossibleNowError(service="help", phase=phase)
    return inputs.RequestHelp(agent_id=seat.agent_id, call_id=call.call_id, is_wanted=is_wanted)


def service_input(hub: Hub, seat: Seat, call: LiveCall, service: str, body: ServiceBody) -> inputs.CallCommand:
    """Make the machine's input of a telephone service.

    Raises: NotPossibleNowError, InvalidError, TargetUnavailableError, QueueClosedError.
    """
    phase = phase_for(call, seat.agent_id)
    if phase not in POSSIBLE[service]:
        raise NotPossibleNowError(service=service, phase=phase)
    arguments: dict[str, Any] = {"agent_id": seat.agent_id, "call_id": call.call_id}
    if service == "consultation_call":
        arguments |= {"target": target_of(hub, seat, body.to), "consultation_id": CallId(new_id())}
    elif body.to is not None and service in ("transfer_call", "deflect_call"):
        arguments["target"] = target_of(hub, seat, body.to)
    elif service == "transfer_call" and call.consultation is None:
        raise NotPossibleNowError(service=service, phase=phase)
    elif service == "generate_digits":
        if body.digits is None:
            raise InvalidError("digits are needed", errors=[{"field": "digits", "code": "missing", "detail": ""}])
        arguments["digits"] = body.digits
    elif service.endswith("_recording"):
        arguments["action"] = service.removesuffix("_recording")
    return _INPUTS[service](**arguments)


_INPUTS: dict[str, Callable[..., inputs.CallCommand]] = {
    "answer_call": inputs.AnswerCall,
    "deflect_call": inputs.DeflectCall,
    "clear_connection": inputs.ClearConnection,
    "hold_call": inputs.HoldCall,
    "retrieve_call": inputs.RetrieveCall,
    "consultation_call": inputs.ConsultationCall,
    "transfer_call": inputs.TransferCall,
    "reconnect_call": inputs.ReconnectCall,
    "conference_call": inputs.ConferenceCall,
    "generate_digits": inputs.GenerateDigits,
    "start_recording": inputs.SetRecording,
    "stop_recording": inputs.SetRecording,
    "pause_recording": inputs.SetRecording,
    "resume_recording": inputs.SetRecording,
}
