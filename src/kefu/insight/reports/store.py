"""SQL of reports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd.tables import QueueRow
from kefu.identity.model import Principal
from kefu.identity.tables import (
    AgentGroupRow,
    AgentRow,
    LocalNetworkRow,
    PersonRoleRow,
    PersonRow,
    RoleRow,
    SiteRow,
)
from kefu.insight.reports.model import Branch, Chart, Report, View
from kefu.insight.reports.tables import ReportDefinitionRow, ReportFavouriteRow, ReportViewRow
from kefu.insight.rules.spans import Span
from kefu.insight.rules.tables import Dimension
from kefu.kernel.ids import GroupId, PersonId, TenantId
from kefu.kernel.words import Text

_CHOICES_MAX = 5_000


async def definitions(session: AsyncSession) -> list[Report]:
    """List what the tenant has composed, in the order of their names."""
    row = ReportDefinitionRow
    return [_report(each) for each in await session.scalars(select(row).order_by(row.name_zh, row.id))]


async def definition(session: AsyncSession, report_id: UUID) -> Report | None:
    """Find a report that was composed."""
    found = await session.get(ReportDefinitionRow, report_id)
    return None if found is None else _report(found)


def _report(row: ReportDefinitionRow) -> Report:
    return Report(
        code=str(row.id),
        name={"zh-CN": row.name_zh, "en": row.name_en},
        branch=Branch(row.branch),
        measures=tuple(row.measures),
        by=tuple(map(Dimension, row.dimensions)),
        span=Span(row.span),
        chart=Chart(row.chart),
        role_ids=frozenset(row.role_ids),
        version=row.version,
    )


async def put(session: AsyncSession, tenant_id: TenantId, report: Report) -> bool:
    """Add a report (version 0), or change one that is still in its version; tell whether that was so."""
    row = ReportDefinitionRow
    values = {
        "name_zh": report.name["zh-CN"].strip(),
        "name_en": report.name["en"].strip(),
        "branch": report.branch,
        "measures": list(report.measures),
        "dimensions": list(report.by),
        "span": report.span,
        "chart": report.chart,
        "role_ids": sorted(report.role_ids),
        "version": report.version + 1,
    }
    if report.version == 0:
        await session.execute(insert(row).values(id=UUID(report.code), tenant_id=tenant_id, **values))
        return True
    changed = update(row).where(row.id == UUID(report.code), row.version == report.version).values(**values)
    return await session.scalar(changed.returning(row.id)) is not None


async def remove(session: AsyncSession, report_id: UUID) -> bool:
    """Take a report away; tell whether it was there."""
    row = ReportDefinitionRow
    return await session.scalar(delete(row).where(row.id == report_id).returning(row.id)) is not None


async def role_ids(session: AsyncSession, person_id: PersonId) -> frozenset[UUID]:
    """Return somebody's roles."""
    row = PersonRoleRow
    return frozenset(await session.scalars(select(row.role_id).where(row.person_id == person_id)))


async def roles(session: AsyncSession) -> list[tuple[UUID, str]]:
    """List the roles."""
    found = await session.execute(select(RoleRow.id, RoleRow.name).order_by(RoleRow.name))
    return [(role_id, name) for role_id, name in found]


async def scopes(
    session: AsyncSession, teams: frozenset[GroupId] | None
) -> Mapping[Dimension, list[tuple[UUID, Text]]]:
    """List of whom figures can be asked, as far as one sees them; of agents those of some teams, if any are named."""
    agent = PersonRow.name + " " + AgentRow.number
    asked = {
        Dimension.QUEUE: select(QueueRow.id, QueueRow.name_zh, QueueRow.name_en),
        Dimension.NETWORK: select(LocalNetworkRow.id, LocalNetworkRow.name_zh, LocalNetworkRow.name_en),
        Dimension.AGENT: select(AgentRow.id, agent, agent).join(PersonRow, PersonRow.id == AgentRow.person_id),
        Dimension.GROUP: select(AgentGroupRow.id, AgentGroupRow.name, AgentGroupRow.name.label("name_en")),
        Dimension.SITE: select(SiteRow.id, SiteRow.name, SiteRow.name.label("name_en")),
    }
    if teams is not None:
        of_teams = AgentGroupRow.id.in_(teams)
        sites = select(AgentGroupRow.site_id).where(of_teams)
        asked[Dimension.AGENT] = asked[Dimension.AGENT].where(AgentRow.group_id.in_(teams))
        asked[Dimension.GROUP] = asked[Dimension.GROUP].where(of_teams)
        asked[Dimension.SITE] = asked[Dimension.SITE].where(SiteRow.id.in_(sites))
    found = {}
    for dimension, query in asked.items():
        rows = await session.execute(query.limit(_CHOICES_MAX))
        named: list[tuple[UUID, Text]] = [(key, {"zh-CN": zh, "en": en}) for key, zh, en in rows]
        found[dimension] = sorted(named, key=lambda each: each[1]["zh-CN"])
    return found


async def favourites(session: AsyncSession, person_id: PersonId) -> frozenset[str]:
    """Return the codes of the reports that somebody wants at hand."""
    row = ReportFavouriteRow
    return frozenset(await session.scalars(select(row.report_code).where(row.person_id == person_id)))


async def set_favourite(session: AsyncSession, principal: Principal, code: str, *, is_on: bool) -> None:
    """Note that somebody wants a report at hand, or no longer."""
    row = ReportFavouriteRow
    if is_on:
        values = {"tenant_id": principal.tenant_id, "person_id": principal.person_id, "report_code": code}
        await session.execute(insert(row).values(**values).on_conflict_do_nothing())
    else:
        await session.execute(delete(row).where(row.person_id == principal.person_id, row.report_code == code))


async def views(session: AsyncSession, person_id: PersonId) -> list[View]:
    """List what somebody keeps, in the order of their names."""
    row = ReportViewRow
    found = await session.scalars(select(row).where(row.person_id == person_id).order_by(row.name, row.id))
    return [View(view_id=each.id, report=each.report_code, name=each.name, asked=each.asked) for each in found]


async def save_view(
    session: AsyncSession, principal: Principal, view: View, asked: Mapping[str, Any], now: datetime
) -> None:
    """Keep parameters."""
    values = {"report_code": view.report, "name": view.name, "asked": dict(asked), "saved_at": now}
    await session.execute(
        insert(ReportViewRow).values(
            id=view.view_id, tenant_id=principal.tenant_id, person_id=principal.person_id, **values
        )
    )


async def remove_view(session: AsyncSession, principal: Principal, view_id: UUID) -> bool:
    """Forget parameters of one's own; tell whether they were there."""
    row = ReportViewRow
    gone = delete(row).where(row.id == view_id, row.person_id == principal.person_id)
    return await session.scalar(gone.returning(row.id)) is not None
