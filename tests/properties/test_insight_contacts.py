"""What figures are made of agrees with the live centre at every moment, whatever happens in whatever order."""

import os
import random
from collections import defaultdict
from collections.abc import Mapping

from hypothesis import settings
from hypothesis.stateful import invariant

from kefu.calls.model import CallFact, ConnectionState
from kefu.insight.rules.contacts import tell
from kefu.insight.rules.told import Entry, Exit, Part, Told
from kefu.journeys.inbound_call.model import Phase, Role
from kefu.kernel.ids import CallId
from properties import test_live_calls as live


class ToldCalls(live.LiveCalls):
    """The live centre, and beside it what its facts tell."""

    def facts(self) -> Mapping[CallId, list[CallFact]]:
        found: dict[CallId, list[CallFact]] = defaultdict(list)
        for fact in self.centre.facts:
            found[fact.call_id].append(
                CallFact(
                    tenant_id=fact.tenant_id,
                    call_id=fact.call_id,
                    seq=fact.seq,
                    at_ms=fact.at_ms,
                    kind=fact.kind,
                    data=dict(fact.data),
                )
            )
        return found

    def told(self) -> Mapping[CallId, Told]:
        return {call_id: told for call_id, facts in self.facts().items() if (told := tell(facts)) is not None}

    @invariant()
    def who_waits_is_told_to_wait(self) -> None:
        """A call with an open stay waits or rings in that queue; what the engine holds in a queue has an open stay."""
        told = self.told()
        for call in self.centre.state.calls.values():
            stays = told[call.call_id].stays
            is_open = bool(stays) and stays[-1].exit is None
            if is_open:
                assert call.phase in (Phase.WAITING, Phase.RINGING), (call.phase, self.centre.kinds(call))
                assert stays[-1].queue_id == call.queue_id
            elif self.centre.state.engine.position(call.call_id) is not None:
                assert call.callback_of is not None, "it waits, and nobody was told"

    @invariant()
    def who_talks_is_told_to_talk(self) -> None:
        told = self.told()
        for call in self.centre.state.calls.values():
            talking = {
                party.agent_id
                for party in call.parties.values()
                if party.agent_id is not None
                and party.role in (Role.AGENT, Role.THIRD)
                and party.state is ConnectionState.CONNECTED
                and not (call.phase is Phase.DIALING or call.phase is Phase.LOST)
            }
            open_contacts = {
                contact.agent_id
                for contact in told[call.call_id].contacts
                if contact.outcome is None and contact.answered_at_ms is not None
            }
            assert talking <= open_contacts, (call.phase, self.centre.kinds(call))

    @invariant()
    def everything_adds_up(self) -> None:
        for told in self.told().values():
            entries = [stay.entry for stay in told.stays]
            exits = [stay.exit for stay in told.stays]
            assert None not in exits[:-1]
            assert exits.count(Exit.OVERFLOWED) >= entries.count(Entry.OVERFLOWED)
            assert [stay.number for stay in told.stays] == list(range(1, len(told.stays) + 1))
            assert [contact.number for contact in told.contacts] == list(range(1, len(told.contacts) + 1))
            if told.ended_at_ms is not None:
                assert None not in exits
                assert all(contact.outcome is not None for contact in told.contacts)
            for contact in told.contacts:
                if contact.outcome is Part.HANDLED:
                    assert contact.talk_ms + contact.hold_ms == contact.ended_at_ms - contact.answered_at_ms
                    assert min(contact.talk_ms, contact.hold_ms) >= 0

    def teardown(self) -> None:
        """In the end facts tell the same in any order, and twice."""
        super().teardown()
        dice = random.Random(7)
        for facts in self.facts().values():
            mixed = facts + facts[::2]
            dice.shuffle(mixed)
            assert tell(mixed) == tell(facts)


TestToldCalls = ToldCalls.TestCase
TestToldCalls.settings = settings(
    max_examples=int(os.environ.get("EXAMPLES", "100")),
    stateful_step_count=60,
    deadline=None,
    report_multiple_bugs=False,
    phases=live.PHASES,
)
