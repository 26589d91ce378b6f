"""What routing may be set up, and what an agent's states add up to."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from kefu.acd import rules
from kefu.acd.core.events import AgentStateChanged
from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig, Relaxation, RelaxStep, WrapUpMode
from kefu.acd.model import AgentStateInterval, Known, Queue, QueueRecording, Skill
from kefu.calendars.model import CalendarDay, Hours, ServiceCalendar, WeekHours
from kefu.kernel.ids import CalendarId, LocalNetworkId, TenantId
from support.acd import ANN, C1, ENGLISH, FAULTS, FIBRE, SALES, move, need

EAST = TenantId(UUID(int=0xE0))
CHANGZHOU = LocalNetworkId(UUID(int=0xE1))
KNOWN = Known(
    skill_ids=frozenset({ENGLISH}), queue_ids=frozenset({FAULTS, SALES}), local_network_ids=frozenset({CHANGZHOU})
)
CONFIG = QueueConfig(
    queue_id=FAULTS,
    name="faults",
    needs=(need(ENGLISH, 3),),
    max_wait_s=600,
    max_length=0,
    recipe=(RelaxStep(action=Relaxation.ANNOUNCE, after_s=20, value="please-hold"), move(SALES, 60)),
)
QUEUE = Queue(config=CONFIG, code="faults", name_zh="报障", name_en="Faults", local_network_id=CHANGZHOU)


def found(faults: list[rules.Fault]) -> list[tuple[str, str]]:
    return [(fault["field"], fault["code"]) for fault in faults]


def test_a_good_queue_has_no_faults() -> None:
    assert rules.queue_faults(QUEUE, KNOWN) == []
    plain = Queue(config=QueueConfig(queue_id=FAULTS, name="x"), code="x", name_zh="x", name_en="x")
    assert rules.queue_faults(plain, Known()) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"priority": 10}, ("priority", "out-of-range")),
        ({"ring_timeout_s": 4}, ("ring_timeout_s", "out-of-range")),
        ({"wrap_up_s": -1}, ("wrap_up_s", "out-of-range")),
        ({"max_wait_s": 0}, ("max_wait_s", "out-of-range")),
        ({"max_length": -1}, ("max_length", "out-of-range")),
        ({"recipe": (move(SALES, 0),)}, ("recipe.1.after_s", "out-of-range")),
        ({"recipe": (move(SALES, 86_401),)}, ("recipe.1.after_s", "out-of-range")),
        ({"recipe": (move(FAULTS, 1),)}, ("recipe.1.queue_id", "unknown")),
        ({"recipe": (move(ANN, 1),)}, ("recipe.1.queue_id", "unknown")),
        ({"recipe": (move(SALES, 9), move(SALES, 8))}, ("recipe.2.after_s", "disordered")),
        ({"recipe": (RelaxStep(action=Relaxation.RAISE_PRIORITY, by=0),)}, ("recipe.1.by", "out-of-range")),
        ({"recipe": (RelaxStep(action=Relaxation.ANNOUNCE, value=" "),)}, ("recipe.1.value", "missing")),
        ({"recipe": (move(SALES, 9),) * 21}, ("recipe", "too-long")),
        ({"ageing_s": 0}, ("ageing_s", "out-of-range")),
        ({"ring_no_answer_limit": 0}, ("ring_no_answer_limit", "out-of-range")),
        ({"needs": (need(FIBRE),)}, ("needs", "unknown")),
        ({"needs": (need(ENGLISH, 0),)}, ("needs", "out-of-range")),
        ({"needs": (need(ENGLISH, 11),)}, ("needs", "out-of-range")),
        ({"needs": (need(ENGLISH, 1), need(ENGLISH, 2))}, ("needs", "repeated")),
    ],
)
def test_a_queue_s_distribution_is_checked(changed: dict[str, object], fault: tuple[str, str]) -> None:
    config = replace(CONFIG, **changed)
    assert found(rules.queue_faults(replace(QUEUE, config=config), KNOWN)) == [fault]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"code": "Faults"}, ("code", "malformed")),
        ({"code": ""}, ("code", "malformed")),
        ({"code": "f" * 51}, ("code", "malformed")),
        ({"name_zh": " "}, ("name.zh-CN", "out-of-range")),
        ({"name_en": "x" * 101}, ("name.en", "out-of-range")),
        ({"local_network_id": LocalNetworkId(UUID(int=1))}, ("local_network_id", "unknown")),
        ({"last_agent_s": 601}, ("last_agent_s", "out-of-range")),
        ({"short_abandon_s": -1}, ("short_abandon_s", "out-of-range")),
        ({"closed_prompt": ""}, ("closed_prompt", "malformed")),
        ({"notice_prompt": "a b"}, ("notice_prompt", "malformed")),
        ({"calendar_id": CalendarId(UUID(int=1))}, ("calendar_id", "unknown")),
    ],
)
def test_a_queue_s_name_and_network_are_checked(changed: dict[str, object], fault: tuple[str, str]) -> None:
    assert found(rules.queue_faults(replace(QUEUE, **changed), KNOWN)) == [fault]


def test_a_skill_is_checked() -> None:
    skill = Skill(skill_id=ENGLISH, code="english", name_zh="英语", name_en="English")
    assert rules.skill_faults(skill) == []
    assert found(rules.skill_faults(replace(skill, code="!", name_zh=""))) == [
        ("code", "malformed"),
        ("name.zh-CN", "out-of-range"),
    ]


DAY = CalendarDay(on=date(2026, 10, 1), name_zh="国庆节", name_en="National Day")
OFFICE = ServiceCalendar(
    calendar_id=CalendarId(UUID(int=7)),
    code="office",
    name_zh="工作时间",
    name_en="Office hours",
    week=(WeekHours(weekdays=frozenset({1, 2}), opens="08:30", closes="12:00"),),
    days=(DAY, replace(DAY, on=date(2026, 10, 10), hours=(Hours(opens="09:00", closes="24:00"),))),
)


def week(*intervals: tuple[str, str], weekdays: frozenset[int] = frozenset({2})) -> dict[str, Any]:
    return {"week": tuple(WeekHours(weekdays=weekdays, opens=opens, closes=closes) for opens, closes in intervals)}


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, []),
        (week(("08:30", "12:00"), ("12:00", "24:00")), []),
        (week(*[("08:30", "12:00")], weekdays=frozenset()), [("week.1.weekdays", "out-of-range")]),
        (week(*[("08:30", "12:00")], weekdays=frozenset({0})), [("week.1.weekdays", "out-of-range")]),
        (week(("8:30", "12:00"), ("13:00", "24:01")), [("week.1.opens", "malformed"), ("week.2.closes", "malformed")]),
        (week(("08:30", "08:30")), [("week.1.closes", "disordered")]),
        (week(("08:30", "12:00"), ("11:59", "13:00")), [("week", "overlapping")]),
        ({"week": OFFICE.week * 51}, [("week", "too-long"), *[("week", "overlapping")] * 2]),
        ({"time_zone": "Asia/Nowhere"}, [("time_zone", "unknown")]),
        ({"code": "!", "name_zh": ""}, [("code", "malformed"), ("name.zh-CN", "out-of-range")]),
        ({"days": (DAY, DAY)}, [("days.2.on", "repeated")]),
        ({"days": (replace(DAY, name_en=" "),)}, [("days.1.name.en", "out-of-range")]),
        ({"days": (replace(DAY, hours=(Hours(opens="9", closes="10:00"),)),)}, [("days.1.hours.1.opens", "malformed")]),
        (
            {"days": (replace(DAY, hours=(Hours(opens="09:00", closes="10:00"),) * 2),)},
            [("days.1.hours", "overlapping")],
        ),
        (
            {"days": tuple(replace(DAY, on=date(2026, 1, 1) + timedelta(days=n)) for n in range(401))},
            [("days", "too-long")],
        ),
    ],
)
def test_a_calendar_is_checked(changed: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    assert found(rules.calendar_faults(replace(OFFICE, **changed))) == faults


def test_changes_of_a_calendar_name_what_differs() -> None:
    after = replace(OFFICE, **week(("09:00", "10:00")), days=(), version=2)
    assert rules.calendar_changes(OFFICE, OFFICE) == {}
    assert rules.calendar_changes(OFFICE, after) == {
        "week": [
            [{"opens": "08:30", "closes": "12:00", "weekdays": [1, 2]}],
            [{"opens": "09:00", "closes": "10:00", "weekdays": [2]}],
        ],
        "days": [
            [
                {"on": "2026-10-01", "name_zh": "国庆节", "name_en": "National Day", "hours": []},
                {
                    "on": "2026-10-10",
                    "name_zh": "国庆节",
                    "name_en": "National Day",
                    "hours": [{"opens": "09:00", "closes": "24:00"}],
                },
            ],
            [],
        ],
    }


def test_an_agent_s_routing_is_checked() -> None:
    good = AgentConfig(agent_id=ANN, queue_ids=frozenset({FAULTS}), skills={ENGLISH: 10})
    assert rules.agent_faults(good, KNOWN) == []
    bad = AgentConfig(agent_id=ANN, queue_ids=frozenset({FAULTS, ANN}), skills={FIBRE: 0})
    assert found(rules.agent_faults(bad, KNOWN)) == [
        ("queue_ids", "unknown"),
        ("skills", "unknown"),
        ("skills", "out-of-range"),
    ]


def test_changes_name_what_differs() -> None:
    after = replace(
        QUEUE,
        config=replace(CONFIG, needs=(need(FIBRE, 2),), max_wait_s=None, wrap_up_mode=WrapUpMode.NONE),
        recording=QueueRecording.NONE,
        is_open=False,
        version=2,
    )
    assert rules.changes(QUEUE, after) == {
        "needs": [
            [{"skill_id": str(ENGLISH), "level": 3, "is_preferred": False}],
            [{"skill_id": str(FIBRE), "level": 2, "is_preferred": False}],
        ],
        "max_wait_s": [600, None],
        "wrap_up_mode": ["timed", "none"],
        "recording": ["all", "none"],
        "is_open": [True, False],
    }


def state(state: AgentState, since_ms: int, reason: str | None = None) -> AgentStateChanged:
    return AgentStateChanged(
        agent_id=ANN,
        state=state,
        reason=reason,
        since_ms=since_ms,
        pending_state=None,
        pending_reason=None,
        call_id=C1,
        wrap_up_until_ms=None,
        queue_id=SALES,
    )


def test_a_new_state_ends_the_interval_of_the_one_before() -> None:
    before, now = state(AgentState.NOT_READY, 1000, "lunch"), state(AgentState.READY, 5000)
    assert rules.ended_interval(EAST, before, now) == AgentStateInterval(
        tenant_id=EAST,
        agent_id=ANN,
        state=AgentState.NOT_READY,
        reason="lunch",
        started_at_ms=1000,
        ended_at_ms=5000,
        call_id=C1,
        queue_id=SALES,
    )


@pytest.mark.parametrize(
    "before", [None, state(AgentState.NULL, 1000), state(AgentState.READY, 5000), state(AgentState.READY, 6000)]
)
def test_nothing_off_duty_without_length_or_unchanged_counts(before: AgentStateChanged | None) -> None:
    assert rules.ended_interval(EAST, before, state(AgentState.READY, 5000)) is None
