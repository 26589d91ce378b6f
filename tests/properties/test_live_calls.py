"""Whatever happens in whatever order, nobody is lost: hang-ups, races, late events, reloads, timers, commands."""

import dataclasses
import os
import uuid

from hypothesis import Phase as Phase_
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kefu.acd.core.model import AgentState, Relaxation, RelaxStep
from kefu.acd.model import Queue, QueueSwitch, SwitchKind
from kefu.acd.switches.rules import switched
from kefu.calls import events as ev
from kefu.calls.model import Cause, ConnectionState, DeviceKind, Participation
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.model import Phase, Target, TargetKind
from kefu.kernel.ids import CallId, ConnectionId
from kefu.kernel.instant import from_ms
from support.live_centre import AGENTS, FAULT, GENERAL, GROUP, LiveCentre
from support.live_hours import MORNING, set_up

SIMPLE = (
    inputs.ClearConnection,
    inputs.HoldCall,
    inputs.RetrieveCall,
    inputs.TransferCall,
    inputs.ReconnectCall,
    inputs.ConferenceCall,
    inputs.DeflectCall,
    inputs.ExtendWrapUp,
)
agents = st.sampled_from(AGENTS)
PHASES = [Phase_.explicit, Phase_.reuse, Phase_.generate, Phase_.shrink]


