"""New calls are refused while the process is late with everything, and only then."""

from kefu.calls.model import Cause
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.effects import SwitchRequest
from kefu.journeys.inbound_call.load import Load
from kefu.kernel.ids import CallId, ConnectionId, uuid7
from support.live_centre import LiveCentre


def changes(*late_ms: float) -> list[tuple[int, bool]]:
    """Return at which looks what changed."""
    load = Load()
    return [(look, load.is_over) for look, late in enumerate(late_ms, 1) if load.note(late)]


def test_a_hiccup_is_no_overload() -> None:
    assert changes(400, 400, 0, 400, 400, 0) == []


def test_it_closes_when_late_again_and_again_and_opens_when_calm_for_long() -> None:
    assert changes(*[400] * 3, 100, *[10] * 9, 100, *[10] * 10) == [(3, True), (24, False)]


def test_a_new_call_is_refused_and_recorded_and_those_inside_go_on() -> None:
    centre = LiveCentre()
    inside = centre.call_in("1")
    centre.step(inputs.LoadChanged(is_over=True))
    call_id = CallId(uuid7(1, bytes(10)))
    centre.world.offer(call_id, ConnectionId("in-9"), "051988001235", "96296")
    centre.deliver_all()
    assert list(centre.state.calls) == [inside.call_id]
    assert list(centre.world.legs) == [ConnectionId("in-1")]
    refusal = [e.arguments for e in centre.effects if isinstance(e, SwitchRequest) and e.call_id == call_id]
    assert refusal[0] == {"connection_id": "in-9", "cause": Cause.CONGESTION}
    [cleared] = [fact.data for fact in centre.facts if fact.call_id == call_id and fact.kind == "cleared"]
    assert (cleared["outcome"], cleared["cause"]) == ("refused", Cause.CONGESTION)
    centre.step(inputs.LoadChanged(is_over=False))
    assert centre.call_in("1").phase is inside.phase
