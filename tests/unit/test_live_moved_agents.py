"""A signed-in agent is renamed and moved to another group: his seat says so at once, his phone stays."""

from kefu.acd.core.model import AgentConfig
from kefu.journeys.inbound_call.inputs import AgentConfigured
from support.live_centre import AGENTS, CHANGZHOU, GENERAL, LiveCentre

ANNA = AGENTS[0]
SERVES_GENERAL = AgentConfig(agent_id=ANNA, queue_ids=frozenset({GENERAL}), skills={})


def test_a_seat_follows_its_agent_to_another_group() -> None:
    centre = LiveCentre()
    before = centre.state.seats[ANNA]
    number, device = before.number, before.device
    centre.step(AgentConfigured(config=SERVES_GENERAL, name="Anna Li", group="South", local_network_id=CHANGZHOU))
    seat = centre.state.seats[ANNA]
    assert (seat.name, seat.group, seat.local_network_id) == ("Anna Li", "South", CHANGZHOU)
    assert (seat.number, seat.device) == (number, device)
    assert centre.state.agent_queues[ANNA] == {GENERAL}


def test_an_older_journals_entry_leaves_the_name_alone() -> None:
    centre = LiveCentre()
    name, group = centre.state.seats[ANNA].name, centre.state.seats[ANNA].group
    centre.step(AgentConfigured(config=SERVES_GENERAL))
    assert (centre.state.seats[ANNA].name, centre.state.seats[ANNA].group) == (name, group)
    assert centre.state.agent_queues[ANNA] == {GENERAL}
