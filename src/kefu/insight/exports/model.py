"""What an export is: a report's file that is asked for now and fetched later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from kefu.identity.model import Principal
from kefu.kernel.errors import ConflictError, NotFoundError

KEPT = timedelta(days=3)
"""So long a file can be fetched: figures that lie about grow old, and are read by more people than they are for."""
UNFINISHED_MAX = 5
PERMISSION = "figures.view"


class State(StrEnum):
    """How far an export has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ExportNotFoundError(NotFoundError):
    """There is no such export of this person, or it has expired."""

    code = "report-export-not-found"
    title = "There is no such export any more"


class ExportNotReadyError(ConflictError):
    """The file is not made yet, or could not be made."""

    code = "report-export-not-ready"
    title = "This file is not ready"


class TooManyExportsError(ConflictError):
    """Somebody has so many exports under way that he must wait for one of them."""

    code = "report-exports-too-many"
    title = "Wait until one of your exports is done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file that is, or will be. `error`: the code of what was in the way; `rows`: the lines of a made one."""

    export_id: UUID
    report: str
    asked: Mapping[str, Any]
    form: str
    title: str
    state: State
    error: str
    rows: int | None
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """An export with who wants it; nobody: he is gone, or may not log in any more."""

    export: Export
    holder: Principal | None
