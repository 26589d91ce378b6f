"""What routing may be set up, and what an agent's states add up to."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import pairwise
from typing import Any

from kefu.acd.core.events import AgentStateChanged
from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig, Relaxation, RelaxStep, SkillNeed
from kefu.acd.model import AgentStateInterval, Known, Queue, Skill
from kefu.calendars.model import CalendarDay, Hours, ServiceCalendar
from kefu.kernel.ids import SkillId, TenantId
from kefu.kernel.instant import is_zone

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
_NAME_MAX = 100
_RANGES = {
    "priority": (0, 9),
    "ring_timeout_s": (5, 300),
    "wrap_up_s": (0, 3600),
    "max_wait_s": (1, 86_400),
    "max_length": (0, 100_000),
    "ageing_s": (1, 86_400),
    "ring_no_answer_limit": (1, 10),
}
_LAST_AGENT_MAX_S, _SHORT_ABANDON_MAX_S = 600, 60
_PROMPT = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_NUMBER = re.compile(r"[0-9*#]{1,20}", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
_WEEK_MAX, _DAYS_MAX, _HOURS_MAX = 50, 400, 10
_AFTER_MAX_S, _BY_MAX, _STEPS_MAX = 86_400, 10, 20
_TO_A_QUEUE = frozenset({Relaxation.MOVE, Relaxation.ADD_QUEUE})
_BY_SO_MUCH = frozenset({Relaxation.LOWER_LEVELS, Relaxation.RAISE_PRIORITY})
_WITH_A_VALUE = frozenset({Relaxation.ANNOUNCE, Relaxation.OTHER_NUMBER, Relaxation.HAND_OVER})
Fault = dict[str, str]


def queue_faults(queue: Queue, known: Known) -> list[Fault]:
    """List why a queue cannot be like this; nothing when it can."""
    config = queue.config
    return [
        *_naming_faults(queue),
        *(
            _fault(name, "out-of-range", f"must be {low}-{high}")
            for name, (low, high) in _RANGES.items()
            if (value := getattr(config, name)) is not None and not low <= value <= high
        ),
        *_limit_faults("last_agent_s", queue.last_agent_s, _LAST_AGENT_MAX_S),
        *_limit_faults("short_abandon_s", queue.short_abandon_s, _SHORT_ABANDON_MAX_S),
        *_prompt_faults(queue),
        *(
            [_fault("direct_number", "malformed", "digits, as the carrier sends them")]
            if queue.direct_number is not None and not _NUMBER.fullmatch(queue.direct_number)
            else []
        ),
        *_level_faults("needs", config.needs, known),
        *_recipe_faults(queue.config, known),
        *(
            [_fault("local_network_id", "unknown", "no such local network")]
            if queue.local_network_id is not None and queue.local_network_id not in known.local_network_ids
            else []
        ),
        *(
            [_fault("calendar_id", "unknown", "no such calendar")]
            if queue.calendar_id is not None and queue.calendar_id not in known.calendar_ids
            else []
        ),
    ]


def _limit_faults(field: str, value: int, high: int) -> Iterator[Fault]:
    if not 0 <= value <= high:
        yield _fault(field, "out-of-range", f"must be 0-{high}")


def _prompt_faults(queue: Queue) -> Iterator[Fault]:
    for field, prompt in (("closed_prompt", queue.closed_prompt), ("notice_prompt", queue.notice_prompt)):
        if prompt is not None and not _PROMPT.fullmatch(prompt):
            yield _fault(field, "malformed", "the name of a prompt")


def _recipe_faults(config: QueueConfig, known: Known) -> Iterator[Fault]:
    """Find steps that cannot be taken; a step named `recipe.2` is the second."""
    others = known.queue_ids - {config.queue_id}
    before_s = 0
    for number, step in enumerate(config.recipe, 1):
        field = f"recipe.{number}"
        # a move at once could go round for ever
        if not (step.action is Relaxation.MOVE) <= step.after_s <= _AFTER_MAX_S:
            yield _fault(f"{field}.after_s", "out-of-range", f"must be 0-{_AFTER_MAX_S}, of a move 1 at least")
        if step.after_s < before_s:
            yield _fault(f"{field}.after_s", "disordered", "steps are in the order of their times")
        if step.action in _TO_A_QUEUE and step.queue_id not in others:
            yield _fault(f"{field}.queue_id", "unknown", "no such other queue")
        if step.action in _BY_SO_MUCH and not 1 <= step.by <= _BY_MAX:
            yield _fault(f"{field}.by", "out-of-range", f"must be 1-{_BY_MAX}")
        if step.action in _WITH_A_VALUE and not step.value.strip():
            yield _fault(f"{field}.value", "missing", "say which prompt, or which number")
        before_s = max(before_s, step.after_s)
    if len(config.recipe) > _STEPS_MAX:
        yield _fault("recipe", "too-long", f"at most {_STEPS_MAX} steps")


def skill_faults(skill: Skill) -> list[Fault]:
    """List why a skill cannot be like this."""
    return list(_naming_faults(skill))


def calendar_faults(calendar: ServiceCalendar) -> list[Fault]:
    """List why a calendar cannot be like this; `week.2.closes` is of the second line of the week."""
    return [
        *_naming_faults(calendar),
        *([] if is_zone(calendar.time_zone) else [_fault("time_zone", "unknown", "no such time zone")]),
        *_hours_faults("week", calendar.week, _WEEK_MAX),
        *(
            _fault(f"week.{number}.weekdays", "out-of-range", "days of the week are 1-7, one at least")
            for number, hours in enumerate(calendar.week, 1)
            if not hours.weekdays or not hours.weekdays <= set(range(1, 8))
        ),
        *(
            _fault("week", "overlapping", f"two intervals of weekday {weekday} overlap")
            for weekday in range(1, 8)
            if _overlap([hours for hours in calendar.week if weekday in hours.weekdays])
        ),
        *_day_faults(calendar.days),
    ]


def _day_faults(days: Sequence[CalendarDay]) -> Iterator[Fault]:
    seen = set()
    for number, day in enumerate(days, 1):
        field = f"days.{number}"
        if day.on in seen:
            yield _fault(f"{field}.on", "repeated", f"{day.on} is there twice")
        seen.add(day.on)
        yield from _name_faults(day, f"{field}.")
        yield from _hours_faults(f"{field}.hours", day.hours, _HOURS_MAX)
        if _overlap(day.hours):
            yield _fault(f"{field}.hours", "overlapping", "two intervals overlap")
    if len(days) > _DAYS_MAX:
        yield _fault("days", "too-long", f"at most {_DAYS_MAX} days")


def _hours_faults(field: str, intervals: Sequence[Hours], most: int) -> Iterator[Fault]:
    for number, hours in enumerate(intervals, 1):
        malformed = [name for name in ("opens", "closes") if not _CLOCK.fullmatch(getattr(hours, name))]
        for name in malformed:
            yield _fault(f"{field}.{number}.{name}", "malformed", "a time like 08:30, to 24:00")
        if not malformed and hours.opens >= hours.closes:
            yield _fault(f"{field}.{number}.closes", "disordered", "it must close after it opens")
    if len(intervals) > most:
        yield _fault(field, "too-long", f"at most {most} intervals")


def _overlap(intervals: Iterable[Hours]) -> bool:
    ordered = sorted((hours.opens, hours.closes) for hours in intervals)
    return any(later[0] < earlier[1] for earlier, later in pairwise(ordered))


def agent_faults(config: AgentConfig, known: Known) -> list[Fault]:
    """List why an agent cannot serve like this."""
    skills = [SkillNeed(skill_id=skill_id, level=level) for skill_id, level in config.skills.items()]
    unknown = [
        _fault("queue_ids", "unknown", f"no queue {each}") for each in sorted(config.queue_ids - known.queue_ids)
    ]
    return [*unknown, *_level_faults("skills", skills, known)]


def _naming_faults(named: Queue | Skill | ServiceCalendar) -> Iterator[Fault]:
    if not _CODE.fullmatch(named.code):
        yield _fault("code", "malformed", "small letters, digits, - and _; at most 50")
    yield from _name_faults(named)


def _name_faults(named: Queue | Skill | ServiceCalendar | CalendarDay, prefix: str = "") -> Iterator[Fault]:
    for field, name in ((f"{prefix}name.zh-CN", named.name_zh), (f"{prefix}name.en", named.name_en)):
        if not 0 < len(name.strip()) <= _NAME_MAX:
            yield _fault(field, "out-of-range", f"1-{_NAME_MAX} characters")


def _level_faults(field: str, needs: Iterable[SkillNeed], known: Known) -> Iterator[Fault]:
    seen: set[SkillId] = set()
    for need in needs:
        if need.skill_id not in known.skill_ids:
            yield _fault(field, "unknown", f"no skill {need.skill_id}")
        if not 1 <= need.level <= 10:
            yield _fault(field, "out-of-range", "levels are 1-10")
        if need.skill_id in seen:
            yield _fault(field, "repeated", f"skill {need.skill_id} twice")
        seen.add(need.skill_id)


def _fault(field: str, code: str, detail: str) -> Fault:
    return {"field": field, "code": code, "detail": detail}


def calendar_changes(before: ServiceCalendar, after: ServiceCalendar) -> dict[str, list[Any]]:
    """List what differs between two versions of a calendar, by field: [before, after]."""
    names = [spec.name for spec in fields(before) if spec.name not in ("calendar_id", "version")]
    return {
        name: [_plain(getattr(before, name)), _plain(getattr(after, name))]
        for name in names
        if getattr(before, name) != getattr(after, name)
    }


def changes(before: Queue, after: Queue) -> dict[str, list[Any]]:
    """List what differs between two versions of a queue, by field: [before, after]."""
    old, new = _settings(before), _settings(after)
    return {name: [old[name], new[name]] for name in old if old[name] != new[name]}


def _settings(queue: Queue) -> dict[str, Any]:
    values = {
        **{spec.name: getattr(queue, spec.name) for spec in fields(queue)},
        **{spec.name: getattr(queue.config, spec.name) for spec in fields(queue.config)},
    }
    return {name: _plain(value) for name, value in values.items() if name not in ("config", "name", "version")}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | frozenset):
        return [_plain(each) for each in (value if isinstance(value, tuple) else sorted(value))]
    if isinstance(value, SkillNeed | RelaxStep | Hours | CalendarDay):
        return {spec.name: _plain(getattr(value, spec.name)) for spec in fields(value)}
    return value if value is None or isinstance(value, int) else str(value)


def ended_interval(
    tenant_id: TenantId, before: AgentStateChanged | None, now: AgentStateChanged
) -> AgentStateInterval | None:
    """Return the interval that a new state ends; None when it ends none that counts.

    Being logged off is no interval, nor is one without length. A new wish or a longer wrap-up ends nothing: `since_ms`
    stays the same.
    """
    if before is None or before.state is AgentState.NULL or now.since_ms <= before.since_ms:
        return None
    return AgentStateInterval(
        tenant_id=tenant_id,
        agent_id=before.agent_id,
        state=before.state,
        reason=before.reason,
        started_at_ms=before.since_ms,
        ended_at_ms=now.since_ms,
        call_id=before.call_id,
        queue_id=before.queue_id,
    )
