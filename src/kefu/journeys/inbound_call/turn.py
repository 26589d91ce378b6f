"""One turn of the machine: the state, the moment, and what has been decided so far."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kefu.acd.core.engine import Engine
from kefu.acd.core.events import AcdEffect, AcdEvent, AgentStateChanged, TimerCancelled, TimerStarted
from kefu.acd.core.model import QueueConfig
from kefu.calls.events import Offered, Originated
from kefu.calls.model import Cause, ConnectionState, Device
from kefu.ivr.model import Flow
from kefu.journeys.inbound_call.effects import CallChanged, Effect, Fact, SwitchRequest
from kefu.journeys.inbound_call.inputs import DialledNumber
from kefu.journeys.inbound_call.model import (
    LiveCall,
    Network,
    Party,
    QueueInfo,
    RecordingContext,
    Role,
    Seat,
)
from kefu.kernel.ids import (
    AgentId,
    CallId,
    ConnectionId,
    LocalNetworkId,
    QueueId,
    RecordingId,
    SkillId,
    TenantId,
)
from kefu.kernel.words import Text


@dataclass(slots=True)
class State:
    """Everything the machine remembers. Lookups are by id; nothing here is ever scanned on a call's path."""

    engine: Engine = field(default_factory=Engine)
    calls: dict[CallId, LiveCall] = field(default_factory=dict)
    by_connection: dict[ConnectionId, CallId] = field(default_factory=dict)
    by_acd_id: dict[CallId, CallId] = field(default_factory=dict)
    seats: dict[AgentId, Seat] = field(default_factory=dict)
    by_address: dict[str, AgentId] = field(default_factory=dict)
    queues: dict[QueueId, QueueInfo] = field(default_factory=dict)
    queue_configs: dict[QueueId, QueueConfig] = field(default_factory=dict)  # as set up, whatever the hour
    closed_queues: set[QueueId] = field(default_factory=set)
    queue_codes: dict[tuple[TenantId, str], QueueId] = field(default_factory=dict)
    networks: dict[tuple[TenantId, str], Network] = field(default_factory=dict)  # by area code
    numbers: dict[str, DialledNumber] = field(default_factory=dict)
    flows: dict[tuple[TenantId, str], Flow] = field(default_factory=dict)
    outbound_callers: dict[TenantId, str] = field(default_factory=dict)
    recordings: dict[RecordingId, RecordingContext] = field(default_factory=dict)
    switches: dict[str, bool] = field(default_factory=dict)
    tenant_queue_codes: dict[TenantId, frozenset[str]] = field(default_factory=dict)
    network_codes: dict[LocalNetworkId, str] = field(default_factory=dict)
    network_names: dict[LocalNetworkId, Text] = field(default_factory=dict)
    agent_queues: dict[AgentId, frozenset[QueueId]] = field(default_factory=dict)
    skill_codes: dict[tuple[TenantId, str], SkillId] = field(default_factory=dict)
    default_tenant_id: TenantId | None = None
    """Whose announcement a caller hears who dialled a number that nobody has."""
    is_overloaded: bool = False
    """Late with everything: tenants that have their part already get no new calls."""
    inside: dict[TenantId, int] = field(default_factory=dict)
    """How many calls that were let in live, by tenant."""
    parts: dict[TenantId, float] = field(default_factory=dict)
    """Each tenant's part of a full house, as far as it was asked for since seats or tenants changed."""
    limits: dict[str, int] = field(default_factory=dict)
    """How many calls from outside each switch lets in."""
    ignored: int = 0  # late, duplicate and unknown events
    gone: dict[CallId, int] = field(default_factory=dict)  # the last that have ended, and when: none begins again

    def agent_states(self) -> dict[AgentId, AgentStateChanged]:
        """Return the states of signed-in agents as they were told last."""
        told = ((agent_id, self.engine.agent_state(agent_id)) for agent_id in self.seats)
        return {agent_id: change for agent_id, change in told if change is not None}

    def queue_codes_of(self, tenant_id: TenantId) -> frozenset[str]:
        """Return the codes of a tenant's queues."""
        return self.tenant_queue_codes.get(tenant_id, frozenset())


