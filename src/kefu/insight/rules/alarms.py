"""Alarms: what is watched, when it is too much, and when it is well again for good."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from kefu.insight.rules.bases import EDGES_S
from kefu.kernel.ids import GroupId, LocalNetworkId, PersonId, QueueId
from kefu.kernel.words import Text

CALM = timedelta(seconds=30)
"""So long must it be well before an alarm is over: what comes and goes is one alarm."""
INTERVALS = 3
"""So many quarters of an hour in a row must be bad before a service level alarms."""
_BETTER = 0.8
"""An alarm is over when a value has fallen to this part of what it may be."""
_TRUNKS_BETTER_BY, _LEVEL_BETTER_BY = 5, 2
_NAME_MAX = 60
SMS_MAX = 20
Fault = dict[str, str]


class Kind(StrEnum):
    """What is watched."""

    WAITING = "waiting"  # more callers in a queue than
    LONGEST_WAIT = "longest_wait"  # a caller waits longer than, in seconds
    SERVICE_LEVEL = "service_level"  # less is answered in time than, in percent, for some quarters of an hour
    NOT_READY = "not_ready"  # an agent is not ready for longer than, in minutes
    TRUNKS = "trunks"  # more of the lines are busy than, in percent


class Severity(StrEnum):
    """How bad it is."""

    WARNING = "warning"
    CRITICAL = "critical"


OF_QUEUES = frozenset({Kind.WAITING, Kind.LONGEST_WAIT, Kind.SERVICE_LEVEL})
_RANGES = {
    Kind.WAITING: (0, 100_000),
    Kind.LONGEST_WAIT: (5, 86_400),
    Kind.SERVICE_LEVEL: (1, 100),
    Kind.NOT_READY: (1, 1440),
    Kind.TRUNKS: (10, 99),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When to raise an alarm, of whom, and who is told.

    Without a queue or a team it holds for each one there is; `local_network_id` keeps it to a city's.
    """

    rule_id: UUID
    name: Text
    kind: Kind
    threshold: int
    within_s: int = 20  # of a service level: what counts as answered in time
    queue_id: QueueId | None = None
    group: str | None = None
    local_network_id: LocalNetworkId | None = None
    severity: Severity = Severity.WARNING
    has_sound: bool = False
    sms_person_ids: frozenset[PersonId] = frozenset()
    sms_role_ids: frozenset[UUID] = frozenset()
    is_on: bool = True
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an alarm is about: a queue, an agent, the lines of this installation."""

    kind: str
    subject_id: str
    name: Text
    local_network_id: LocalNetworkId | None = None
    group: str | None = None
    group_id: GroupId | None = None


LINES = Subject(kind="trunks", subject_id="trunks", name={"zh-CN": "中继线路", "en": "Trunks"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How something stands now; of a service level the last intervals, the newest last, None: nothing to measure."""

    kind: Kind
    subject: Subject
    value: float = 0
    levels: tuple[float | None, ...] = ()
    within_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An alarm that has been raised and is not over; well since `calm_since`, if it is."""

    alarm_id: UUID
    rule_id: UUID
    subject_id: str
    calm_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What changes: alarms to raise, those that are over, and the others as they stand now."""

    raised: Sequence[tuple[Rule, Reading]] = field(default_factory=list)
    cleared: Sequence[Standing] = field(default_factory=list)
    standing: Sequence[Standing] = field(default_factory=list)


def evaluate(
    rules: Iterable[Rule], readings: Iterable[Reading], standing: Iterable[Standing], now: datetime
) -> Verdict:
    """Compare how everything stands with what the rules say, and with the alarms that stand already.

    An alarm is raised once. It is over when its value has been clearly better for a while, at once when its rule is
    off or what it was about is gone.
    """
    applied = {
        (rule.rule_id, reading.subject.subject_id): (rule, reading) for rule, reading in _applied(rules, readings)
    }
    known = {(each.rule_id, each.subject_id): each for each in standing}
    cleared: list[Standing] = []
    kept: list[Standing] = []
    for key, each in known.items():
        after = _after(each, applied.get(key), now)
        (cleared if after is None else kept).append(after or each)
    raised = [found for key, found in applied.items() if key not in known and is_over(*found)]
    return Verdict(raised, cleared, kept)


