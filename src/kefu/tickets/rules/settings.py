"""Why a category, a department, a regulator cannot be set so."""

import re
from collections.abc import Collection, Iterator, Mapping

from kefu.kernel.words import Text
from kefu.tickets.model import Category, Department, Regulator, RungTo, TicketKind

LADDER_MAX = 9
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_LANGUAGES = {"zh-CN", "en"}
Fault = tuple[str, str]


def _named(code: str, name: Text) -> Iterator[Fault]:
    if not _CODE.fullmatch(code):
        yield "code", "malformed"
    if not (name.keys() == _LANGUAGES and all(word.strip() for word in name.values())):
        yield "name", "required"


def category_faults(wanted: Category, others: Mapping[str, Category], departments: Collection[str]) -> Iterator[Fault]:
    """List why a category cannot be so, among the others of the tenant."""
    yield from _named(wanted.code, wanted.name)
    before = others.get(wanted.code)
    if before is not None and before.kind is not wanted.kind:
        yield "kind", "fixed"
    if wanted.parent_code is not None:
        parent = others.get(wanted.parent_code)
        if parent is None or parent.kind is not wanted.kind:
            yield "parent_code", "unknown"
        elif wanted.code in set(_ancestors(wanted.parent_code, others)):
            yield "parent_code", "loop"
    if wanted.department_code is not None and wanted.department_code not in departments:
        yield "department_code", "unknown"
    if wanted.limit_h < 1:
        yield "limit_h", "too-small"
    if wanted.first_answer_h is not None and not 1 <= wanted.first_answer_h <= wanted.limit_h:
        yield "first_answer_h", "not-within-limit"
    if wanted.work_order_type is not None and wanted.kind is not TicketKind.REPORT:
        yield "work_order_type", "only-of-reports"


def _ancestors(code: str | None, others: Mapping[str, Category]) -> Iterator[str]:
    while code is not None:
        yield code
        code = others[code].parent_code if code in others else None


def department_faults(wanted: Department, people: Collection[object], permissions: Collection[str]) -> Iterator[Fault]:
    """List why a department cannot be so; `people` work here."""
    yield from _named(wanted.code, wanted.name)
    if len(wanted.ladder) > LADDER_MAX:
        yield "ladder", "too-long"
    hours = [rung.after_h for rung in wanted.ladder]
    if hours != sorted(set(hours)) or (hours and hours[0] < 0):
        yield "ladder", "not-in-order"
    for number, rung in enumerate(wanted.ladder, 1):
        if rung.to is RungTo.PERSON and rung.person_id not in people:
            yield f"ladder.{number}.person_id", "unknown"
        if rung.to is RungTo.PERMISSION and rung.permission not in permissions:
            yield f"ladder.{number}.permission", "unknown"
        if rung.to is RungTo.LEAD and not any(member.level == number for member in wanted.members):
            yield f"ladder.{number}.to", "nobody-of-this-level"
    if any(member.person_id not in people for member in wanted.members):
        yield "members", "unknown"
    if len({member.person_id for member in wanted.members}) < len(wanted.members):
        yield "members", "twice"
    if any(not 0 <= member.level <= LADDER_MAX for member in wanted.members):
        yield "members", "level"


def regulator_faults(wanted: Regulator) -> Iterator[Fault]:
    """List why a regulator cannot be so."""
    yield from _named(wanted.code, wanted.name)
    if wanted.limit_h is not None and wanted.limit_h < 1:
        yield "limit_h", "too-small"
