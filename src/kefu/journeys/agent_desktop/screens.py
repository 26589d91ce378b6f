"""Agents' screens that supervisors look at: who sees whose, and what passes between their two pages.

What an agent's page records of itself goes from its socket to the socket of the page that asked, and nowhere else.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from prometheus_client import Counter

from kefu.identity.model import Principal
from kefu.journeys.agent_desktop.errors import (
    AgentNotSignedOnError,
    AgentPageAwayError,
    OwnPageAwayError,
    ScreenViewedError,
)
from kefu.journeys.agent_desktop.hub import Hub
from kefu.journeys.agent_desktop.page import Page
from kefu.journeys.agent_desktop.supervision import agent_in_care
from kefu.kernel.ids import AgentId

PERMISSION = "agent.view_screen"
LONGEST_MS = 600_000
PIECE_LENGTH = 16_000
"""How many characters of a record one frame carries, both ways."""
BACKLOG_LIMIT, BACKLOG_CLEARED = 64, 8
ASK_EVERY_MS = 3_000
Ended = Callable[["Viewing", str, int], Awaitable[None]]
DROPPED = Counter("kefu_screen_frames_dropped", "Pieces of agents' screens that a supervisor's page had no time for")


@dataclass(slots=True, kw_only=True)
class Viewing:
    """One supervisor's page that looks at one agent's page."""

    viewing_id: UUID
    agent_id: AgentId
    agent_page: Page
    viewer_page: Page
    began_ms: int
    is_whole: bool = False
    """What the viewer's page has been sent shows the screen: a whole picture, and all that came after it."""
    asked_ms: int = 0

    @property
    def viewer(self) -> Principal:
        """Return who looks."""
        return self.viewer_page.principal


class Screens:
    """The viewings of this process; `ended` is told of each one's end, why, and after how many seconds."""

    def __init__(self, hub: Hub, ended: Ended) -> None:
        self._hub, self._ended = hub, ended
        self._viewings: list[Viewing] = []

    def find(self, principal: Principal, agent_id: AgentId, page_id: str) -> tuple[Page, Page]:
        """Return the agent's page and the supervisor's, if he may look now.

        Raises: ForbiddenError, AgentNotSignedOnError, AgentPageAwayError, OwnPageAwayError, ScreenViewedError.
        """
        principal.require(PERMISSION)
        agent_in_care(self._hub, principal, PERMISSION, agent_id)
        agent_page = self._hub.holder_of(agent_id)
        if agent_page is None or agent_id == principal.agent_id:
            raise AgentPageAwayError
        viewer_page = next((page for page in self._hub.pages() if _is_own(page, principal, page_id)), None)
        if viewer_page is None:
            raise OwnPageAwayError
        for each in self._viewings:
            if each.agent_page is agent_page and each.viewer_page is not viewer_page:
                raise ScreenViewedError
        return agent_page, viewer_page

    def show(self, agent_id: AgentId, viewing_id: UUID, *, agent_page: Page, viewer_page: Page) -> None:
        """Let the agent's page show its notice and begin; a page looks at one screen at a time."""
        self._end_where(lambda each: each.viewer_page is viewer_page or each.agent_page is agent_page, "replaced")
        now = self._hub.centre.clock_ms()
        viewing = Viewing(
            viewing_id=viewing_id,
            agent_id=agent_id,
            agent_page=agent_page,
            viewer_page=viewer_page,
            began_ms=now,
            asked_ms=now,
        )
        self._viewings.append(viewing)
        agent_page.watched = {"viewing_id": str(viewing_id), "viewer": viewing.viewer.name}
        agent_page.push("screen_view", agent_page.watched)

    def take(self, page: Page, data: dict[str, Any]) -> None:
        """Pass a piece of a record on to who asked for it; without a whole picture before it, it would show nothing."""
        viewing = next((v for v in self._viewings if v.agent_page is page), None)
        if viewing is None or data["viewing_id"] != str(viewing.viewing_id):
            return
        part, parts, text, is_full = int(data["part"]), int(data["parts"]), data["text"], data["is_full"] is True
        if not isinstance(text, str) or len(text) > PIECE_LENGTH or not _keeps_up(viewing.viewer_page):
            viewing.is_whole = False
        elif is_full and part == 0:
            viewing.is_whole = True
        if not viewing.is_whole:
            DROPPED.inc()
            return
        viewing.viewer_page.push(
            "screen", {"viewing_id": str(viewing.viewing_id), "part": part, "parts": parts, "text": text}
        )

    def stop(self, page: Page, viewing_id: str) -> None:
        """Let a supervisor, who has seen enough, look no more."""
        self._end_where(lambda each: each.viewer_page is page and str(each.viewing_id) == viewing_id, "stopped")

    def left(self, page: Page) -> None:
        """End what a page that has gone had a part in."""
        self._end_where(lambda each: each.viewer_page is page, "viewer-left")
        self._end_where(lambda each: each.agent_page is page, "agent-left")

    def tick(self) -> None:
        """Once a second: end what may not go on, ask for a whole picture where pieces were dropped."""
        now = self._hub.centre.clock_ms()
        for viewing in list(self._viewings):
            if (reason := self._why_over(viewing, now)) is not None:
                self._end(viewing, reason)
                continue
            if viewing.is_whole or now - viewing.asked_ms < ASK_EVERY_MS:
                continue
            if viewing.viewer_page.backlog <= BACKLOG_CLEARED:
                viewing.asked_ms = now
                viewing.agent_page.push("screen_refresh", {"viewing_id": str(viewing.viewing_id)})

    def _why_over(self, viewing: Viewing, now: int) -> str | None:
        """Say why a viewing ends, if it does: all that may have changed since it began."""
        pages = self._hub.pages()
        if viewing.viewer_page not in pages or viewing.viewer_page.is_expired:
            return "viewer-left"
        try:
            agent_in_care(self._hub, viewing.viewer, PERMISSION, viewing.agent_id)
        except AgentNotSignedOnError:
            return "agent-signed-out"
        if viewing.agent_page not in pages or self._hub.holder_of(viewing.agent_id) is not viewing.agent_page:
            return "agent-left"
        return "time-over" if now - viewing.began_ms >= LONGEST_MS else None

    def _end_where(self, is_meant: Callable[[Viewing], bool], reason: str) -> None:
        for viewing in [each for each in self._viewings if is_meant(each)]:
            self._end(viewing, reason)

    def _end(self, viewing: Viewing, reason: str) -> None:
        self._viewings.remove(viewing)
        viewing.agent_page.watched = None
        viewing.agent_page.push("screen_view", None)
        viewing.viewer_page.push("screen_ended", {"viewing_id": str(viewing.viewing_id), "reason": reason})
        seconds = (self._hub.centre.clock_ms() - viewing.began_ms) // 1000
        self._hub.centre.spawn(self._ended(viewing, reason, seconds), "screen-ended")


def _keeps_up(page: Page) -> bool:
    return not page.is_behind and page.backlog < BACKLOG_LIMIT


def _is_own(page: Page, principal: Principal, page_id: str) -> bool:
    return page.page_id == page_id and page.principal.session_id == principal.session_id and not page.is_expired
