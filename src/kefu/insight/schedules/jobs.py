"""Sends reports by the clock: finds who is to have one, makes a file for each scope, writes the letters. ADR 0036."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.identity.store import absent_principal
from kefu.identity.tables import PersonRow
from kefu.insight.reports import http as reports
from kefu.insight.reports.files import MEDIA, Form, Mark
from kefu.insight.reports.model import Grid, ReportNotFoundError
from kefu.insight.reports.service import note_mailed, sees_report
from kefu.insight.reports.writing import written
from kefu.insight.schedules import letters, service, store
from kefu.insight.schedules.model import KEPT, PERMISSION, Delivery, MailMissingError, Run, Schedule, State
from kefu.kernel.errors import ForbiddenError, KefuError
from kefu.kernel.ids import GroupId, PersonId, TenantId
from kefu.kernel.scope import Scope
from kefu.messaging.events import LetterSettled
from kefu.messaging.model import Attachment, Letter
from kefu.messaging.service import keep_content, send_letter
from kefu.platform.db import DatabaseUnavailableError, enter_scope
from kefu.platform.ids import new_id
from kefu.platform.jobs import Handler, Job, schedule

FILE = "report-schedule-file"
TRIES_MAX = 3


@dataclass(frozen=True, slots=True)
class _Recipient:
    mail: str
    principal: Principal


Sight = tuple[Scope, frozenset[GroupId] | None]
"""What somebody sees of figures; whose is equal get one file."""


def handlers(*, has_mail: bool) -> Mapping[str, Handler]:
    """Make what does this room's jobs; without a mail server nothing is made, and that is told."""

    async def begin(session: AsyncSession, job: Job, now: datetime) -> None:
        found = await store.schedule(session, UUID(job.payload["schedule"]))
        is_by_clock = job.kind == service.RUN
        if found is None or (is_by_clock and not found.is_active):
            return
        if is_by_clock:
            await service.set_next(session, tenant_id=job.tenant_id, schedule=found, now=now)
        await store.prune(session, found.schedule_id, now - KEPT)
        to = job.payload.get("to", "")
        error = MailMissingError.code if not has_mail else KefuError.code if job.attempts > TRIES_MAX else ""
        run = Run(run_id=new_id(), schedule_id=found.schedule_id, at=now, is_trial=bool(to), error=error)
        if error:
            await store.add_run(session, job.tenant_id, run)
            return
        people = await store.people(session, [UUID(to)]) if to else await store.holders(session, found.role_id)
        await _begin(session, job.tenant_id, run, found, people)

    return {service.RUN: begin, service.NOW: begin, FILE: _make}


async def _begin(
    session: AsyncSession, tenant_id: TenantId, run: Run, found: Schedule, people: Iterable[PersonRow]
) -> None:
    """Note who is to have it; each file is a job of its own, so that one that cannot be made holds no other up."""
    recipients, deliveries = await _recipients(session, run, found, people)
    waiting = [Delivery(each.principal.person_id, State.WAITING) for each in recipients]
    await store.add_run(session, tenant_id, run, [*deliveries, *waiting])
    for number, together in enumerate(_by_sight(recipients).values()):
        payload = {"run": str(run.run_id), "people": [str(each.principal.person_id) for each in together]}
        key = f"{run.run_id}:{number}"
        await schedule(session, tenant_id=tenant_id, kind=FILE, key=key, run_at=run.at, payload=payload)


async def _recipients(
    session: AsyncSession, run: Run, found: Schedule, people: Iterable[PersonRow]
) -> tuple[list[_Recipient], list[Delivery]]:
    """Tell who can have a letter, and of the others why they cannot."""
    recipients, others = [], []
    for person in people:
        person_id = PersonId(person.id)
        principal = await absent_principal(session, person, run.run_id)
        if principal is None or PERMISSION not in principal.permissions:
            others.append(Delivery(person_id, State.FAILED, ForbiddenError.code))
        elif not await sees_report(session, principal=principal, code=found.report):
            others.append(Delivery(person_id, State.FAILED, ReportNotFoundError.code))
        elif not person.mail:
            others.append(Delivery(person_id, State.NO_MAIL))
        else:
            recipients.append(_Recipient(person.mail, principal))
    return recipients, others


