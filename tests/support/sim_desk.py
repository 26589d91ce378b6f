"""An agent in the simulated world: his page, his phones at both switches, what he may do now and what he does."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from kefu.acd.core.model import AgentState
from kefu.calls.model import DeviceKind, Participation
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.model import LiveCall, Phase, Role, Target, TargetKind
from kefu.kernel.ids import AgentId, CallId, uuid7
from kefu_lab.switch import Party, PartyState, SeatPhone
from support.sim_centre import AGENTS, FAULT, GENERAL, OUTSIDE, device_of
from support.sim_loop import Timer

if TYPE_CHECKING:
    from support.sim_world import World

Act = Callable[[], object]


class Desk:
    """One agent."""

    def __init__(self, world: "World", agent_id: AgentId) -> None:
        self._world, self.agent_id = world, agent_id
        self._device = device_of(agent_id)
        self.is_web = self._device.kind is DeviceKind.WEB_PHONE
        self.phones: list[SeatPhone] = [switch.phone(self._device.address) for switch in world.switches]
        self.is_page_there = True
        self.is_phone_there = True
        self._calls_made = 0
        self._farewell: Timer | None = None

    # -- what he sees -----------------------------------------------------------------------------------------------

    @property
    def legs(self) -> list[Party]:
        """Return his phones' calls that have not ended."""
        return [party for phone in self.phones for party in phone.calls if party.state is not PartyState.ENDED]

    @property
    def is_talking(self) -> bool:
        """Tell whether he has somebody on the line."""
        return any(party.state is PartyState.CONNECTED for party in self.legs)

    def _seen(self) -> tuple[AgentState, LiveCall | None]:
        life = self._world.life
        seat = life.centre.state.seats.get(self.agent_id) if life is not None else None
        if life is None or seat is None:
            return AgentState.NULL, None
        change = life.centre.state.engine.agent_state(self.agent_id)
        call_id = seat.wrapping or seat.call_id
        return change.state if change else AgentState.NULL, life.centre.state.calls.get(call_id) if call_id else None

    # -- what he does -----------------------------------------------------------------------------------------------

    def act(self, number: int) -> None:
        """Do one of the things that make sense now."""
        state, call = self._seen()
        acts = self._at_the_phone()
        if self.is_page_there:
            acts += self._idle(state) if call is None else self._on(call, number // 64)
        if acts:
            acts[number % len(acts)]()

    def anything(self, number: int) -> None:
        """Ask for any service of any call, whether it makes sense or not."""
        life = self._world.life
        calls = list(life.centre.state.calls.values()) if life is not None and self.is_page_there else []
        if calls:
            self._services(calls[number % len(calls)], number // 64)[number // 8 % 12]()

    def _at_the_phone(self) -> list[Act]:
        acts: list[Act] = []
        for party in self.legs:
            if party.state is PartyState.RINGING:
                acts += [party.answer] * 4 + [party.reject]
            else:
                acts.append(party.hang_up)
        return acts

    def _idle(self, state: AgentState) -> list[Act]:
        if state is AgentState.NULL:
            return [self.log_on] if self.is_page_there else []
        ready = [self.ready]
        away = partial(self._ask, inputs.RequestState, state=AgentState.NOT_READY, reason="break")
        off = partial(self._ask, inputs.LogOff)
        if state is AgentState.NOT_READY:
            return [*ready * 5, self.make_call, self.dial, off]
        return [away, self.make_call, self.dial, off]

    def _on(self, call: LiveCall, number: int) -> list[Act]:
        answer, clear, hold, retrieve, consult, transfer, send, reconnect, conference, deflect, record, wrap = (
            self._services(call, number)
        )
        if call.ended_at_ms is not None:
            return [wrap] * 3 + [partial(self._ask, inputs.ExtendWrapUp, call_id=call.call_id)]
        return {
            Phase.RINGING: [answer, deflect, clear],
            Phase.CONNECTED: [hold, consult, consult, send, clear, record, retrieve],
            Phase.HELD: [retrieve, consult, transfer, send, clear],
            Phase.CONSULTING: [transfer, transfer, conference, reconnect, clear],
            Phase.CONFERENCE: [clear, hold],
            Phase.LOST: [clear],
        }.get(call.phase, [clear, deflect])

    def _services(self, call: LiveCall, number: int) -> list[Act]:
        ask = partial(self._ask, call_id=call.call_id)
        target = self._target(number)
        is_next_ready = number % 3 > 0
        return [
            partial(ask, inputs.AnswerCall),
            partial(ask, inputs.ClearConnection),
            partial(ask, inputs.HoldCall),
            partial(ask, inputs.RetrieveCall),
            partial(ask, inputs.ConsultationCall, target=target, consultation_id=self._fresh_id()),
            partial(ask, inputs.TransferCall),
            partial(ask, inputs.TransferCall, target=target),
            partial(ask, inputs.ReconnectCall),
            partial(ask, inputs.ConferenceCall),
            partial(ask, inputs.DeflectCall, target=target if number % 2 else None),
            partial(ask, inputs.SetRecording, action=("start", "stop", "pause", "resume")[number % 4]),
            partial(
                ask,
                inputs.WrapUp,
                result_code="x",
                note="",
                next_state=AgentState.READY if is_next_ready else AgentState.NOT_READY,
            ),
        ]

    def _target(self, number: int) -> Target:
        options = [
            Target(kind=TargetKind.AGENT, agent_id=AGENTS[number // 8 % 4], label="a"),
            Target(kind=TargetKind.QUEUE, queue_id=(FAULT, GENERAL)[number // 8 % 2], label="q"),
            Target(kind=TargetKind.OUTSIDE, number=OUTSIDE[number // 8 % 2], label="o"),
        ]
        return options[number % 3]

    def _ask(self, kind: type[Any], **more: Any) -> None:
        self._world.post(kind(agent_id=self.agent_id, **more))

    def _fresh_id(self) -> CallId:
        self._calls_made += 1
        entropy = uuid.uuid5(self.agent_id, str(self._calls_made)).bytes[:10]
        return CallId(uuid7(self._world.time.now_ms(), entropy))

    def log_on(self) -> None:
        """Sign in; the page's phone registers by itself."""
        if self.is_page_there:
            self._world.post(self._world.settings.log_on(self.agent_id))

    def ready(self) -> None:
        """Ask to be ready."""
        if self.is_page_there:
            self._ask(inputs.RequestState, state=AgentState.READY)

    def make_call(self) -> None:
        """Call somebody from the desk."""
        life = self._world.life
        seat = life.centre.state.seats.get(self.agent_id) if life is not None else None
        target = self._target(self._world.dice.below(1000))
        is_possible = target.kind is not TargetKind.QUEUE and target.agent_id != self.agent_id
        if seat is not None and seat.is_registered and seat.call_id is None and is_possible:
            self._ask(inputs.MakeCall, call_id=self._fresh_id(), switch="s1", target=target)

    def dial(self) -> None:
        """Dial by the keys of an ordinary telephone."""
        if not self.is_web and self.phones[0].is_registered and self._world.switches[0].is_available:
            self.phones[0].dial(self._world.dice.choice([*OUTSIDE, "1001", "1002"]))

    def is_forced(self, number: int) -> None:
        """Be signed out, or set not ready, by the supervisor."""
        if number % 2:
            self._ask(inputs.LogOff, is_forced=True)
        else:
            self._ask(inputs.RequestState, state=AgentState.NOT_READY, is_forced=True)

    def supervise(self, number: int) -> None:
        """Go beside a colleague, take part in another way, or take his call over; or ask for help oneself."""
        _, call = self._seen()
        participation = tuple(Participation)[number % 3]
        party = call.agent_party(self.agent_id) if call is not None else None
        if call is not None and number % 7 == 0:
            kind = inputs.TakeCallOver if party is not None and party.role is Role.MONITOR else inputs.RequestHelp
            more = {} if kind is inputs.TakeCallOver else {"is_wanted": number % 2 == 0}
            self._ask(kind, call_id=call.call_id, **more)
            return
        life = self._world.life
        seats = life.centre.state.seats.values() if life is not None else ()
        talking = [s.agent_id for s in seats if s.call_id is not None and s.agent_id != self.agent_id]
        if talking:
            monitored_id = talking[number // 3 % len(talking)]
            self._ask(inputs.MonitorCall, monitored_id=monitored_id, participation=participation)

    def reconfigure(self) -> None:
        """Get other queues and skills."""
        self._world.post(inputs.AgentConfigured(config=self._world.settings.agents[self.agent_id]))

    # -- pages and phones that come and go --------------------------------------------------------------------------

    def page(self, number: int) -> None:
        """Lose the page, and with it a browser's phone; it comes back soon, late or by another deed."""
        if not self.is_page_there:
            self._page_returns()
            return
        self.is_page_there = False
        self._farewell = self._world.time.call_later((0, 200, 3000)[number % 3], lambda: self._ask(inputs.PageLost))
        if self.is_web:
            self._lose_phone((0, 800, 4000)[number // 3 % 3])
        back_ms = (300, 3000, 40_000, 40_000)[number // 9 % 4]
        self._world.time.call_later(back_ms, self._page_returns)

    def _page_returns(self) -> None:
        if not self.is_page_there:
            if self._farewell is not None:
                self._farewell.cancel()
            self.is_page_there = self.is_phone_there = True
            self._ask(inputs.PageReturned, has_session=False)

    def phone(self, number: int) -> None:
        """Lose the phone, or have it again."""
        if self.is_phone_there:
            self._lose_phone(number % 3000)
            self._world.time.call_later((2000, 30_000)[number % 2], self._phone_returns)
        else:
            self._phone_returns()

    def _phone_returns(self) -> None:
        self.is_phone_there = True

    def _lose_phone(self, noticed_ms: int) -> None:
        """Let the switch find out after a while that nobody is there."""
        self.is_phone_there = False
        legs = self.legs

        def noticed() -> None:
            for phone in self.phones:
                phone.unregister()
            for party in legs:
                party.hang_up()

        self._world.time.call_later(noticed_ms, noticed)

    def keep(self) -> None:
        """Register at the switches, as phones do again and again; the page says so too."""
        if not self.is_phone_there or (self.is_web and not self.is_page_there):
            return
        for phone in self.phones:
            if not phone.is_registered and phone.register() and self.is_web:
                self._ask(inputs.PhoneRegistered)

    def process_is_back(self) -> None:
        """Let the page find the product again."""
        delay_ms = 200 + self._world.dice.below(5000)
        self._world.time.call_later(delay_ms, partial(self._find_again, self._world.lives))

    def _find_again(self, life: int) -> None:
        if self.is_page_there and self._world.lives == life:
            has_session = any(party.state is PartyState.CONNECTED for party in self.legs)
            self._ask(inputs.PageReturned, has_session=has_session)
            if self.is_phone_there and any(phone.is_registered for phone in self.phones):
                self._ask(inputs.PhoneRegistered)

    def heal(self) -> None:
        """Have page and phone again."""
        self._page_returns()
        self._phone_returns()

    def drain(self) -> None:
        """End what is there; take what rings only to end it; be ready for callbacks that wait."""
        state, call = self._seen()
        for party in self.legs:
            if party.state is PartyState.RINGING:
                party.answer()
            else:
                party.hang_up()
        if state is AgentState.NULL:
            self.log_on()
        elif call is not None and call.ended_at_ms is not None:
            self._ask(inputs.WrapUp, call_id=call.call_id, result_code="x", note="", next_state=AgentState.READY)
        elif call is not None and call.phase is not Phase.RINGING:
            self._ask(inputs.ClearConnection, call_id=call.call_id)
        elif state is AgentState.NOT_READY:
            self._ask(inputs.RequestState, state=AgentState.READY)
