"""A report's table as XLSX, CSV and PDF. What is written is never a formula: ADR 0025, 0033."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import typst
import xlsxwriter

from kefu.insight.reports.layout import TOTAL, written
from kefu.insight.reports.model import Column, Sheet, Value
from kefu.insight.rules.measures import Unit
from kefu.kernel.errors import ConflictError, KefuError
from kefu.platform.sheets import CELL_MAX, Cell, write_csv

PDF_MAX = 5_000
"""More lines nobody prints."""
FONT = "Noto Sans CJK SC"
_TEMPLATE = Path(__file__).with_name("report.typ")
_FORMATS = {
    Unit.COUNT: "#,##0",
    Unit.SECONDS: "0.0",
    Unit.DURATION: "[h]:mm:ss",
    Unit.PERCENT: '0.0"%"',
    Unit.PER_HOUR: "0.0",
    Unit.RATIO: "0.0",
}
_DAY_S = 86_400
_UNITS: Mapping[str, Mapping[Unit, str]] = {
    "zh-CN": {Unit.SECONDS: "秒", Unit.DURATION: "秒", Unit.PERCENT: "%"},
    "en": {Unit.SECONDS: "s", Unit.DURATION: "s", Unit.PERCENT: "%"},
}
_WORDS = {
    "zh-CN": {
        "definitions": "口径说明",
        "measure": "指标",
        "formula": "公式",
        "remark": "说明",
        "days": "统计时间: {first} 至 {last}",
        "known": "数据截至 {at}",
        "cut": "行数过多, 只列出前 {rows} 行; 合计为全部",
        "by": "导出: {who}  {at}",
        "page": "页",
        "empty": "没有数据",
    },
    "en": {
        "definitions": "Definitions",
        "measure": "Measure",
        "formula": "Formula",
        "remark": "Remark",
        "days": "From {first} to {last}",
        "known": "Data up to {at}",
        "cut": "Too many lines: the first {rows} are listed; the total is of all",
        "by": "Exported by {who}, {at}",
        "page": "Page",
        "empty": "No data",
    },
}


class Form(StrEnum):
    """As what a report is written."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


MEDIA = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8",
    Form.PDF: "application/pdf",
}


class ReportTooLongError(ConflictError):
    """The table is too long for paper."""

    code = "report-too-long"
    title = "The report has too many lines for a PDF: take XLSX or CSV"


class FontMissingError(KefuError):
    """This machine has no font with Chinese characters: a PDF would show boxes."""

    code = "font-missing"
    status = 503
    title = "The server has no Chinese font: install Noto Sans CJK"


@dataclass(frozen=True, slots=True)
class Mark:
    """Who had a file made, and when: it stands in it."""

    who: str
    at: datetime


def write(grid: Sheet, form: Form, mark: Mark) -> bytes:
    """Write a table as a file.

    Raises: ReportTooLongError, FontMissingError.
    """
    return _WRITERS[form](grid, mark)


def notes(grid: Sheet, mark: Mark) -> list[str]:
    """Tell of what days a table is, up to when it is known, who had it made."""
    words = _WORDS[grid.language]
    last = datetime.fromisoformat(grid.end).toordinal() - 1
    told = [
        f"{words['days'].format(first=grid.first, last=datetime.fromordinal(last).date())} {grid.times}".rstrip(),
        words["known"].format(at=_moment(grid.known_until, grid.zone)),
        words["by"].format(who=mark.who, at=_moment(mark.at, grid.zone)),
    ]
    if grid.is_cut:
        told.insert(2, words["cut"].format(rows=len(grid.lines)))
    return told


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _csv(grid: Sheet, mark: Mark) -> bytes:
    """Write the plain table: figures as numbers with their unit in the head; who and when come last."""
    units = _UNITS[grid.language]
    heads = [f"{each.name} ({units[each.unit]})" if each.unit in units else each.name for each in grid.columns]
    table: list[list[Cell]] = [[*grid.heads, *heads]]
    table += [[*line.labels, *line.values] for line in grid.lines]
    if grid.total:
        table.append([*_total_labels(grid), *grid.total])
    table.append([])
    table += [[note] for note in (grid.title, *notes(grid, mark))]
    table += [[each.name, each.formula, each.remark] for each in _defined(grid)]
    return write_csv(table)


