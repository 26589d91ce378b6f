"""Tables that people bring in files and take away in them: CSV and XLSX, read as text, written safely.

What is written never becomes a formula: a customer may be called `=cmd`. Source: OWASP, CSV Injection. ADR 0025.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from kefu.kernel.errors import InvalidError
from kefu.kernel.strict_json import is_storable

Cell = str | int | float | date | None
COLUMNS_MAX = 100
CELL_MAX = 32_767
"""Characters that a spreadsheet keeps in a cell."""
_UNPACKED_MAX = 64 << 20
_XLSX = b"PK\x03\x04"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DELIMITERS = ",;\t"


class SheetUnreadableError(InvalidError):
    """The file is no table that we can read."""

    code = "sheet-unreadable"
    title = "This file cannot be read as a table"


class SheetTooLongError(InvalidError):
    """The table has more lines than are taken at once."""

    code = "sheet-too-long"
    title = "The table has too many lines"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table with its number as a reader of the file counts, from 1."""

    number: int
    cells: tuple[str, ...]


def read_sheet(content: bytes, *, most: int) -> list[Line]:
    """Read the lines of a CSV file, or of an XLSX file's first sheet; those with nothing in them are left out.

    Raises: SheetUnreadableError, SheetTooLongError with more than `most` lines.
    """
    found: list[Line] = []
    for line in _read_xlsx(content, most) if content.startswith(_XLSX) else _read_csv(content):
        if len(line.cells) > COLUMNS_MAX:
            raise SheetUnreadableError("too many columns", reason="columns", line=line.number)
        if not any(line.cells):
            continue
        if len(found) == most:
            raise SheetTooLongError(f"more than {most} lines", most=most)
        found.append(line)
    return found


def decode_text(content: bytes) -> str:
    """Read text in UTF-8, UTF-16 with a mark, or GB 18030, which contains GBK and GB 2312.

    Raises: SheetUnreadableError.
    """
    is_marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if is_storable(text):
            return text
    raise SheetUnreadableError("neither UTF-8 nor GB 18030", reason="encoding")


def write_csv(lines: Iterable[Sequence[Cell]]) -> bytes:
    """Write a table as CSV in UTF-8 with a mark, so that spreadsheets see what it is."""
    text = io.StringIO()
    csv.writer(text).writerows([_plain(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig", "replace")


def write_xlsx(lines: Iterable[Sequence[Cell]]) -> bytes:
    """Write a table as XLSX with its first line fixed; texts are texts whatever they look like."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "default_date_format": "yyyy-mm-dd", "remove_timezone": True}
    )
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            if isinstance(cell, int | float):
                sheet.write_number(row, column, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(row, column, cell)
            elif cell:
                sheet.write_string(row, column, cell[:CELL_MAX].encode("utf-8", "replace").decode())
    book.close()
    return target.getvalue()


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell


def _read_csv(content: bytes) -> Iterator[Line]:
    text = decode_text(content)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield Line(begins, tuple(cell.strip() for cell in cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise SheetUnreadableError(str(error), reason="syntax", line=begins) from error


def _read_xlsx(content: bytes, most: int) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED_MAX:
                raise SheetUnreadableError("too large when unpacked", reason="size")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        if sheet.width > COLUMNS_MAX:
            raise SheetUnreadableError("too many columns", reason="columns", line=1)
        # empty lines do not count: a few more are read than are taken
        rows = sheet.to_python(skip_empty_area=False, nrows=4 * most)
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError) as error:
        raise SheetUnreadableError(type(error).__name__, reason="syntax") from error
    for number, row in enumerate(rows, 1):
        yield Line(number, tuple(_text(value) for value in row))


def _text(value: object) -> str:
    """Write a cell as people see it; a telephone number that has become a fraction is one again."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ", "minutes")
    return str(value).strip() if is_storable(str(value)) else ""
