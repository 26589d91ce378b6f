"""HTTP of the figures of work orders."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.insight.rules import workorders as rules
from kefu.insight.rules.workorders import Tally
from kefu.insight.workorders import store
from kefu.kernel.errors import InvalidError

router = APIRouter(prefix="/api/figures/work-orders", tags=["figures"])
Reader = Annotated[Principal, Depends(require("figures.view"))]
_ZONE = ZoneInfo("Asia/Shanghai")
DAYS_MAX = 400


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


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open span of days."""

    first: date
    end: date


async def span(
    first: Annotated[date, Query(alias="from")],
    end: Annotated[date, Query(alias="to")],
) -> Span:
    """Read the span that is asked for.

    Raises: InvalidError.
    """
    if not 0 < (end - first).days <= DAYS_MAX:
        raise InvalidError(f"from 1 to {DAYS_MAX} days", days_max=DAYS_MAX)
    return Span(first, end)


@router.get("")
async def show(
    reader: Reader,
    session: Tx,
    asked: Annotated[Span, Depends(span)],
    by: Literal["crew", "area", "all"] = "crew",
    type_code: Annotated[str | None, Query(alias="type")] = None,
) -> ReportView:
    """Show repeat repairs, first-time fixes, punctuality and hours of the orders closed on some days."""
    since, until = (datetime.combine(day, time(), _ZONE) for day in (asked.first, asked.end))
    found = await store.tallies(session, by=by, since=since, until=until, type_code=type_code)
    rows = [RowView(id=each.id, text=each.text, **_figures(each.tally).model_dump()) for each in found if by != "all"]
    return ReportView(
        from_=asked.first, to=asked.end, rows=rows, total=_figures(rules.total(each.tally for each in found))
    )


def _figures(tally: Tally) -> FiguresView:
    return FiguresView(
        opened=tally.opened,
        closed=tally.closed,
        repeat_rate_pct=rules.repeat_repair_rate_pct(tally),
        first_time_fixed_pct=rules.first_time_fixed_pct(tally),
        on_time_pct=rules.on_time_pct(tally),
        average_hours=rules.average_hours(tally),
    )
