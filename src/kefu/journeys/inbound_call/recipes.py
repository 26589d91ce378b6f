"""What a queue's recipe says to a waiting caller, and what he answers."""

from collections.abc import Callable

from kefu.acd.core.events import CallAbandoned, CallRelaxed
from kefu.acd.core.model import Relaxation
from kefu.calls.model import Cause
from kefu.journeys.inbound_call import callbacks, ending, handovers, queueing, self_service, transfers
from kefu.journeys.inbound_call.model import LiveCall, Phase, Target, TargetKind
from kefu.journeys.inbound_call.turn import Turn

CALLBACK_KEY = "*"  # as the prompt says


def on_relaxed(turn: Turn, step: CallRelaxed) -> None:
    """Follow a step of the recipe: the engine has done its part, we speak with the caller."""
    call = turn.state.calls.get(step.call_id)
    if call is None:
        return  # a consultation: nobody hears anything
    turn.fact(call, "relaxed", queue_id=step.queue_id, step=step.step, action=step.action, value=step.value)
    tell = _TELLING.get(step.action)
    if tell is not None and call.phase is Phase.WAITING and turn.customer(call) is not None:
        tell(turn, call, step.value)


def _announce(turn: Turn, call: LiveCall, prompt: str) -> None:
    queueing.announce(turn, call, (f"{call.language}/{prompt}",))


def _offer_callback(turn: Turn, call: LiveCall, value: str) -> None:
    queueing.offer_callback(turn, call)


def _voicemail(turn: Turn, call: LiveCall, value: str) -> None:
    """Leave the queue as if it had refused the call: the flow says what then."""
    if call.ivr is not None:
        handovers.withdraw(turn, call)
        turn.acd(CallAbandoned(call_id=call.call_id))
        self_service.on_refused(turn, call)


def _other_number(turn: Turn, call: LiveCall, number: str) -> None:
    handovers.withdraw(turn, call)
    turn.answer(call)
    turn.acd(CallAbandoned(call_id=call.call_id))
    transfers.send(turn, call, Target(kind=TargetKind.OUTSIDE, number=number, label=number))


_TELLING: dict[Relaxation, Callable[[Turn, LiveCall, str], None]] = {
    Relaxation.ANNOUNCE: _announce,
    Relaxation.OFFER_CALLBACK: _offer_callback,
    Relaxation.VOICEMAIL: _voicemail,
    Relaxation.OTHER_NUMBER: _other_number,
    Relaxation.HAND_OVER: handovers.begin,
}


def on_digit(turn: Turn, call: LiveCall, digit: str) -> bool:
    """Take a waiting caller's answer; False when the key is not for us."""
    if not call.is_callback_offered or call.phase is not Phase.WAITING or digit != CALLBACK_KEY:
        return False
    handovers.withdraw(turn, call)
    turn.acd(CallAbandoned(call_id=call.call_id))
    callbacks.book(turn, call, call.queue_id, call.number.key)
    ending.announce_and_clear(turn, call, "callback-accepted", Cause.NORMAL, outcome="callback")
    return True