def _by_sight(recipients: Iterable[_Recipient]) -> Mapping[Sight, list[_Recipient]]:
    found: dict[Sight, list[_Recipient]] = defaultdict(list)
    for each in recipients:
        found[each.principal.scope_for(PERMISSION), each.principal.teams_for(PERMISSION)].append(each)
    return found


async def _make(session: AsyncSession, job: Job, now: datetime) -> None:
    """Make the file of people who see the same, as their roles are now, and write their letters."""
    run_id = UUID(job.payload["run"])
    run = await store.run(session, run_id)
    found = None if run is None else await store.schedule(session, run.schedule_id)
    if run is None or found is None:
        return
    wanted = {PersonId(UUID(each)) for each in job.payload["people"]}
    if job.attempts > TRIES_MAX:
        await store.settle(session, run_id, [Delivery(each, State.FAILED, KefuError.code) for each in wanted])
        return
    recipients, others = await _recipients(session, run, found, await store.people(session, wanted))
    await store.settle(session, run_id, others)
    for together in _by_sight(recipients).values():
        try:
            await _send(session, job.tenant_id, run, found, together, now)
        except DatabaseUnavailableError:
            raise
        except KefuError as error:
            failed = [Delivery(each.principal.person_id, State.FAILED, error.code) for each in together]
            await store.settle(session, run_id, failed)


async def _send(
    session: AsyncSession, tenant_id: TenantId, run: Run, found: Schedule, together: list[_Recipient], now: datetime
) -> None:
    role = await store.role_name(session, found.role_id) or ""
    asked = reports.AskedReport.model_validate({**found.asked, "language": found.language})
    form, reader = Form(found.form), together[0].principal
    await enter_scope(session, reader.scope_for(PERMISSION))
    try:
        grid, _ = await reports.grid_of(session, reader, found.report, asked, run.at)
    finally:
        await enter_scope(session, Scope(tenant_id))
    content = await written(grid, form, Mark(letters.sender(found.language, role), run.at))
    content_id = await keep_content(session, tenant_id=tenant_id, content=content, now=now)
    file = Attachment(name=f"{grid.title}-{grid.first}.{form}", media_type=MEDIA[form], content_id=content_id)
    for each in together:
        letter = _letter(run, grid, role, each, file)
        about = service.subject_of(run.run_id, each.principal.person_id)
        await send_letter(
            session, tenant_id=tenant_id, letter=letter, subject_kind=service.SUBJECT, subject_id=about, now=now
        )
    where: dict[str, object] = {dimension: sorted(map(str, wanted)) for dimension, wanted in asked.where().items()}
    where |= {"schedule": str(found.schedule_id), "sent_to": [str(each.principal.person_id) for each in together]}
    await note_mailed(session, tenant_id=tenant_id, grid=grid, form=form, where=where, now=now)


def _letter(run: Run, grid: Grid, role: str, to: _Recipient, file: Attachment) -> Letter:
    return Letter(
        key=f"report:{service.subject_of(run.run_id, to.principal.person_id)}",
        to=to.mail,
        subject=letters.subject(grid),
        text=letters.text(grid, role),
        attachments=(file,),
    )


async def note_letter(session: AsyncSession, event: LetterSettled) -> None:
    """Note that a letter is with the mail server, or will never be."""
    if event.subject_kind == service.SUBJECT:
        run_id, _, person_id = event.subject_id.partition(":")
        state = State.SENT if event.is_sent else State.UNDELIVERED
        await store.settle(session, UUID(run_id), [Delivery(PersonId(UUID(person_id)), state)])
