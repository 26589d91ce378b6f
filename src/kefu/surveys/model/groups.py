"""A survey group: who is asked what, when, how often."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kefu.kernel.ids import CalendarId, SurveyGroupId
from kefu.kernel.words import Text

ATTEMPTS_MAX = 3
RETRY_AFTER_MIN = (120,)
QUIET_DAYS = 30
SATISFIED_PCT = 60


class SourceKind(StrEnum):
    """Where cases come from."""

    WORK_ORDER = "work_order"
    COMPLAINT = "complaint"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What of a kind belongs to a group; nothing chosen is everything.

    `codes`: types of work orders, or categories of complaints.
    """

    kind: SourceKind
    codes: tuple[str, ...] = ()
    area_ids: tuple[UUID, ...] = ()
    local_network_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A survey group; `version` counts its changes.

    `retry_after_min`: how long to wait after the first call that reached nobody, after the second, ...; beyond it,
    until the next day's calling hours. `import_at` is "HH:MM" in the zone of the calling hours.
    """

    group_id: SurveyGroupId
    code: str
    name: Text
    form_code: str
    calendar_id: CalendarId
    """Calling hours: outside of them nobody is called."""
    sources: tuple[Source, ...] = ()
    script: Text = field(default_factory=lambda: {"zh-CN": "", "en": ""})
    is_active: bool = True
    attempts_max: int = ATTEMPTS_MAX
    retry_after_min: tuple[int, ...] = RETRY_AFTER_MIN
    import_at: str = "08:30"
    days_back: int = 1
    sample_pct: int = 100
    quiet_days: int = QUIET_DAYS
    """Whoever was asked, or is to be, within so many days is not asked again."""
    satisfied_pct: int = SATISFIED_PCT
    """From this share of the points on a customer counts as satisfied, when the form itself does not say so."""
    version: int = 1
    last_import_at: datetime | None = None

    def takes(self, kind: SourceKind) -> bool:
        """Tell whether cases come from there."""
        return any(source.kind is kind for source in self.sources)
