"""`kefu simulate`: its input, its world, what it finds, and the command as a whole."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from kefu.app import cli
from kefu.insight.rules.intervals import Fate, Outcome
from kefu.insight.simulation.arrivals import Demand, callers_of, chance, log_normal
from kefu.insight.simulation.history import SimulationInputError, read_history, read_workers
from kefu.insight.simulation.model import Caller, Habits, Skipped, Worker
from kefu.insight.simulation.staffing import Search, Target, divided, grid_of, shifts_for
from kefu.insight.simulation.world import simulate

MINUTE_MS = 60_000
DIGEST = (142, "981a76ff2e59386c")
DEMAND = Demand(
    calls_per_hour={"faults": 60, "sales": 30}, talk_mean_s=190, talk_median_s=118, patience_mean_s=90, hours=2
)
HISTORY = """arrived_at,queue,talk_s,patience_s,outcome
2026-03-02T09:00:00,faults,100,,answered
2026-03-02T09:00:30,faults,,45,abandoned
yesterday,faults,10,,
2026-03-02T09:01:00,faults,-1,,
2026-03-02T09:02:00,,10,,
2026-03-02T09:03:00,faults,10,soon,
2026-03-02T09:04:00,faults,10,,lost
2026-03-02T09:05:00,faults,10
2026-03-02T09:06:00+08:00,faults,10,,

