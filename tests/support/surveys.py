"""Survey cases, policies and groups for tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from kefu.calendars.model import Calendar, Hours, WeekHours
from kefu.kernel.ids import CalendarId, PersonId, SurveyCaseId, SurveyGroupId
from kefu.platform.ids import new_id
from kefu.surveys.model import Case, Group, Policy, ServiceKind, Source, SourceKind, State

DAY = WeekHours(weekdays=frozenset(range(1, 8)), opens="09:00", closes="20:00")
SHANGHAI = Calendar(time_zone="Asia/Shanghai", week=(DAY,))
NEVER = Calendar(time_zone="Asia/Shanghai", week=())
BERLIN = Calendar(time_zone="Europe/Berlin", week=(DAY,))
POLICY = Policy(attempts_max=3, retry_after_min=(120,), hours=SHANGHAI)
NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai, on a Monday."""
ANNA, BEN = PersonId(new_id()), PersonId(new_id())
__all__ = ["ANNA", "BEN", "BERLIN", "NEVER", "NINE", "POLICY", "SHANGHAI", "Hours", "case", "group", "hour"]


def hour(hours: float) -> timedelta:
    """Return so many hours."""
    return timedelta(hours=hours)


def case(**values: Any) -> Case:
    """Make a case that is due at NINE."""
    made = Case(
        case_id=SurveyCaseId(new_id()),
        group_id=SurveyGroupId(new_id()),
        source_kind=SourceKind.WORK_ORDER,
        source_id="1",
        service=ServiceKind.REPAIR,
        number="+8613812342246",
        name="李娜",
        language="zh-CN",
        local_network_id=None,
        customer_id=None,
        subject={},
        state=State.PENDING,
        version=1,
        next_at=NINE,
        created_at=NINE,
    )
    return replace(made, **values)


def group(**values: Any) -> Group:
    """Make a group of work orders and files."""
    made = Group(
        group_id=SurveyGroupId(new_id()),
        code="repairs",
        name={"zh-CN": "维修回访", "en": "Repairs"},
        form_code="repair-survey",
        calendar_id=CalendarId(new_id()),
        sources=(Source(kind=SourceKind.WORK_ORDER), Source(kind=SourceKind.FILE)),
    )
    return replace(made, **values)
