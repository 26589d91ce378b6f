"""New calls are refused while the process is late with everything, and only then."""

import uuid
from random import Random

import pytest

from kefu.acd.core.model import AgentConfig
from kefu.calls.events import SwitchAvailability, TurnedAway
from kefu.calls.model import Cause, Device, DeviceKind
from kefu.journeys.inbound_call import admission, inputs
from kefu.journeys.inbound_call.effects import CallTurnedAway, SwitchRequest
from kefu.journeys.inbound_call.load import Load
from kefu.journeys.inbound_call.machine import STATE_CODEC
from kefu.kernel.ids import AgentId, CallId, ConnectionId, TenantId, uuid7
from kefu.recordings.model import Policy
from support.live_centre import AGENTS, FLOW, TENANT, LiveCentre
from support.plain_switch import SWITCH

OTHER = TenantId(uuid.UUID(int=2))


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


# -- fair between tenants ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own_seats", "seats", "tenants", "expected"), [(3, 12, 5, 0.25), (0, 12, 5, 0.0), (0, 0, 4, 0.25), (0, 0, 0, 1.0)]
)
def test_a_tenants_part_is_what_its_seats_are_of_all(own_seats: int, seats: int, tenants: int, expected: float) -> None:
    assert admission.part(own_seats, seats, tenants) == expected


@pytest.mark.parametrize(
    ("own", "inside", "limit", "part", "is_late", "expected"),
    [
        (90, 90, 0, 1.0, True, True),  # one tenant: everything, as long as it is late
        (0, 0, 0, 1.0, True, True),
        (80, 100, 0, 0.5, True, True),  # the burst
        (20, 100, 0, 0.5, True, False),  # the others
        (80, 100, 0, 0.5, False, False),  # no scarcity, no limit
        (70, 79, 100, 0.5, False, False),  # room for everybody
        (50, 80, 100, 0.5, False, True),  # what is left is the others'
        (49, 80, 100, 0.5, False, False),
        (99, 99, 100, 1.0, False, False),  # alone: the switch itself says when it is full
    ],
)
def test_a_burst_is_refused_before_the_others_are(
    *, own: int, inside: int, limit: int, part: float, is_late: bool, expected: bool
) -> None:
    assert admission.is_refused(own=own, inside=inside, limit=limit, part=part, is_late=is_late) is expected


def two_tenants() -> LiveCentre:
    """Make a centre with a second tenant: a number of its own, and as many seats as the first has."""
    centre = LiveCentre()
    number = inputs.DialledNumber(tenant_id=OTHER, number="12345", flow_id="default")
    centre.step(
        inputs.CentreConfigured(tenant_id=OTHER, queues=(), networks=(), numbers=(number,), flows={"default": FLOW})
    )
    for serial in range(len(AGENTS)):
        agent_id = AgentId(uuid.UUID(int=200 + serial))
        centre.step(
            inputs.LogOn(
                agent_id=agent_id,
                tenant_id=OTHER,
                number=str(2001 + serial),
                name="agent",
                group="g",
                device=Device(DeviceKind.WEB_PHONE, str(2001 + serial)),
                recording=Policy.ON_DEMAND,
                config=AgentConfig(agent_id=agent_id, queue_ids=frozenset()),
            )
        )
    return centre


def offer(centre: LiveCentre, serial: int, called: str) -> bool:
    """Let a call arrive; tell whether it got in."""
    call_id = CallId(uuid7(serial, bytes(10)))
    centre.world.offer(call_id, ConnectionId(f"in-{serial}"), "051988001235", called)
    centre.deliver_all()
    return call_id in centre.state.calls


def test_one_tenants_burst_is_refused_and_the_others_calls_are_served() -> None:
    centre = two_tenants()
    assert all(offer(centre, serial, "96296") for serial in range(10, 20))
    centre.step(inputs.LoadChanged(is_over=True))
    assert not offer(centre, 20, "96296")
    assert [offer(centre, serial, "12345") for serial in range(30, 45)] == [True] * 10 + [False] * 5
    centre.step(inputs.LoadChanged(is_over=False))
    assert offer(centre, 50, "96296")


def test_who_has_gone_does_not_count() -> None:
    centre = two_tenants()
    assert all(offer(centre, serial, "96296") for serial in range(10, 20))
    assert all(offer(centre, serial, "12345") for serial in range(20, 26))
    for serial in range(10, 15):
        centre.world.hang_up(ConnectionId(f"in-{serial}"))
    centre.deliver_all()
    assert {count for tenant, count in centre.state.inside.items() if tenant != OTHER} == {5}
    centre.step(inputs.LoadChanged(is_over=True))
    assert offer(centre, 30, "96296")
    assert not offer(centre, 31, "12345")


def test_when_the_switch_is_nearly_full_nobody_gets_more_than_his_part() -> None:
    centre = two_tenants()
    centre.step(SwitchAvailability(at_ms=1, switch=SWITCH, is_available=True, max_calls=20))
    came = [offer(centre, serial, "96296") for serial in range(10, 35)]
    assert came == [True] * 16 + [False] * 9  # 80 % of 20 may be anybody's
    assert all(offer(centre, serial, "12345") for serial in range(40, 50))


def test_a_snapshot_keeps_who_is_inside() -> None:
    centre = two_tenants()
    centre.step(SwitchAvailability(at_ms=1, switch=SWITCH, is_available=True, max_calls=20))
    for serial in range(10, 30):
        offer(centre, serial, "96296")
    again = STATE_CODEC.decode(STATE_CODEC.encode(centre.state))
    assert (again.inside, again.parts, again.limits) == (centre.state.inside, centre.state.parts, {SWITCH: 20})


def test_what_the_full_switch_refused_is_counted_for_whom_it_was_for() -> None:
    centre = two_tenants()
    for called, tenant_id in (("12345", OTHER), ("96296", TENANT), ("nobody's", TENANT)):
        effects = centre.step(TurnedAway(at_ms=1, switch=SWITCH, called=called))
        assert effects == [CallTurnedAway(tenant_id=tenant_id)]


def test_a_tenfold_burst_costs_the_others_less_than_one_call_in_a_hundred() -> None:
    """Two tenants with as many seats each share a switch; one gets ten times its calls, far more than there is room."""
    limit, chance, calls_in_steps = 100, Random(1), 200_000
    inside, refused, offered = [0, 0], [0, 0], [0, 0]
    erlang = (300.0, 30.0)
    for _ in range(calls_in_steps):  # one event a step: somebody comes, or somebody goes
        [event] = chance.choices(range(4), weights=[*erlang, *inside])
        tenant = event % 2
        if event >= 2:
            inside[tenant] -= 1
            continue
        offered[tenant] += 1
        is_full = sum(inside) >= limit
        if is_full or admission.is_refused(
            own=inside[tenant], inside=sum(inside), limit=limit, part=0.5, is_late=False
        ):
            refused[tenant] += 1
        else:
            inside[tenant] += 1
    assert refused[0] / offered[0] > 0.7
    assert refused[1] / offered[1] < 0.01
