"""Reads the lines of a file into cases; whatever is wrong is told with its line and field."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from kefu.kernel.ids import LocalNetworkId
from kefu.kernel.phone import NumberKind, PhoneNumber
from kefu.surveys.model import NewCase, SourceKind
from kefu.surveys.model.errors import SurveyFileInvalidError
from kefu.surveys.model.files import FIELDS, BadLine, FileRead, GoodLine

_TITLES = {
    "number": ("号码", "电话", "电话号码", "手机", "手机号", "手机号码", "联系电话", "phone", "telephone", "mobile"),
    "name": ("姓名", "客户", "客户姓名", "用户姓名", "customer"),
    "order_no": ("工单号", "工单编号", "单号", "业务单号", "order number", "order"),
    "hall": ("营业厅", "厅", "office", "shop"),
    "crew": ("班组", "维修班组", "班", "team"),
    "date": ("日期", "办理日期", "完成日期", "服务日期", "day"),
}
_FIELDS = {title: field for field, titles in _TITLES.items() for title in titles}
_LONGEST = {"name": 100, "order_no": 64, "hall": 100, "crew": 100, "number": 40, "date": 40}
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T]\d{1,2}:\d{2}.*)?")
_CALLABLE = frozenset({NumberKind.MOBILE, NumberKind.FIXED_LINE, NumberKind.FOREIGN})

Numbered = tuple[int, Sequence[str]]


class _BadFieldError(Exception):
    def __init__(self, field: str, code: str) -> None:
        self.field, self.code = field, code


def read_file(
    lines: Sequence[Numbered],
    *,
    parse: Callable[[str], PhoneNumber],
    networks: Mapping[str, LocalNetworkId],
    today: date,
) -> FileRead:
    """Read a file whose first line holds the columns' titles; `networks` is by area code without the zero.

    Raises: SurveyFileInvalidError.
    """
    if len(lines) < 2:
        raise SurveyFileInvalidError("no lines", errors=[{"field": "file", "code": "file-empty", "detail": ""}])
    columns = [_field(title) for title in lines[0][1]]
    known = [field for field in columns if field]
    for code in _faults_of_titles(known):
        raise SurveyFileInvalidError(code, errors=[{"field": "file", "code": code, "detail": ""}])
    good: list[GoodLine] = []
    bad: list[BadLine] = []
    seen: set[str] = set()
    for number, cells in lines[1:]:
        values = {field: cell for field, cell in zip(columns, cells, strict=False) if field}
        try:
            case = _case(values, parse, networks, today)
            if case.source_id in seen:
                raise _BadFieldError("order_no" if values.get("order_no") else "number", "line-repeated")
        except _BadFieldError as error:
            bad.append(BadLine(line=number, field=error.field, code=error.code))
            continue
        seen.add(case.source_id)
        good.append(GoodLine(line=number, case=case))
    ignored = tuple(title for title, field in zip(lines[0][1], columns, strict=True) if title and not field)
    return FileRead(good=tuple(good), bad=tuple(bad), columns=tuple(known), ignored=ignored)


def _field(title: str) -> str | None:
    plain = title.strip().casefold().replace("_", " ")
    return plain.replace(" ", "_") if plain.replace(" ", "_") in FIELDS else _FIELDS.get(plain)


def _faults_of_titles(known: Sequence[str]) -> Iterator[str]:
    if "number" not in known:
        yield "file-without-number"
    if len(set(known)) < len(known):
        yield "file-column-repeated"


def _case(
    values: Mapping[str, str],
    parse: Callable[[str], PhoneNumber],
    networks: Mapping[str, LocalNetworkId],
    today: date,
) -> NewCase:
    for field, text in values.items():
        if len(text) > _LONGEST[field]:
            raise _BadFieldError(field, "too-long")
    number = _number(values.get("number", ""), parse)
    on = _on(values.get("date", ""), today)
    closed_on = on.isoformat() if on else ""
    order_no, hall, crew = (values.get(field, "") for field in ("order_no", "hall", "crew"))
    subject = {
        "order_no": order_no,
        "hall": hall,
        "crew": {"zh-CN": crew, "en": crew} if crew else None,
        "closed_on": closed_on,
    }
    return NewCase(
        source_kind=SourceKind.FILE,
        source_id=order_no or "/".join((number.key, closed_on, hall, crew)),
        number=number.key,
        name=values.get("name", ""),
        local_network_id=networks.get(number.area_code or ""),
        subject={key: value for key, value in subject.items() if value},
    )


def _number(text: str, parse: Callable[[str], PhoneNumber]) -> PhoneNumber:
    if not text:
        raise _BadFieldError("number", "number-missing")
    number = callable_number(text, parse)
    if number is None:
        raise _BadFieldError("number", "number-malformed")
    return number


def _on(text: str, today: date) -> date | None:
    if not text:
        return None
    found = _DATE.fullmatch(text)
    if found is None:
        raise _BadFieldError("date", "date-malformed")
    year, month, day, plain_month, plain_day = found.groups()
    try:
        on = date(int(year), int(month or plain_month), int(day or plain_day))
    except ValueError:
        raise _BadFieldError("date", "date-malformed") from None
    if on > today:
        raise _BadFieldError("date", "date-in-future")
    return on


def callable_number(text: str, parse: Callable[[str], PhoneNumber]) -> PhoneNumber | None:
    """Return a number that can be called; None when it is none."""
    number = parse(text)
    return number if number.e164 is not None and number.kind in _CALLABLE else None
