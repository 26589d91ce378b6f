"""HTTP of survey groups and files; for those who manage surveys."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.kernel.ids import CalendarId, SurveyGroupId
from kefu.kernel.instant import to_ms
from kefu.kernel.words import Text
from kefu.platform.ids import new_id
from kefu.platform.web import ClockDep, body_limit
from kefu.surveys.model import Group, Source, SourceKind
from kefu.surveys.model.files import BYTES_MAX, Added, FileRead
from kefu.surveys.service import groups as service
from kefu.surveys.service import pool

router = APIRouter()
Manager = Annotated[Principal, Depends(require("survey.manage"))]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
_FILE = {"requestBody": {"required": True, "content": {"application/octet-stream": {}}}}
SHOWN = 200
"""So many bad lines are told; the rest is counted."""


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)


class NameBody(_Body):
    """A name in both languages."""

    zh: Words = Field(alias="zh-CN")
    en: Words


class ScriptBody(_Body):
    """What the agent says, in both languages."""

    zh: Paragraph = Field(default="", alias="zh-CN")
    en: Paragraph = ""


class SourceBody(_Body):
    """Where cases come from."""

    kind: SourceKind
    codes: list[Annotated[str, StringConstraints(max_length=64)]] = Field(default=[], max_length=200)
    area_ids: list[UUID] = Field(default=[], max_length=400)
    local_network_ids: list[UUID] = Field(default=[], max_length=100)


class GroupBody(_Body):
    """A survey group as it is to be."""

    code: Annotated[str, StringConstraints(max_length=40)]
    name: NameBody
    form_code: Annotated[str, StringConstraints(max_length=40)]
    calendar_id: UUID
    sources: list[SourceBody] = Field(max_length=3)
    script: ScriptBody = Field(default_factory=ScriptBody)
    is_active: bool = True
    attempts_max: int = Field(default=3, ge=0, le=100)
    retry_after_min: list[Annotated[int, Field(ge=0, le=20_000)]] = Field(default=[120], max_length=20)
    import_at: Annotated[str, StringConstraints(max_length=5)] = "08:30"
    days_back: int = Field(default=1, ge=0, le=100)
    sample_pct: int = Field(default=100, ge=0, le=1000)
    quiet_days: int = Field(default=30, ge=-1, le=1000)
    satisfied_pct: int = Field(default=60, ge=0, le=1000)

    def group(self, group_id: UUID, version: int) -> Group:
        """Return it as the house's word; what is out of range is told by the rules, with its field."""
        return Group(
            group_id=SurveyGroupId(group_id),
            code=self.code,
            name={"zh-CN": self.name.zh, "en": self.name.en},
            form_code=self.form_code,
            calendar_id=CalendarId(self.calendar_id),
            sources=tuple(
                Source(
                    kind=each.kind,
                    codes=tuple(each.codes),
                    area_ids=tuple(each.area_ids),
                    local_network_ids=tuple(each.local_network_ids),
                )
                for each in self.sources
            ),
            script={"zh-CN": self.script.zh, "en": self.script.en},
            is_active=self.is_active,
            attempts_max=self.attempts_max,
            retry_after_min=tuple(self.retry_after_min),
            import_at=self.import_at,
            days_back=self.days_back,
            sample_pct=self.sample_pct,
            quiet_days=self.quiet_days,
            satisfied_pct=self.satisfied_pct,
            version=version,
        )


class ChangedGroupBody(GroupBody):
    """A group as it is to be, and the version that it was made from."""

    version: int = Field(ge=1, lt=2**31)


class SourceView(BaseModel):
    """Where cases come from."""

    kind: SourceKind
    codes: list[str]
    area_ids: list[UUID]
    local_network_ids: list[UUID]


class GroupView(BaseModel):
    """A survey group; `counts` of its cases by state."""

    group_id: UUID
    code: str
    name: Text
    form_code: str
    calendar_id: UUID
    sources: list[SourceView]
    script: Text
    is_active: bool
    attempts_max: int
    retry_after_min: list[int]
    import_at: str
    days_back: int
    sample_pct: int
    quiet_days: int
    satisfied_pct: int
    version: int
    last_import_at_ms: int | None
    counts: dict[str, int]