@dataclass(slots=True)
class Turn:
    """Collects the effects of one event, in the order in which they must happen."""

    state: State
    at_ms: int
    on_acd_effect: Callable[["Turn", AcdEffect], None]
    effects: list[Effect] = field(default_factory=list)

    def acd(self, event: AcdEvent) -> None:
        """Tell the distribution engine, and follow what it decides."""
        for effect in self.state.engine.step(self.at_ms, event):
            self.on_acd_effect(self, effect)

    def ask(self, call: LiveCall, service: str, **arguments: Any) -> None:
        """Ask the call's switch for a service."""
        self.effects.append(
            SwitchRequest(switch=call.switch, call_id=call.call_id, service=service, arguments=arguments)
        )

    def refuse(self, event: Offered | Originated) -> None:
        """Clear a connection that waits for us and gets no call."""
        self.state.ignored += 1
        arguments = {"connection_id": event.connection_id, "cause": Cause.CONGESTION}
        self.effects.append(
            SwitchRequest(switch=event.switch, call_id=None, service="clear_connection", arguments=arguments)
        )

    def fact(self, call: LiveCall, kind: str, /, **data: Any) -> None:
        """Append a fact to the call's history."""
        call.facts += 1
        self.effects.append(
            Fact(tenant_id=call.tenant_id, call_id=call.call_id, seq=call.facts, at_ms=self.at_ms, kind=kind, data=data)
        )

    def show(self, call: LiveCall, word: str, *also: AgentId) -> None:
        """Show the call to its agent, to agents in it, and to `also`."""
        watchers = dict.fromkeys([*also, *(p.agent_id for p in call.parties.values() if p.agent_id is not None)])
        if call.agent_id is not None:
            watchers[call.agent_id] = None
        if watchers:
            self.effects.append(CallChanged(call=call, word=word, agent_ids=tuple(watchers)))

    def start_timer(self, timer_id: str, due_ms: int) -> None:
        """Start or move a timer of the journey."""
        self.effects.append(TimerStarted(timer_id=timer_id, due_ms=due_ms))

    def cancel_timer(self, timer_id: str) -> None:
        """Stop a timer."""
        self.effects.append(TimerCancelled(timer_id=timer_id))

    def add_party(
        self,
        call: LiveCall,
        role: Role,
        device: Device,
        *,
        connection_id: ConnectionId | None = None,
        label: str = "",
        agent_id: AgentId | None = None,
        acd_id: CallId | None = None,
    ) -> Party:
        """Put a party into the call; without a connection id it gets the call's next one."""
        if connection_id is None:
            call.connections_made += 1
            connection_id = ConnectionId(f"{call.call_id}.{call.connections_made}")
        party = Party(
            connection_id=connection_id,
            role=role,
            device=device,
            state=ConnectionState.INITIATED,
            label=label,
            agent_id=agent_id,
            acd_id=acd_id,
        )
        call.parties[connection_id] = party
        self.state.by_connection[connection_id] = call.call_id
        return party

    def ring(self, call: LiveCall, party: Party, caller: str, timeout_s: int, *, is_auto_answer: bool = False) -> None:
        """Have the switch ring a party's device."""
        self.ask(
            call,
            "make_call",
            call_id=call.call_id,
            connection_id=party.connection_id,
            device=party.device,
            caller=caller,
            timeout_s=timeout_s,
            is_auto_answer=is_auto_answer,
        )

    def listener(self, call: LiveCall) -> Party | None:
        """Return the customer's party if he can be spoken to."""
        customer = self.customer(call)
        return customer if customer is not None and customer.state is not ConnectionState.INITIATED else None

    def answer(self, call: LiveCall) -> None:
        """Answer a customer who hears it ring until an agent has him."""
        customer = self.customer(call)
        if customer is not None and customer.state is ConnectionState.INITIATED:
            customer.state = ConnectionState.CONNECTED
            self.ask(call, "answer_call", connection_id=customer.connection_id)
            self.fact(call, "answered")

    def join(self, call: LiveCall, *parties: Party | None) -> None:
        """Put parties into the call's conversation."""
        present = [p for p in parties if p is not None]
        for party in present:
            party.state = ConnectionState.CONNECTED
        self.ask(call, "join", call_id=call.call_id, connection_ids=tuple(p.connection_id for p in present))

    def hold(self, call: LiveCall, party: Party) -> None:
        """Take a party out of the conversation, with music."""
        party.state = ConnectionState.HOLD
        self.ask(call, "hold_call", call_id=call.call_id, connection_id=party.connection_id)

    def retrieve(self, call: LiveCall, party: Party) -> None:
        """Take a held party back into the conversation."""
        party.state = ConnectionState.CONNECTED
        self.ask(call, "retrieve_call", call_id=call.call_id, connection_id=party.connection_id)

    def forget(self, call: LiveCall, party: Party) -> None:
        """Take a party out of the call; its late events are unknown from now on."""
        call.parties.pop(party.connection_id, None)
        self.state.by_connection.pop(party.connection_id, None)
        is_shared = party.acd_id == call.call_id or any(p.acd_id == party.acd_id for p in call.parties.values())
        if party.acd_id is not None and not is_shared and not call.waits_as(party.acd_id):
            self.state.by_acd_id.pop(party.acd_id, None)  # no other phone of a ring group rings for it

    def forget_consultation(self, call: LiveCall) -> None:
        """Take the second conversation out of the call; who is in it keeps his part."""
        second, call.consultation = call.consultation, None
        if second is not None and all(party.acd_id != second.acd_id for party in call.parties.values()):
            self.state.by_acd_id.pop(second.acd_id, None)

    def drop(self, call: LiveCall, party: Party, cause: Cause = Cause.NORMAL) -> None:
        """Hang up a party by our own wish."""
        self.ask(call, "clear_connection", connection_id=party.connection_id, cause=cause)
        self.forget(call, party)

    def customer(self, call: LiveCall) -> Party | None:
        """Return the customer's party if he is still there."""
        return call.party(Role.CUSTOMER)
