"""Tables in files: what people bring is read whatever wrote it, what they take away holds no formulas."""

import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from kefu.platform.sheets import (
    Line,
    SheetTooLongError,
    SheetUnreadableError,
    decode_text,
    read_sheet,
    write_csv,
    write_xlsx,
)

HEAD = "号码,姓名\n"
ROWS = [Line(1, ("号码", "姓名")), Line(2, ("13812342246", "李娜𠮷"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found(encoding: str) -> None:
    assert read_sheet(f"{HEAD}13812342246, 李娜𠮷 \n".encode(encoding), most=9) == ROWS


def test_gbk_is_read() -> None:
    assert read_sheet(f"{HEAD}13812342246,李娜\n".encode("gbk"), most=9)[1].cells == ("13812342246", "李娜")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    content = f"{HEAD}13812342246,李娜𠮷\n".replace(",", delimiter).encode()
    assert read_sheet(content, most=9) == ROWS


def test_lines_are_counted_as_in_the_file() -> None:
    content = 'a,b\r\n\r\n"two\r\nlines",x\r\n,\r\nlast,\r\n'
    assert [(line.number, line.cells[0]) for line in read_sheet(content.encode(), most=9)] == [
        (1, "a"),
        (3, "two\r\nlines"),
        (6, "last"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xff\xff", "encoding"),
        (b"a\x00b", "encoding"),
        (b'"never closed', "syntax"),
        (b"PK\x03\x04 no archive", "syntax"),
        (",".join("x" * 101).encode(), "columns"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(SheetUnreadableError) as refusal:
        read_sheet(content, most=9)
    assert refusal.value.facts["reason"] == reason


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (65 << 20))
    with pytest.raises(SheetUnreadableError) as refusal:
        read_sheet(target.getvalue(), most=9)
    assert refusal.value.facts["reason"] == "size"


def test_too_many_lines_are_refused() -> None:
    assert len(read_sheet(b"a\nb\n\n", most=2)) == 2
    with pytest.raises(SheetTooLongError) as refusal:
        read_sheet(b"a\nb\nc\n", most=2)
    assert refusal.value.facts == {"most": 2}


def test_cells_of_a_spreadsheet_are_read_as_people_see_them() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet()
    sheet.write_number(0, 0, 13812342246)
    sheet.write_datetime(0, 1, datetime(2026, 3, 1))  # noqa: DTZ001
    sheet.write_datetime(0, 2, datetime(2026, 3, 1, 9, 30))  # noqa: DTZ001
    sheet.write_number(0, 3, 1.5)
    sheet.write_string(2, 0, " 李娜 ")
    book.close()
    first, second = read_sheet(target.getvalue(), most=9)
    assert first == Line(1, ("13812342246", "2026-03-01", "2026-03-01 09:30", "1.5"))
    assert (second.number, second.cells[0]) == (3, "李娜")


def test_a_spreadsheet_of_too_many_columns_is_refused() -> None:
    with pytest.raises(SheetUnreadableError) as refusal:
        read_sheet(write_xlsx([["x"] * 101]), most=9)
    assert refusal.value.facts["reason"] == "columns"


@given(st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "＝"]), st.text(max_size=9))
def test_no_text_becomes_a_formula(sign: str, rest: str) -> None:
    cell = write_csv([[sign + rest]]).removeprefix(b"\xef\xbb\xbf").decode().removeprefix('"')
    assert cell.startswith("'")


def test_a_table_is_written() -> None:
    assert write_csv([["名", "n"], ["=cmd|' /C calc'!A0", -5], [None, date(2026, 3, 1)], ["a,b\ud800", 1.5]]) == (
        "\ufeff名,n\r\n'=cmd|' /C calc'!A0,-5\r\n,2026-03-01\r\n\"a,b?\",1.5\r\n".encode()
    )


def test_a_spreadsheet_holds_no_formulas() -> None:
    content = write_xlsx([["name", "n"], ["=1+1", -5], ["http://x", date(2026, 3, 1)], ["\ud800", None]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert [line.cells for line in read_sheet(content, most=9)] == [
        ("name", "n"),
        ("=1+1", "-5"),
        ("http://x", "2026-03-01"),
        ("?", ""),
    ]


def test_text_is_decoded() -> None:
    assert decode_text("\ufeff你好".encode()) == "你好"
