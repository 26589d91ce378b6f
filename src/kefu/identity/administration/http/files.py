"""HTTP of people brought in by a file."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from kefu.identity.administration.http.parts import Administrator, OnChanged
from kefu.identity.administration.model import FILE_BYTES_MAX, NewLogin, PeopleFile
from kefu.identity.administration.service import files as service
from kefu.identity.http import Tx
from kefu.platform.web import ClockDep, body_limit

router = APIRouter(prefix="/people/files")
_FILE = {"requestBody": {"required": True, "content": {"application/octet-stream": {}}}}
SHOWN = 200
"""So many bad lines are told; the rest is counted."""


class BadLineView(BaseModel):
    """What is wrong in a line, counted from 1."""

    line: int
    field: str
    code: str


class NewLoginView(BaseModel):
    """A log-in with the password that is shown this once."""

    login: str
    name: str
    password: str


class PeopleFileView(BaseModel):
    """A file as it was understood; `added` is null as long as it was only looked at."""

    good: int
    agents: int
    bad: int
    bad_lines: list[BadLineView]
    ignored: list[str]
    added: list[NewLoginView] | None


@router.post("/dry-run", openapi_extra=_FILE)
@body_limit(FILE_BYTES_MAX)
async def look_at_file(request: Request, administrator: Administrator, session: Tx) -> PeopleFileView:
    """Read a CSV or XLSX file of people and tell what is wrong with it; nothing is added."""
    found = await service.look_at_file(session, principal=administrator, content=await request.body())
    return _view(found, None)


@router.post("", status_code=201, openapi_extra=_FILE)
@body_limit(FILE_BYTES_MAX)
async def import_file(
    request: Request, administrator: Administrator, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> PeopleFileView:
    """Add the people in the good lines of a CSV or XLSX file; their passwords are in the answer and nowhere else."""
    found, added = await service.import_file(
        session, principal=administrator, content=await request.body(), now=clock(), on_changed=on_changed
    )
    return _view(found, added)


def _view(found: PeopleFile, added: list[NewLogin] | None) -> PeopleFileView:
    return PeopleFileView(
        good=len(found.good),
        agents=sum(line.settings.agent is not None for line in found.good),
        bad=len(found.bad),
        bad_lines=[BadLineView(line=each.line, field=each.field, code=each.code) for each in found.bad[:SHOWN]],
        ignored=list(found.ignored),
        added=None
        if added is None
        else [NewLoginView(login=each.login, name=each.name, password=each.password) for each in added],
    )
