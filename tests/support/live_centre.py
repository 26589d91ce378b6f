"""A machine with a plain switch, a timer wheel and a small centre: what tests of live calls drive."""

import json
import uuid
from collections import Counter
from typing import Any

from kefu.acd.core.events import AgentStateChanged, TimerCancelled, TimerFired, TimerStarted
from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig, Strategy, WrapUpMode
from kefu.calls import events as ev
from kefu.calls.model import Device, DeviceKind
from kefu.ivr import model as ivr
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.effects import Effect, Fact, SwitchRequest
from kefu.journeys.inbound_call.machine import CODEC, STATE_CODEC, Machine
from kefu.journeys.inbound_call.model import LiveCall, Network, QueueInfo
from kefu.journeys.inbound_call.turn import State
from kefu.kernel.ids import AgentId, CallId, ConnectionId, LocalNetworkId, QueueId, TenantId
from kefu.recordings.model import Policy
from support.plain_switch import SWITCH, PlainSwitch

TENANT = TenantId(uuid.UUID(int=1))
FAULT, GENERAL, GROUP = (QueueId(uuid.UUID(int=n)) for n in (10, 11, 12))
AGENTS = [AgentId(uuid.UUID(int=100 + n)) for n in range(3)]
CHANGZHOU = LocalNetworkId(uuid.UUID(int=50))


def _text(name: str) -> ivr.Text:
    return ivr.Text(zh_cn=name, en=name)


FLOW = ivr.Flow(
    format=1,
    language="zh-CN",
    start="menu",
    nodes={
        "menu": ivr.Menu(
            kind="menu",
            label=_text("menu"),
            media=("main-menu",),
            human_keys=("0",),
            exits={"0": "general", "1": "fault", "2": "message", "3": "group", "timeout": "bye", "invalid": "bye"},
        ),
        "fault": ivr.Queue(
            kind="queue",
            label=_text("fault"),
            queue=ivr.QueueRule(code="{network}-fault", fallback="hq-general"),
            exits={"refused": "bye", "*": "message"},
        ),
        "general": ivr.Queue(
            kind="queue",
            label=_text("general"),
            queue=ivr.QueueRule(code="hq-general", fallback="hq-general"),
            exits={"refused": "bye"},
        ),
        "group": ivr.Queue(
            kind="queue",
            label=_text("group"),
            queue=ivr.QueueRule(code="hq-group", fallback="hq-general"),
            exits={"refused": "bye"},
        ),
        "message": ivr.Voicemail(
            kind="voicemail", label=_text("message"), media=("voicemail",), max_s=30, exits={"next": "bye"}
        ),
        "bye": ivr.HangUp(kind="hang_up", label=_text("bye"), exits={}),
    },
)


def _queue(
    queue_id: QueueId, code: str, mode: WrapUpMode, strategy: Strategy = Strategy.LONGEST_IDLE
) -> tuple[QueueConfig, QueueInfo]:
    config = QueueConfig(
        queue_id=queue_id, name=code, strategy=strategy, wrap_up_mode=mode, wrap_up_s=10, ring_timeout_s=15
    )
    name = {"zh-CN": code, "en": code}
    info = QueueInfo(
        queue_id=queue_id, tenant_id=TENANT, code=code, name=name, recording=Policy.ALWAYS, wrap_up_mode=mode
    )
    return config, info


