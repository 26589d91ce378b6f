"""A simulation as one HTML page that needs nothing else: a chart drawn as SVG, tables."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from kefu.insight.simulation.report import ALL, Row
from kefu.insight.simulation.words import Language, word

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 960, 260, 44, 12, 44
_LINES = {"service_level": "#0b6e4f", "erlang_c": "#b3541e", "erlang_a": "#5b3fa0"}
_STYLE = """
body{font:14px/1.5 system-ui,"Noto Sans SC","Microsoft YaHei",sans-serif}
body{margin:24px auto;max-width:1000px;padding:0 16px}
h1{font-size:20px}h2{font-size:16px;margin-top:28px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:3px 8px;border-bottom:1px solid #d9dee3;text-align:right}td{white-space:nowrap}td.t,th.t{text-align:left}
th{font-weight:600;background:#f3f5f7}svg{width:100%;height:auto}.scroll{overflow-x:auto}
"""
_COLUMNS = (
    "offered",
    "answered",
    "abandoned",
    "left_waiting",
    "service_level",
    "erlang_c",
    "erlang_a",
    "average_speed_of_answer_s",
    "average_wait_s",
    "longest_wait_s",
    "occupancy",
    "agents",
)
_SHARES = {"service_level", "erlang_c", "erlang_a", "occupancy"}


def page(report: dict[str, Any], language: Language) -> str:
    """Write the page."""
    title = escape(word("title", language))
    body = "\n".join(_sections(report, language))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n<style>{_STYLE}</style>\n'
        f"</head>\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


def _sections(report: dict[str, Any], language: Language) -> Iterator[str]:
    rows = report["rows"]
    names = ("read", "used", "skipped") if rows["read"] else ("used", "skipped")
    counts = [f"{word(f'rows_{name}', language)} {rows[name]}" for name in names]
    counts.append(f"{word('service_level', language)} ≤ {report['settings']['within_s']:g} s")
    yield f"<p>{escape(word('lead', language))} {escape('; '.join(counts))}</p>"
    together = [row for row in report["intervals"] if row["queue"] == ALL]
    yield chart(together, language)
    yield _heading("totals", language)
    yield _measures([{"queue": queue} | row for queue, row in report["totals"].items()], ("queue",), language)
    if "least_staffing" in report:
        yield from _least(report["least_staffing"], language)
    if "comparison" in report:
        yield _heading("comparison", language)
        lines = [
            {"queue": f"{word(name, language)}: {_cell('queue', queue, language)}"} | row
            for name in ("pool", "islands")
            for queue, row in report["comparison"][name]["totals"].items()
        ]
        yield _measures(lines, ("queue",), language)
    yield _heading("by_interval", language)
    yield _measures(report["intervals"], ("from", "queue"), language)
    if report["skipped"]:
        yield _heading("skipped", language)
        reasons = [each | {"reason": word(each["code"], language)} for each in report["skipped"]]
        yield _table(reasons, ("file", "line", "reason", "value"), language)


def _least(least: dict[str, Any], language: Language) -> Iterator[str]:
    for name, found in least.items():
        heading = f"{word('least', language)}: {word(name, language)}"
        yield f"<h2>{escape(heading)} ({found['agent_hours']:g} {escape(word('agent_hours', language))})</h2>"
        yield _table(found["intervals"], ("from", "queue", "agents", "service_level"), language)


def _heading(name: str, language: Language) -> str:
    return f"<h2>{escape(word(name, language))}</h2>"


# -- tables --------------------------------------------------------------------------------------------------------


def _measures(rows: Sequence[Row], names: tuple[str, ...], language: Language) -> str:
    columns = [name for name in _COLUMNS if name != "erlang_a" or any("erlang_a" in row for row in rows)]
    return _table(rows, (*names, *columns), language)


def _table(rows: Sequence[Row], columns: Sequence[str], language: Language) -> str:
    head = "".join(f"<th{_kind(name)}>{escape(word(name, language))}</th>" for name in columns)
    body = "\n".join(
        "<tr>" + "".join(f"<td{_kind(name)}>{_cell(name, row.get(name), language)}</td>" for name in columns) + "</tr>"
        for row in rows
    )
    return f'<div class="scroll"><table>\n<tr>{head}</tr>\n{body}\n</table></div>'


def _kind(name: str) -> str:
    return ' class="t"' if name in ("queue", "from", "file", "reason", "value") else ""


def _cell(name: str, value: Any, language: Language) -> str:
    if isinstance(value, dict):
        value = value["service_level"]
    if value is None:
        return "–"
    if name == "queue" and value == ALL:
        return escape(word("all", language))
    if name in _SHARES:
        return f"{value * 100:.1f} %"
    return escape(f"{value:.1f}" if isinstance(value, float) else str(value))


# -- the chart -----------------------------------------------------------------------------------------------------


def chart(rows: Sequence[Row], language: Language) -> str:
    """Draw calls as bars (answered below, the others above) and service levels as lines, 0 to 100 %."""
    if not rows:
        return ""
    most = max(1, *(row["offered"] for row in rows))
    step = (_WIDTH - 2 * _LEFT) / len(rows)
    parts = list(_axes(rows, most, step))
    for index, row in enumerate(rows):
        place = f'x="{_LEFT + (index + 0.1) * step:.1f}" width="{0.8 * step:.1f}"'
        base = _y(0)
        for count, colour in ((row["answered"], "#9db8d9"), (row["offered"] - row["answered"], "#d98080")):
            height = (_y(0) - _y(1)) * count / most
            base -= height
            parts.append(f'<rect {place} y="{base:.1f}" height="{height:.1f}" fill="{colour}"/>')
    names = [name for name in _LINES if any(_level(row, name) is not None for row in rows)]
    for name in names:
        parts += [f'<path d="{_path(rows, name, step)}" fill="none" stroke="{_LINES[name]}" stroke-width="2"/>']
    legend = [("answered", "#9db8d9"), ("abandoned", "#d98080"), *((name, _LINES[name]) for name in names)]
    for index, (name, colour) in enumerate(legend):
        x = _LEFT + index * 180
        parts.append(f'<rect x="{x}" y="{_HEIGHT - 14}" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{x + 14}" y="{_HEIGHT - 5}">{escape(word(name, language))}</text>')
    label = escape(word("by_interval", language))
    head = f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}" font-size="11" fill="#1b1f24">'
    return "\n".join([head, *parts, "</svg>"])


def _axes(rows: Sequence[Row], most: int, step: float) -> Iterator[str]:
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _y(part)
        yield f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _LEFT}" stroke="#d9dee3"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{part * most:g}</text>'
        yield f'<text x="{_WIDTH - _LEFT + 6}" y="{y + 4:.1f}">{part:.0%}</text>'
    every = -(-len(rows) // 12)
    for index in range(0, len(rows), every):
        x = _LEFT + (index + 0.5) * step
        label = escape(rows[index]["from"].rpartition("T")[2])
        yield f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle">{label}</text>'


def _y(part: float) -> float:
    return _HEIGHT - _BOTTOM - part * (_HEIGHT - _BOTTOM - _TOP)


def _level(row: Row, name: str) -> float | None:
    value = row.get(name)
    level: float | None = value["service_level"] if isinstance(value, dict) else value
    return level


def _path(rows: Sequence[Row], name: str, step: float) -> str:
    """Draw a line through what is known; it is broken where nothing is."""
    path, is_down = [], False
    for index, row in enumerate(rows):
        level = _level(row, name)
        if level is not None:
            path.append(f"{'L' if is_down else 'M'}{_LEFT + (index + 0.5) * step:.1f} {_y(level):.1f}")
        is_down = level is not None
    if len(path) == 1:
        path.append("h1")
    return "".join(path)
