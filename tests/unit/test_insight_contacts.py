"""What single calls were: written as their facts, read as stays and contacts."""

from typing import Any
from uuid import UUID

from kefu.calls.model import CallFact
from kefu.insight.rules.contacts import tell
from kefu.insight.rules.told import Contact, Entry, Exit, Part, Stay, Told
from kefu.kernel.ids import AgentId, CallId, LocalNetworkId, QueueId, TenantId

TENANT, CALL = TenantId(UUID(int=1)), CallId(UUID(int=2))
FAULT, SALES = QueueId(UUID(int=10)), QueueId(UUID(int=11))
ANNA, BEN = AgentId(UUID(int=20)), AgentId(UUID(int=21))
CHANGZHOU = LocalNetworkId(UUID(int=30))
Line = tuple[float, str, dict[str, Any]]


def read(*lines: Line, first: Line = (0, "offered_in", {"direction": "inbound"})) -> Told:
    """Read a call of which each line is seconds, kind, data."""
    told = tell(
        [
            CallFact(tenant_id=TENANT, call_id=CALL, seq=seq, at_ms=round(at_s * 1000), kind=kind, data=data)
            for seq, (at_s, kind, data) in enumerate((first, *lines), 1)
        ]
    )
    assert told is not None
    return told


def queued(at_s: float, queue: QueueId = FAULT, **more: Any) -> Line:
    return at_s, "queued", {"queue_id": str(queue), "short_abandon_s": 5, **more}


def by(agent_id: AgentId | None, at_s: float, kind: str, **more: Any) -> Line:
    return at_s, kind, {"agent_id": agent_id, **more}


def offered(agent_id: AgentId, at_s: float, queue: QueueId | None = FAULT) -> Line:
    return by(agent_id, at_s, "offered", queue_id=queue)


def cleared(at_s: float, ended_by: str = "customer", outcome: str = "answered") -> Line:
    return at_s, "cleared", {"ended_by": ended_by, "outcome": outcome}


def flow(told: Told) -> list[tuple[QueueId, Entry, Exit | None, float, float | None]]:
    """Show stays by queue, entry, exit, and seconds."""
    return [
        (s.queue_id, s.entry, s.exit, s.entered_at_ms / 1000, s.ended_at_ms / 1000 if s.ended_at_ms else None)
        for s in told.stays
    ]


def parts(told: Told) -> list[tuple[AgentId, Part | None, float, float, int]]:
    """Show contacts by agent, outcome, seconds of talk and of hold, holds."""
    return [(c.agent_id, c.outcome, c.talk_ms / 1000, c.hold_ms / 1000, c.holds) for c in told.contacts]


def test_a_call_is_answered() -> None:
    told = read(
        (1, "offered_in", {"local_network_id": str(CHANGZHOU)}),
        (2, "human_requested", {}),
        (2.5, "human_requested", {}),
        queued(3),
        offered(ANNA, 8),
        by(ANNA, 10, "established", queue_id=FAULT),
        by(ANNA, 40, "held"),
        by(ANNA, 55, "retrieved"),
        by(ANNA, 70, "agent_left"),
        cleared(70),
    )
    assert told.local_network_id == CHANGZHOU
    assert (told.direction, told.ended_at_ms) == ("inbound", 70_000)
    assert told.stays == (
        Stay(
            number=1,
            queue_id=FAULT,
            entry=Entry.OFFERED,
            entered_at_ms=3000,
            exit=Exit.ANSWERED,
            ended_at_ms=10_000,
            agent_id=ANNA,
            requested_at_ms=2000,
            reached_at_ms=10_000,
        ),
    )
    assert told.contacts == (
        Contact(
            number=1,
            agent_id=ANNA,
            queue_id=FAULT,
            started_at_ms=8000,
            outcome=Part.HANDLED,
            answered_at_ms=10_000,
            ended_at_ms=70_000,
            talk_ms=45_000,
            hold_ms=15_000,
            holds=1,
        ),
    )


