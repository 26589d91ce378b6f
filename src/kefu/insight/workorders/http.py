"""HTTP of the figures of work orders."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from kefu.identity.http import Tx, ZoneDep, require
from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.insight.rules import workorders as rules
from kefu.insight.rules.spans import Span, moments_of
from kefu.insight.rules.workorders import Tally
from kefu.insight.workorders import store
from kefu.insight.workorders.store import Closed
from kefu.kernel.errors import InvalidError
from kefu.platform.sheets import Cell, write_csv, write_xlsx
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api/figures/work-orders", tags=["figures"])
Reader = Annotated[Principal, Depends(require("figures.view"))]
DAYS_MAX = 400
MOST = 50_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADS: dict[str, list[Cell]] = {
    "zh-CN": ["工单号", "类型", "时限等级", "区域", "班组", "维修员", "开单", "应完成", "完成", "历时（小时）"],
    "en": ["Order", "Type", "Severity", "Area", "Crew", "Repairman", "Opened", "Due", "Closed", "Hours"],
}
_HEADS["zh-CN"] += ["按时", "一次修复", "30天内重复报修", "结果", "原因"]
_HEADS["en"] += ["On time", "First-time fixed", "Repeated within 30 days", "Result", "Cause"]


class FiguresView(BaseModel):
    """Figures of some orders; null where there was nothing to count."""

    opened: int
    closed: int
    repeat_rate_pct: float | None
    first_time_fixed_pct: float | None
    on_time_pct: float | None
    average_hours: float | None


class RowView(FiguresView):
    """Figures of one crew or area; `id` null: of orders that have none."""

    id: UUID | None
    text: dict[str, str] | None


class ReportView(BaseModel):
    """Figures of a half-open span of days."""

    from_: date = Field(serialization_alias="from")
    to: date
    rows: list[RowView]
    total: FiguresView


class ExportTooLargeError(InvalidError):
    """More orders than are written into one file."""

    code = "export-too-large"
    title = "Too many results for one file: choose a shorter period"


@dataclass(frozen=True, slots=True)
class Days:
    """A half-open span of days, by a clock."""

    first: date
    end: date
    zone: ZoneInfo

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Return when it begins and ends."""
        return datetime.combine(self.first, time(), self.zone), datetime.combine(self.end, time(), self.zone)


async def days(
    clock: ClockDep,
    zone: ZoneDep,
    span: Span | None = None,
    first: Annotated[date | None, Query(alias="from")] = None,
    end: Annotated[date | None, Query(alias="to")] = None,
) -> Days:
    """Read the days that are asked for: by their name, or from when to when.

    Raises: InvalidError.
    """
    if span is not None:
        first, end = (at.astimezone(zone).date() for at in moments_of(span, clock(), zone))
    if first is None or end is None or not 0 < (end - first).days <= DAYS_MAX:
        raise InvalidError(f"from 1 to {DAYS_MAX} days", days_max=DAYS_MAX)
    return Days(first, end, zone)


AskedDep = Annotated[Days, Depends(days)]
TypeCode = Annotated[str | None, Query(alias="type")]


@router.get("")
async def show(
    reader: Reader,
    session: Tx,
    asked: AskedDep,
    by: Literal["crew", "area", "all"] = "crew",
    type_code: TypeCode = None,
) -> ReportView:
    """Show repeat repairs, first-time fixes, punctuality and hours of the orders closed on some days."""
    since, until = asked.moments
    found = await store.tallies(session, by=by, since=since, until=until, type_code=type_code)
    rows = [RowView(id=each.id, text=each.text, **_figures(each.tally).model_dump()) for each in found if by != "all"]
    return ReportView(
        from_=asked.first, to=asked.end, rows=rows, total=_figures(rules.total(each.tally for each in found))
    )


@router.get("/export", response_class=Response)
async def export(
    reader: Reader,
    session: Tx,
    asked: AskedDep,
    clock: ClockDep,
    type_code: TypeCode = None,
    form: Annotated[Literal["csv", "xlsx"], Query(alias="format")] = "xlsx",
    language: Literal["zh-CN", "en"] = "zh-CN",
) -> Response:
    """Write the orders closed on some days into a file, each with what it counts for; it holds no formulas."""
    since, until = asked.moments
    found = await store.closed(session, since=since, until=until, type_code=type_code, most=MOST + 1)
    if len(found) > MOST:
        raise ExportTooLargeError(most=MOST)
    await record_audit(
        session,
        principal=reader,
        action="work-order-figures-exported",
        subject_kind="work_order",
        subject_id="",
        detail={"orders": len(found), "format": form},
        now=clock(),
    )
    table = [_HEADS[language], *(_line(each, language, asked.zone) for each in found)]
    content = await asyncio.to_thread(write_csv if form == "csv" else write_xlsx, table)  # calls must not wait
    return Response(
        content,
        media_type="text/csv; charset=utf-8" if form == "csv" else _XLSX,
        headers={"content-disposition": f'attachment; filename="work-orders-{asked.first}.{form}"'},
    )


def _line(order: Closed, language: str, zone: ZoneInfo) -> list[Cell]:
    def moment(at: datetime) -> str:
        return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")

    return [
        order.order_no,
        order.type.get(language, ""),
        order.severity.get(language, ""),
        order.area.get(language, ""),
        order.crew.get(language, ""),
        order.person,
        moment(order.opened_at),
        moment(order.due_at),
        moment(order.closed_at),
        round((order.closed_at - order.opened_at).total_seconds() / 3600, 2),
        int(order.closed_at <= order.due_at),
        int(order.is_first_time),
        int(order.is_followed),
        order.result.get(language, ""),
        order.cause.get(language, ""),
    ]


def _figures(tally: Tally) -> FiguresView:
    return FiguresView(
        opened=tally.opened,
        closed=tally.closed,
        repeat_rate_pct=rules.repeat_repair_rate_pct(tally),
        first_time_fixed_pct=rules.first_time_fixed_pct(tally),
        on_time_pct=rules.on_time_pct(tally),
        average_hours=rules.average_hours(tally),
    )
