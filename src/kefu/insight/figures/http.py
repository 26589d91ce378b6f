"""HTTP of figures: what there is to measure, tables of it, and the calls behind each figure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, Field

from kefu.calls.rules import mask_number, sees_numbers
from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.identity.service import Zones, zones_of
from kefu.insight.figures import reading
from kefu.insight.rules.bases import EDGES_S
from kefu.insight.rules.catalogue import MEASURES
from kefu.insight.rules.measures import Unit, formula
from kefu.insight.rules.spans import DaysUnknownError, Span, days_of
from kefu.insight.rules.tables import Dimension, Question, dimensions_of
from kefu.insight.rules.targets import Target
from kefu.insight.targets import service as targets
from kefu.kernel.ids import GroupId, LocalNetworkId
from kefu.kernel.words import Text
from kefu.platform.web import ClockDep

PERMISSION = "figures.view"
router = APIRouter(prefix="/api/figures", tags=["figures"])
Reader = Annotated[Principal, Depends(require(PERMISSION))]


class MeasureView(BaseModel):
    """A figure that can be asked for: its formula in words, T the seconds within which an answer is promised."""

    code: str
    name: Text
    unit: Unit
    formula: Text
    remark: Text | None
    authority: str
    dimensions: list[Dimension]


class RowView(BaseModel):
    """A line: the parts of its key and its figures, in the order in which they were asked for."""

    key: list[str | None]
    values: list[float | int | None]


class TableView(BaseModel):
    """Figures of a half-open span of days. `known_until`: what was told up to then is counted."""

    from_: date = Field(serialization_alias="from")
    to: date
    within_s: int
    by: list[Dimension]
    measures: list[str]
    rows: list[RowView]
    total: list[float | int | None]
    names: dict[str, Text]
    known_until: datetime
    is_cut: bool


class BehindView(BaseModel):
    """A call behind a figure; its number is masked for who may not read it."""

    call_id: UUID
    at: datetime
    queue_id: UUID | None
    agent: str | None
    outcome: str | None
    waited_ms: int | None
    number: str | None
    direction: str | None
    is_recorded: bool | None


class BehindPage(BaseModel):
    """The calls behind a figure, the latest first; `is_cut` when there are more."""

    calls: list[BehindView]
    is_cut: bool


class Asked(BaseModel):
    """What figures are asked of: days, or a part of them, and of whom; nothing named is everybody.

    `after` and `before`: from what time of the first day to what time of the last, by the operator's clock.
    Without `within_s` an answer counts within the seconds that the tenant promises.
    """

    span: Span | None = None
    from_: date | None = Field(None, alias="from")
    to: date | None = None
    after: time | None = None
    before: time | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    within_s: int | None = None
    queue: list[UUID] = []
    network: list[UUID] = []
    agent: list[UUID] = []
    group: list[UUID] = []
    site: list[UUID] = []
    direction: list[Literal["inbound", "outbound", "internal"]] = []

    def where(self) -> Mapping[Dimension, frozenset[Any]]:
        """Return whose figures are meant."""
        named = {name: frozenset(getattr(self, name)) for name in ("queue", "network", "agent", "group", "site")}
        named["direction"] = frozenset(self.direction)
        return {Dimension(name): wanted for name, wanted in named.items() if wanted}

    def question(
        self,
        measures: Sequence[str],
        by: Sequence[Dimension],
        now: datetime,
        ours: Target,
        zones: Zones,
        teams: frozenset[GroupId] | None,
    ) -> tuple[Question, date, date]:
        """Make the question of it; `ours` is the service level that the tenant promises, `teams` whose agents one sees.

        Days begin by the clock of what is asked for.

        Raises: DaysUnknownError.
        """
        zone = zones.asked
        first, end = days_of(self.span, self.from_, self.to, now, zone)
        since = datetime.combine(first, self.after or time(), zone)
        until = datetime.combine(end, time(), zone)
        if self.before is not None:
            until = datetime.combine(end - timedelta(days=1), self.before, zone)
        if until <= since:
            raise DaysUnknownError("the end is not after the beginning")
        question = Question(
            measures=tuple(measures),
            by=tuple(dict.fromkeys(by)),
            since=max(since, self.since or since),
            until=min(until, self.until or until),
            zone=zone.key,
            is_tenants_clock=zone == zones.tenants,
            within_s=self.within_s or ours.within_s or 0,
            where=self.where(),
            teams=teams,
        )
        return question, first, end


class AskedTable(Asked):
    """What table is asked for."""

    measures: list[str] = Field(min_length=1, max_length=40)
    by: list[Dimension] = Field(default_factory=list, max_length=4)


class AskedCalls(Asked):
    """Of which figure the calls are asked for."""

    measure: str


@router.get("/measures")
async def measures(reader: Reader) -> list[MeasureView]:
    """List what can be measured, each with its formula."""
    return [
        MeasureView(
            code=each.code,
            name=each.name,
            unit=each.unit,
            formula={language: formula(each, language) for language in each.name},
            remark=each.remark,
            authority=each.authority,
            dimensions=dimensions_of(each),
        )
        for each in MEASURES.values()
    ]


@router.get("/thresholds")
async def thresholds(reader: Reader) -> list[int]:
    """List the seconds within which an answer can be promised."""
    return list(EDGES_S)


@router.get("/table")
async def table(reader: Reader, session: Tx, clock: ClockDep, asked: Annotated[AskedTable, Query()]) -> TableView:
    """Show figures of some days, told apart as wanted."""
    now = clock()
    question, first, end = await question_of(session, reader, asked, asked.measures, asked.by, now)
    found = await reading.table(session, question=question, now=now)
    return TableView(
        from_=first,
        to=end,
        within_s=question.within_s,
        by=list(question.by),
        measures=list(question.measures),
        rows=[RowView(key=[_said(part) for part in row.key], values=list(row.values)) for row in found.rows],
        total=list(found.total.values),
        names={str(key): name for key, name in found.names.items()},
        known_until=found.known_until,
        is_cut=found.is_cut,
    )


async def question_of(
    session: Tx,
    reader: Principal,
    asked: Asked,
    measures: Sequence[str],
    by: Sequence[Dimension],
    now: datetime,
    *,
    our_level: str | None = None,
) -> tuple[Question, date, date]:
    """Make somebody's question, and its half-open days; in `our_level`'s place stands the tenant's service level.

    Raises: DaysUnknownError.
    """
    zones = await zones_of(session, site_ids=asked.site)
    ours = await targets.service_level(session, on=now.astimezone(zones.tenants).date())
    measures = [ours.measure if each == our_level else each for each in measures]
    return asked.question(measures, by, now, ours, zones, reader.teams_for(PERMISSION))


def _said(part: Any) -> str | None:
    return None if part is None else part.isoformat() if isinstance(part, datetime) else str(part)


@router.get("/calls")
async def calls(reader: Reader, session: Tx, clock: ClockDep, asked: Annotated[AskedCalls, Query()]) -> BehindPage:
    """List the calls behind a figure."""
    question, _, _ = await question_of(session, reader, asked, [asked.measure], [], clock())
    found = await reading.behind(session, question=question)
    return BehindPage(
        calls=[
            BehindView(
                call_id=each.call_id,
                at=each.at,
                queue_id=each.queue_id,
                agent=each.agent,
                outcome=each.outcome,
                waited_ms=each.waited_ms,
                number=_number(each.number, each.local_network_id, reader),
                direction=each.direction,
                is_recorded=each.is_recorded,
            )
            for each in found.calls
        ],
        is_cut=found.is_cut,
    )


def _number(number: str | None, network: UUID | None, reader: Principal) -> str | None:
    network_id = None if network is None else LocalNetworkId(network)
    return number if number is None or sees_numbers(reader, network_id) else mask_number(number)
