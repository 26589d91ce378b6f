"""Who gets in when there is no room for everybody: each tenant has the part that its signed-in seats are of all.

A tenant's burst is refused before the others' calls are. While nothing is scarce nobody is refused.
"""

from kefu.journeys.inbound_call.model import LiveCall
from kefu.journeys.inbound_call.turn import State
from kefu.kernel.ids import TenantId

NEARLY_FULL = 0.8
"""From this part of the switches' limit on nobody may have more than his part: what is left is the others'."""


def part(own_seats: int, seats: int, tenants: int) -> float:
    """Return a tenant's part; equal ones when nobody is signed in."""
    return own_seats / seats if seats else 1 / max(1, tenants)


def is_refused(*, own: int, inside: int, limit: int, part: float, is_late: bool) -> bool:
    """Tell whether a tenant's next call is refused, with so many calls inside of `limit` (0: none is known)."""
    has_part_of_calls = own >= part * inside
    has_part_of_house = limit > 0 and inside >= NEARLY_FULL * limit and own >= part * limit
    return (is_late and has_part_of_calls) or has_part_of_house


def enter(state: State, call: LiveCall) -> bool:
    """Let a new call in, or not."""
    tenant_id = call.tenant_id
    own, inside = state.inside.get(tenant_id, 0), sum(state.inside.values())
    limit = sum(limit for switch, limit in state.limits.items() if state.switches.get(switch))
    is_scarce = state.is_overloaded or (limit > 0 and inside >= NEARLY_FULL * limit)
    if is_scarce and is_refused(
        own=own, inside=inside, limit=limit, part=_part_of(state, tenant_id), is_late=state.is_overloaded
    ):
        return False
    state.inside[tenant_id] = own + 1
    call.is_inside = True
    return True


def leave(state: State, call: LiveCall) -> None:
    """Count a call no more, once."""
    if call.is_inside:
        call.is_inside = False
        state.inside[call.tenant_id] -= 1


def _part_of(state: State, tenant_id: TenantId) -> float:
    known = state.parts.get(tenant_id)
    if known is None:
        own = sum(seat.tenant_id == tenant_id for seat in state.seats.values())
        known = state.parts[tenant_id] = part(own, len(state.seats), len(state.tenant_queue_codes))
    return known
