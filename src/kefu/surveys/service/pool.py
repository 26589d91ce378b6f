"""The pool: who is to be asked, by what was done for him or by a file."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import store as identity
from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.kernel.ids import LocalNetworkId, SurveyCaseId, SurveyGroupId, TenantId
from kefu.platform.numbering import parse_number
from kefu.platform.sheets import read_sheet
from kefu.surveys.model import Case, Group, NewCase, SourceKind
from kefu.surveys.model.errors import SurveyCaseNotFoundError, SurveyGroupTakesNoFilesError
from kefu.surveys.model.files import LINES_MAX, Added, BadLine, FileRead
from kefu.surveys.rules import life
from kefu.surveys.rules.files import callable_number, read_file
from kefu.surveys.rules.timing import is_sampled, within_hours
from kefu.surveys.service.groups import group as group_of
from kefu.surveys.service.groups import hours_of
from kefu.surveys.store import cases as store


async def add_cases(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    group: Group,
    cases: Sequence[NewCase],
    now: datetime,
    is_sampling: bool = True,
) -> Added:
    """Put customers into a group's pool, each source once and nobody too often; tell what became of them.

    Numbers may be as people write them; what cannot be called is counted as unusable.
    """
    usable = await asyncio.to_thread(_with_numbers, cases)
    sampled = [case for case in usable if not is_sampling or is_sampled(case.source_id, group.sample_pct)]
    fresh = await _unknown(session, sampled)
    loud = await _not_quiet(session, group, fresh, now)
    next_at = within_hours(await hours_of(session, calendar_id=group.calendar_id), now)
    added = await store.insert(session, tenant_id, group.group_id, loud, next_at, now)
    return Added(
        added=added,
        repeated=len(sampled) - len(fresh) + len(loud) - added,
        quiet=len(fresh) - len(loud),
        not_sampled=len(usable) - len(sampled),
        unusable=len(cases) - len(usable),
    )


async def _unknown(session: AsyncSession, cases: Sequence[NewCase]) -> list[NewCase]:
    known = {
        kind: await store.known_sources(session, kind, {c.source_id for c in cases if c.source_kind is kind})
        for kind in {case.source_kind for case in cases}
    }
    return [case for case in cases if case.source_id not in known[case.source_kind]]


async def _not_quiet(session: AsyncSession, group: Group, cases: Sequence[NewCase], now: datetime) -> list[NewCase]:
    if group.quiet_days == 0:
        return list(cases)
    since = now - timedelta(days=group.quiet_days)
    quiet = set(await store.quiet_numbers(session, {case.number for case in cases}, since))
    loud: list[NewCase] = []
    for case in cases:
        if case.number not in quiet:
            quiet.add(case.number)
            loud.append(case)
    return loud


def _with_numbers(cases: Sequence[NewCase]) -> list[NewCase]:
    parsed = ((case, callable_number(case.number, parse_number)) for case in cases)
    return [replace(case, number=number.key) for case, number in parsed if number is not None]


# -- files -----------------------------------------------------------------------------------------------------------


async def look_at_file(session: AsyncSession, *, group_id: SurveyGroupId, content: bytes, now: datetime) -> FileRead:
    """Read a file as an import would, and change nothing; lines whose source has a case already are told as well.

    Raises: SurveyGroupNotFoundError, SurveyGroupTakesNoFilesError, SheetUnreadableError, SheetTooLongError,
    SurveyFileInvalidError.
    """
    group = await group_of(session, group_id=group_id)
    if not group.takes(SourceKind.FILE):
        raise SurveyGroupTakesNoFilesError(group_code=group.code)
    hours = await hours_of(session, calendar_id=group.calendar_id)
    networks = {
        row.area_code.removeprefix("0"): LocalNetworkId(row.id) for row in await identity.local_networks(session)
    }
    today = now.astimezone(ZoneInfo(hours.time_zone)).date()
    found = await asyncio.to_thread(_read, content, networks, today)  # thousands of numbers: calls must not wait
    known = await store.known_sources(session, SourceKind.FILE, {line.case.source_id for line in found.good})
    repeated = [line for line in found.good if line.case.source_id in known]
    bad = [BadLine(line=each.line, field="order_no", code="line-known") for each in repeated]
    return replace(
        found,
        good=tuple(line for line in found.good if line.case.source_id not in known),
        bad=tuple(sorted((*found.bad, *bad), key=lambda each: each.line)),
    )


def _read(content: bytes, networks: Mapping[str, LocalNetworkId], today: date) -> FileRead:
    lines = [(line.number, line.cells) for line in read_sheet(content, most=LINES_MAX + 1)]
    return read_file(lines, parse=parse_number, networks=networks, today=today)


async def import_file(
    session: AsyncSession, *, principal: Principal, group_id: SurveyGroupId, content: bytes, now: datetime
) -> tuple[FileRead, Added]:
    """Put the good lines of a file into a group's pool.

    Raises: what `look_at_file` raises.
    """
    found = await look_at_file(session, group_id=group_id, content=content, now=now)
    added = await add_cases(
        session,
        tenant_id=principal.tenant_id,
        group=await group_of(session, group_id=group_id),
        cases=[line.case for line in found.good],
        now=now,
        is_sampling=False,
    )
    await record_audit(
        session,
        principal=principal,
        action="survey-file-imported",
        subject_kind="survey_group",
        subject_id=str(group_id),
        detail={"added": added.added, "quiet": added.quiet, "bad": len(found.bad)},
        now=now,
    )
    return found, added


# -- looking, and taking out -----------------------------------------------------------------------------------------


async def list_cases(session: AsyncSession, *, wanted: store.Wanted) -> list[tuple[Case, str]]:
    """List a page of cases, the latest first, with the name of the agent who has them."""
    return await store.cases(session, wanted)


async def counts(session: AsyncSession) -> dict[tuple[SurveyGroupId, str], int]:
    """Count the cases of each group by state."""
    return {(SurveyGroupId(group), state): n for (group, state), n in (await store.counts(session)).items()}


async def give_up(session: AsyncSession, *, principal: Principal, case_id: SurveyCaseId, now: datetime) -> Case:
    """Take a case out of the pool for good.

    Raises: SurveyCaseNotFoundError, SurveyCaseNotAvailableError.
    """
    case = await store.find(session, case_id, is_locked=True)
    if case is None:
        raise SurveyCaseNotFoundError(case_id=str(case_id))
    case = life.give_up(case, now)
    await store.write(session, case)
    await record_audit(
        session,
        principal=principal,
        action="survey-case-given-up",
        subject_kind="survey_case",
        subject_id=str(case_id),
        now=now,
    )
    return case
