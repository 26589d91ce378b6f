"""HTTP of forms: whoever has logged in reads what is published; administrators write drafts and publish them.

A definition is the whole body of its request, so that it is read strictly (`kefu.forms.parsing`).
"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kefu.forms import rules, service
from kefu.forms.library import Form, FormNotFoundError, Published
from kefu.forms.model import Definition, Purpose
from kefu.forms.parsing import MAX_BYTES, definition_json, definition_schema, load_definition, parse_definition
from kefu.forms.service import Editor, problem_json
from kefu.identity.http import Current, Tx, require
from kefu.identity.model import Principal
from kefu.kernel.instant import to_ms
from kefu.kernel.words import Text
from kefu.platform.web import ClockDep, body_limit

router = APIRouter(prefix="/api/forms", tags=["forms"])

Reader = Annotated[Principal, Depends(require(service.PERMISSION))]
_CODE = r"^[a-z][a-z0-9-]{0,39}$"
Code = Annotated[str, Path(pattern=_CODE)]
Version = Annotated[int, Path(ge=1, lt=2**31)]
BaseVersion = Annotated[int, Query(ge=1, lt=2**31)]
_DOCUMENT = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}},
}


async def editor_of(principal: Reader) -> Editor:
    """Let the person who asks edit forms."""
    return Editor.of(principal)


async def document_of(request: Request) -> Definition:
    """Read the body as a definition.

    Raises: FormNotJsonError, FormTooLargeError, FormMalformedError.
    """
    return parse_definition(await request.body())


EditorDep = Annotated[Editor, Depends(editor_of)]
Document = Annotated[Definition, Depends(document_of)]


class NameBody(BaseModel):
    """A name in both languages."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    zh: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)] = Field(alias="zh-CN")
    en: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]

    def text(self) -> Text:
        """Return the name as the house's words."""
        return {"zh-CN": self.zh, "en": self.en}


class NamedBody(BaseModel):
    """What a form is called and what for."""

    name: NameBody
    purpose: Purpose


class NewFormBody(NamedBody):
    """A form that is to be; `copy_of` begins with another one's draft."""

    code: Annotated[str, StringConstraints(pattern=_CODE)]
    copy_of: Annotated[str, StringConstraints(pattern=_CODE)] | None = None


class FormView(BaseModel):
    """A form; published versions count from 1, `live_version` 0 is none."""

    form_id: UUID
    code: str
    purpose: Purpose
    name: Text
    draft_version: int
    live_version: int
    is_draft_new: bool
    changed_by_name: str
    changed_at_ms: int
    archived_at_ms: int | None


class ProblemView(BaseModel):
    """Why a form may not be published."""

    field: str
    code: str
    detail: str
    facts: dict[str, Any]


class ProblemsView(BaseModel):
    """Everything that is wrong with a form."""

    problems: list[ProblemView]


class DraftView(ProblemsView):
    """A form with what is being written."""

    form: FormView
    definition: dict[str, Any]


class SavedView(ProblemsView):
    """The draft as it is now."""

    draft_version: int


class PublishBody(BaseModel):
    """What is published, and why."""

    base_version: int = Field(ge=1, lt=2**31)
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class RollBackBody(BaseModel):
    """Which version becomes the draft."""

    base_version: int = Field(ge=1, lt=2**31)
    version: int = Field(ge=1, lt=2**31)


class ArchiveBody(BaseModel):
    """Whether the form is put away."""

    is_archived: bool


class VersionView(BaseModel):
    """A published version."""

    version: int
    note: str
    published_by_name: str
    published_at_ms: int


class NumberView(BaseModel):
    """The new version."""

    version: int


class PublishedView(BaseModel):
    """What is filled in."""

    form_id: UUID
    code: str
    purpose: Purpose
    name: Text
    version: int
    definition: dict[str, Any]


def _form_view(form: Form) -> FormView:
    return FormView(
        form_id=form.form_id,
        code=form.code,
        purpose=form.purpose,
        name=form.name,
        draft_version=form.draft_version,
        live_version=form.live_version,
        is_draft_new=form.is_draft_new,
        changed_by_name=form.changed_by_name,
        changed_at_ms=to_ms(form.changed_at),
        archived_at_ms=None if form.archived_at is None else to_ms(form.archived_at),
    )


def _published_view(found: Published) -> PublishedView:
    return PublishedView(
        form_id=found.form_id,
        code=found.code,
        purpose=found.purpose,
        name=found.name,
        version=found.version,
        definition=definition_json(found.definition),
    )


def _problems(definition: Definition) -> list[ProblemView]:
    return [ProblemView(**problem_json(problem)) for problem in rules.problems(definition)]