2026-03-02T09:07:00,sales,,30,abandoned
2026-03-02T08:59:00,sales é,nan,,
"""


def caller(arrived_s: float, talk_s: float, patience_s: float | None = None, queue: str = "q", **kw: Any) -> Caller:
    """Make a caller."""
    patience_ms = None if patience_s is None else int(patience_s * 1000)
    return Caller(
        arrived_ms=int(arrived_s * 1000), queue=queue, talk_ms=int(talk_s * 1000), patience_ms=patience_ms, **kw
    )


def worker(name: str, *queues: str, shifts: tuple[tuple[int, int | None], ...] = ((0, None),)) -> Worker:
    """Make an agent, of "q" when no queue is named."""
    return Worker(name=name, queues=frozenset(queues or {"q"}), shifts=shifts)


def fates(outcomes: list[Outcome]) -> list[tuple[str, int]]:
    """Pick fate and wait in seconds."""
    return [(outcome.fate.value, outcome.wait_ms // 1000) for outcome in outcomes]


# -- the world -----------------------------------------------------------------------------------------------------


def test_calls_wait_for_the_agent_and_the_impatient_leave() -> None:
    course = simulate([caller(0, 100), caller(10, 50), caller(20, 10, 30), caller(200, 5)], [worker("a")])
    assert fates(course.outcomes) == [("answered", 0), ("answered", 90), ("abandoned", 30), ("answered", 0)]
    assert course.busy["a"] == [(0, 100_000), (100_000, 150_000), (200_000, 205_000)]
    assert course.end_ms == 205_000


def test_the_higher_priority_is_answered_first() -> None:
    course = simulate([caller(0, 100), caller(1, 10), caller(2, 10, priority=1)], [worker("a")])
    assert fates(course.outcomes) == [("answered", 0), ("answered", 109), ("answered", 98)]


def test_ringing_and_wrap_up_take_their_time() -> None:
    habits = Habits(ring_s=3, wrap_up_s=20)
    course = simulate([caller(0, 100), caller(0, 10), caller(0, 1, 2)], [worker("a")], habits=habits)
    assert fates(course.outcomes) == [("answered", 3), ("answered", 126), ("abandoned", 2)]
    assert course.outcomes[0].handle_ms == 120_000
    assert course.busy["a"] == [(3000, 103_000), (103_000, 123_000), (126_000, 136_000), (136_000, 156_000)]


def test_a_caller_who_hangs_up_while_it_rings_frees_the_agent() -> None:
    course = simulate([caller(0, 100, 2), caller(1, 10)], [worker("a")], habits=Habits(ring_s=5))
    assert fates(course.outcomes) == [("abandoned", 2), ("answered", 6)]


def test_an_agent_ends_his_call_before_he_goes_home_and_the_rest_is_left_waiting() -> None:
    shifts = ((0, 60_000), (3_600_000, 3_700_000))
    course = simulate(
        [caller(50, 100), caller(55, 10), caller(3690, 20), caller(3700, 1)], [worker("a", shifts=shifts)]
    )
    assert fates(course.outcomes) == [
        ("answered", 0),
        ("answered", 3545),
        ("answered", 0),
        ("left_waiting", 10),
    ]
    assert [sum(end - begin for begin, end in spans) for spans in course.staffed.values()] == [150_000 + 110_000]


def test_agents_serve_their_own_queues_only() -> None:
    callers = [caller(0, 100, queue="a"), caller(1, 100, queue="a"), caller(2, 10, queue="b")]
    course = simulate(callers, [worker("1", "a"), worker("2", "b")])
    assert fates(course.outcomes) == [("answered", 0), ("answered", 99), ("answered", 0)]


# -- chance --------------------------------------------------------------------------------------------------------


def test_equal_seeds_draw_equal_callers_on_every_python() -> None:
    """The digest was taken once: another Python, or another order of drawing, must not change it."""
    drawn = callers_of(DEMAND, 7)
    assert drawn == callers_of(DEMAND, 7)
    assert drawn != callers_of(DEMAND, 8)
    text = repr([(each.arrived_ms, each.queue, each.talk_ms, each.patience_ms) for each in drawn])
    assert (len(drawn), hashlib.sha256(text.encode()).hexdigest()[:16]) == DIGEST


def test_what_is_changed_for_one_queue_leaves_the_other_as_it_was() -> None:
    more = Demand(calls_per_hour={"faults": 90, "sales": 30}, talk_mean_s=190, talk_median_s=118, hours=2)
    sales = [
        [(each.arrived_ms, each.talk_ms) for each in callers_of(demand, 1) if each.queue == "sales"]
        for demand in (DEMAND, more)
    ]
    assert sales[0] == sales[1]


def test_log_normal_talk_has_the_wanted_mean_and_median() -> None:
    draw = log_normal(chance(1, "talk"), mean=190, median=118)
    talks = sorted(draw() for _ in range(40_000))
    assert sum(talks) / len(talks) == pytest.approx(190, rel=0.03)
    assert talks[len(talks) // 2] == pytest.approx(118, rel=0.03)


# -- input ---------------------------------------------------------------------------------------------------------


def written(folder: Path, text: str, name: str = "calls.csv") -> Path:
    """Write a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_bad_rows_are_named_by_line_and_the_others_are_read(tmp_path: Path) -> None:
    history = read_history(written(tmp_path, HISTORY), seed=1, patience_mean_s=None)
    assert [(each.line, each.code, each.value) for each in history.skipped] == [
        (4, "arrived_at-invalid", "yesterday"),
        (5, "talk_s-invalid", "-1"),
        (6, "queue-missing", ""),
        (7, "patience_s-invalid", "soon"),
        (8, "outcome-unknown", "lost"),
        (9, "columns-miscounted", "3"),
        (10, "zone-mixed", "2026-03-02T09:06:00+08:00"),
        (13, "talk_s-invalid", "nan"),
        (12, "talk-unknown", "sales"),
    ]
    assert (history.read, len(history.callers), history.drawn_talks) == (11, 2, 1)
    assert history.callers == [caller(32_400, 100, queue="faults"), caller(32_430, 100, 45, queue="faults")]


