"""People brought in by a file: looked at first, then added."""

import asyncio
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import secrets
from kefu.identity.administration import files, rules
from kefu.identity.administration.model import FILE_LINES_MAX, NewLogin, PeopleFile
from kefu.identity.administration.service.guarding import OnChanged, grants_of, nothing_taken, own_grants, publish
from kefu.identity.administration.store import people as store
from kefu.identity.administration.store import structure
from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.kernel.ids import PersonId
from kefu.platform.ids import new_id
from kefu.platform.sheets import read_sheet


async def look_at_file(session: AsyncSession, *, principal: Principal, content: bytes) -> PeopleFile:
    """Read a CSV or XLSX file and tell what is wrong with it; nothing is added.

    Raises: SheetUnreadableError, SheetTooLongError, OrganisationInvalidError.
    """
    lines = [(line.number, line.cells) for line in read_sheet(content, most=FILE_LINES_MAX + 1)]
    known = await structure.structure(session)
    own = await own_grants(session, principal=principal)
    around = files.Surroundings(
        known=known,
        taken=frozenset(await store.known_keys(session, *files.keys(lines))),
        is_beyond=lambda settings: bool(rules.beyond(own, grants_of(settings, known))),
    )
    return files.read_people(lines, around)


async def import_file(
    session: AsyncSession, *, principal: Principal, content: bytes, now: datetime, on_changed: OnChanged
) -> tuple[PeopleFile, list[NewLogin]]:
    """Add the good lines of a file; returns their passwords, to be shown once.

    Raises: SheetUnreadableError, SheetTooLongError, OrganisationInvalidError.
    """
    await store.one_change_at_a_time(session, principal.tenant_id)
    found = await look_at_file(session, principal=principal, content=content)
    passwords = [secrets.make_password() for _ in found.good]
    hashes = await asyncio.gather(*map(secrets.hash_password, passwords))
    added: list[NewLogin] = []
    with nothing_taken():
        for line, password, password_hash in zip(found.good, passwords, hashes, strict=True):
            settings, person_id = line.settings, PersonId(new_id())
            await store.insert_person(session, principal.tenant_id, person_id, settings, password_hash, now)
            added.append(NewLogin(login=settings.login, name=settings.name, password=password))
    publish(session, principal, now, on_changed)
    await record_audit(
        session,
        principal=principal,
        action="people-imported",
        subject_kind="tenant",
        subject_id=str(principal.tenant_id),
        detail={
            "added": len(added),
            "bad": len(found.bad),
            "role_ids": sorted({str(given.role_id) for line in found.good for given in line.settings.roles}),
        },
        now=now,
    )
    return found, added
