"""SQL of satisfaction: counts by a dimension, the cases behind a count, the lines of an export."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, case, cast, func, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.insight.rules.satisfaction import Tally
from kefu.surveys.tables import SurveyCaseRow, SurveyGroupRow

PAGE = 50
_REACHED = ("success", "refused", "later")
_EMPTY: ColumnElement[Any] = cast(None, JSONB)
_row = SurveyCaseRow


class By(StrEnum):
    """What cases are told apart by."""

    SERVICE = "service"
    HALL = "hall"
    CREW = "crew"
    AREA = "area"
    GROUP = "group"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Cases that ended in a half-open span, their days by a clock; of one service, or of one value of a dimension."""

    since: datetime
    until: datetime
    zone: str
    group_id: UUID | None = None
    service: str = ""
    by: By = By.SERVICE
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Counts of one value of a dimension; `text` is what it is called, if the cases say so."""

    key: str
    text: dict[str, str] | None
    tally: Tally


def _subject(name: str) -> ColumnElement[str]:
    return func.coalesce(_row.subject[name].astext, "")


def _named(name: str) -> ColumnElement[str]:
    """Tell by the id, or by the name where a file brought no more."""
    return func.coalesce(
        func.nullif(_subject(f"{name}_id"), ""), func.nullif(_row.subject[name]["zh-CN"].astext, ""), ""
    )


_KEYS: dict[By, tuple[ColumnElement[str], ColumnElement[Any]]] = {
    By.SERVICE: (func.coalesce(_row.service, ""), _EMPTY),
    By.HALL: (_subject("hall"), _EMPTY),
    By.CREW: (_named("crew"), _row.subject["crew"]),
    By.AREA: (_named("area"), _row.subject["area"]),
    By.GROUP: (cast(_row.group_id, Text), _EMPTY),
}


def _key(asked: Asked) -> tuple[ColumnElement[str], ColumnElement[Any]]:
    """Return what tells cases apart, and what it is called."""
    if asked.by is By.DAY:
        return func.to_char(func.timezone(asked.zone, _row.ended_at), "YYYY-MM-DD"), _EMPTY
    return _KEYS[asked.by]


async def lines(session: AsyncSession, asked: Asked) -> list[Line]:
    """Count the cases by the dimension that is asked for."""
    key, text = _key(asked)
    is_answered = _row.outcome == "success"
    counts: dict[str, ColumnElement[bool]] = {
        "cases": true(),
        "reached": _row.outcome.in_(_REACHED),
        "answered": is_answered,
        "rated": _row.is_satisfied.is_not(None),
        "satisfied": _row.is_satisfied.is_(True),
        "promoters": _row.nps >= 9,
        "passives": _row.nps.between(7, 8),
        "detractors": _row.nps <= 6,
    }
    columns = [func.count(case((where, 1))).label(name) for name, where in counts.items()]
    keyed = key.label("key")
    query = (
        select(
            keyed,
            func.max(cast(text, Text)).label("text"),
            func.coalesce(func.sum(_row.points), 0).label("points"),
            func.coalesce(func.sum(_row.max_points), 0).label("max_points"),
            *columns,
        )
        .where(*_where(asked))
        .group_by(keyed)
        .order_by(keyed)
    )
    found = (await session.execute(query)).mappings().all()
    names = await _group_names(session) if asked.by is By.GROUP else {}
    return [
        Line(
            key=each["key"],
            text=names.get(each["key"]) or (json.loads(each["text"]) if each["text"] not in (None, "null") else None),
            tally=Tally(points=each["points"], max_points=each["max_points"], **{name: each[name] for name in counts}),
        )
        for each in found
    ]


async def cases(session: AsyncSession, asked: Asked, before: UUID | None) -> list[SurveyCaseRow]:
    """List a page of the cases behind a count, the latest first."""
    query = select(_row).where(*_where(asked)).order_by(_row.id.desc()).limit(PAGE)
    if before is not None:
        query = query.where(_row.id < before)
    return list(await session.scalars(query))


async def one(session: AsyncSession, case_id: UUID) -> SurveyCaseRow | None:
    """Load a case that has ended."""
    found: SurveyCaseRow | None = await session.scalar(
        select(_row).where(_row.id == case_id, _row.ended_at.is_not(None))
    )
    return found


async def exported(session: AsyncSession, asked: Asked, most: int) -> AsyncIterator[tuple[SurveyCaseRow, str, str]]:
    """List the cases with the names of their groups, in the order in which they ended."""
    query = (
        select(_row, SurveyGroupRow.name_zh, SurveyGroupRow.name_en)
        .join(SurveyGroupRow, SurveyGroupRow.id == _row.group_id)
        .where(*_where(asked))
        .order_by(_row.ended_at, _row.id)
        .limit(most)
    )
    for row, name_zh, name_en in await session.execute(query):
        yield row, name_zh, name_en


async def _group_names(session: AsyncSession) -> dict[str, dict[str, str]]:
    groups = await session.execute(select(SurveyGroupRow.id, SurveyGroupRow.name_zh, SurveyGroupRow.name_en))
    return {str(group_id): {"zh-CN": zh, "en": en} for group_id, zh, en in groups}


def _where(asked: Asked) -> list[ColumnElement[bool]]:
    where = [_row.ended_at >= asked.since, _row.ended_at < asked.until]
    if asked.group_id is not None:
        where.append(_row.group_id == asked.group_id)
    if asked.service:
        where.append(_row.service == asked.service)
    if asked.key is not None:
        where.append(_key(asked)[0] == asked.key)
    return where
