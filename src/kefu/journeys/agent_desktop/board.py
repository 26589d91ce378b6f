"""The supervisor's live board: what each queue and each agent is doing now, and what the figures say of today."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from kefu.acd.core.events import AgentStateChanged
from kefu.identity.model import Principal
from kefu.journeys.agent_desktop import views
from kefu.journeys.inbound_call.model import QueueInfo, Seat
from kefu.journeys.inbound_call.turn import State
from kefu.kernel.ids import AgentId, GroupId, LocalNetworkId, QueueId
from kefu.kernel.scope import Scope


@dataclass(frozen=True, slots=True)
class Care:
    """Whose agents somebody looks after by one permission: in some networks, of some teams (None: of all)."""

    scope: Scope
    bounds: frozenset[tuple[frozenset[LocalNetworkId] | None, frozenset[GroupId] | None]]

    def has(self, seat: Seat) -> bool:
        """Tell whether an agent is in it; headquarters' are nobody's of one city."""
        return seat.tenant_id == self.scope.tenant_id and any(
            (networks is None or seat.local_network_id in networks) and (groups is None or seat.group_id in groups)
            for networks, groups in self.bounds
        )

    @property
    def is_of_teams(self) -> bool:
        """Tell whether it is some teams' agents only: their queues are his then, and no others."""
        return all(groups is not None for _, groups in self.bounds)


