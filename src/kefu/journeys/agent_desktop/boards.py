"""Boards for those who look at one; those who see and want the same share one, made and encoded once a second."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kefu.acd.core.events import AgentStateChanged
from kefu.journeys.agent_desktop.board import (
    UNKNOWN_DAY,
    BoardAlarm,
    Care,
    Day,
    Sight,
    Wanted,
    board_view,
    care_of,
    look,
)
from kefu.journeys.agent_desktop.page import Page, encode
from kefu.journeys.inbound_call.centre import Centre
from kefu.kernel.ids import AgentId, TenantId

PERMISSION = "board.view"


@dataclass(slots=True)
class Moment:
    """What boards of one second have in common."""

    sights: dict[Care, Sight] = field(default_factory=dict)
    boards: dict[tuple[Care, Wanted], str] = field(default_factory=dict)


class Boards:
    """Makes boards of the live centre, the alarms that stand and the day's figures."""

    def __init__(self, centre: Centre, states: Mapping[AgentId, AgentStateChanged]) -> None:
        self._centre, self._states = centre, states
        self.alarms: Callable[[TenantId], Sequence[BoardAlarm]] = lambda tenant_id: ()
        """Tells which alarms of a tenant stand."""
        self.day: Callable[[TenantId], Day] = lambda tenant_id: UNKNOWN_DAY
        """Tells what the figures say of a tenant's day."""

    def push(self, page: Page, moment: Moment) -> bool:
        """Send a board to who looks at one; tell whether it had to be made."""
        if not is_watched(page):
            return False
        key = care, wanted = care_of(page.principal, PERMISSION), page.wanted
        is_new = key not in moment.boards
        if is_new:
            if care not in moment.sights:
                moment.sights[care] = look(self._centre.state, care)
            view = board_view(
                self._centre.state,
                self._states,
                care,
                day=self.day(care.scope.tenant_id),
                delay_ms=self._centre.late_ms,
                alarms=self.alarms(care.scope.tenant_id),
                wanted=wanted,
                sight=moment.sights[care],
            )
            moment.boards[key] = encode(view)
        page.push_encoded("board", moment.boards[key])
        return is_new


def is_watched(page: Page) -> bool:
    """Tell whether somebody looks at a board there, who may."""
    return "board" in page.topics and PERMISSION in page.principal.permissions
