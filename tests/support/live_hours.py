"""What tests of queues' hours do to a live centre: change its queues, listen in, hang up."""

from dataclasses import replace
from typing import Any

from kefu.acd.core.model import QueueConfig, RelaxStep
from kefu.calendars.model import Calendar, WeekHours
from kefu.ivr import model as ivr
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.effects import SwitchRequest
from kefu.journeys.inbound_call.model import LiveCall
from kefu.kernel.ids import ConnectionId, QueueId
from support.live_centre import FLOW, TENANT, LiveCentre

HOUR_MS = 3_600_000
MORNING = Calendar(time_zone="UTC", week=(WeekHours(weekdays=frozenset(range(1, 8)), opens="00:00", closes="01:00"),))
"""Open for another 43 minutes when a test begins, and from midnight again."""
CLOSES_MS, OPENS_MS = HOUR_MS, 24 * HOUR_MS


def set_up(
    centre: LiveCentre,
    queue_id: QueueId,
    *,
    flow: ivr.Flow = FLOW,
    recipe: tuple[RelaxStep, ...] | None = None,
    **changes: Any,
) -> None:
    """Change one queue as an administrator does: the machine is told everything anew."""

    def config_of(key: QueueId) -> QueueConfig:
        known = centre.state.queue_configs[key]
        return known if recipe is None or key != queue_id else replace(known, recipe=recipe)

    state = centre.state
    centre.step(
        inputs.CentreConfigured(
            tenant_id=TENANT,
            queues=tuple(
                (config_of(key), replace(info, **changes) if key == queue_id else info)
                for key, info in state.queues.items()
            ),
            networks=tuple(state.networks.values()),
            numbers=tuple(state.numbers.values()),
            flows={"default": flow},
        )
    )


def pass_to(centre: LiveCentre, at_ms: int) -> None:
    """Let time pass until then."""
    centre.wait((at_ms - centre.at_ms) / 1000)


def plays(centre: LiveCentre) -> list[Any]:
    """List what callers have heard, prompts of the menu apart."""
    asked = [e.arguments["media"] for e in centre.effects if isinstance(e, SwitchRequest) and e.service == "play"]
    return [media for media in asked if media != ("zh-CN/main-menu",)]


def told(centre: LiveCentre, call: LiveCall, kind: str) -> list[dict[str, Any]]:
    """Return the data of a call's facts of a kind."""
    return [fact.data for fact in centre.facts if fact.call_id == call.call_id and fact.kind == kind]


def with_exits(**exits: str) -> ivr.Flow:
    """Return the flow with these exits of its queue of faults."""
    nodes = dict(FLOW.nodes)
    nodes["fault"] = replace(nodes["fault"], exits=exits)
    return replace(FLOW, nodes=nodes)


def hang_up(centre: LiveCentre) -> None:
    """Let the last caller hang up."""
    centre.world.hang_up(ConnectionId(f"in-{centre.serial}"))
    centre.deliver_all()