def _xlsx(grid: Sheet, mark: Mark) -> bytes:
    words = _WORDS[grid.language]
    target = io.BytesIO()
    # a text stays a text, whatever it looks like
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, plain)
    book.set_properties({"title": grid.title, "author": mark.who, "comments": " · ".join(notes(grid, mark))})
    head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1, "text_wrap": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14})
    formats = {unit: book.add_format({"num_format": form}) for unit, form in _FORMATS.items()}
    totals = {unit: book.add_format({"num_format": form, "bold": True, "top": 1}) for unit, form in _FORMATS.items()}
    bold = book.add_format({"bold": True, "top": 1})
    sheet = book.add_worksheet(_sheet_name(grid.title))
    sheet.write_string(0, 0, _cell(grid.title), title)
    sheet.write_string(1, 0, _cell(" · ".join(notes(grid, mark))))
    width, top = len(grid.heads), 3
    for column, text in enumerate((*grid.heads, *(each.name for each in grid.columns))):
        sheet.write_string(top, column, _cell(text), head)
        sheet.set_column(column, column, 22 if column < width else 14)
    for place, each in enumerate(grid.columns):
        sheet.write_comment(top, width + place, each.formula)
    sheet.freeze_panes(top + 1, width)
    lines = [(line.labels, line.values) for line in grid.lines]
    total = [(_total_labels(grid), tuple(grid.total))] if grid.total else []
    for row, (labels, values) in enumerate([*lines, *total], top + 1):
        is_total = row == top + 1 + len(lines)
        for column, text in enumerate(labels):
            sheet.write_string(row, column, _cell(text), bold if is_total else None)
        for column, (value, each) in enumerate(zip(values, grid.columns, strict=True), width):
            if value is not None:
                number = value / _DAY_S if each.unit is Unit.DURATION else value
                sheet.write_number(row, column, number, (totals if is_total else formats)[each.unit])
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.set_footer(_footer(f"{mark.who} {_moment(mark.at, grid.zone)}"))
    defined = book.add_worksheet(words["definitions"])
    defined.set_column(0, 0, 26)
    defined.set_column(1, 2, 70)
    rows = [(words["measure"], words["formula"], words["remark"])]
    rows += [(each.name, each.formula, each.remark) for each in _defined(grid)]
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            defined.write_string(row, column, _cell(text), None if row else head)
    book.close()
    return target.getvalue()


def _pdf(grid: Sheet, mark: Mark) -> bytes:
    if len(grid.lines) > PDF_MAX:
        raise ReportTooLongError(rows_max=PDF_MAX)
    if FONT not in _fonts().families():
        raise FontMissingError(FONT)
    words = _WORDS[grid.language]
    told = {
        "title": grid.title,
        "language": grid.language[:2],
        "notes": notes(grid, mark)[:-1],
        "mark": notes(grid, mark)[-1],
        "labels": len(grid.heads),
        "heads": [*grid.heads, *(each.name for each in grid.columns)],
        "lines": [[*line.labels, *_texts(grid, line.values)] for line in grid.lines],
        "total": [*_total_labels(grid), *_texts(grid, grid.total)] if grid.total else [],
        "definitions": [[each.name, each.formula, each.remark] for each in _defined(grid)],
        "words": words,
    }
    made = typst.compile(
        _TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        sys_inputs={"report": json.dumps(told, ensure_ascii=False)},
        format="pdf",
    )
    return bytes(made)


@lru_cache(1)
def _fonts() -> typst.Fonts:
    """Find the fonts once: to look for them costs more than a page."""
    return typst.Fonts(include_system_fonts=True)


def _texts(grid: Sheet, values: Sequence[Value]) -> list[str]:
    return [written(value, each.unit) for value, each in zip(values, grid.columns, strict=True)]


def _total_labels(grid: Sheet) -> list[str]:
    return [TOTAL[grid.language], *[""] * (len(grid.heads) - 1)]


def _defined(grid: Sheet) -> list[Column]:
    return [each for each in grid.columns if not each.before_days]


def _cell(text: str) -> str:
    return text[:CELL_MAX].encode("utf-8", "replace").decode()


def _sheet_name(title: str) -> str:
    """Leave out what a sheet may not be called. Source: xlsxwriter, add_worksheet."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\").strip("' ")[:31] or "report"


def _footer(text: str) -> str:
    """Write a page's foot; a `&` begins a command there."""
    return f"&L{text.replace('&', '&&')}&R&P/&N"


_WRITERS: Mapping[Form, Callable[[Sheet, Mark], bytes]] = {Form.XLSX: _xlsx, Form.CSV: _csv, Form.PDF: _pdf}