class BadLineView(BaseModel):
    """What is wrong in a line."""

    line: int
    field: str
    code: str


class FileView(BaseModel):
    """How a file is understood; `added` is there when it has been imported."""

    good: int
    bad: int
    bad_lines: list[BadLineView]
    columns: list[str]
    ignored: list[str]
    added: int | None = None
    repeated: int = 0
    quiet: int = 0


def group_view(group: Group, counts: dict[str, int]) -> GroupView:
    """Return what a screen shows of a group."""
    return GroupView(
        group_id=group.group_id,
        code=group.code,
        name=group.name,
        form_code=group.form_code,
        calendar_id=group.calendar_id,
        sources=[
            SourceView(
                kind=each.kind,
                codes=list(each.codes),
                area_ids=list(each.area_ids),
                local_network_ids=list(each.local_network_ids),
            )
            for each in group.sources
        ],
        script=group.script,
        is_active=group.is_active,
        attempts_max=group.attempts_max,
        retry_after_min=list(group.retry_after_min),
        import_at=group.import_at,
        days_back=group.days_back,
        sample_pct=group.sample_pct,
        quiet_days=group.quiet_days,
        satisfied_pct=group.satisfied_pct,
        version=group.version,
        last_import_at_ms=None if group.last_import_at is None else to_ms(group.last_import_at),
        counts=counts,
    )


def _file_view(found: FileRead, added: Added | None = None) -> FileView:
    return FileView(
        good=len(found.good),
        bad=len(found.bad),
        bad_lines=[BadLineView(line=each.line, field=each.field, code=each.code) for each in found.bad[:SHOWN]],
        columns=list(found.columns),
        ignored=list(found.ignored),
        added=None if added is None else added.added,
        repeated=added.repeated if added else 0,
        quiet=added.quiet if added else 0,
    )


async def _view(session: Tx, group_id: UUID) -> GroupView:
    group = await service.group(session, group_id=SurveyGroupId(group_id))
    counts = await pool.counts(session)
    return group_view(group, {state: n for (of, state), n in counts.items() if of == group_id})


@router.get("/groups")
async def list_groups(manager: Manager, session: Tx) -> list[GroupView]:
    """List the survey groups."""
    counts = await pool.counts(session)
    return [
        group_view(group, {state: n for (of, state), n in counts.items() if of == group.group_id})
        for group in await service.list_groups(session)
    ]


@router.post("/groups", status_code=201)
async def add_group(body: GroupBody, manager: Manager, session: Tx, clock: ClockDep) -> GroupView:
    """Add a survey group."""
    group = body.group(new_id(), 1)
    await service.add_group(session, tenant_id=manager.tenant_id, principal=manager, group=group, now=clock())
    return await _view(session, group.group_id)


@router.put("/groups/{group_id}")
async def change_group(
    group_id: UUID, body: ChangedGroupBody, manager: Manager, session: Tx, clock: ClockDep
) -> GroupView:
    """Change a survey group."""
    group = body.group(group_id, body.version)
    await service.change_group(session, tenant_id=manager.tenant_id, principal=manager, group=group, now=clock())
    return await _view(session, group_id)


@router.post("/groups/{group_id}/files/dry-run", openapi_extra=_FILE)
@body_limit(BYTES_MAX)
async def look_at_file(group_id: UUID, request: Request, manager: Manager, session: Tx, clock: ClockDep) -> FileView:
    """Read a CSV or XLSX file and tell what is wrong with it; nothing is added."""
    found = await pool.look_at_file(
        session, group_id=SurveyGroupId(group_id), content=await request.body(), now=clock()
    )
    return _file_view(found)


@router.post("/groups/{group_id}/files", status_code=201, openapi_extra=_FILE)
@body_limit(BYTES_MAX)
async def import_file(group_id: UUID, request: Request, manager: Manager, session: Tx, clock: ClockDep) -> FileView:
    """Add the good lines of a CSV or XLSX file; sent twice, a file adds nothing the second time."""
    found, added = await pool.import_file(
        session, principal=manager, group_id=SurveyGroupId(group_id), content=await request.body(), now=clock()
    )
    return _file_view(found, added)