def _applied(rules: Iterable[Rule], readings: Iterable[Reading]) -> Iterator[tuple[Rule, Reading]]:
    by_kind: dict[Kind, list[Rule]] = {}
    for rule in rules:
        if rule.is_on:
            by_kind.setdefault(rule.kind, []).append(rule)
    for reading in readings:
        for rule in by_kind.get(reading.kind, ()):
            if is_about(rule, reading):
                yield rule, reading


def is_about(rule: Rule, reading: Reading) -> bool:
    """Tell whether a rule is about this reading's queue, agent or lines."""
    subject = reading.subject
    return (rule.queue_id is None or str(rule.queue_id) == subject.subject_id) and (
        rule.group in (None, subject.group)
        and rule.local_network_id in (None, subject.local_network_id)
        and (rule.kind is not Kind.SERVICE_LEVEL or rule.within_s == reading.within_s)
    )


def _after(each: Standing, found: tuple[Rule, Reading] | None, now: datetime) -> Standing | None:
    """Return the alarm as it stands now; None when it is over."""
    if found is None:
        return None
    if not is_calm(*found):
        calm_since = None
    elif each.calm_since is None:
        calm_since = now
    elif now - each.calm_since >= CALM:
        return None
    else:
        return each
    return Standing(alarm_id=each.alarm_id, rule_id=each.rule_id, subject_id=each.subject_id, calm_since=calm_since)


def is_over(rule: Rule, reading: Reading) -> bool:
    """Tell whether it is too much."""
    if rule.kind is Kind.SERVICE_LEVEL:
        last = reading.levels[-INTERVALS:]
        return len(last) == INTERVALS and all(level is not None and level < rule.threshold for level in last)
    return reading.value > rule.threshold


def is_calm(rule: Rule, reading: Reading) -> bool:
    """Tell whether it is clearly better than the rule wants it: between the two nothing changes."""
    if rule.kind is Kind.SERVICE_LEVEL:
        last = reading.levels[-1] if reading.levels else None
        return last is None or last >= min(100, rule.threshold + _LEVEL_BETTER_BY)
    if rule.kind is Kind.TRUNKS:
        return reading.value <= rule.threshold - _TRUNKS_BETTER_BY
    return reading.value <= rule.threshold * _BETTER


def value_of(reading: Reading) -> float | None:
    """Return the value that people are told: of a service level the last interval's."""
    if reading.kind is Kind.SERVICE_LEVEL:
        return reading.levels[-1] if reading.levels else None
    return reading.value


# -- what rules may be like ------------------------------------------------------------------------------------------


def rule_faults(
    rule: Rule,
    *,
    queue_ids: frozenset[QueueId],
    groups: frozenset[str],
    network_ids: frozenset[LocalNetworkId],
    person_ids: frozenset[PersonId],
    role_ids: frozenset[UUID],
) -> list[Fault]:
    """List why a rule cannot be like this; persons need a number for alarms."""
    low, high = _RANGES[rule.kind]
    wrong = [
        *_name_faults(rule.name),
        *(() if low <= rule.threshold <= high else [_fault("threshold", "out-of-range", f"must be {low}-{high}")]),
    ]
    if rule.kind is Kind.SERVICE_LEVEL and rule.within_s not in EDGES_S:
        wrong.append(_fault("within_s", "unknown", f"one of {', '.join(map(str, EDGES_S))}"))
    for name, is_right in (
        ("queue_id", rule.queue_id is None or (rule.kind in OF_QUEUES and rule.queue_id in queue_ids)),
        ("group", rule.group is None or (rule.kind is Kind.NOT_READY and rule.group in groups)),
        (
            "local_network_id",
            rule.local_network_id is None or (rule.kind is not Kind.TRUNKS and rule.local_network_id in network_ids),
        ),
        ("sms_person_ids", rule.sms_person_ids <= person_ids),
        ("sms_role_ids", rule.sms_role_ids <= role_ids),
    ):
        if not is_right:
            wrong.append(_fault(name, "unknown", "not there, or not for this kind of rule"))
    return wrong


