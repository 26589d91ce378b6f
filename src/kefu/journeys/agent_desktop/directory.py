"""The colleagues on a desk: a snapshot, then what has changed, a moment later; in a large centre one's own team."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Set
from typing import Any, NamedTuple

from kefu.acd.core.events import AgentStateChanged
from kefu.journeys.agent_desktop import views
from kefu.journeys.agent_desktop.page import Page, encode
from kefu.journeys.inbound_call.model import Seat
from kefu.kernel.ids import AgentId, GroupId, TenantId

WHOLE_UP_TO = 200
"""In a centre of so many signed-in agents everybody sees everybody."""
GATHER_S = 0.1
FOUND_MAX = 20


class Feed(NamedTuple):
    """Who is told of alike: everybody of a tenant, or one team; of nobody when neither."""

    tenant_id: TenantId
    group_id: GroupId | None
    is_whole: bool


class Directory:
    """Tells desks of their colleagues; each change is written once for all who are told of it.

    Telling everybody of everybody costs the square of a centre's size; telling a team of itself costs its size.
    """

    def __init__(
        self,
        seats: Callable[[], Mapping[AgentId, Seat]],
        states: Mapping[AgentId, AgentStateChanged],
        *,
        whole_up_to: int = WHOLE_UP_TO,
    ) -> None:
        self._seats, self._states, self._whole_up_to = seats, states, whole_up_to
        self._placed: dict[AgentId, Feed] = {}
        self._sizes: Counter[TenantId] = Counter()
        self._pages: dict[Feed, set[Page]] = defaultdict(set)
        self._feed_of: dict[Page, Feed] = {}
        self._changed: dict[AgentId, None] = {}
        self._timer: asyncio.TimerHandle | None = None
        for agent_id in seats():
            self._place(agent_id)

    def show(self, page: Page) -> None:
        """Begin to tell a page, or begin anew."""
        self.leave(page)
        feed = self._feed_of[page] = self._feed(page)
        self._pages[feed].add(page)
        agents = [self._entry(seat) for seat in self._members(feed)]
        page.push("directory", {"agents": agents, "is_whole": feed.is_whole})

    def leave(self, page: Page) -> None:
        """Tell a page no more."""
        if (feed := self._feed_of.pop(page, None)) is not None:
            self._pages[feed].discard(page)
            if not self._pages[feed]:
                del self._pages[feed]

    def note(self, agent_id: AgentId) -> None:
        """Take in that something about an agent has changed; it is told with what else changes in this moment."""
        self._changed[agent_id] = None
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GATHER_S, self.flush)

    def flush(self) -> None:
        """Tell what has changed."""
        self._timer, changed, self._changed = None, self._changed, {}
        told: dict[Feed, dict[str, list[Any]]] = defaultdict(lambda: {"agents": [], "gone": []})
        sizes, moved = dict(self._sizes), set()
        for agent_id in changed:
            before, now = self._place(agent_id)
            seat = self._seats().get(agent_id)
            if before != now:
                moved.add(agent_id)
            if seat is not None:
                entry = self._entry(seat)
                for feed in _feeds(now):
                    told[feed]["agents"].append(entry)
            for feed in set(_feeds(before)) - set(_feeds(now)):
                told[feed]["gone"].append(str(agent_id))
        for feed, changes in told.items():
            if pages := self._pages.get(feed):
                frame = encode(changes)
                for page in pages:
                    page.push_encoded("directory_changes", frame)
        self._regroup(moved, {tenant_id for tenant_id, size in self._sizes.items() if size != sizes.get(tenant_id)})

    def find(self, tenant_id: TenantId, words: str) -> list[dict[str, Any]]:
        """List signed-in agents by what their name, number or team has in it."""
        wanted = words.strip().lower()
        found = (
            seat
            for seat in self._seats().values()
            if seat.tenant_id == tenant_id
            and any(wanted in field.lower() for field in (seat.name, seat.number, seat.group))
        )
        return [self._entry(seat) for seat, _ in zip(found, range(FOUND_MAX), strict=False)]

    def _regroup(self, moved: Set[AgentId], resized: Set[TenantId]) -> None:
        """Show another feed to those who have moved, and to all when a centre has become large or small."""
        for page, feed in list(self._feed_of.items()) if resized or moved else ():
            is_concerned = feed.tenant_id in resized or page.principal.agent_id in moved
            if is_concerned and self._feed(page) != feed:
                self.show(page)

    def _place(self, agent_id: AgentId) -> tuple[Feed | None, Feed | None]:
        before, seat = self._placed.pop(agent_id, None), self._seats().get(agent_id)
        now = Feed(seat.tenant_id, seat.group_id, is_whole=False) if seat is not None else None
        if now is not None:
            self._placed[agent_id] = now
            self._sizes[now.tenant_id] += 1
        if before is not None:
            self._sizes[before.tenant_id] -= 1
        return before, now

    def _feed(self, page: Page) -> Feed:
        tenant_id, agent_id = page.principal.tenant_id, page.principal.agent_id
        if self._sizes[tenant_id] <= self._whole_up_to:
            return Feed(tenant_id, None, is_whole=True)
        seat = self._seats().get(agent_id) if agent_id else None
        return Feed(tenant_id, seat.group_id if seat else None, is_whole=False)

    def _members(self, feed: Feed) -> list[Seat]:
        return [
            seat
            for seat in self._seats().values()
            if seat.tenant_id == feed.tenant_id
            and (feed.is_whole or (feed.group_id is not None and seat.group_id == feed.group_id))
        ]

    def _entry(self, seat: Seat) -> dict[str, Any]:
        return views.directory_entry(seat, self._states.get(seat.agent_id))


def _feeds(feed: Feed | None) -> tuple[Feed, ...]:
    if feed is None:
        return ()
    return (feed, Feed(feed.tenant_id, None, is_whole=True))