def test_without_its_beginning_nothing_is_told() -> None:
    fact = CallFact(tenant_id=TENANT, call_id=CALL, seq=2, at_ms=0, kind="queued", data={"queue_id": str(FAULT)})
    assert tell([fact]) is None


def test_what_is_unknown_is_left_out() -> None:
    strangers = (by(BEN, 2, "held"), by(BEN, 3, "agent_left"), by(BEN, 3, "consultation_established"))
    nobody = (by(None, 4, "offered"), by(None, 5, "agent_left"), by(None, 5, "transferred"))
    assert read((1, "dreamt", {}), *strangers, *nobody) == read()


def test_who_hangs_up_at_once_has_hardly_waited() -> None:
    for seconds, is_short in ((4.999, True), (5, False)):
        [stay] = read(queued(3), cleared(3 + seconds, outcome="abandoned")).stays
        assert (stay.exit, stay.is_short) == (Exit.ABANDONED, is_short)


def test_a_queue_refuses_lets_go_or_loses() -> None:
    for line, how in (
        ((9, "refused", {"code": "waited-too-long"}), Exit.TIMED_OUT),
        ((9, "refused", {"code": "queue-full"}), Exit.REFUSED),
        ((9, "left_queue", {}), Exit.LEFT),
        ((9, "callback_requested", {}), Exit.CALLBACK),
        (cleared(9, "system", "failed"), Exit.FAILED),
        (by(None, 9, "established"), Exit.OVERFLOWED),
    ):
        assert flow(read(queued(3), line, (10, "left_queue", {}))) == [(FAULT, Entry.OFFERED, how, 3, 9)]
    assert read((1, "refused", {"code": "queue-closed"})).stays == ()


def test_it_overflows_and_is_put_back() -> None:
    move = {"from_queue_id": FAULT, "to_queue_id": SALES}
    told = read(
        (1, "overflowed", move),
        queued(3),
        (33, "overflowed", move),
        offered(ANNA, 40, SALES),
        by(ANNA, 42, "established"),
        by(ANNA, 60, "agent_lost"),
        by(ANNA, 80, "given_back"),
        queued(80, SALES, is_front=True),
        cleared(82),
    )
    assert flow(told) == [
        (FAULT, Entry.OFFERED, Exit.OVERFLOWED, 3, 33),
        (SALES, Entry.OVERFLOWED, Exit.ANSWERED, 33, 42),
        (SALES, Entry.RETURNED, Exit.ABANDONED, 80, 82),
    ]
    assert not told.stays[2].is_short
    assert parts(told) == [(ANNA, Part.HANDLED, 18, 20, 0)]


def test_a_transfer_brings_it_into_another_queue() -> None:
    told = read(
        queued(3),
        offered(ANNA, 4),
        by(ANNA, 5, "established"),
        by(ANNA, 20, "transferred", to_queue_id=SALES),
        by(ANNA, 20, "agent_left"),
        queued(20, SALES),
        offered(BEN, 30, SALES),
        by(BEN, 31, "established"),
        cleared(50),
    )
    assert [each[1:3] for each in flow(told)] == [(Entry.OFFERED, Exit.ANSWERED), (Entry.TRANSFERRED, Exit.ANSWERED)]
    assert [(c.agent_id, c.is_transferred, c.talk_ms) for c in told.contacts] == [
        (ANNA, True, 15_000),
        (BEN, False, 19_000),
    ]
    assert [stay.reached_at_ms for stay in told.stays] == [5000, None]


def test_a_colleague_is_asked_and_takes_over() -> None:
    told = read(
        queued(3),
        offered(ANNA, 4),
        by(ANNA, 5, "established"),
        by(ANNA, 20, "consulted"),
        offered(BEN, 20, None),
        by(BEN, 25, "consultation_established"),
        by(ANNA, 40, "transferred"),
        by(ANNA, 40, "agent_left"),
        by(BEN, 40, "established"),
        cleared(60),
    )
    assert parts(told) == [(ANNA, Part.HANDLED, 15, 20, 0), (BEN, Part.HANDLED, 35, 0, 0)]
    assert [c.is_consultation for c in told.contacts] == [False, False]