def care_of(principal: Principal, permission: str) -> Care:
    """Tell whose agents somebody looks after by a permission."""
    grants = [grant for grant in principal.grants if permission in grant.permissions]
    bounds = frozenset((grant.local_network_ids, grant.agent_group_ids) for grant in grants)
    return Care(principal.scope_for(permission), bounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to see of what he may see; `is_wall`: for all to see, so without anybody's name."""

    network_id: LocalNetworkId | None = None
    site: str | None = None
    group: str | None = None
    queue_id: QueueId | None = None
    is_wall: bool = False

    @property
    def is_of_people(self) -> bool:
        """Tell whether a site's or a team's people are wanted, and their queues with them."""
        return self.site is not None or self.group is not None

    def has(self, seat: Seat, served: frozenset[QueueId]) -> bool:
        """Tell whether an agent is wanted."""
        return (
            self.network_id in (None, seat.local_network_id)
            and self.site in (None, seat.site)
            and self.group in (None, seat.group)
            and (self.queue_id is None or self.queue_id in served)
        )


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardAlarm:
    """An alarm that stands: how it is shown, and what it is about, which says to whom."""

    subject_kind: str
    subject_id: str
    view: Mapping[str, Any]

    def is_for(self, shown_ids: Container[str]) -> bool:
        """Tell whether it goes with these agents and queues; the lines are everybody's."""
        return self.subject_kind not in ("agent", "queue") or self.subject_id in shown_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueDay:
    """What has become of a queue's contacts of today, as the figures have it.

    Shares are of `settled`, those of whom it is known; `in_time` of `judged` were served within what is promised.
    """

    contacts: int
    answered: int
    abandoned: int
    short_abandoned: int
    settled: int
    in_time: int
    judged: int


_SUMS = tuple(each.name for each in fields(QueueDay))


@dataclass(frozen=True, slots=True)
class Day:
    """A tenant's figures of today by queue and by the callers' local networks, and up to when they are known.

    `level`: the service level that is promised.
    """

    queues: Mapping[QueueId, Mapping[LocalNetworkId | None, QueueDay]]
    level: Mapping[str, Any] | None
    known_until_ms: int | None

    def of(self, queue_id: QueueId, scope: Scope) -> dict[str, int]:
        """Add up what somebody sees of a queue: the same calls as in his reports."""
        seen = [day for network, day in self.queues.get(queue_id, {}).items() if scope.sees(network)]
        return {name: sum(getattr(day, name) for day in seen) for name in _SUMS}


UNKNOWN_DAY = Day({}, None, None)


@dataclass(frozen=True, slots=True)
class Sight:
    """Whom and what somebody looks after, as it is now; `scopes`: by what a board of it can be narrowed."""

    seats: Sequence[Seat]
    teams: Mapping[str, Sequence[Seat]]
    queues: Sequence[QueueInfo]
    scopes: Mapping[str, Any]


def look(state: State, care: Care) -> Sight:
    """See what is in somebody's care."""
    seats = [seat for seat in state.seats.values() if care.has(seat)]
    teams: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        teams[seat.group].append(seat)
    queues = _queues_of(state, care, seats)
    return Sight(seats, teams, queues, _scopes(state, queues, seats))


def board_view(
    state: State,
    changes: Mapping[AgentId, AgentStateChanged],
    care: Care,
    *,
    day: Day,
    delay_ms: int,
    alarms: Iterable[BoardAlarm] = (),
    wanted: Wanted = EVERYTHING,
    sight: Sight | None = None,
) -> dict[str, Any]:
    """Show the queues, agents and alarms in somebody's care, as far as wanted, and how late events are taken.

    What is live is read from the centre, what has become of today's contacts stands in `day`. `sight` is what was seen
    already for another board of the same care in the same moment.
    """
    sight = sight or look(state, care)
    among = sight.seats if wanted.group is None else sight.teams.get(wanted.group, ())
    seats = [seat for seat in among if wanted.has(seat, _served(state, seat))]
    served = frozenset[QueueId]().union(*(_served(state, seat) for seat in seats))
    queues = [
        _queue_view(state, queue, day.of(queue.queue_id, care.scope), wanted)
        for queue in sight.queues
        if wanted.queue_id in (None, queue.queue_id)
        and (wanted.network_id in (None, queue.local_network_id))
        and (not wanted.is_of_people or queue.queue_id in served)
    ]
    agents = [_agent_view(state, seat, changes.get(seat.agent_id), wanted) for seat in seats]
    shown_ids = {each["queue_id"] for each in queues} | {each["agent_id"] for each in agents}
    return {
        "queues": queues,
        "agents": agents,
        "alarms": [_alarm_view(alarm, wanted) for alarm in alarms if alarm.is_for(shown_ids)],
        "scopes": sight.scopes,
        "level": day.level,
        "known_until_ms": day.known_until_ms,
        "delay_ms": delay_ms,
        "is_wall": wanted.is_wall,
    }


def _queue_view(state: State, queue: QueueInfo, day: Mapping[str, int], wanted: Wanted) -> dict[str, Any]:
    return {
        **views.queue_view(state, queue),
        **day,
        "switches": [each | {"set_by": ""} if wanted.is_wall else each for each in views.switches_view(queue)],
    }


def _served(state: State, seat: Seat) -> frozenset[QueueId]:
    return state.agent_queues.get(seat.agent_id, frozenset())


def _agent_view(state: State, seat: Seat, change: AgentStateChanged | None, wanted: Wanted) -> dict[str, Any]:
    shown = {
        **views.directory_entry(seat, change),
        "reason": change.reason if change else None,
        "is_registered": seat.is_registered,
        "queues": sorted(str(queue_id) for queue_id in _served(state, seat)),
        "pending_state": change.pending_state if change else None,
        **views.supervision_view(state, seat),
    }
    return shown | {"name": seat.number, "monitors": []} if wanted.is_wall else shown


def _alarm_view(alarm: BoardAlarm, wanted: Wanted) -> Mapping[str, Any]:
    return {**alarm.view, "acknowledged_by": None} if wanted.is_wall else alarm.view


def _queues_of(state: State, care: Care, cared: Iterable[Seat]) -> list[QueueInfo]:
    served = frozenset[QueueId]().union(*(_served(state, seat) for seat in cared))
    return [
        queue
        for queue in views.tenant_queues(state, care.scope.tenant_id)
        if care.scope.sees(queue.local_network_id) and (not care.is_of_teams or queue.queue_id in served)
    ]


def _scopes(state: State, queues: Iterable[QueueInfo], cared: Iterable[Seat]) -> dict[str, Any]:
    """List by what a board can be narrowed: its queues, their networks, sites and teams of those signed in."""
    networks = {queue.local_network_id for queue in queues} - {None}
    return {
        "networks": [
            {"id": str(each), "name": state.network_names[each]}
            for each in sorted(networks, key=str)
            if each in state.network_names
        ],
        "groups": sorted({(seat.site, seat.group) for seat in cared}),
        "queues": [
            {"id": str(each.queue_id), "name": each.name, "is_open": each.queue_id not in state.closed_queues}
            for each in queues
        ],
    }
