"""Deadlines, places, suggestions, replies, photos and windows; and the formulas of their figures."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from kefu.calendars.model import Calendar, WeekHours
from kefu.insight.rules import workorders as figures
from kefu.insight.rules.workorders import Tally
from kefu.kernel.ids import AreaId, CrewId, PersonId, WorkOrderId
from kefu.platform.ids import new_id
from kefu.workorders.model.orders import Action, Bucket, WorkOrder
from kefu.workorders.model.organisation import Crew, Member, Position, Slot
from kefu.workorders.model.settings import Level, Severity, Whom
from kefu.workorders.rules import deadlines, photos, places, slots, suggestions
from kefu.workorders.rules.replies import Reply, parse_reply

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORD = {"zh-CN": "x", "en": "x"}
LADDER = (Level(after_min=0, whom=Whom.CREW_LEAD), Level(after_min=120, whom=Whom.MANAGER))
URGENT = Severity(code="urgent", text=WORD, within_min=24 * 60, accept_within_min=30, ladder=LADDER)
ORDER = WorkOrder(
    id=WorkOrderId(new_id()),
    order_no="260302-0000001",
    type_code="repair",
    severity_code="urgent",
    state="assigned",
    opened_at=NOW,
    assigned_at=NOW,
    due_at=NOW + 24 * HOUR,
    address="x",
)


def test_a_deadline_by_the_wall_clock() -> None:
    assert deadlines.due_at(URGENT, None, NOW) == NOW + 24 * HOUR


def test_a_deadline_by_a_calendar_over_a_change_of_clocks() -> None:
    """Count opening hours, not hours of the day: the night of the change has 23 of them, the working days 8 each."""
    office = Calendar(
        time_zone="Europe/Berlin", week=(WeekHours(weekdays=frozenset(range(1, 8)), opens="09:00", closes="17:00"),)
    )
    before = datetime(2026, 3, 28, 15, tzinfo=UTC)  # Saturday 16:00 in winter time
    severity = replace(URGENT, within_min=3 * 60)
    assert deadlines.due_at(severity, office, before) == datetime(2026, 3, 29, 9, tzinfo=UTC)  # Sunday 11:00 in summer
    assert deadlines.due_at(severity, None, before) == before + 3 * HOUR
    round_the_clock = replace(office, week=(WeekHours(weekdays=frozenset(range(1, 8)), opens="00:00", closes="24:00"),))
    assert deadlines.due_at(severity, round_the_clock, before + 9 * HOUR) == before + 12 * HOUR


def test_the_next_alarm_and_its_clock() -> None:
    first = deadlines.next_alarm(ORDER, URGENT)
    assert (first and first.at, first and first.level) == (NOW + HOUR / 2, None)
    accepted = replace(ORDER, accepted_at=NOW)
    second = deadlines.next_alarm(accepted, URGENT)
    assert (second and second.at, second and second.number) == (NOW + 24 * HOUR, 1)
    assert deadlines.next_alarm(replace(ORDER, is_final=True), URGENT) is None
    assert deadlines.next_alarm(replace(ORDER, suspended_at=NOW), URGENT) is None
    quiet = replace(URGENT, accept_within_min=None, ladder=())
    assert deadlines.next_alarm(ORDER, quiet) is None
    assert deadlines.set_alarm(replace(ORDER, alarm_at=NOW), quiet).alarm_at is None
    assert deadlines.set_alarm(ORDER, URGENT).alarm_at == NOW + HOUR / 2
    assert deadlines.set_alarm(replace(ORDER, alarm_at=NOW + HOUR), URGENT).alarm_at == NOW + HOUR / 2
    assert deadlines.set_alarm(replace(accepted, alarm_at=NOW + HOUR / 2), URGENT).alarm_at == NOW + HOUR / 2


def test_each_alarm_goes_off_once() -> None:
    rung_before, early = deadlines.ring(ORDER, URGENT, NOW + HOUR / 4)
    assert (rung_before.alarm_at, early) == (NOW + HOUR / 2, ())
    late, rung = deadlines.ring(ORDER, URGENT, NOW + 25 * HOUR)
    assert [alarm.number for alarm in rung] == [0, 1]
    assert (late.is_unaccepted, late.overdue_level, late.alarm_at) == (True, 1, NOW + 26 * HOUR)
    later, rung = deadlines.ring(late, URGENT, NOW + 99 * HOUR)
    assert ([alarm.number for alarm in rung], later.alarm_at) == ([2], None)
    assert deadlines.ring(later, URGENT, NOW + 999 * HOUR) == (later, ())


@pytest.mark.parametrize(
    ("changes", "hours", "bucket"),
    [
        ({}, 19.99, Bucket.LATER),
        ({}, 20, Bucket.SOON),
        ({}, 24, Bucket.OVERDUE),
        ({"suspended_at": NOW}, 99, Bucket.WAITING),
        ({"is_final": True}, 99, None),
    ],
)
def test_how_near_an_order_is_to_its_deadline(changes: dict[str, Any], hours: float, bucket: Bucket | None) -> None:
    assert deadlines.bucket(replace(ORDER, **changes), NOW + hours * HOUR) is bucket


@pytest.mark.parametrize(
    ("address", "is_vague"),
    [
        ("常州市天宁区翠竹新村12号", False),
        ("常州市天宁区翠竹新村１２号", False),
        ("青龙镇十二号", False),
        ("三幢二单元", False),
        ("十里街道", True),
        ("天宁区翠竹新村门口", True),
        ("", True),
    ],
)
def test_an_address_without_a_number_names_no_house(address: str, is_vague: bool) -> None:
    assert places.is_vague(address) is is_vague


def test_two_spellings_of_one_address_are_one() -> None:
    assert places.address_key("翠竹新村 12号，3-2") == places.address_key("翠竹新村１２号 ３２")
    assert places.address_key("𠮷野 Road 1") == "𠮷野road1"


def test_the_paths_that_lead_to_a_district() -> None:
    assert places.prefixes("常州/天宁区/青龙") == ["常州", "常州/天宁区", "常州/天宁区/青龙"]
    assert places.prefixes("") == []


SQUARE: list[list[float]] = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]


@pytest.mark.parametrize(
    ("polygon", "fault"),
    [
        ({"type": "Polygon", "coordinates": [SQUARE]}, None),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}, None),
        ({"type": "Point", "coordinates": [0, 0]}, "not a Polygon"),
        ({"type": "MultiPolygon", "coordinates": [1]}, "not a Polygon"),
        ("Polygon", "not a Polygon"),
        ({"type": "Polygon", "coordinates": []}, "no ring"),
        ({"type": "Polygon", "coordinates": [SQUARE[:4]]}, "a ring takes"),
        ({"type": "Polygon", "coordinates": [SQUARE[:3]]}, "a ring takes"),
        ({"type": "Polygon", "coordinates": ["ring"]}, "a ring takes"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [181, 0], [1, 1], [0, 0]]]}, "a point is"),
        ({"type": "Polygon", "coordinates": [[["a", 0], [1, 0], [1, 1], ["a", 0]]]}, "a point is"),
        ({"type": "Polygon", "coordinates": [[[0, 0]] * 2001]}, "more than 2000 points"),
    ],
)
def test_what_is_a_polygon(polygon: Any, fault: str | None) -> None:
    faults = list(places.polygon_problems(polygon))
    assert faults == [] if fault is None else faults[0].startswith(fault)


def test_the_middle_of_an_area_and_how_far_it_is() -> None:
    assert places.centre({"type": "Polygon", "coordinates": [SQUARE]}) == (1, 1)
    assert places.centre(None) is None
    assert places.centre({"type": "Polygon", "coordinates": []}) is None
    assert places.distance_km((119.974, 31.811), (118.797, 32.060)) == pytest.approx(114.5, abs=0.5)


def member(*skills: str, at: tuple[float, float] | None = None, orders: int = 0, is_active: bool = True) -> Member:
    position = Position(lon=at[0], lat=at[1], at=NOW) if at else None
    return Member(
        person_id=PersonId(new_id()),
        skills=frozenset(skills),
        position=position,
        open_orders=orders,
        is_active=is_active,
    )


def crew(*members: Member, phone: str = "+8613800000000", orders: int = 0, is_active: bool = True) -> Crew:
    return Crew(
        crew_id=CrewId(new_id()),
        code="c",
        text=WORD,
        phone=phone,
        members=members,
        open_orders=orders,
        is_active=is_active,
    )


def test_crews_are_suggested_with_reasons() -> None:
    near, far = member("repair", at=(1.0, 1.0)), member("repair", at=(1.5, 1.0))
    own = crew(far, near, member(at=(1.0, 1.0)), orders=6)
    parent = crew(member("installation", orders=3), member(orders=1), phone="", orders=4)
    empty = crew(member("repair", is_active=False), orders=200)
    gone = crew(near, is_active=False)
    ranked = suggestions.suggest(
        [empty, parent, own, gone], type_code="repair", crew_of_area=own, crew_of_parent=parent, place=(1.0, 1.0)
    )
    assert [each.crew_id for each in ranked] == [own.crew_id, parent.crew_id, empty.crew_id]
    said = [[(reason.code, reason.points, reason.value) for reason in each.reasons] for each in ranked]
    assert said == [
        [("area", 50, None), ("skill", 20, 2), ("load", -8, 2.0), ("distance", 0, 0.0)],
        [("parent-area", 25, None), ("load", -8, 2.0), ("no-phone", -10, None)],
        [("no-members", -60, None), ("load", -40, 200.0)],
    ]
    assert [each.points for each in ranked] == [62, 7, -100]
    assert [each.person_id for each in ranked] == [near.person_id, parent.members[1].person_id, None]


def test_who_is_far_is_not_punished_for_ever() -> None:
    [far] = suggestions.suggest(
        [crew(member(at=(100, 30)))], type_code="x", crew_of_area=None, crew_of_parent=None, place=(119, 31)
    )
    assert [(reason.code, reason.points) for reason in far.reasons] == [("load", 0), ("distance", -20)]


def test_the_areas_around_an_area() -> None:
    a, b, c = (AreaId(new_id()) for _ in range(3))
    assert suggestions.parents(a, {a: b, b: c, c: None}) == [b, c]
    assert suggestions.parents(a, {a: b, b: a}) == [b]
    assert suggestions.parents(a, {a: b, b: c, c: b}) == [b, c]
    assert suggestions.parents(None, {}) == []


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_a_photo_is_told_by_its_first_bytes(head: bytes, expected: str | None) -> None:
    assert photos.media_type(head) == expected


NUMBER = "261122-0420713"


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("1 2611220420713", Reply(Action.ACCEPT, NUMBER)),
        ("1", Reply(Action.ACCEPT)),
        ("１　２６１１２２－０４２０７１３", Reply(Action.ACCEPT, NUMBER)),
        ("接单261122-0420713", Reply(Action.ACCEPT, NUMBER)),
        ("OK", Reply(Action.ACCEPT)),
        ("2，2611220420713", Reply(Action.SET_OUT, NUMBER)),
        ("on my way", Reply(Action.SET_OUT)),
        ("3", Reply(Action.ARRIVE)),
        ("已到场。", Reply(Action.ARRIVE)),
        ("4 2611220420713 不是我的区域", Reply(Action.RETURN, NUMBER, "不是我的区域")),
        ("9 2611220420713 已修复", Reply(Action.COMPLETE, NUMBER, "已修复")),
        ("9 已修复 2611220420713", Reply(Action.COMPLETE, NUMBER, "已修复")),
        ("done 2611220420713 new connector", Reply(Action.COMPLETE, NUMBER, "new connector")),
        ("Done!", Reply(Action.COMPLETE)),
        ("修好了", Reply(Action.COMPLETE)),
        ("9换了接头", Reply(Action.COMPLETE, "", "换了接头")),
        ("完成不了", None),
        ("没修好", None),
        ("12", None),
        ("19 2611220420713", None),
        ("okay", None),
        ("2611220420713", None),
        ("你好", None),
        ("", None),
    ],
)
def test_what_a_repairman_answers(text: str, reply: Reply | None) -> None:
    assert parse_reply(text) == reply


@pytest.mark.parametrize(
    ("words", "is_fixed"),
    [("已修复", True), ("", True), ("未修复", False), ("没有信号", False), ("not fixed", False), ("notable", True)],
)
def test_whether_the_fault_is_gone(words: str, is_fixed: bool) -> None:
    assert Reply(Action.COMPLETE, "", words).is_fixed is is_fixed


SLOT = Slot(
    slot_id=UUID(int=1),
    area_id=AreaId(UUID(int=2)),
    weekdays=frozenset({1, 3}),
    begins="08:00",
    ends="10:00",
    capacity=2,
)


def test_windows_on_real_days() -> None:
    monday = date(2026, 3, 2)
    off = replace(SLOT, slot_id=UUID(int=3), is_active=False)
    evening = replace(SLOT, slot_id=UUID(int=4), begins="18:00", ends="20:00")
    found = slots.windows([evening, SLOT, off], {(SLOT.slot_id, monday): 3}, monday, 7, NOW)
    assert [(window.slot_id.int, window.on.day, window.left) for window in found] == [
        (1, 2, 0), (4, 2, 2), (1, 4, 2), (4, 4, 2),
    ]  # fmt: skip
    assert found[0].from_at == NOW.replace(hour=0)
    assert len(slots.windows([SLOT], {}, monday, 7, NOW + HOUR)) == 1


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"weekdays": frozenset()}, "weekdays"),
        ({"weekdays": frozenset({0})}, "weekdays"),
        ({"ends": "08:00"}, "a window ends"),
        ({"capacity": -1}, "a capacity"),
    ],
)
def test_windows_that_could_never_be_used(changes: dict[str, Any], fault: str | None) -> None:
    faults = list(slots.slot_problems(replace(SLOT, **changes)))
    assert faults == [] if fault is None else faults[0].startswith(fault)


def test_the_figures() -> None:
    tally = Tally(opened=9, closed=8, followed=1, first_time=6, on_time=7, hours=42)
    assert figures.repeat_repair_rate_pct(tally) == 12.5
    assert figures.first_time_fixed_pct(tally) == 75.0
    assert figures.on_time_pct(tally) == 87.5
    assert figures.average_hours(tally) == 5.25
    nothing = figures.total([])
    assert [f(nothing) for f in (figures.on_time_pct, figures.average_hours)] == [None, None]
    assert figures.total([tally, tally]) == Tally(opened=18, closed=16, followed=2, first_time=12, on_time=14, hours=84)
