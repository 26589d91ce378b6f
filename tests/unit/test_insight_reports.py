"""Reports: every one that is shipped can be made, and one table stands in all files."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from kefu.insight.figures.reading import Answer
from kefu.insight.reports import files, layout, writing
from kefu.insight.reports.catalogue import BUILT_IN
from kefu.insight.reports.files import Form, Mark
from kefu.insight.reports.model import Branch, Grid, Report, ReportInvalidError, require_sound
from kefu.insight.rules.measures import Unit
from kefu.insight.rules.spans import Span
from kefu.insight.rules.tables import Dimension, MeasureNotByDimensionError, MeasureUnknownError, Question, Row
from kefu.kernel.words import Text
from kefu.platform.sheets import read_sheet
from support.organisation import ZONE

NOW = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
NAMES = ("报修热线", "=1+1", "@x", "-2", "+86", "#strong[x] $a$", "张 & 李", "\t=1", "'; drop")
MARK = Mark("王芳 (wang)", NOW)
OURS = Report(
    code="ours",
    name={"zh-CN": "=我们的[报表]", "en": "Ours"},
    branch=Branch.QUEUE,
    measures=("contacts", "answer_rate", "average_speed_of_answer_s", "longest_wait_s"),
    by=(Dimension.QUEUE,),
    span=Span.WEEK,
)
OF_AGENTS = replace(OURS, measures=("talk_s", "handled_per_hour"), by=(Dimension.AGENT,))


def question(report: Report) -> Question:
    return Question(measures=report.measures, by=report.by, since=NOW, until=NOW, zone=ZONE.key, within_s=15)


def grid(report: Report = OURS, language: str = "zh-CN", rows: list[Row] | None = None) -> Grid:
    width = len(report.measures)
    values = (-3, 66.666, 7203.4, None)[:width] if width == 4 else (7203.4, 4.26)
    rows = [Row((name,), values) for name in NAMES] if rows is None else rows
    names: dict[object, Text] = {name: {"zh-CN": name, "en": name} for name in NAMES}
    found = Answer(rows=rows, total=Row((), values), names=names, known_until=NOW, is_cut=False)
    days = (date(2026, 3, 1), date(2026, 3, 3))
    return layout.grid(report, question(report), days, language, found, None)


@pytest.mark.parametrize("code", BUILT_IN)
def test_what_is_shipped_can_be_made(code: str) -> None:
    require_sound(BUILT_IN[code], at=NOW)
    assert BUILT_IN[code].is_built_in


def test_what_cannot_be_made_is_refused() -> None:
    for wrong in (
        replace(OURS, name={"zh-CN": " ", "en": "x"}),
        replace(OURS, name={"zh-CN": "x" * 61, "en": "x"}),
        replace(OURS, measures=()),
        replace(OURS, measures=("contacts", "contacts")),
        replace(OURS, by=()),
    ):
        with pytest.raises(ReportInvalidError):
            require_sound(wrong, at=NOW)
    with pytest.raises(MeasureUnknownError):
        require_sound(replace(OURS, measures=("happiness",)), at=NOW)
    with pytest.raises(MeasureNotByDimensionError):
        require_sound(replace(OURS, by=(Dimension.AGENT,)), at=NOW)


def test_every_column_names_its_formula() -> None:
    for language in ("zh-CN", "en"):
        assert all(column.formula for column in grid(language=language).columns)


def test_xlsx_says_what_the_table_says() -> None:
    made = grid()
    book = CalamineWorkbook.from_filelike(io.BytesIO(files.write(made, Form.XLSX, MARK)))
    assert book.sheet_names == ["=我们的报表", "口径说明"]
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[0][0] == "=我们的[报表]"
    assert "王芳 (wang)  2026-03-02 14:30" in str(rows[1][0])
    assert rows[3] == ["队列", "进入队列", "接通率", "平均应答时长", "最长等待"]
    assert [row[0] for row in rows[4:]] == [*NAMES, "合计"]
    assert all(row[1:] == [-3, 66.7, 7203.4, ""] for row in rows[4:])
    defined = book.get_sheet_by_index(1).to_python(skip_empty_area=False)
    assert [(row[0], row[1]) for row in defined[1:]] == [(each.name, each.formula) for each in made.columns]


def test_xlsx_has_no_formulas_and_links() -> None:
    with zipfile.ZipFile(io.BytesIO(files.write(grid(), Form.XLSX, MARK))) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 2
    assert not any(b"<f>" in sheet or b"<f " in sheet or b"hyperlink" in sheet for sheet in sheets)


def test_durations_are_durations() -> None:
    made = grid(OF_AGENTS)
    assert made.lines[0].values == (7203, 4.3)
    book = CalamineWorkbook.from_filelike(io.BytesIO(files.write(made, Form.XLSX, MARK)))
    assert book.get_sheet_by_index(0).to_python(skip_empty_area=False)[4][1] == timedelta(seconds=7203)


def test_csv_says_what_the_table_says() -> None:
    lines = [line.cells for line in read_sheet(files.write(grid(), Form.CSV, MARK), most=100)]
    assert lines[0] == ("队列", "进入队列", "接通率 (%)", "平均应答时长 (秒)", "最长等待 (秒)")
    guarded = ("报修热线", "'=1+1", "'@x", "'-2", "'+86", "#strong[x] $a$", "张 & 李", "'\t=1", "'; drop", "合计")
    assert [line[0] for line in lines[1:11]] == list(guarded)
    assert all(line[1:] == ("-3", "66.7", "7203.4", "") for line in lines[1:11])
    assert ("'=我们的[报表]",) in lines


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_pdf_says_what_the_table_says(language: str) -> None:
    made = grid(language=language)
    pages = PdfReader(io.BytesIO(files.write(made, Form.PDF, MARK))).pages
    text = "\n".join(page.extract_text() for page in pages)
    for said in (made.title, "王芳 (wang)", "2026-03-02 14:30", "报修热线", "=1+1", "@x", "-2", "#strong[x] $a$"):
        assert said in text
    assert text.count("66.7%") == text.count("7203.4") == len(NAMES) + 1
    assert all(column.name in text for column in made.columns)


def test_nothing_is_a_table_too() -> None:
    empty = grid(rows=[])
    assert "没有数据" in PdfReader(io.BytesIO(files.write(empty, Form.PDF, MARK))).pages[0].extract_text()
    assert files.write(empty, Form.XLSX, MARK)


def test_paper_has_an_end() -> None:
    long = grid(rows=[Row(("报修热线",), (1, 2, 3, 4))] * (files.PDF_MAX + 1))
    with pytest.raises(files.ReportTooLongError):
        files.write(long, Form.PDF, MARK)


def test_without_a_chinese_font_there_is_no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "FONT", "Nobody's Font")
    with pytest.raises(files.FontMissingError):
        files.write(grid(), Form.PDF, MARK)


@pytest.mark.parametrize("form", [Form.CSV, Form.PDF])
async def test_another_process_writes_the_same(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    here = await writing.written(grid(), form, MARK)
    monkeypatch.setattr(writing, "SHORT_MAX", 0)
    there = await writing.written(grid(), form, MARK)
    if form is Form.CSV:
        assert there == here
    else:
        assert (
            PdfReader(io.BytesIO(there)).pages[0].extract_text() == PdfReader(io.BytesIO(here)).pages[0].extract_text()
        )


async def test_a_refusal_comes_back_from_another_process() -> None:
    long = grid(rows=[Row(("报修热线",), (1, 2, 3, 4))] * (files.PDF_MAX + 1))
    with pytest.raises(files.ReportTooLongError) as refused:
        await writing.written(long, Form.PDF, MARK)
    assert refused.value.facts == {"rows_max": files.PDF_MAX}


def test_what_is_cut_says_so() -> None:
    assert "只列出前 9 行" in " ".join(files.notes(replace(grid(), is_cut=True), MARK))


def test_keys_are_called_as_people_call_them() -> None:
    called = [
        (Dimension.HALF_HOUR, NOW, "2026-03-02 14:30", "2026-03-02 14:30"),
        (Dimension.DAY, datetime(2026, 3, 1, 16, tzinfo=UTC), "2026-03-02", "2026-03-02"),
        (Dimension.MONTH, NOW, "2026-03", "2026-03"),
        (Dimension.WEEKDAY, 1, "周一", "Mon"),
        (Dimension.HOUR_OF_DAY, 9, "09:00", "09:00"),
        (Dimension.DIRECTION, "inbound", "呼入", "Inbound"),
        (Dimension.REASON, "lunch", "lunch", "lunch"),
        (Dimension.QUEUE, None, "未指定", "None"),
    ]
    for dimension, part, zh, en in called:
        assert layout.label(dimension, part, {}, "zh-CN", ZONE) == zh
        assert layout.label(dimension, part, {}, "en", ZONE) == en


def test_figures_on_paper() -> None:
    assert layout.written(None, Unit.COUNT) == "—"
    assert layout.written(1234567, Unit.COUNT) == "1,234,567"
    assert layout.written(90061, Unit.DURATION) == "25:01:01"
    assert layout.written(12.34, Unit.SECONDS) == "12.3 s"


def test_beside_what_was_before() -> None:
    report = replace(OURS, measures=("contacts",), by=(Dimension.HOUR_OF_DAY,), against_days=7)
    found, before = (
        Answer(rows=rows, total=Row((), (9,)), names={}, known_until=NOW, is_cut=False)
        for rows in ([Row((9,), (5,)), Row((11,), (4,))], [Row((10,), (3,)), Row((11,), (6,))])
    )
    days = (date(2026, 3, 2), date(2026, 3, 3))
    made = layout.grid(report, question(report), days, "zh-CN", found, before)
    assert [column.name for column in made.columns] == ["进入队列", "进入队列 (7 天前)"]
    assert [(line.labels, line.values) for line in made.lines] == [
        (("09:00",), (5, None)),
        (("10:00",), (None, 3)),
        (("11:00",), (4, 6)),
    ]
