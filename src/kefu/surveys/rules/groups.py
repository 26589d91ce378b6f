"""What is wrong with a survey group."""

import re
from collections.abc import Collection, Iterator

from kefu.kernel.ids import CalendarId
from kefu.surveys.model import Group

_CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_RANGES = {
    "attempts_max": (1, 10),
    "days_back": (1, 31),
    "sample_pct": (1, 100),
    "quiet_days": (0, 365),
    "satisfied_pct": (1, 100),
}
_RETRY = range(5, 7 * 24 * 60 + 1)


def group_faults(group: Group, calendars: Collection[CalendarId], forms: Collection[str]) -> list[dict[str, str]]:
    """List what is wrong, by field; the calendar and the published questionnaire must be among those given."""
    return [{"field": field, "code": code, "detail": ""} for field, code in _faults(group, calendars, forms)]


def _faults(group: Group, calendars: Collection[CalendarId], forms: Collection[str]) -> Iterator[tuple[str, str]]:
    if not _CODE.fullmatch(group.code):
        yield "code", "code-malformed"
    for language in ("zh-CN", "en"):
        if not group.name.get(language, "").strip():
            yield f"name.{language}", "words-missing"
    if group.calendar_id not in calendars:
        yield "calendar_id", "calendar-unknown"
    if group.form_code not in forms:
        yield "form_code", "form-not-published"
    if not _CLOCK.fullmatch(group.import_at):
        yield "import_at", "clock-malformed"
    for field, (least, most) in _RANGES.items():
        if not least <= getattr(group, field) <= most:
            yield field, "out-of-range"
    if len(group.retry_after_min) > 9 or any(minutes not in _RETRY for minutes in group.retry_after_min):
        yield "retry_after_min", "out-of-range"
    kinds = [source.kind for source in group.sources]
    if not kinds or len(set(kinds)) < len(kinds):
        yield "sources", "sources-missing" if not kinds else "source-repeated"
