"""What is expected of somebody, whichever room it comes from."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kefu.kernel.words import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do: `kind` and `id` lead to it, `expected` is a code that the screens translate."""

    kind: str
    id: UUID
    no: str
    title: Text
    subject: str
    state: str
    due_at: datetime | None
    is_overdue: bool
    expected: str
    is_alarm: bool = False
