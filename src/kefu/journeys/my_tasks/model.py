"""Where tasks come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.kernel.tasks import Task


class Load(Protocol):
    """Lists what a room expects of somebody."""

    async def __call__(self, session: AsyncSession, *, principal: Principal, now: datetime) -> Sequence[Task]:
        """Return his tasks."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """A room that has tasks, for people with this permission, in its scope."""

    permission: str
    load: Load


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks there are."""

    all: int
    overdue: int
    alarms: int


@dataclass(frozen=True, slots=True)
class MyTasks:
    """What is expected of somebody, what is overdue first, then by due time."""

    tasks: tuple[Task, ...]
    counts: Counts
