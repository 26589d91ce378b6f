"""SQL of the figures of work orders: one statement, counted by the database."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.insight.rules.workorders import Tally

_TALLIES = """
    WITH counted AS (
        SELECT CASE CAST(:by AS text) WHEN 'crew' THEN o.crew_id WHEN 'area' THEN o.area_id END AS id,
            count(*) FILTER (WHERE o.opened_at >= :since AND o.opened_at < :until) AS opened,
            count(*) FILTER (WHERE o.closed_at >= :since AND o.closed_at < :until) AS closed,
            count(*) FILTER (WHERE o.closed_at >= :since AND o.closed_at < :until AND f.is_followed) AS followed,
            count(*) FILTER (WHERE o.closed_at >= :since AND o.closed_at < :until AND o.is_fixed AND NOT f.is_followed
                AND o.repeat_of IS NULL AND o.reopened_count = 0) AS first_time,
            count(*) FILTER (
                WHERE o.closed_at >= :since AND o.closed_at < :until AND o.closed_at <= o.due_at) AS on_time,
            coalesce(sum(extract(epoch FROM o.closed_at - o.opened_at) / 3600) FILTER (
                WHERE o.closed_at >= :since AND o.closed_at < :until), 0)::float8 AS hours
        FROM work_order AS o
        LEFT JOIN LATERAL (
            SELECT EXISTS (
                SELECT FROM work_order AS n
                WHERE n.repeat_of = o.id AND n.merged_into IS NULL AND n.opened_at >= o.closed_at
                  AND n.opened_at <= o.closed_at + interval '30 days') AS is_followed
            WHERE o.closed_at IS NOT NULL) AS f ON true
        WHERE o.merged_into IS NULL AND (CAST(:type AS text) IS NULL OR o.type_code = :type)
          AND (o.opened_at >= :since AND o.opened_at < :until OR o.closed_at >= :since AND o.closed_at < :until)
        GROUP BY 1)
    SELECT counted.*, coalesce(c.name_zh, a.name_zh) AS name_zh, coalesce(c.name_en, a.name_en) AS name_en
    FROM counted LEFT JOIN crew AS c ON c.id = counted.id LEFT JOIN service_area AS a ON a.id = counted.id
    ORDER BY coalesce(c.code, a.code) NULLS LAST"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A tally of one crew or area, or of orders that have none."""

    id: UUID | None
    text: dict[str, str] | None
    tally: Tally


async def tallies(
    session: AsyncSession, *, by: str, since: datetime, until: datetime, type_code: str | None
) -> list[Counted]:
    """Count the orders of a span by crew, by area, or together."""
    values = {"by": by, "since": since, "until": until, "type": type_code}
    return [
        Counted(
            id=row.id,
            text=None if row.name_zh is None else {"zh-CN": row.name_zh, "en": row.name_en},
            tally=Tally(
                opened=row.opened,
                closed=row.closed,
                followed=row.followed,
                first_time=row.first_time,
                on_time=row.on_time,
                hours=row.hours,
            ),
        )
        for row in await session.execute(text(_TALLIES), values)
    ]


_CLOSED = """
    SELECT o.order_no, o.opened_at, o.due_at, o.closed_at, f.is_followed,
        coalesce(o.is_fixed, false) AND NOT f.is_followed AND o.repeat_of IS NULL AND o.reopened_count = 0
            AS is_first_time,
        coalesce(p.name, '') AS person,
        jsonb_build_object('zh-CN', coalesce(a.name_zh, ''), 'en', coalesce(a.name_en, '')) AS area,
        jsonb_build_object('zh-CN', coalesce(c.name_zh, ''), 'en', coalesce(c.name_en, '')) AS crew,
        jsonb_build_object('zh-CN', t.name_zh, 'en', t.name_en) AS type,
        jsonb_build_object('zh-CN', s.name_zh, 'en', s.name_en) AS severity,
        jsonb_build_object('zh-CN', coalesce(r.name_zh, ''), 'en', coalesce(r.name_en, '')) AS result,
        jsonb_build_object('zh-CN', coalesce(k.name_zh, ''), 'en', coalesce(k.name_en, '')) AS cause
    FROM work_order AS o
    JOIN work_order_type AS t ON t.tenant_id = o.tenant_id AND t.code = o.type_code
    JOIN work_order_severity AS s ON s.tenant_id = o.tenant_id AND s.code = o.severity_code
    LEFT JOIN work_order_choice AS r ON r.tenant_id = o.tenant_id AND r.kind = 'result' AND r.code = o.result_code
    LEFT JOIN work_order_choice AS k ON k.tenant_id = o.tenant_id AND k.kind = 'cause' AND k.code = o.cause_code
    LEFT JOIN service_area AS a ON a.id = o.area_id
    LEFT JOIN crew AS c ON c.id = o.crew_id
    LEFT JOIN person AS p ON p.id = o.person_id
    CROSS JOIN LATERAL (
        SELECT EXISTS (
            SELECT FROM work_order AS n
            WHERE n.repeat_of = o.id AND n.merged_into IS NULL AND n.opened_at >= o.closed_at
              AND n.opened_at <= o.closed_at + interval '30 days') AS is_followed) AS f
    WHERE o.merged_into IS NULL AND o.closed_at >= :since AND o.closed_at < :until
      AND (CAST(:type AS text) IS NULL OR o.type_code = :type)
    ORDER BY o.closed_at, o.id LIMIT :most"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A closed order with what it counts for; who is not known has no name."""

    order_no: str
    opened_at: datetime
    due_at: datetime
    closed_at: datetime
    is_followed: bool
    is_first_time: bool
    person: str
    area: dict[str, str]
    crew: dict[str, str]
    type: dict[str, str]
    severity: dict[str, str]
    result: dict[str, str]
    cause: dict[str, str]


async def closed(
    session: AsyncSession, *, since: datetime, until: datetime, type_code: str | None, most: int
) -> list[Closed]:
    """List the orders that count, in the order in which they were closed."""
    values = {"since": since, "until": until, "type": type_code, "most": most}
    return [Closed(**row._mapping) for row in await session.execute(text(_CLOSED), values)]  # noqa: SLF001
