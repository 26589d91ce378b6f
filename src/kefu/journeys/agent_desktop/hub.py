"""Every open desk: who looks at what, what he is told, and whose page holds the phone."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator, Set
from contextlib import contextmanager
from typing import Any

import structlog

from kefu.acd.core.events import AgentStateChanged
from kefu.acd.core.model import AgentState
from kefu.calls.ports import Switch
from kefu.identity.model import Principal
from kefu.journeys.agent_desktop import views
from kefu.journeys.agent_desktop.boards import Boards, Moment
from kefu.journeys.agent_desktop.directory import Directory
from kefu.journeys.agent_desktop.page import POP_PAINTED, Page, encode
from kefu.journeys.agent_desktop.pops import Pops
from kefu.journeys.inbound_call.centre import Centre
from kefu.journeys.inbound_call.effects import (
    CallChanged,
    MessagesChanged,
    SeatChanged,
    SeatClosed,
    SeatOpened,
    SwitchChanged,
)
from kefu.journeys.inbound_call.inputs import PageLost, PageReturned, PhoneRegistered
from kefu.journeys.inbound_call.model import LiveCall, Seat
from kefu.kernel.ids import AgentId, QueueId, TenantId

ConfigSource = Callable[[Principal], Awaitable[dict[str, Any]]]
RECONNECT_GRACE_S = 3.0
PROVISION_PATIENCE_S = 3.0
logger = structlog.get_logger(__name__)


class Hub:
    """Pages of all desks of this process, fed by the centre's effects."""

    def __init__(self, centre: Centre, *, pops: Pops, config: ConfigSource, password_of: Callable[[Seat], str]) -> None:
        self.centre = centre
        self.states: dict[AgentId, AgentStateChanged] = centre.state.agent_states()
        self.boards = Boards(centre, self.states)
        self.directory = Directory(lambda: centre.state.seats, self.states)
        self._pops, self._config_source = pops, config
        pops.on_changed = self._on_pop
        self._pages: dict[TenantId, set[Page]] = defaultdict(set)
        self._of_agent: dict[AgentId, list[Page]] = defaultdict(list)
        self._holders: dict[AgentId, Page] = {}
        self._phone_sockets: Counter[AgentId] = Counter()
        self._password_of = password_of
        self._device_work: dict[AgentId, asyncio.Future[None]] = {}
        self._farewells: dict[AgentId, asyncio.TimerHandle] = {}
        centre.on(AgentStateChanged, self._on_agent)
        centre.on(CallChanged, self._on_call)
        centre.on(SeatOpened, self._on_seat_opened)
        centre.on(SeatClosed, self._on_seat_closed)
        centre.on(SeatChanged, lambda effect: self._push_phone(effect.agent_id))
        centre.on(MessagesChanged, self._on_messages)
        centre.on(SwitchChanged, self._on_switch)

    # -- pages -------------------------------------------------------------------------------------------------------

    async def open(self, principal: Principal, page_id: str) -> Page:
        """Take a page in; its first frame is a snapshot."""
        config = await self._config_source(principal)
        page = Page(principal, page_id, self.centre.clock_ms)
        page.shown["config"] = config
        self._pages[principal.tenant_id].add(page)
        if principal.agent_id is not None:
            self._of_agent[principal.agent_id].append(page)
            holder = self._holders.get(principal.agent_id)
            if holder is None or holder.page_id == page_id:
                self._hold(principal.agent_id, page)
        self.push_snapshot(page)
        return page

    def hello(self, page: Page, *, has_session: bool) -> None:
        """The page says whether its phone still holds a conversation."""
        agent_id = page.principal.agent_id
        if agent_id is not None and self._holders.get(agent_id) is page:
            self._cancel_farewell(agent_id)
            self.centre.post(PageReturned(agent_id=agent_id, has_session=has_session))

    def registered(self, page: Page) -> None:
        """The page says that its phone has registered."""
        agent_id = page.principal.agent_id
        if agent_id is not None and self._holders.get(agent_id) is page:
            self.centre.post(PhoneRegistered(agent_id=agent_id))

    def close(self, page: Page, *, is_farewell: bool) -> None:
        """Let a page go. One that said farewell is gone at once.

        One that was cut off has a moment to come back, and as long as its phone is connected it is not gone at all: its
        session may have ended, or its socket broken, while the conversation goes on.
        """
        self._pages[page.principal.tenant_id].discard(page)
        self.directory.leave(page)
        agent_id = page.principal.agent_id
        if agent_id is None:
            return
        pages = self._of_agent[agent_id]
        if page in pages:
            pages.remove(page)
        if self._holders.get(agent_id) is not page:
            return
        if is_farewell:
            self._lose(agent_id, page)
        elif not self._phone_sockets[agent_id]:
            self._lose_soon(agent_id, page)

    def take_over(self, principal: Principal, page_id: str) -> bool:
        """Give the phone to another page of the same agent."""
        if principal.agent_id is None:
            return False
        page = next((p for p in self._of_agent[principal.agent_id] if p.page_id == page_id), None)
        if page is None:
            return False
        if self._holders.get(principal.agent_id) is not page:
            self.centre.post(PageLost(agent_id=principal.agent_id))
            self._hold(principal.agent_id, page)
            self.centre.post(PageReturned(agent_id=principal.agent_id, has_session=False))
            self._push_phone(principal.agent_id)
        return True

    def _hold(self, agent_id: AgentId, page: Page) -> None:
        self._cancel_farewell(agent_id)
        self._holders[agent_id] = page

    @contextmanager
    def phone_socket(self, agent_id: AgentId | None) -> Iterator[None]:
        """Note that the phone of an agent's page is connected, for as long as that is so."""
        if agent_id is None:
            yield
            return
        self._phone_sockets[agent_id] += 1
        try:
            yield
        finally:
            self._phone_sockets[agent_id] -= 1
            page = self._holders.get(agent_id)
            if page is not None and page not in self._of_agent[agent_id] and not self._phone_sockets[agent_id]:
                self._lose_soon(agent_id, page)

    def _lose_soon(self, agent_id: AgentId, page: Page) -> None:
        self._cancel_farewell(agent_id)
        loop = asyncio.get_running_loop()
        self._farewells[agent_id] = loop.call_later(RECONNECT_GRACE_S, self._lose, agent_id, page)

    def _lose(self, agent_id: AgentId, page: Page) -> None:
        self._farewells.pop(agent_id, None)
        if self._holders.get(agent_id) is not page:
            return
        del self._holders[agent_id]
        self.centre.post(PageLost(agent_id=agent_id))
        if others := self._of_agent[agent_id]:
            self._hold(agent_id, others[0])
            self.centre.post(PageReturned(agent_id=agent_id, has_session=False))
            self._push_phone(agent_id)

    def _cancel_farewell(self, agent_id: AgentId) -> None:
        if handle := self._farewells.pop(agent_id, None):
            handle.cancel()

    # -- frames ------------------------------------------------------------------------------------------------------

    def push_snapshot(self, page: Page) -> None:
        """Send everything a desk shows, as it is now."""
        state, agent_id = self.centre.state, page.principal.agent_id
        seat = state.seats.get(agent_id) if agent_id else None
        page.is_behind = False
        calls = [c for c in state.calls.values() if seat is not None and c.call_id in (seat.call_id, seat.wrapping)]
        page.push(
            "snapshot",
            {
                "agent": self._agent_view(seat) if seat else None,
                "phone": self.phone_view(seat, page) if seat else None,
                "calls": [
                    views.call_view(state, call, seat.agent_id, "snapshot", self._pops.view(call, page.principal))
                    for call in calls
                    if seat is not None
                ],
                "queues": views.chosen(self._all_queues(page.principal.tenant_id), self._own_queue_ids(page)),
                "switch": {"is_available": self.is_switch_available()},
                "messages": self._messages_view(seat),
                "screen": page.watched,
                "config": page.shown["config"],
            },
        )

    def phone_view(self, seat: Seat, page: Page | None) -> dict[str, Any]:
        """Show an agent's phone to one of his pages; only the page that holds it gets the password."""
        holder = self._holders.get(seat.agent_id)
        is_elsewhere = page is not None and holder is not None and holder is not page
        return {
            "kind": seat.device.kind,
            "address": seat.device.address,
            "password": None if is_elsewhere else self._password_of(seat),
            "ws_path": "/sip",
            "domain": "kefu",
            "is_registered": seat.is_registered,
            "is_elsewhere": is_elsewhere,
        }

    def _all_queues(self, tenant_id: TenantId) -> dict[QueueId, dict[str, Any]]:
        state = self.centre.state
        return {q.queue_id: views.queue_view(state, q) for q in views.tenant_queues(state, tenant_id)}

    def _own_queue_ids(self, page: Page) -> frozenset[QueueId] | None:
        """Choose the queues that concern a page: an agent's own, a supervisor's all (None)."""
        agent_id = page.principal.agent_id
        if agent_id is None or "board.view" in page.principal.permissions:
            return None
        return self.centre.state.agent_queues.get(agent_id, frozenset())

    def is_switch_available(self) -> bool:
        """Tell whether at least one switch answers."""
        return any(switch.is_available for switch in self.centre.switches.values())

    async def tick(self) -> None:
        """Once a second: boards and queue lengths, as far as they have changed; snapshots for those left behind.

        Between two boards calls have their turn: there may be hundreds.
        """
        queues: dict[tuple[TenantId, frozenset[QueueId] | None], str] = {}
        moment = Moment()
        for tenant_id, pages in list(self._pages.items()):
            views_of = self._all_queues(tenant_id) if pages else {}
            for page in list(pages):
                if page.is_behind:
                    self.push_snapshot(page)
                    self.subscribe(page, page.topics)
                key = tenant_id, self._own_queue_ids(page)
                if key not in queues:
                    queues[key] = encode(views.chosen(views_of, key[1]))
                page.push_changed("queues", queues[key])
                if self.boards.push(page, moment):
                    await asyncio.sleep(0)

    def subscribe(self, page: Page, topics: Set[str]) -> None:
        """Tell a page of more than what concerns itself."""
        page.topics |= topics
        if "directory" in topics:
            self.directory.show(page)

    def unsubscribe(self, page: Page, topics: Set[str]) -> None:
        """Tell a page no more of that."""
        page.topics -= topics
        if "directory" in topics:
            self.directory.leave(page)

    def on_pop_painted(self, ms: float) -> None:
        """Count how long a page took from the event to the painted customer."""
        POP_PAINTED.observe(ms / 1000)

    def holder_of(self, agent_id: AgentId) -> Page | None:
        """Return the open page that holds an agent's phone."""
        page = self._holders.get(agent_id)
        return page if page in self._of_agent.get(agent_id, ()) else None

    async def expire(self, is_alive: Callable[[Principal], Awaitable[bool]]) -> None:
        """Tell pages whose session has ended; asking keeps an open desk's session in use."""
        for page in self.pages():
            if not page.is_expired and not await is_alive(page.principal):
                page.is_expired = True
                page.push("session_expired", {})

    def pages(self) -> list[Page]:
        """List every open page."""
        return [page for pages in self._pages.values() for page in pages]

    def _push(self, agent_id: AgentId, kind: str, data: Any) -> None:
        for page in self._of_agent.get(agent_id, ()):
            page.push(kind, data)

    def _push_phone(self, agent_id: AgentId) -> None:
        seat = self.centre.state.seats.get(agent_id)
        for page in self._of_agent.get(agent_id, ()):
            page.push("phone", self.phone_view(seat, page) if seat else None)

    def _agent_view(self, seat: Seat) -> dict[str, Any] | None:
        change = self.states.get(seat.agent_id)
        if change is None:
            return None
        state = self.centre.state
        call = state.calls.get(seat.wrapping or seat.call_id) if seat.wrapping or seat.call_id else None  # type: ignore[arg-type]
        return views.agent_view(seat, change, state.queues.get(call.queue_id) if call and call.queue_id else None)

    def _on_agent(self, change: AgentStateChanged) -> None:
        self.states[change.agent_id] = change
        seat = self.centre.state.seats.get(change.agent_id)
        if change.state is AgentState.NULL:
            self.states.pop(change.agent_id)
        self._push(change.agent_id, "agent", self._agent_view(seat) if seat else None)
        self.directory.note(change.agent_id)

    def _on_call(self, effect: CallChanged) -> None:
        for agent_id in effect.agent_ids:
            for page in self._of_agent.get(agent_id, ()):
                pop = self._pops.view(effect.call, page.principal)
                page.push("call", views.call_view(self.centre.state, effect.call, agent_id, effect.word, pop))
        if effect.word in ("originated", "customer") and effect.call.ended_at_ms is None:
            self._pops.prepare(effect.call)

    def _messages_view(self, seat: Seat | None) -> list[dict[str, Any]]:
        return [views.message_view(each) for each in seat.messages] if seat is not None else []

    def _on_messages(self, effect: MessagesChanged) -> None:
        self._push(effect.agent_id, "messages", self._messages_view(self.centre.state.seats.get(effect.agent_id)))

    def _on_pop(self, call: LiveCall) -> None:
        """More is known of a call's customer: show it where the call is shown."""
        if call.agent_id is not None:
            self._on_call(CallChanged(call=call, word="pop", agent_ids=(call.agent_id,)))

    def _on_switch(self, effect: SwitchChanged) -> None:
        for page in self.pages():
            page.push("switch", {"is_available": self.is_switch_available()})
        if effect.is_available:
            for seat in self.centre.state.seats.values():
                self._provision(seat)

    # -- seats and customers -----------------------------------------------------------------------------------------

    def _on_seat_opened(self, effect: SeatOpened) -> None:
        seat = self.centre.state.seats[effect.agent_id]
        self._provision(seat)
        self._push_phone(seat.agent_id)
        self.directory.note(seat.agent_id)

    def _provision(self, seat: Seat) -> None:
        password = self._password_of(seat)
        self._tell_switches(seat.agent_id, lambda switch: switch.add_device(seat.device, password))

    def _tell_switches(self, agent_id: AgentId, work: Callable[[Switch], Awaitable[None]]) -> None:
        """Let every switch know of a seat's phone, one change after the other."""
        before = self._device_work.get(agent_id)

        async def tell() -> None:
            if before is not None:
                await asyncio.wait([before])
            await asyncio.gather(*(work(switch) for switch in self.centre.switches.values()))

        self._device_work[agent_id] = task = asyncio.ensure_future(tell())
        self.centre.spawn(task, "device")

    async def provisioned(self, agent_id: AgentId) -> None:
        """Wait until the switches know a seat's phone, or have not answered for a while."""
        if (work := self._device_work.get(agent_id)) is not None:
            await asyncio.wait([work], timeout=PROVISION_PATIENCE_S)

    def _on_seat_closed(self, effect: SeatClosed) -> None:
        self._tell_switches(effect.agent_id, lambda switch: switch.remove_device(effect.device))
        self._push_phone(effect.agent_id)
        self._push(effect.agent_id, "messages", [])
        self.directory.note(effect.agent_id)
