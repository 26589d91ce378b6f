"""HTTP of satisfaction: figures, the answers behind them, exports."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, BaseModel

from kefu.calls.rules import sees_numbers
from kefu.identity.http import Tx, ZoneDep, require
from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.insight.rules import satisfaction as rules
from kefu.insight.rules.satisfaction import Tally
from kefu.insight.rules.spans import Span, moments_of
from kefu.insight.satisfaction import store
from kefu.insight.satisfaction.store import Asked, By
from kefu.kernel.errors import InvalidError, NotFoundError
from kefu.kernel.ids import LocalNetworkId
from kefu.kernel.instant import to_ms
from kefu.kernel.phone import show_phone
from kefu.platform.sheets import Cell, write_csv, write_xlsx
from kefu.platform.web import ClockDep
from kefu.surveys.tables import SurveyCaseRow

router = APIRouter(prefix="/api/figures/satisfaction", tags=["figures"])
Reader = Annotated[Principal, Depends(require("figures.view"))]
Service = Literal["", "repair", "hotline", "hall"]
LONGEST = timedelta(days=400)
MOST = 50_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADS: dict[str, list[Cell]] = {
    "zh-CN": ["结束时间", "组", "服务", "单号", "客户", "号码", "营业厅", "片区", "班组", "维修员"],
    "en": ["Ended", "Group", "Service", "Order", "Customer", "Number", "Hall", "Area", "Crew", "Repairman"],
}
_HEADS["zh-CN"] += ["结果", "呼叫次数", "得分", "满分", "满意", "NPS", "回答"]
_HEADS["en"] += ["Outcome", "Attempts", "Points", "Of", "Satisfied", "NPS", "Answers"]


class SpanInvalidError(InvalidError):
    """The span is empty, or longer than is looked at in one go."""

    code = "figures-span-invalid"
    title = "This period cannot be shown"


class AnsweredCaseNotFoundError(NotFoundError):
    """There is no such case that has ended, or not for this reader."""

    code = "answered-case-not-found"
    title = "No such survey result"


class ExportTooLargeError(InvalidError):
    """More cases than are written into one file."""

    code = "export-too-large"
    title = "Too many results for one file: choose a shorter period"


class FiguresView(BaseModel):
    """Counts and measures; null where there was nothing to measure."""

    cases: int
    reached: int
    answered: int
    rated: int
    satisfied: int
    contact_rate_pct: float | None
    response_rate_pct: float | None
    satisfied_rate_pct: float | None
    average_score_pct: float | None
    net_promoter_score: float | None


class RowView(FiguresView):
    """Figures of one value of a dimension; `text` is what it is called, where `key` is not its name."""

    key: str
    text: dict[str, str] | None


class ReportView(BaseModel):
    """Figures of a half-open span."""

    by: By
    rows: list[RowView]
    total: FiguresView


class ResultView(BaseModel):
    """One case that has ended."""

    case_id: UUID
    group_id: UUID
    service: str
    name: str
    number: str
    subject: dict[str, Any]
    outcome: str | None
    attempts: int
    ended_at_ms: int
    points: int
    max_points: int
    is_satisfied: bool | None
    nps: int | None


class AnswersView(ResultView):
    """One case with what was answered to which version of the form."""

    form_code: str
    form_version: int | None
    answers: dict[str, Any]


class ResultsView(BaseModel):
    """A page of cases; `next_before` is where the next one begins."""

    results: list[ResultView]
    next_before: UUID | None


async def asked_for(
    clock: ClockDep,
    zone: ZoneDep,
    span: Span | None = None,
    since: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to")] = None,
    by: By = By.SERVICE,
    group_id: UUID | None = None,
    service: Service = "",
) -> Asked:
    """Read what is asked for: a span of days by its name, or from when to when.

    Raises: SpanInvalidError.
    """
    if span is not None:
        since, until = moments_of(span, clock(), zone)
    if since is None or until is None or not timedelta() < until - since <= LONGEST:
        raise SpanInvalidError(days_max=LONGEST.days)
    return Asked(zone=zone.key, since=since, until=until, by=by, group_id=group_id, service=service)


AskedDep = Annotated[Asked, Depends(asked_for)]


@router.get("")
async def show(reader: Reader, session: Tx, asked: AskedDep) -> ReportView:
    """Show the figures by a dimension."""
    lines = await store.lines(session, asked)
    return ReportView(
        by=asked.by,
        rows=[RowView(key=line.key, text=line.text, **_figures(line.tally)) for line in lines],
        total=FiguresView(**_figures(rules.total(line.tally for line in lines))),
    )


@router.get("/results")
async def results(
    reader: Reader,
    session: Tx,
    asked: AskedDep,
    key: Annotated[str | None, Query(max_length=200)] = None,
    before: UUID | None = None,
) -> ResultsView:
    """List the cases behind a row, the latest first."""
    rows = await store.cases(session, replace(asked, key=key), before)
    return ResultsView(
        results=[ResultView(**_result(row, reader)) for row in rows],
        next_before=rows[-1].id if len(rows) == store.PAGE else None,
    )


@router.get("/results/{case_id}")
async def answers(case_id: UUID, reader: Reader, session: Tx) -> AnswersView:
    """Show what one customer has answered."""
    row = await store.one(session, case_id)
    if row is None:
        raise AnsweredCaseNotFoundError(case_id=str(case_id))
    return AnswersView(
        **_result(row, reader), form_code=row.form_code, form_version=row.form_version, answers=row.answers
    )


@router.get("/export", response_class=Response)
async def export(
    reader: Reader,
    session: Tx,
    asked: AskedDep,
    clock: ClockDep,
    zone: ZoneDep,
    form: Annotated[Literal["csv", "xlsx"], Query(alias="format")] = "xlsx",
    language: Literal["zh-CN", "en"] = "zh-CN",
) -> Response:
    """Write the cases of a span into a file; whatever a customer is called, it holds no formulas."""
    table: list[Sequence[Cell]] = [_HEADS[language]]
    async for row, name_zh, name_en in store.exported(session, asked, MOST + 1):
        table.append(_line(row, name_zh if language == "zh-CN" else name_en, language, reader, zone))
    if len(table) > MOST + 1:
        raise ExportTooLargeError(most=MOST)
    await record_audit(
        session,
        principal=reader,
        action="survey-results-exported",
        subject_kind="survey_case",
        subject_id="",
        detail={"cases": len(table) - 1, "format": form},
        now=clock(),
    )
    content = await asyncio.to_thread(write_csv if form == "csv" else write_xlsx, table)  # calls must not wait
    return Response(
        content,
        media_type="text/csv; charset=utf-8" if form == "csv" else _XLSX,
        headers={
            "content-disposition": f'attachment; filename="satisfaction-{asked.since.astimezone(zone).date()}.{form}"'
        },
    )


def _figures(tally: Tally) -> dict[str, Any]:
    measures = rules.measure(tally)
    return {
        **{name: getattr(tally, name) for name in ("cases", "reached", "answered", "rated", "satisfied")},
        "contact_rate_pct": measures.contact_rate_pct,
        "response_rate_pct": measures.response_rate_pct,
        "satisfied_rate_pct": measures.satisfied_rate_pct,
        "average_score_pct": measures.average_score_pct,
        "net_promoter_score": measures.net_promoter_score,
    }


def _number(row: SurveyCaseRow, reader: Principal) -> str:
    network = None if row.local_network_id is None else LocalNetworkId(row.local_network_id)
    return show_phone(row.number, sees_pii=sees_numbers(reader, network))


def _result(row: SurveyCaseRow, reader: Principal) -> dict[str, Any]:
    return {
        "case_id": row.id,
        "group_id": row.group_id,
        "service": row.service,
        "name": row.name,
        "number": _number(row, reader),
        "subject": row.subject,
        "outcome": row.outcome,
        "attempts": row.attempts,
        "ended_at_ms": to_ms(row.ended_at) if row.ended_at else 0,
        "points": row.points,
        "max_points": row.max_points,
        "is_satisfied": row.is_satisfied,
        "nps": row.nps,
    }


def _line(row: SurveyCaseRow, group: str, language: str, reader: Principal, zone: ZoneInfo) -> list[Cell]:
    said = row.subject.get
    satisfied = None if row.is_satisfied is None else int(row.is_satisfied)
    return [
        row.ended_at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if row.ended_at else "",
        group,
        row.service,
        str(said("order_no") or ""),
        row.name,
        _number(row, reader),
        str(said("hall") or ""),
        str((said("area") or {}).get(language, "")),
        str((said("crew") or {}).get(language, "")),
        str(said("person") or ""),
        row.outcome or "",
        row.attempts,
        row.points,
        row.max_points,
        satisfied,
        row.nps,
        "; ".join(f"{code}: {_said(answer)}" for code, answer in row.answers.items()),
    ]


def _said(answer: Any) -> str:
    return ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)