class LiveCalls(RuleBasedStateMachine):
    """Drives the composite machine with everything that people and switches do."""

    device = DeviceKind.WEB_PHONE

    def __init__(self) -> None:
        super().__init__()
        self.centre = LiveCentre(self.device)
        configured = self.centre.configured
        hand_over = RelaxStep(action=Relaxation.HAND_OVER, after_s=20, value="8001")
        queues = tuple((dataclasses.replace(config, recipe=(hand_over,)), info) for config, info in configured.queues)
        self.queues = queues
        self.centre.step(dataclasses.replace(configured, queues=queues))
        self.serial = 0

    def targets(self, data: st.DataObject) -> Target:
        agent_id = data.draw(agents)
        return data.draw(
            st.sampled_from(
                [
                    Target(kind=TargetKind.AGENT, agent_id=agent_id, label="a"),
                    Target(kind=TargetKind.QUEUE, queue_id=GENERAL, label="q"),
                    Target(kind=TargetKind.QUEUE, queue_id=GROUP, label="g"),
                    Target(kind=TargetKind.OUTSIDE, number="13912345678", label="o"),
                ]
            )
        )

    def live_call(self, data: st.DataObject) -> CallId:
        return data.draw(st.sampled_from(sorted(self.centre.state.calls)))

    def fresh_id(self) -> CallId:
        self.serial += 1
        return CallId(uuid.UUID(int=5_000_000 + self.serial))

    @precondition(lambda self: len(self.centre.state.calls) < 4)
    @rule(called=st.sampled_from(["96296", "96296", "8001", "404"]))
    def a_call_comes_in(self, called: str) -> None:
        call_id = self.fresh_id()
        self.centre.world.offer(call_id, ConnectionId(f"in-{self.serial}"), "051988001234", called)

    @precondition(lambda self: self.centre.world.pending)
    @rule(data=st.data())
    def an_event_arrives(self, data: st.DataObject) -> None:
        """Events of one connection keep their order, those of different ones do not."""
        seen: set[object] = set()
        firsts = []
        for index, event in enumerate(self.centre.world.pending):
            key = getattr(event, "connection_id", getattr(event, "recording_id", None))
            if key not in seen:
                firsts.append(index)
                seen.add(key)
        self.centre.deliver(data.draw(st.sampled_from(firsts)))

    @precondition(lambda self: self.centre.world.pending)
    @rule()
    def all_events_arrive(self) -> None:
        self.centre.deliver_all()

    @precondition(lambda self: self.centre.world.legs)
    @rule(data=st.data(), cause=st.sampled_from([Cause.NORMAL, Cause.BUSY, Cause.NO_ANSWER]))
    def somebody_hangs_up(self, data: st.DataObject, cause: Cause) -> None:
        self.centre.world.hang_up(data.draw(st.sampled_from(sorted(self.centre.world.legs))), cause)

    @precondition(lambda self: self.centre.world.legs)
    @rule(data=st.data())
    def somebody_answers(self, data: st.DataObject) -> None:
        self.centre.world.answer(data.draw(st.sampled_from(sorted(self.centre.world.legs))))

    @precondition(lambda self: self.centre.world.legs)
    @rule(data=st.data(), key=st.sampled_from("01235*#"))
    def somebody_presses_a_key(self, data: st.DataObject, key: str) -> None:
        self.centre.world.press(data.draw(st.sampled_from(sorted(self.centre.world.legs))), key)

    @rule(agent_id=agents, state=st.sampled_from([AgentState.READY, AgentState.READY, AgentState.NOT_READY]))
    def an_agent_asks_for_a_state(self, agent_id, state) -> None:
        self.centre.step(inputs.RequestState(agent_id=agent_id, state=state, reason=None))

    @precondition(lambda self: self.centre.state.calls)
    @rule(data=st.data(), agent_id=agents, service=st.sampled_from(SIMPLE))
    def an_agent_uses_a_service(self, data: st.DataObject, agent_id, service) -> None:
        self.centre.step(service(agent_id=agent_id, call_id=self.live_call(data)))

    @precondition(lambda self: self.centre.state.calls)
    @rule(data=st.data(), agent_id=agents, kind=st.sampled_from(["consult", "transfer", "deflect"]))
    def an_agent_sends_a_call(self, data: st.DataObject, agent_id, kind: str) -> None:
        call_id, target = self.live_call(data), self.targets(data)
        self.centre.step(
            inputs.ConsultationCall(agent_id=agent_id, call_id=call_id, target=target, consultation_id=self.fresh_id())
            if kind == "consult"
            else inputs.TransferCall(agent_id=agent_id, call_id=call_id, target=target)
            if kind == "transfer"
            else inputs.DeflectCall(agent_id=agent_id, call_id=call_id, target=target)
        )

    @rule(data=st.data(), agent_id=agents)
    def an_agent_calls_out(self, data: st.DataObject, agent_id) -> None:
        seat = self.centre.state.seats.get(agent_id)
        target = self.targets(data)
        if seat is not None and seat.call_id is None and seat.is_registered and target.agent_id != agent_id:
            if target.kind is TargetKind.QUEUE:
                return
            self.centre.step(inputs.MakeCall(agent_id=agent_id, call_id=self.fresh_id(), switch="s1", target=target))

    @precondition(lambda self: self.centre.state.calls)
    @rule(data=st.data(), agent_id=agents, action=st.sampled_from(["start", "stop", "pause", "resume"]))
    def an_agent_records(self, data: st.DataObject, agent_id, action: str) -> None:
        self.centre.step(inputs.SetRecording(agent_id=agent_id, call_id=self.live_call(data), action=action))

    @precondition(lambda self: self.centre.state.calls)
    @rule(data=st.data(), agent_id=agents)
    def an_agent_wraps_up(self, data: st.DataObject, agent_id) -> None:
        call = self.centre.state.calls[self.live_call(data)]
        if agent_id in call.wrapping:
            self.centre.step(
                inputs.WrapUp(
                    agent_id=agent_id, call_id=call.call_id, result_code="x", note="", next_state=AgentState.READY
                )
            )

    @precondition(lambda self: self.centre.state.calls)
    @rule(chief=agents, agent_id=agents, participation=st.sampled_from(Participation))
    def a_supervisor_goes_beside_an_agent(self, chief, agent_id, participation: Participation) -> None:
        if chief != agent_id:
            self.centre.step(inputs.MonitorCall(agent_id=chief, monitored_id=agent_id, participation=participation))

    @precondition(lambda self: len(self.centre.state.calls) < 3)
    @rule(chief=agents, agent_id=agents, participation=st.sampled_from(Participation))
    def a_supervisor_is_beside_an_agent_who_talks(self, chief, agent_id, participation) -> None:
        """A short way to where chance alone seldom leads."""
        centre = self.centre
        centre.step(inputs.RequestState(agent_id=agent_id, state=AgentState.READY))
        self.a_call_comes_in("8001")
        centre.deliver_all()
        for who in (agent_id, chief):
            for call in list(centre.state.calls.values()):
                if (party := call.agent_party(who)) is not None and party.connection_id in centre.world.legs:
                    centre.world.answer(party.connection_id)
            centre.deliver_all()
            self.a_supervisor_goes_beside_an_agent(chief, agent_id, participation)
            centre.deliver_all()

    @precondition(lambda self: any(call.monitors() for call in self.centre.state.calls.values()))
    @rule(data=st.data())
    def a_supervisor_takes_over(self, data: st.DataObject) -> None:
        beside = [(party.agent_id, call) for call in self.centre.state.calls.values() for party in call.monitors()]
        agent_id, call = data.draw(st.sampled_from(beside))
        self.centre.step(inputs.TakeCallOver(agent_id=agent_id, call_id=call.call_id))

    @precondition(lambda self: self.centre.state.calls)
    @rule(data=st.data(), agent_id=agents, is_wanted=st.booleans())
    def an_agent_asks_for_help(self, data: st.DataObject, agent_id, is_wanted: bool) -> None:
        self.centre.step(inputs.RequestHelp(agent_id=agent_id, call_id=self.live_call(data), is_wanted=is_wanted))

    @rule(agent_id=agents)
    def a_page_is_reloaded(self, agent_id) -> None:
        self.centre.step(inputs.PageLost(agent_id=agent_id))

    @rule(agent_id=agents, has_session=st.booleans())
    def a_page_returns(self, agent_id, has_session: bool) -> None:
        self.centre.step(inputs.PageReturned(agent_id=agent_id, has_session=has_session))
        self.centre.step(inputs.PhoneRegistered(agent_id=agent_id))

    @rule(data=st.data(), is_late=st.booleans())
    def we_are_killed_and_come_back(self, data: st.DataObject, is_late: bool) -> None:
        """At any moment, also between an event and what we do about it."""
        self.centre.is_dying = is_late
        if is_late and self.centre.world.pending:
            self.an_event_arrives(data)
        self.centre.restart()

    @precondition(lambda self: not self.centre.world.is_away)
    @rule(is_killed=st.booleans(), is_long=st.booleans())
    def the_switch_goes_away(self, is_killed: bool, is_long: bool) -> None:
        """It comes back before or after its calls have been given up."""
        self.centre.switch_away(is_killed=is_killed)
        if is_long:
            while "journey:away:s1" in self.centre.timers:
                self.centre.advance()
        self.centre.switch_back()

    @rule(
        queue_id=st.sampled_from([FAULT, GENERAL]),
        is_open=st.booleans(),
        calendar=st.sampled_from([None, MORNING]),
        notice_prompt=st.sampled_from([None, "outage"]),
    )
    def a_queue_opens_or_closes(self, queue_id, is_open, calendar, notice_prompt) -> None:
        set_up(self.centre, queue_id, is_open=is_open, calendar=calendar, notice_prompt=notice_prompt)

    @rule(queue_id=st.sampled_from([FAULT, GENERAL]), offers_callback=st.booleans(), is_overflowing=st.booleans())
    def a_supervisor_switches_a_queue(self, queue_id, offers_callback: bool, is_overflowing: bool) -> None:
        to = GENERAL if queue_id == FAULT else GROUP
        about = {"queue_id": queue_id, "set_at": from_ms(self.centre.at_ms), "set_by": "x"}
        on = [QueueSwitch(kind=SwitchKind.OVERFLOW, to_queue_id=to, **about)] if is_overflowing else []
        config = next(config for config, info in self.queues if info.queue_id == queue_id)
        queue = Queue(config=config, code="x", name_zh="x", name_en="x")
        recipe = switched(queue, on).config.recipe
        set_up(self.centre, queue_id, recipe=recipe, offers_callback=offers_callback, switches=tuple(on))

    @rule()
    def time_passes(self) -> None:
        self.centre.advance()

    @rule(data=st.data())
    def an_old_event_comes_again(self, data: st.DataObject) -> None:
        connection_id = ConnectionId(data.draw(st.sampled_from(["in-1", "in-2", "nobody"])))
        if connection_id not in self.centre.world.legs and connection_id not in self.centre.state.by_connection:
            self.centre.step(
                ev.ConnectionCleared(at_ms=0, switch="s1", connection_id=connection_id, cause=Cause.NORMAL)
            )

    @invariant()
    def every_leg_is_somebodys(self) -> None:
        """The switch holds no leg that the product has forgotten."""
        known = self.centre.state.by_connection
        arriving = {event.connection_id for event in self.centre.world.pending if isinstance(event, ev.Offered)}
        assert set(self.centre.world.legs) <= set(known) | arriving

    @invariant()
    def every_party_is_on_the_switch_or_its_end_is_on_the_way(self) -> None:
        ending = {
            event.connection_id
            for event in self.centre.world.pending
            if isinstance(event, ev.ConnectionCleared | ev.Failed)
        }
        parties = {c for call in self.centre.state.calls.values() for c in call.parties}
        assert parties <= set(self.centre.world.legs) | ending
        assert parties == set(self.centre.state.by_connection)

    @invariant()
    def agents_are_busy_with_a_call_that_exists(self) -> None:
        for agent_id, change in self.centre.agents.items():
            mine = [c for c in self.centre.state.calls.values() if c.agent_party(agent_id) is not None]
            assert len(mine) <= 1
            lost = [c for c in self.centre.state.calls.values() if c.phase is Phase.LOST and c.agent_id == agent_id]
            if change.state in (AgentState.BUSY, AgentState.RESERVED):
                assert mine or lost, f"{change.state} with nothing"
            else:
                assert not mine, f"{change.state} but in a call"
                assert not lost

    @invariant()
    def a_supervisor_hears_his_agent_and_is_heard_as_he_wants(self) -> None:
        """What the switch does is what the product shows; nobody is beside somebody who has no part in the call."""
        for call in self.centre.state.calls.values():
            for party in call.monitors():
                beside = call.agent_party(party.monitored_id)
                is_lost = call.phase is Phase.LOST and call.agent_id == party.monitored_id
                assert beside is not None or is_lost, "beside nobody"
                leg = self.centre.world.legs.get(party.connection_id)
                if leg is None or party.state is not ConnectionState.CONNECTED:
                    assert leg is None or (not leg.is_joined and leg.beside is None)
                    continue
                is_barging = party.participation is Participation.BARGE
                assert leg.is_joined <= is_barging, "in the conversation unasked"
                if beside is not None and beside.state is ConnectionState.CONNECTED:
                    assert leg.is_joined == is_barging
                    assert leg.beside == (None if is_barging else (beside.connection_id, party.participation))

    @invariant()
    def help_is_asked_for_in_a_call(self) -> None:
        for seat in self.centre.state.seats.values():
            assert seat.help_since_ms is None or seat.call_id in self.centre.state.calls

    @invariant()
    def a_joined_customer_hears_no_music(self) -> None:
        assert not any(leg.is_joined and leg.has_music for leg in self.centre.world.legs.values())

    def teardown(self) -> None:
        """When everybody has hung up and time has passed, nothing is left."""
        for connection_id in list(self.centre.world.legs):
            self.centre.world.hang_up(connection_id)
        self.centre.deliver_all()
        for agent_id in AGENTS:
            for call in list(self.centre.state.calls.values()):
                if agent_id in call.wrapping:
                    self.centre.step(
                        inputs.WrapUp(
                            agent_id=agent_id,
                            call_id=call.call_id,
                            result_code="x",
                            note="",
                            next_state=AgentState.NOT_READY,
                        )
                    )
        for queue_id in (FAULT, GENERAL):
            set_up(self.centre, queue_id, is_open=True, calendar=None)
        for _ in range(200):
            if not self.centre.advance():
                break
            for connection_id in list(self.centre.world.legs):
                self.centre.world.hang_up(connection_id)
            self.centre.deliver_all()
        state = self.centre.state
        assert (state.calls, state.by_connection, state.by_acd_id, state.recordings) == ({}, {}, {}, {})
        assert self.centre.world.recordings == {}
        assert {c.state for c in self.centre.agents.values()} <= {AgentState.READY, AgentState.NOT_READY}
        cleared = [fact.call_id for fact in self.centre.facts if fact.kind == "cleared"]
        assert len(cleared) == len(set(cleared))
        begun = {fact.call_id for fact in self.centre.facts if fact.kind in ("offered_in", "originated")}
        assert begun == set(cleared)


class LiveCallsOnTelephones(LiveCalls):
    """The same with ordinary telephones, which hang up by themselves."""

    device = DeviceKind.SIP_PHONE


TestLiveCalls = LiveCalls.TestCase
TestLiveCallsOnTelephones = LiveCallsOnTelephones.TestCase
for case in (TestLiveCalls, TestLiveCallsOnTelephones):
    case.settings = settings(
        max_examples=int(os.environ.get("EXAMPLES", "150")),
        stateful_step_count=60,
        deadline=None,
        report_multiple_bugs=False,
        phases=PHASES,
    )
del case  # or it would be collected as a third machine
