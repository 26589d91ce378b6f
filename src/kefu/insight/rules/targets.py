"""What figures shall reach: which measure, within how many seconds, how much, since when, and who says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kefu.insight.rules.bases import EDGES_S
from kefu.insight.rules.catalogue import MEASURES
from kefu.insight.rules.measures import REGULATOR, THRESHOLD, Unit
from kefu.kernel.errors import InvalidError
from kefu.kernel.words import Text

LONGEST_GOAL_S = 3600
CUSTOM: Text = {"zh-CN": "行业惯例", "en": "Industry practice"}
STANDARD: Text = {
    "zh-CN": REGULATOR,
    "en": "Ministry of Information Industry, Order 36: Standards of Telecommunication Services (2005)",
}


class Topic(StrEnum):
    """What an operator promises, or wants."""

    SERVICE_LEVEL = "service_level"
    REQUEST_LEVEL = "request_level"
    ANSWER_SPEED = "answer_speed"
    ABANDONMENT = "abandonment"
    HANDLE_TIME = "handle_time"
    OCCUPANCY = "occupancy"


MEASURES_OF: Mapping[Topic, tuple[str, ...]] = {
    Topic.SERVICE_LEVEL: tuple(f"service_level_{number}" for number in range(1, 6)),
    Topic.REQUEST_LEVEL: ("request_level",),
    Topic.ANSWER_SPEED: ("average_speed_of_answer_s",),
    Topic.ABANDONMENT: ("abandonment_rate",),
    Topic.HANDLE_TIME: ("average_handle_time_s",),
    Topic.OCCUPANCY: ("occupancy",),
}
"""By which measures a topic may be judged; of the service level's the operator fixes which one is his."""
CEILINGS = frozenset({Topic.ANSWER_SPEED, Topic.ABANDONMENT, Topic.HANDLE_TIME, Topic.OCCUPANCY})
"""Topics in which less is better: an occupancy above its goal wears people out."""


class TargetInvalidError(InvalidError):
    """The topic is not judged like that."""

    code = "target-invalid"
    title = "This target makes no sense"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A goal since a day, and who says so: an operator in his own words, a template of ours in every language.

    `within_s`: seconds within which an answer counts, of what has such a promise.
    """

    topic: Topic
    measure: str
    goal: float
    since: date
    source: str | Text
    within_s: int | None = None

    @property
    def is_ceiling(self) -> bool:
        """Tell whether less is better."""
        return self.topic in CEILINGS

    def is_met(self, value: float | None) -> bool | None:
        """Tell whether a figure reaches it; None where nothing was measured."""
        if value is None:
            return None
        return value <= self.goal if self.is_ceiling else value >= self.goal


_BEGIN = date(2005, 4, 20)
TEMPLATES: tuple[Target, ...] = (
    Target(
        topic=Topic.SERVICE_LEVEL,
        measure="service_level_2",
        within_s=20,
        goal=80,
        since=_BEGIN,
        source=CUSTOM,
    ),
    Target(topic=Topic.REQUEST_LEVEL, measure="request_level", within_s=15, goal=85, since=_BEGIN, source=STANDARD),
    Target(topic=Topic.ABANDONMENT, measure="abandonment_rate", goal=5, since=_BEGIN, source=CUSTOM),
    Target(topic=Topic.OCCUPANCY, measure="occupancy", goal=85, since=_BEGIN, source=CUSTOM),
)
"""What holds until somebody says otherwise; of other topics nothing does."""


def has_promise(measure: str) -> bool:
    """Tell whether a measure counts what happens within so many seconds."""
    return any(THRESHOLD in name for name in MEASURES[measure].above)


def require_sound(target: Target) -> None:
    """Refuse what cannot be measured or reached.

    Raises: TargetInvalidError.
    """
    if target.measure not in MEASURES_OF[target.topic]:
        raise _invalid("measure")
    most = 100 if MEASURES[target.measure].unit is Unit.PERCENT else LONGEST_GOAL_S
    faults = {
        "within_s": target.within_s not in (EDGES_S if has_promise(target.measure) else (None,)),
        "goal": not 0 < target.goal <= most,
        "source": not _is_said(target.source),
    }
    if wrong := [name for name, is_wrong in faults.items() if is_wrong]:
        raise _invalid(*wrong)


def _is_said(source: str | Text) -> bool:
    said = [source] if isinstance(source, str) else list(source.values())
    return bool(said) and all(each.strip() for each in said)


def _invalid(*fields: str) -> TargetInvalidError:
    errors = [{"field": name, "code": f"target-{name.replace('_', '-')}", "detail": ""} for name in fields]
    return TargetInvalidError(", ".join(fields), errors=errors)


def holding(known: Iterable[Target], on: date) -> Mapping[Topic, Target]:
    """Choose the targets of a day: of each topic the last that has begun, or else its template."""
    found = {template.topic: template for template in TEMPLATES}
    for target in sorted(known, key=lambda each: each.since):
        if target.since <= on:
            found[target.topic] = target
    return found