def test_calls_of_another_encoding_are_named_and_read_when_it_is_given(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_bytes("arrived_at,queue,talk_s\n2026-03-02 09:00,报障,60\n2026-03-02 09:00,a,60\n".encode("gb18030"))
    assert [each.code for each in read_history(path, seed=1, patience_mean_s=None).skipped] == ["encoding-wrong"]
    read = read_history(path, seed=1, patience_mean_s=None, encoding="gb18030")
    assert [each.queue for each in read.callers] == ["报障", "a"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("arrived_at,queue\n", "no column 'talk_s'"),
        ("", "no column 'arrived_at'"),
        ("arrived_at,queue,talk_s\n", "it has no rows"),
        ("arrived_at,queue,talk_s\nnow,a,1\n", "line 2, arrived_at-invalid 'now'"),
    ],
)
def test_a_history_without_calls_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(SimulationInputError, match=complaint):
        read_history(written(tmp_path, text), seed=1, patience_mean_s=None)


def test_shifts_are_read(tmp_path: Path) -> None:
    """Daily times, also past midnight, moments, several rows of one agent; `*` is every queue."""
    history = read_history(written(tmp_path, HISTORY), seed=1, patience_mean_s=None)
    text = (
        "agent,skills,from,to\nann,faults|sales,08:00,12:00\nann,faults,12:00,16:00\nbob,*,22:00,06:00\n"
        "cai,sales,2026-03-02T09:00,2026-03-02T10:00\ncai,golf,08:00,09:00\n,sales,08:00,09:00\n"
        "dan,sales,10:00,2026-03-02T11:00\ndan,sales,late,11:00\n"
    )
    queues, hour = frozenset({"faults", "sales"}), 3_600_000
    path = written(tmp_path, text, "agents.csv")
    workers, skipped = read_workers(path, day=history.day, days=1, queues=queues)
    assert workers == [
        Worker(name="ann", queues=queues, shifts=((8 * hour, 16 * hour),)),
        Worker(name="bob", queues=queues, shifts=((0, 6 * hour), (22 * hour, 30 * hour))),
        Worker(name="cai", queues=frozenset({"sales"}), shifts=((9 * hour, 10 * hour),)),
    ]
    assert skipped == [
        Skipped("agents.csv", 6, "skill-without-calls", "golf"),
        Skipped("agents.csv", 7, "agent-or-skills-missing", ""),
        Skipped("agents.csv", 8, "shift-invalid", "10:00 - 2026-03-02T11:00"),
        Skipped("agents.csv", 9, "shift-invalid", "late"),
    ]


# -- what if -------------------------------------------------------------------------------------------------------


def test_the_least_staffing_reaches_the_target_and_nobody_is_spare() -> None:
    callers = callers_of(Demand(calls_per_hour={"q": 120}, talk_mean_s=120, hours=1), 3)
    target, grid = Target(0.8, 20), grid_of(callers, 30 * MINUTE_MS)
    search = Search(callers, grid, target, Habits())
    least = search.least()
    assert all(level >= 0.8 for level in search.reached(least) if level is not None)
    for index in range(len(least)):
        fewer = [*least[:index], least[index] - 1, *least[index + 1 :]]
        assert any(level < 0.8 for level in search.reached(fewer) if level is not None), (least, index)


def test_a_target_that_cannot_be_reached_is_approached_as_far_as_it_can() -> None:
    """The second caller gives up at once: 50 % is all there is, and one agent reaches it."""
    callers = [caller(0, 10, 60), caller(60, 10, 1)]
    assert Search(callers, grid_of(callers, 15 * MINUTE_MS), Target(0.8, 20), Habits(ring_s=2)).least() == [1]


def test_shifts_follow_the_numbers() -> None:
    callers = [caller(0, 1), caller(2699, 1)]
    found = shifts_for([1, 2, 1], grid_of(callers, 15 * MINUTE_MS), frozenset({"q"}))
    assert [each.shifts for each in found] == [((0, None),), ((900_000, 1_800_000),)]


def test_islands_are_cut_from_each_shift_by_itself() -> None:
    early, late = ((0, 10),), ((10, 20),)
    team = [worker(str(n), "a", "b", shifts=early if n < 4 else late) for n in range(8)]
    parts = divided(team, {"a": 3.0, "b": 1.0})
    assert [("".join(each.queues), each.shifts) for each in parts] == [
        *[("a", early)] * 3,
        ("b", early),
        *[("a", late)] * 3,
        ("b", late),
    ]


