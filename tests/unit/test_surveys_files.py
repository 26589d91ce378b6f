"""Files of customers to be asked: every bad line is named, the good ones make cases."""

from datetime import date
from typing import Any

import pytest

from kefu.kernel.ids import LocalNetworkId
from kefu.platform.ids import new_id
from kefu.platform.numbering import parse_number
from kefu.surveys.model.errors import SurveyFileInvalidError
from kefu.surveys.model.files import FileRead
from kefu.surveys.rules.files import read_file

HEAD = ("号码", "姓名", "工单号", "营业厅", "班组", "日期")
CHANGZHOU = LocalNetworkId(new_id())
TODAY = date(2026, 3, 2)


def read(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> FileRead:
    lines: list[Any] = [(1, head), *enumerate(rows, 2)]
    return read_file(lines, parse=parse_number, networks={"519": CHANGZHOU}, today=TODAY)


def test_good_lines_make_cases() -> None:
    found = read(
        ("0519-86124567", "=cmd", "A-1", "东门营业厅", "", "2026/3/1"),
        ("138 1234 2246", "李娜𠮷", "", "", "一班", "20260228"),
        ("+8613812342247", "", "", "", "", ""),
    )
    first, second, third = (line.case for line in found.good)
    assert found.bad == ()
    assert (first.number, first.name, first.source_id) == ("+8651986124567", "=cmd", "A-1")
    assert first.local_network_id == CHANGZHOU
    assert first.subject == {"order_no": "A-1", "hall": "东门营业厅", "closed_on": "2026-03-01"}
    assert second.source_id == "+8613812342246/2026-02-28//一班"
    assert second.subject == {"crew": {"zh-CN": "一班", "en": "一班"}, "closed_on": "2026-02-28"}
    assert (third.source_id, third.subject) == ("+8613812342247///", {})


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (("", "x", "", "", "", ""), "number", "number-missing"),
        (("12", "", "", "", "", ""), "number", "number-malformed"),
        (("=1+1", "", "", "", "", ""), "number", "number-malformed"),
        (("10086", "", "", "", "", ""), "number", "number-malformed"),
        (("13812342246", "x" * 101, "", "", "", ""), "name", "too-long"),
        (("13812342246", "", "", "", "", "gestern"), "date", "date-malformed"),
        (("13812342246", "", "", "", "", "2026-02-30"), "date", "date-malformed"),
        (("13812342246", "", "", "", "", "2026-03-03"), "date", "date-in-future"),
    ],
)
def test_a_bad_line_is_named(row: tuple[str, ...], field: str, code: str) -> None:
    found = read(("13812342240",), row)
    assert [line.line for line in found.good] == [2]
    assert [(each.line, each.field, each.code) for each in found.bad] == [(3, field, code)]


def test_the_same_twice_in_a_file_is_named() -> None:
    found = read(
        ("13812342246", "", "A-1"), ("13812342247", "", "A-1"), ("13812342248", ""), ("13812342248", "somebody")
    )
    assert [(each.line, each.field, each.code) for each in found.bad] == [
        (3, "order_no", "line-repeated"),
        (5, "number", "line-repeated"),
    ]


@pytest.mark.parametrize("text", ["2026-03-01", "2026.3.1", "2026年3月1日", "20260301", "2026-03-01 09:30:11"])
def test_dates_are_read_as_people_write_them(text: str) -> None:
    found = read(("13812342246", text), head=("Phone", "Date"))
    assert found.good[0].case.subject["closed_on"] == "2026-03-01"


def test_titles_are_known_in_both_languages_and_others_ignored() -> None:
    found = read(("13812342246", "x", "1", "y"), head=("NUMBER", "Order No", "", "备注"))
    assert (found.columns, found.ignored) == (("number", "order_no"), ("备注",))


@pytest.mark.parametrize(
    ("head", "code"),
    [(("姓名", "日期"), "file-without-number"), (("号码", "phone"), "file-column-repeated")],
)
def test_a_file_without_what_is_needed_is_refused(head: tuple[str, ...], code: str) -> None:
    with pytest.raises(SurveyFileInvalidError) as refusal:
        read(("13812342246", "x"), head=head)
    assert refusal.value.facts["errors"][0]["code"] == code


def test_a_file_without_lines_is_refused() -> None:
    with pytest.raises(SurveyFileInvalidError):
        read()
