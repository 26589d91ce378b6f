"""The demonstration's callbacks: repairs and complaints each morning, visits to halls from files."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.calendars.model import ServiceCalendar, WeekHours
from kefu.calendars.store import insert_calendar
from kefu.kernel.ids import CalendarId, SurveyGroupId, TenantId
from kefu.platform.ids import new_id
from kefu.surveys.model import Group, Source, SourceKind
from kefu.surveys.service.groups import add_group

CALLING = (WeekHours(weekdays=frozenset(range(1, 8)), opens="08:00", closes="21:00"),)
SCRIPTS = {
    "repairs": {
        "zh-CN": "您好，这里是 96296 客服中心。您家的故障前一天处理完了，想占用您两分钟做个回访，可以吗？\n"
        "客户说没有修好：道歉，当场受理投诉或重新派单。\n结束：感谢您的宝贵意见，再见。",
        "en": "Good morning, this is the 96296 customer centre. Your fault was repaired yesterday. May I ask you a few "
        "questions? It takes two minutes.\nNot mended: say sorry, take a complaint or have a new order made at once.\n"
        "At the end: thank you very much, goodbye.",
    },
    "halls": {
        "zh-CN": "您好，这里是 96296 客服中心。您最近到过我们的营业厅，想听听您的意见，可以吗？",
        "en": "Good morning, this is the 96296 customer centre. You were at one of our halls. May I ask how it was?",
    },
}


async def build(session: AsyncSession, tenant_id: TenantId, *, now: datetime) -> None:
    """Make calling hours and two groups; the questionnaires are live already."""
    calling = ServiceCalendar(
        calendar_id=CalendarId(new_id()), code="calling", name_zh="回访时间", name_en="Calling hours", week=CALLING
    )
    await insert_calendar(session, tenant_id, calling)
    repairs = Group(
        group_id=SurveyGroupId(new_id()),
        code="repairs",
        name={"zh-CN": "维修与投诉回访", "en": "Repairs and complaints"},
        form_code="repair-survey",
        calendar_id=calling.calendar_id,
        sources=(Source(kind=SourceKind.WORK_ORDER, codes=("repair",)), Source(kind=SourceKind.COMPLAINT)),
        script=SCRIPTS["repairs"],
    )
    halls = Group(
        group_id=SurveyGroupId(new_id()),
        code="halls",
        name={"zh-CN": "营业厅回访", "en": "Visits to halls"},
        form_code="hall-survey",
        calendar_id=calling.calendar_id,
        sources=(Source(kind=SourceKind.FILE),),
        script=SCRIPTS["halls"],
        quiet_days=7,
    )
    for group in (repairs, halls):
        await add_group(session, tenant_id=tenant_id, principal=None, group=group, now=now)
