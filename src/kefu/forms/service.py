"""Use cases of forms: write drafts, publish them, go back; read what is live or was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.forms import rules, store
from kefu.forms.events import FormPublished
from kefu.forms.library import (
    Draft,
    Form,
    FormArchivedError,
    FormChangedError,
    FormCodeTakenError,
    FormHasProblemsError,
    FormNotFoundError,
    FormUnchangedError,
    FormVersion,
    Published,
)
from kefu.forms.model import Definition, Problem, Purpose
from kefu.forms.parsing import definition_json, load_definition
from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.kernel.errors import ForbiddenError
from kefu.kernel.ids import FormId, PersonId, TenantId
from kefu.kernel.instant import to_ms
from kefu.kernel.words import Text
from kefu.platform.events import publish as tell
from kefu.platform.ids import new_id

PERMISSION = "admin.service"
SITTING = timedelta(minutes=10)
"""Saves of one person that follow each other as closely as this are one entry of the audit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """Who changes forms: a person, or the system while it sets a tenant up (then `principal` is None)."""

    tenant_id: TenantId
    principal: Principal | None = None

    @classmethod
    def of(cls, principal: Principal) -> "Editor":
        """Let a person edit; forms are the whole tenant's, so he needs the permission for all of it.

        Raises: ForbiddenError.
        """
        principal.require(PERMISSION)
        if principal.scope_for(PERMISSION).local_network_ids is not None:
            raise ForbiddenError("forms belong to all local networks", permission=PERMISSION)
        return cls(tenant_id=principal.tenant_id, principal=principal)

    @property
    def person_id(self) -> PersonId | None:
        """Return who it is."""
        return self.principal.person_id if self.principal else None


# -- reading ---------------------------------------------------------------------------------------------------------


async def forms(session: AsyncSession, *, purpose: Purpose | None = None) -> list[Form]:
    """List the tenant's forms, archived ones too."""
    return await store.of_purpose(session, purpose)


async def draft(session: AsyncSession, *, code: str) -> Draft:
    """Return a form with what is being written.

    Raises: FormNotFoundError.
    """
    form = await _found(session, code)
    return Draft(form=form, definition=await store.draft(session, form.form_id))


async def versions(session: AsyncSession, *, code: str) -> list[FormVersion]:
    """List a form's published versions, latest first.

    Raises: FormNotFoundError.
    """
    return await store.versions(session, (await _found(session, code)).form_id)


async def published(session: AsyncSession, *, code: str) -> Published | None:
    """Return what is filled in today; None when the form is not published, is archived or does not exist."""
    return await store.published(session, code)


async def version(session: AsyncSession, *, code: str, version: int) -> Published:
    """Return a published version, of an archived form too: answers were given to it.

    Raises: FormNotFoundError.
    """
    found = await store.published(session, code, version)
    if found is None:
        raise FormNotFoundError(form_code=code, version=version)
    return found


# -- changing --------------------------------------------------------------------------------------------------------


async def create(
    session: AsyncSession,
    *,
    editor: Editor,
    code: str,
    purpose: Purpose,
    name: Text,
    definition: Definition,
    now: datetime,
) -> FormId:
    """Add a form that has a draft only.

    Raises: FormCodeTakenError.
    """
    form = Form(
        form_id=FormId(new_id()),
        code=code,
        purpose=purpose,
        name=name,
        draft_version=1,
        live_version=0,
        is_draft_new=True,
        changed_by=editor.person_id,
        changed_by_name="",
        changed_at=now,
        archived_at=None,
    )
    if not await store.insert(session, editor.tenant_id, form, definition_json(definition)):
        raise FormCodeTakenError(form_code=code)
    await _audit(session, editor, "form-created", form.form_id, now, {"code": code, "purpose": purpose})
    return form.form_id


async def save_draft(
    session: AsyncSession, *, editor: Editor, code: str, base_version: int, definition: Definition, now: datetime
) -> int:
    """Save what is being written; `base_version` is the draft that the editor has seen.

    Raises: FormNotFoundError, FormArchivedError, FormChangedError.
    """
    form = await _lock(session, code, base_version)
    await _write(session, editor, form, now, {"draft": definition_json(definition)})
    is_new_sitting = form.changed_by != editor.person_id or now - form.changed_at > SITTING
    if is_new_sitting or not form.is_draft_new:
        await _audit(session, editor, "form-draft-saved", form.form_id, now, {"draft_version": base_version + 1})
    return base_version + 1