def test_a_colleague_is_asked_and_leaves() -> None:
    told = read(
        queued(3),
        offered(ANNA, 4),
        by(ANNA, 5, "established"),
        by(ANNA, 20, "consulted"),
        offered(BEN, 20, None),
        by(BEN, 25, "consultation_established"),
        by(BEN, 30, "agent_left"),
        (30, "consultation_failed", {"cause": "normal"}),
        by(ANNA, 32, "retrieved"),
        by(None, 33, "consultation_established"),
        cleared(40),
    )
    assert parts(told) == [(ANNA, Part.HANDLED, 23, 12, 0), (BEN, Part.HANDLED, 5, 0, 0)]
    assert [c.is_consultation for c in told.contacts] == [False, True]


def test_agents_miss_decline_and_send_on() -> None:
    told = read(
        queued(3),
        offered(ANNA, 4),
        by(ANNA, 19, "offer_failed", failure="no_answer"),
        offered(BEN, 20),
        by(BEN, 22, "offer_failed", failure="rejected"),
        offered(ANNA, 25),
        by(ANNA, 27, "deflected"),
        queued(27, SALES),
        by(ANNA, 27, "offer_failed", failure=None),
        offered(BEN, 30, SALES),
        cleared(33, outcome="abandoned"),
        by(None, 34, "deflected"),
    )
    assert [each[1] for each in parts(told)] == [Part.NO_ANSWER, Part.REJECTED, Part.REJECTED, Part.ABANDONED]
    assert [each[1:3] for each in flow(told)] == [
        (Entry.OFFERED, Exit.DEFLECTED),
        (Entry.TRANSFERRED, Exit.ABANDONED),
    ]


def test_an_own_call_reaches_somebody_or_nobody() -> None:
    own = (0, "originated", {"direction": "outbound", "agent_id": str(ANNA)})
    reached = read(by(ANNA, 10, "established", queue_id=None), cleared(30), first=own)
    assert parts(reached) == [(ANNA, Part.HANDLED, 20, 0, 0)]
    assert reached.stays == ()
    assert parts(read(cleared(30), first=own)) == [(ANNA, Part.NOT_REACHED, 0, 0, 0)]


def test_a_callback_waits_for_nobody_and_may_reach_nobody() -> None:
    place = (0, "originated", {"direction": "outbound", "callback_of": str(CALL)})
    tried = read(queued(1), offered(ANNA, 5), by(ANNA, 9, "agent_left"), cleared(9, "called", "failed"), first=place)
    assert tried.stays == ()
    assert parts(tried) == [(ANNA, Part.NOT_REACHED, 0, 0, 0)]
    missed = read(queued(1), offered(ANNA, 5), by(ANNA, 20, "offer_failed", failure="no_answer"), first=place)
    assert parts(missed) == [(ANNA, Part.NO_ANSWER, 0, 0, 0)]
    talked = read(queued(1), by(ANNA, 9, "established", queue_id=str(FAULT)), cleared(29), first=place)
    assert parts(talked) == [(ANNA, Part.HANDLED, 20, 0, 0)]


def test_what_goes_on_has_no_end_yet() -> None:
    told = read(queued(3), offered(ANNA, 4), by(ANNA, 5, "established"), by(ANNA, 20, "conferenced"))
    assert told.ended_at_ms is None
    assert [(c.outcome, c.ended_at_ms, c.talk_ms) for c in told.contacts] == [(None, None, 15_000)]
    assert [stay.exit for stay in read(queued(3)).stays] == [None]


def test_a_second_ring_begins_anew() -> None:
    told = read(queued(3), offered(ANNA, 4), offered(ANNA, 6), by(ANNA, 8, "established"), cleared(9))
    assert [each[1] for each in parts(told)] == [Part.ABANDONED, Part.HANDLED]


def test_an_answered_call_is_not_missed_later() -> None:
    told = read(queued(3), offered(ANNA, 4), by(ANNA, 5, "established"), by(ANNA, 6, "offer_failed"), cleared(9))
    assert parts(told) == [(ANNA, Part.HANDLED, 4, 0, 0)]