# -- the command ---------------------------------------------------------------------------------------------------


def test_the_command_reports_as_json_and_names_skipped_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["simulate", "--history", str(written(tmp_path, HISTORY)), "--agents", "1", "--patience-mean", "60"])
    told = capsys.readouterr()
    report = json.loads(told.out)
    assert report["rows"] == {"read": 11, "used": 2, "talks_drawn": 1, "skipped": 9}
    assert "calls.csv:5: skipped, talk_s is no number of seconds from 0 to 86400: '-1'\n" in told.err
    assert report["totals"]["*"] | {"erlang_c": None, "erlang_a": None} == {
        "offered": 2,
        "answered": 1,
        "abandoned": 1,
        "left_waiting": 0,
        "service_level": 0.5,
        "abandonment_rate": 0.5,
        "average_speed_of_answer_s": 0.0,
        "average_wait_s": 22.5,
        "longest_wait_s": 45.0,
        "average_handle_time_s": 100.0,
        "occupancy": 1.0,
        "agents": 0.0556,
        "erlang_c": None,
        "erlang_a": None,
    }
    assert [(row["from"], row["queue"]) for row in report["intervals"]] == [
        ("2026-03-02T09:00", "*"),
        ("2026-03-02T09:00", "faults"),
    ]


def test_equal_seeds_write_equal_reports_with_what_ifs_and_a_page_in_either_language(tmp_path: Path) -> None:
    asked = "--calls-per-hour faults=40 --calls-per-hour <b>=20 --hours 1 --patience-mean 90 --target 80/20 --pool"
    texts = {}
    for name, language in (("a", "zh-CN"), ("b", "en")):
        told = ["--json", str(tmp_path / f"{name}.json"), "--html", str(tmp_path / f"{name}.html")]
        cli.main(["simulate", *asked.split(), *told, "--language", language])
        texts[language] = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    report = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    hours = {name: found["agent_hours"] for name, found in report["least_staffing"].items()}
    assert 0 < hours["pool"] < hours["islands"]
    assert sum(report["comparison"]["islands"]["agents"].values()) == report["comparison"]["pool"]["agents"]["*"]
    assert ("服务水平" in texts["zh-CN"], "Service level" in texts["en"]) == (True, True)
    for text in texts.values():
        assert text.count("<svg") == text.count("</svg>") == 1
        assert "&lt;b&gt;" in text
        assert not re.search(r"<b>|https?:|src=|<script", text)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("--agents 3", "give either --history or --calls-per-hour"),
        ("--calls-per-hour 10", "give --agents, or a --target"),
        ("--calls-per-hour none --agents 3", "give a positive number"),
        ("--calls-per-hour 10 --agents 0", "give one at least"),
        ("--calls-per-hour 10 --agents nobody.csv", "nobody.csv"),
        ("--calls-per-hour 10 --agents 1 --talk-mean 10 --talk-median 10", "--talk-median must be below"),
        ("--calls-per-hour 10 --agents 1 --hours 0.000001", "nobody called"),
        ("--calls-per-hour 10 --agents 1 --json /nowhere/a.json", "/nowhere/a.json"),
    ],
)
def test_what_cannot_be_simulated_is_said_in_one_line(arguments: str, complaint: str) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["simulate", *arguments.split()])
    assert re.fullmatch(f"kefu: .*{re.escape(complaint)}.*\\(simulation-input-unusable\\)", str(ended.value.code))


def test_the_busy_hour_comes_out_as_theory_says() -> None:
    """A = 10 erl, 12 agents over 25 hours: Erlang C says 44.9 % wait."""
    callers = callers_of(Demand(calls_per_hour={"q": 200}, talk_mean_s=180, hours=25), 1)
    course = simulate(callers, [worker(str(n)) for n in range(12)])
    assert sum(each.wait_ms > 0 for each in course.outcomes) / len(callers) == pytest.approx(0.4494, abs=0.05)
    assert all(each.fate is Fate.ANSWERED for each in course.outcomes)