def _name_faults(name: Text) -> Iterator[Fault]:
    for language, words in name.items():
        if not words.strip():
            yield _fault(f"name.{language}", "missing", "say what it is called")
        elif len(words) > _NAME_MAX:
            yield _fault(f"name.{language}", "too-long", f"at most {_NAME_MAX} characters")


def _fault(field_name: str, code: str, detail: str) -> Fault:
    return {"field": field_name, "code": code, "detail": detail}


# -- words -----------------------------------------------------------------------------------------------------------

_TOLD: Mapping[Kind, Text] = {
    Kind.WAITING: {
        "zh-CN": "排队 {value} 人, 超过 {threshold} 人",
        "en": "{value} callers wait, more than {threshold}",
    },
    Kind.LONGEST_WAIT: {
        "zh-CN": "最长等待 {value} 秒, 超过 {threshold} 秒",
        "en": "a caller has waited {value} s, longer than {threshold} s",
    },
    Kind.SERVICE_LEVEL: {
        "zh-CN": "服务水平 {value}%, 连续三个时段低于 {threshold}%",
        "en": "service level {value}%, below {threshold}% for three intervals",
    },
    Kind.NOT_READY: {
        "zh-CN": "未就绪 {value} 分钟, 超过 {threshold} 分钟",
        "en": "not ready for {value} min, longer than {threshold} min",
    },
    Kind.TRUNKS: {
        "zh-CN": "中继占用 {value}%, 超过 {threshold}%",
        "en": "{value}% of the trunks are busy, more than {threshold}%",
    },
}
_SMS: Text = {"zh-CN": "[客服告警] {name}: {what}, {told} ({at})", "en": "[Alarm] {name}: {what}, {told} ({at})"}


def sms_text(rule: Rule, reading: Reading, *, language: str, at: str) -> str:
    """Say in a short message what is wrong; `at` as a clock shows it. Agents go by their numbers there."""
    value = value_of(reading)
    told = _TOLD[rule.kind][language].format(value="—" if value is None else f"{value:.0f}", threshold=rule.threshold)
    return _SMS[language].format(name=rule.name[language], what=reading.subject.name[language], told=told, at=at)


def templates() -> list[Rule]:
    """List rules that a centre may begin with; those that are rarely right for everybody are off."""

    def rule(number: int, zh: str, en: str, kind: Kind, threshold: int, *, is_critical: bool, is_on: bool) -> Rule:
        return Rule(
            rule_id=UUID(int=number),
            name={"zh-CN": zh, "en": en},
            kind=kind,
            threshold=threshold,
            severity=Severity.CRITICAL if is_critical else Severity.WARNING,
            has_sound=is_critical,
            is_on=is_on,
        )

    return [
        rule(1, "排队人数过多", "Too many callers wait", Kind.WAITING, 10, is_critical=False, is_on=True),
        rule(2, "等待时间过长", "A caller waits too long", Kind.LONGEST_WAIT, 120, is_critical=True, is_on=True),
        rule(3, "服务水平不达标", "Service level missed", Kind.SERVICE_LEVEL, 80, is_critical=False, is_on=True),
        rule(4, "坐席未就绪超时", "Not ready for too long", Kind.NOT_READY, 30, is_critical=False, is_on=True),
        rule(5, "中继占用过高", "Trunks nearly full", Kind.TRUNKS, 90, is_critical=True, is_on=True),
    ]