async def _draft_view(session: Tx, code: str) -> DraftView:
    found = await service.draft(session, code=code)
    definition = load_definition(found.definition)
    return DraftView(
        form=_form_view(found.form), definition=definition_json(definition), problems=_problems(definition)
    )


@router.get("/schema")
async def schema(principal: Current) -> dict[str, Any]:
    """Return the JSON Schema of definitions."""
    return dict(definition_schema())


@router.post("/problems", openapi_extra=_DOCUMENT)
@body_limit(MAX_BYTES)
async def problems(reader: Reader, document: Document) -> ProblemsView:
    """List what is wrong with a definition, without saving it."""
    return ProblemsView(problems=_problems(document))


@router.get("")
async def list_forms(reader: Reader, session: Tx, purpose: Purpose | None = None) -> list[FormView]:
    """List the forms."""
    return [_form_view(form) for form in await service.forms(session, purpose=purpose)]


@router.post("", status_code=201)
async def create(body: NewFormBody, editor: EditorDep, session: Tx, clock: ClockDep) -> DraftView:
    """Add a form with a draft, empty or copied."""
    definition = Definition()
    if body.copy_of is not None:
        definition = load_definition((await service.draft(session, code=body.copy_of)).definition)
    await service.create(
        session,
        editor=editor,
        code=body.code,
        purpose=body.purpose,
        name=body.name.text(),
        definition=definition,
        now=clock(),
    )
    return await _draft_view(session, body.code)


@router.get("/{code}")
async def show(code: Code, reader: Reader, session: Tx) -> DraftView:
    """Show a form with its draft and what is wrong with that."""
    return await _draft_view(session, code)


@router.put("/{code}")
async def rename(
    code: Code, body: NamedBody, base_version: BaseVersion, editor: EditorDep, session: Tx, clock: ClockDep
) -> FormView:
    """Give a form another name or purpose."""
    await service.rename(
        session,
        editor=editor,
        code=code,
        base_version=base_version,
        name=body.name.text(),
        purpose=body.purpose,
        now=clock(),
    )
    return _form_view((await service.draft(session, code=code)).form)


@router.put("/{code}/draft", openapi_extra=_DOCUMENT)
@body_limit(MAX_BYTES)
async def save_draft(
    code: Code, editor: EditorDep, document: Document, base_version: BaseVersion, session: Tx, clock: ClockDep
) -> SavedView:
    """Save what is being written; problems are told, and only stop publishing."""
    saved = await service.save_draft(
        session, editor=editor, code=code, base_version=base_version, definition=document, now=clock()
    )
    return SavedView(draft_version=saved, problems=_problems(document))


@router.post("/{code}/draft/roll-back")
async def roll_back(code: Code, body: RollBackBody, editor: EditorDep, session: Tx, clock: ClockDep) -> DraftView:
    """Copy a published version into the draft."""
    await service.roll_back(
        session, editor=editor, code=code, base_version=body.base_version, version=body.version, now=clock()
    )
    return await _draft_view(session, code)


@router.put("/{code}/archived", status_code=204)
async def archive(code: Code, body: ArchiveBody, editor: EditorDep, session: Tx, clock: ClockDep) -> None:
    """Put a form away, or take it back."""
    await service.set_archived(session, editor=editor, code=code, is_archived=body.is_archived, now=clock())


@router.get("/{code}/versions")
async def list_versions(code: Code, reader: Reader, session: Tx) -> list[VersionView]:
    """List the published versions, latest first."""
    return [
        VersionView(
            version=each.version,
            note=each.note,
            published_by_name=each.published_by_name,
            published_at_ms=to_ms(each.published_at),
        )
        for each in await service.versions(session, code=code)
    ]


@router.post("/{code}/versions", status_code=201)
async def publish(code: Code, body: PublishBody, editor: EditorDep, session: Tx, clock: ClockDep) -> NumberView:
    """Publish the draft; refused while it has problems."""
    version = await service.publish(
        session, editor=editor, code=code, base_version=body.base_version, note=body.note, now=clock()
    )
    return NumberView(version=version)


@router.get("/{code}/versions/published")
async def show_published(code: Code, principal: Current, session: Tx) -> PublishedView:
    """Show what is filled in today.

    Raises: FormNotFoundError.
    """
    found = await service.published(session, code=code)
    if found is None:
        raise FormNotFoundError(form_code=code)
    return _published_view(found)


@router.get("/{code}/versions/{version}")
async def show_version(code: Code, version: Version, principal: Current, session: Tx) -> PublishedView:
    """Show a published version."""
    return _published_view(await service.version(session, code=code, version=version))
