"""HTTP of reports: which there are, their tables, their files; own ones composed, views kept."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Response, status
from pydantic import BaseModel, ConfigDict, Field

from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.insight.figures import http as figures
from kefu.insight.figures import reading
from kefu.insight.figures.http import PERMISSION, Asked
from kefu.insight.reports import service, store
from kefu.insight.reports.catalogue import OUR_LEVEL
from kefu.insight.reports.files import MEDIA, Form, Mark
from kefu.insight.reports.layout import DIMENSION_NAMES
from kefu.insight.reports.model import DIMENSIONS_MAX, MEASURES_MAX, NAME_MAX, Branch, Chart, Grid, Report, View
from kefu.insight.reports.writing import written
from kefu.insight.rules.catalogue import MEASURES
from kefu.insight.rules.measures import Unit
from kefu.insight.rules.spans import Span
from kefu.insight.rules.tables import Dimension, Question
from kefu.insight.rules.targets import has_promise
from kefu.kernel.words import Text
from kefu.platform.ids import new_id
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api/reports", tags=["reports"])
Reader = Annotated[Principal, Depends(require(PERMISSION))]
Administrator = Annotated[Principal, Depends(require(service.ADMINISTRATOR))]


class ReportBody(BaseModel):
    """A report as it is to be; `version` is the one that was read, 0 of a new one."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Text
    branch: Branch
    measures: list[str] = Field(max_length=MEASURES_MAX)
    by: list[Dimension] = Field(max_length=DIMENSIONS_MAX)
    span: Span
    chart: Chart = Chart.NONE
    role_ids: list[UUID] = Field([], max_length=100)
    version: int = Field(0, ge=0)


class ReportView(ReportBody):
    """A report that somebody sees; `is_built_in`: it comes with the product.

    `has_promise`: it tells how many were answered within so many seconds.
    """

    code: str
    is_built_in: bool
    has_promise: bool
    is_favourite: bool


class RoleView(BaseModel):
    """A role that may see a report."""

    role_id: UUID
    name: str


class DimensionView(BaseModel):
    """By what a report can be told apart."""

    code: Dimension
    name: Text


class ViewBody(BaseModel):
    """Parameters to keep: what stands in the address of the screen."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    report: str = Field(max_length=64)
    name: str = Field(min_length=1, max_length=NAME_MAX)
    asked: dict[str, Annotated[str, Field(max_length=1000)]] = Field(max_length=20)


class SavedView(ViewBody):
    """Parameters that are kept."""

    view_id: UUID


class ChoiceView(BaseModel):
    """Somebody of whom figures can be asked."""

    id: UUID
    name: Text


class CatalogueView(BaseModel):
    """All that somebody can open, and what he keeps."""

    reports: list[ReportView]
    views: list[SavedView]
    dimensions: list[DimensionView]
    roles: list[RoleView]
    scopes: dict[Dimension, list[ChoiceView]]


class ColumnView(BaseModel):
    """A column of figures with its formula; `before_days`: it tells of so many days earlier."""

    code: str
    name: str
    unit: Unit
    formula: str
    remark: str
    before_days: int


class LineView(BaseModel):
    """A line: its key, what the key is called, its figures."""

    key: list[str | None]
    labels: list[str]
    values: list[float | int | None]


class GridView(BaseModel):
    """A report's table in one language, of a half-open span of days; files say the same."""

    code: str
    title: str
    from_: date = Field(serialization_alias="from")
    to: date
    times: str
    within_s: int
    by: list[Dimension]
    heads: list[str]
    columns: list[ColumnView]
    lines: list[LineView]
    total: list[float | int | None]
    known_until: datetime
    is_cut: bool


class NearestView(BaseModel):
    """The nearest day with figures; null where there never were any."""

    day: date | None


class AskedReport(Asked):
    """What a report is asked of; without days it is of its own span. `by`: otherwise told apart than it says."""

    language: Literal["zh-CN", "en"] = "zh-CN"
    by: list[Dimension] = Field([], max_length=DIMENSIONS_MAX)


class AskedFile(AskedReport):
    """As what file."""

    form: Form = Field(Form.XLSX, alias="format")


@router.get("")
async def catalogue(reader: Reader, session: Tx) -> CatalogueView:
    """List the reports that one sees, and what one keeps."""
    liked = await store.favourites(session, reader.person_id)
    is_administrator = service.ADMINISTRATOR in reader.permissions
    return CatalogueView(
        reports=[_view(each, liked) for each in await service.reports(session, principal=reader)],
        views=[
            SavedView(view_id=each.view_id, report=each.report, name=each.name, asked=dict(each.asked))
            for each in await store.views(session, reader.person_id)
        ],
        dimensions=[DimensionView(code=code, name=name) for code, name in DIMENSION_NAMES.items()],
        scopes={
            dimension: [ChoiceView(id=key, name=name) for key, name in choices]
            for dimension, choices in (await store.scopes(session, reader.teams_for(PERMISSION))).items()
        },
        roles=[RoleView(role_id=role_id, name=name) for role_id, name in await store.roles(session)]
        if is_administrator
        else [],
    )


@router.post("", status_code=status.HTTP_201_CREATED)
async def compose(body: ReportBody, administrator: Administrator, session: Tx, clock: ClockDep) -> ReportView:
    """Add a report of measures by dimensions."""
    report = _report(str(new_id()), body, version=0)
    return _view(await service.put(session, principal=administrator, report=report, now=clock()), frozenset())