async def rename(
    session: AsyncSession,
    *,
    editor: Editor,
    code: str,
    base_version: int,
    name: Text,
    purpose: Purpose,
    now: datetime,
) -> int:
    """Give a form another name or purpose, at once.

    Raises: FormNotFoundError, FormArchivedError, FormChangedError.
    """
    form = await _lock(session, code, base_version)
    values = {"name_zh": name["zh-CN"], "name_en": name["en"], "purpose": purpose.value}
    await _write(session, editor, form, now, values)
    await _audit(session, editor, "form-renamed", form.form_id, now, {"purpose": purpose})
    return base_version + 1


async def roll_back(
    session: AsyncSession, *, editor: Editor, code: str, base_version: int, version: int, now: datetime
) -> int:
    """Copy a published version into the draft.

    Raises: FormNotFoundError, FormArchivedError, FormChangedError.
    """
    form = await _lock(session, code, base_version)
    stored = await store.definition(session, code, version)
    if stored is None:
        raise FormNotFoundError(form_code=code, version=version)
    await _write(session, editor, form, now, {"draft": stored[1]})
    await _audit(session, editor, "form-rolled-back", form.form_id, now, {"version": version})
    return base_version + 1


async def publish(
    session: AsyncSession, *, editor: Editor, code: str, base_version: int, note: str, now: datetime
) -> int:
    """Make the draft the next version and let it be filled in from now on; what is under way keeps its version.

    Raises: FormNotFoundError, FormArchivedError, FormChangedError, FormUnchangedError, FormHasProblemsError.
    """
    form = await _lock(session, code, base_version)
    if not form.is_draft_new:
        raise FormUnchangedError(live_version=form.live_version)
    document = await store.draft(session, form.form_id)
    found = rules.problems(load_definition(document))
    if found:
        raise FormHasProblemsError(errors=[problem_json(problem) for problem in found])
    version = await store.latest_version(session, form.form_id) + 1
    await store.insert_version(session, editor.tenant_id, form.form_id, version, document, note, editor.person_id, now)
    await store.change(session, form.form_id, live_version=version)
    await tell(
        session,
        FormPublished(
            tenant_id=editor.tenant_id,
            at=now,
            form_id=form.form_id,
            code=code,
            purpose=form.purpose,
            version=version,
        ),
    )
    await _audit(session, editor, "form-published", form.form_id, now, {"version": version})
    return version


async def set_archived(session: AsyncSession, *, editor: Editor, code: str, is_archived: bool, now: datetime) -> None:
    """Put a form away, so that nothing new is filled in, or take it back.

    Raises: FormNotFoundError.
    """
    await store.lock(session, code)
    form = await _found(session, code)
    if (form.archived_at is not None) is is_archived:
        return
    await store.change(session, form.form_id, archived_at=now if is_archived else None)
    await _audit(session, editor, "form-archived" if is_archived else "form-taken-back", form.form_id, now)


def problem_json(problem: Problem) -> dict[str, Any]:
    """Return a problem as an entry of problem+json's `errors`."""
    return {"field": problem.place, "code": problem.code, "detail": "", "facts": dict(problem.facts)}


async def _found(session: AsyncSession, code: str) -> Form:
    form = await store.find(session, code)
    if form is None:
        raise FormNotFoundError(form_code=code)
    return form


async def _lock(session: AsyncSession, code: str, base_version: int) -> Form:
    """Keep others from changing a form, which must be as the editor has seen it."""
    await store.lock(session, code)
    form = await _found(session, code)
    if form.archived_at is not None:
        raise FormArchivedError(form_code=code)
    if form.draft_version != base_version:
        raise FormChangedError(
            draft_version=form.draft_version,
            draft=await store.draft(session, form.form_id),
            name=form.name,
            purpose=form.purpose,
            changed_by_name=form.changed_by_name,
            changed_at_ms=to_ms(form.changed_at),
        )
    return form


async def _write(session: AsyncSession, editor: Editor, form: Form, now: datetime, values: Mapping[str, Any]) -> None:
    await store.change(
        session,
        form.form_id,
        **values,
        version=form.draft_version + 1,
        changed_by=editor.person_id,
        changed_at=now,
    )


async def _audit(
    session: AsyncSession,
    editor: Editor,
    action: str,
    form_id: FormId,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    await record_audit(
        session,
        action=action,
        subject_kind="form",
        subject_id=str(form_id),
        now=now,
        detail=detail,
        principal=editor.principal,
        tenant_id=None if editor.principal else editor.tenant_id,
    )