class LiveCentre:
    """Steps the machine and carries out its requests on the plain switch; time moves only by `advance`."""

    def __init__(self, device: DeviceKind = DeviceKind.WEB_PHONE) -> None:
        self.machine = Machine()
        self.state = self.machine.state
        self.world = PlainSwitch()
        self.at_ms = 1_000_000
        self.timers: dict[str, int] = {}
        self.facts: list[Fact] = []
        self.agents: dict[AgentId, AgentStateChanged] = {}
        self.effects: list[Effect] = []
        self.serial = 0
        self.is_dying = False
        """What is decided is written down, and not done any more."""
        self.configured = inputs.CentreConfigured(
            tenant_id=TENANT,
            queues=(
                _queue(FAULT, "changzhou-fault", WrapUpMode.TIMED),
                _queue(GENERAL, "hq-general", WrapUpMode.MANDATORY),
                _queue(GROUP, "hq-group", WrapUpMode.OPTIONAL, Strategy.RING_GROUP),
            ),
            networks=(
                Network(
                    local_network_id=CHANGZHOU,
                    code="changzhou",
                    name={"zh-CN": "常州", "en": "Changzhou"},
                    area_code="0519",
                ),
            ),
            numbers=(
                inputs.DialledNumber(tenant_id=TENANT, number="96296", flow_id="default"),
                inputs.DialledNumber(tenant_id=TENANT, number="8001", queue_id=GENERAL),
            ),
            flows={"default": FLOW},
        )
        self.step(self.configured)
        for number, agent_id in enumerate(AGENTS, 1001):
            self.step(
                inputs.LogOn(
                    agent_id=agent_id,
                    tenant_id=TENANT,
                    number=str(number),
                    name=f"agent {number}",
                    group="g",
                    device=Device(device, str(number)),
                    recording=Policy.ON_DEMAND,
                    config=AgentConfig(agent_id=agent_id, queue_ids=frozenset({FAULT, GENERAL, GROUP})),
                )
            )
            self.world.register(str(number), is_registered=True)
        self.deliver_all()

    def step(self, event: object) -> list[Effect]:
        """Let one thing happen, as the journal would replay it."""
        effects = self.machine.step(self.at_ms, CODEC.decode(CODEC.encode(event)))
        for effect in effects:
            match effect:
                case SwitchRequest() if not self.is_dying:
                    self.world.request(effect)  # nothing comes of it while the switch is away
                case TimerStarted():
                    self.timers[effect.timer_id] = effect.due_ms
                case TimerCancelled():
                    self.timers.pop(effect.timer_id, None)
                case Fact():
                    self.facts.append(effect)
                case AgentStateChanged():
                    self.agents[effect.agent_id] = effect
        self.effects += effects
        return effects

    def saved_and_restored(self) -> State:
        """Return the state as a snapshot would bring it back."""
        return STATE_CODEC.decode(json.loads(json.dumps(STATE_CODEC.encode(self.state))))

    def restart(self, away_ms: int = 1500) -> None:
        """Come back from the journal: what the switch said meanwhile is lost, its phones and pages are found again."""
        self.is_dying = False
        self.world.pending.clear()
        self.at_ms = self.world.at_ms = self.at_ms + away_ms
        self.machine = Machine(self.saved_and_restored())
        self.state = self.machine.state
        self.step(inputs.Restarted(away_ms=away_ms))
        self.step(inputs.SwitchReconciled(switch=SWITCH, connections=self.world.snapshot(), is_first=True))
        for seat in list(self.state.seats.values()):
            self.world.register(seat.device.address, is_registered=True)

    def switch_away(self, *, is_killed: bool) -> None:
        """Let the switch freeze, or die with all its calls."""
        self.world.is_away = True
        if is_killed:
            self.world.lose_everything()
        self.step(ev.SwitchAvailability(at_ms=self.at_ms, switch=SWITCH, is_available=False))

    def switch_back(self) -> None:
        """Let the switch come back and tell what it holds."""
        self.world.is_away = False
        self.deliver_all()
        self.step(ev.SwitchAvailability(at_ms=self.at_ms, switch=SWITCH, is_available=True))
        self.step(inputs.SwitchReconciled(switch=SWITCH, connections=self.world.snapshot()))

    def deliver(self, index: int = 0) -> None:
        """Deliver one waiting switch event."""
        self.step(self.world.pending.pop(index))

    def deliver_all(self) -> None:
        """Deliver switch events until none is left."""
        for _ in range(1000):
            if not self.world.pending:
                return
            self.deliver()
        raise AssertionError(f"events without end: {Counter(type(e).__name__ for e in self.world.pending)}")

    def advance(self) -> bool:
        """Move time to the next timer and fire it; False when none runs."""
        if not self.timers:
            return False
        timer_id = min(self.timers, key=lambda each: self.timers[each])
        self.at_ms = self.world.at_ms = max(self.at_ms, self.timers.pop(timer_id))
        self.step(TimerFired(timer_id=timer_id))
        return True

    def wait(self, seconds: float) -> None:
        """Let time pass, with all that happens in it."""
        until = self.at_ms + round(seconds * 1000)
        while self.timers and min(self.timers.values()) <= until:
            self.advance()
            self.deliver_all()
        self.at_ms = self.world.at_ms = until

    def call_in(self, *keys: str, caller: str = "051988001234", called: str = "96296") -> LiveCall:
        """Let a caller come in and press keys."""
        self.serial += 1
        call_id = CallId(uuid.UUID(int=10_000 + self.serial))
        connection_id = ConnectionId(f"in-{self.serial}")
        self.world.offer(call_id, connection_id, caller, called)
        self.deliver_all()
        call = self.state.calls[call_id]
        for key in keys:
            self.world.press(connection_id, key)
            self.deliver_all()
        return call

    def ready(self, *agents: AgentId) -> None:
        """Let agents be ready."""
        for agent_id in agents:
            self.step(inputs.RequestState(agent_id=agent_id, state=AgentState.READY))

    def leg(self, call: LiveCall, agent_id: AgentId) -> ConnectionId:
        """Return an agent's connection in a call."""
        party = call.agent_party(agent_id)
        assert party is not None
        return party.connection_id

    def answer(self, call: LiveCall, agent_id: AgentId) -> None:
        """Let an agent answer."""
        self.world.answer(self.leg(call, agent_id))
        self.deliver_all()

    def command(self, cls: type[inputs.CallCommand], call: LiveCall, agent_id: AgentId, **more: Any) -> None:
        """Let an agent ask for something, and deliver what follows."""
        self.step(cls(agent_id=agent_id, call_id=call.call_id, **more))
        self.deliver_all()

    def kinds(self, call: LiveCall) -> list[str]:
        """List the kinds of facts of a call."""
        return [fact.kind for fact in self.facts if fact.call_id == call.call_id]

    def talkers(self, call: LiveCall) -> set[str]:
        """Tell which addresses hear each other."""
        return {leg.address for leg in self.world.legs.values() if leg.call_id == call.call_id and leg.is_joined}