@router.put("/{code}")
async def change(
    code: UUID, body: ReportBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> ReportView:
    """Change a composed report."""
    report = _report(str(code), body, version=max(1, body.version))
    return _view(await service.put(session, principal=administrator, report=report, now=clock()), frozenset())


@router.delete("/{code}", status_code=status.HTTP_204_NO_CONTENT)
async def remove(code: UUID, administrator: Administrator, session: Tx, clock: ClockDep) -> None:
    """Take a composed report away."""
    await service.remove(session, principal=administrator, code=str(code), now=clock())


@router.put("/{code}/favourite", status_code=status.HTTP_204_NO_CONTENT)
async def like(code: str, reader: Reader, session: Tx) -> None:
    """Want a report at hand."""
    await service.set_favourite(session, principal=reader, code=code, is_on=True)


@router.delete("/{code}/favourite", status_code=status.HTTP_204_NO_CONTENT)
async def forget(code: str, reader: Reader, session: Tx) -> None:
    """Want a report at hand no longer."""
    await service.set_favourite(session, principal=reader, code=code, is_on=False)


@router.post("/views", status_code=status.HTTP_201_CREATED)
async def save_view(body: ViewBody, reader: Reader, session: Tx, clock: ClockDep) -> SavedView:
    """Keep parameters under a name."""
    view = View(view_id=new_id(), report=body.report, name=body.name, asked=body.asked)
    await service.save_view(session, principal=reader, view=view, now=clock())
    return SavedView(view_id=view.view_id, **body.model_dump())


@router.delete("/views/{view_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove_view(view_id: UUID, reader: Reader, session: Tx) -> None:
    """Forget parameters."""
    await service.remove_view(session, principal=reader, view_id=view_id)


@router.get("/{code}/table")
async def table(
    code: str, reader: Reader, session: Tx, clock: ClockDep, asked: Annotated[AskedReport, Query()]
) -> GridView:
    """Show a report."""
    grid, by = await grid_of(session, reader, code, asked, clock())
    return GridView(
        code=code,
        title=grid.title,
        from_=date.fromisoformat(grid.first),
        to=date.fromisoformat(grid.end),
        times=grid.times,
        within_s=grid.within_s,
        by=by,
        heads=list(grid.heads),
        columns=[ColumnView(**_column(each)) for each in grid.columns],
        lines=[LineView(key=list(each.key), labels=list(each.labels), values=list(each.values)) for each in grid.lines],
        total=list(grid.total),
        known_until=grid.known_until,
        is_cut=grid.is_cut,
    )


@router.get("/{code}/nearest")
async def nearest(
    code: str, reader: Reader, session: Tx, clock: ClockDep, asked: Annotated[AskedReport, Query()]
) -> NearestView:
    """Find the day with figures that is nearest to days without."""
    report = await service.report(session, principal=reader, code=code)
    question, _ = await question_of(session, reader, report, asked, clock())
    found = await reading.nearest(session, question=question)
    return NearestView(day=None if found is None else found.astimezone(ZoneInfo(question.zone)).date())


@router.get("/{code}/file", response_class=Response)
async def file(
    code: str, reader: Reader, session: Tx, clock: ClockDep, asked: Annotated[AskedFile, Query()]
) -> Response:
    """Write a report into a file; it says who had it made, and that is written down."""
    now = clock()
    grid, _ = await grid_of(session, reader, code, asked, now)
    where: dict[str, object] = {dimension: sorted(map(str, wanted)) for dimension, wanted in asked.where().items()}
    await service.note_export(session, principal=reader, grid=grid, form=asked.form, where=where, now=now)
    mark = Mark(f"{reader.name} ({reader.login})", now)
    content = await written(grid, asked.form, mark)
    name = f"{grid.title}-{grid.first}.{asked.form}"
    return Response(
        content,
        media_type=MEDIA[asked.form],
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"},
    )


async def question_of(
    session: Tx, reader: Principal, report: Report, asked: AskedReport, now: datetime
) -> tuple[Question, tuple[date, date]]:
    """Make somebody's question of a report, and its half-open days.

    Raises: DaysUnknownError.
    """
    if asked.span is None and asked.from_ is None:
        asked = asked.model_copy(update={"span": report.span})
    level = OUR_LEVEL if report.is_built_in else None
    question, first, end = await figures.question_of(
        session, reader, asked, report.measures, asked.by or report.by, now, our_level=level
    )
    return question, (first, end)


async def grid_of(
    session: Tx, reader: Principal, code: str, asked: AskedReport, now: datetime
) -> tuple[Grid, list[Dimension]]:
    """Make the table that somebody asks for, with the dimensions that tell its lines apart."""
    report = await service.report(session, principal=reader, code=code)
    question, days = await question_of(session, reader, report, asked, now)
    grid = await service.run(session, report=report, question=question, days=days, language=asked.language, now=now)
    return grid, list(question.by)


def _column(column: Any) -> dict[str, Any]:
    return {name: getattr(column, name) for name in ColumnView.model_fields}


def _report(code: str, body: ReportBody, *, version: int) -> Report:
    return Report(
        code=code,
        name={"zh-CN": body.name.get("zh-CN", ""), "en": body.name.get("en", "")},
        branch=body.branch,
        measures=tuple(body.measures),
        by=tuple(body.by),
        span=body.span,
        chart=body.chart,
        role_ids=frozenset(body.role_ids),
        version=version,
    )


def _view(report: Report, liked: frozenset[str]) -> ReportView:
    return ReportView(
        code=report.code,
        name=report.name,
        branch=report.branch,
        measures=list(report.measures),
        by=list(report.by),
        span=report.span,
        chart=report.chart,
        role_ids=sorted(report.role_ids),
        version=report.version,
        is_built_in=report.is_built_in,
        has_promise=any(each in MEASURES and has_promise(each) for each in report.measures),
        is_favourite=report.code in liked,
    )
