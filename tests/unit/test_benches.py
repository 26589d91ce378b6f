"""What the benches compute is right before it is quoted."""

import json
import os
import struct
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from benches import fieldwork, harness, helpdesk, overload, wire, workorders
from benches.call import _by_caller, _gaps
from benches.harness import Aim, cpu_s, quantile, spread
from benches.ivr import Hearing
from benches.traffic import CALLERS_IP, PHONES_IP

SWITCH_IP = "127.0.0.1"


def request(at_ms: float, method: str, source: str, target: str, *, agent: str = "", caller: str = "", call: str = ""):
    """Make a request as `wire.read` gives it."""
    return wire.Request(
        at_ms=at_ms,
        source=source,
        target=target,
        method=method,
        uri_user=agent,
        from_user=caller,
        call_id=call,
        is_within_dialog=method != "INVITE",
    )


def frame(at_s: float, text: str, source: str, target: str) -> bytes:
    """Wrap a SIP message as a capture on the loopback holds it."""
    payload = text.replace("\n", "\r\n").encode()
    addresses = bytes(map(int, f"{source}.{target}".split(".")))
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 28 + len(payload), 0, 0, 64, 17, 0) + addresses
    data = bytes(12) + b"\x08\x00" + ip + struct.pack("!HHHH", 5080, 5060, 8 + len(payload), 0) + payload
    return struct.pack("<IIII", int(at_s), round(at_s % 1 * 1e6), len(data), len(data)) + data


INVITE = """INVITE sip:96301@127.0.0.1:5060 SIP/2.0
From: <sip:13912345678@127.0.0.2:5080>;tag=c1
To: <sip:96301@127.0.0.1:5060>{tag}
Call-ID: one

"""


def test_capture_is_read_without_repeats_and_reinvites(tmp_path: Path) -> None:
    """The first INVITE counts; its retransmission and a re-INVITE do not."""
    messages = [(1.25, ""), (1.75, ""), (2.0, ";tag=x")]
    frames = [frame(at_s, INVITE.format(tag=tag), CALLERS_IP, SWITCH_IP) for at_s, tag in messages]
    (tmp_path / "a.pcap").write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1) + b"".join(frames))
    assert wire.read(tmp_path / "a.pcap") == [
        wire.Request(
            at_ms=1250.0,
            source=CALLERS_IP,
            target=SWITCH_IP,
            method="INVITE",
            uri_user="96301",
            from_user="13912345678",
            call_id="one",
            is_within_dialog=False,
        )
    ]


def test_first_ring_is_matched_by_the_callers_number_however_it_is_written() -> None:
    requests = [
        request(10, "INVITE", CALLERS_IP, SWITCH_IP, caller="05191234567", call="a"),
        request(14, "INVITE", SWITCH_IP, PHONES_IP, caller="+865191234567", agent="3001", call="b"),
        request(90, "INVITE", SWITCH_IP, PHONES_IP, caller="+865191234567", agent="3002", call="c"),
    ]
    assert _by_caller(requests) == ({"5191234567": 10}, {"5191234567": 14})


def test_gap_is_from_the_agents_own_bye_to_his_next_call() -> None:
    requests = [
        request(0, "INVITE", SWITCH_IP, PHONES_IP, agent="3101", call="a"),
        request(1, "INVITE", SWITCH_IP, PHONES_IP, agent="3102", call="b"),
        request(500, "BYE", PHONES_IP, SWITCH_IP, call="a"),
        request(501, "BYE", PHONES_IP, SWITCH_IP, call="b"),
        request(506, "INVITE", SWITCH_IP, PHONES_IP, agent="3102", call="c"),
        request(512, "INVITE", SWITCH_IP, PHONES_IP, agent="3101", call="d"),
    ]
    assert _gaps(requests) == [5, 12]


def test_prompt_answers_the_last_key_and_a_key_without_prompt_is_noticed() -> None:
    hearing = Hearing()
    for second, kind in (
        ("01.000", "ChannelDtmfReceived"),
        ("01.040", "PlaybackStarted"),
        ("02.000", "PlaybackStarted"),
    ):
        hearing.take(
            {
                "type": kind,
                "timestamp": f"2026-11-22T10:00:{second}+0000",
                "channel": {"id": "x"},
                "playback": {"target_uri": "channel:x"},
            }
        )
    assert (hearing.gaps_ms, hearing.digits, hearing.neglected) == ([pytest.approx(40)], 1, 0)
    hearing.take({"type": "ChannelDtmfReceived", "timestamp": "2026-11-22T10:00:03.000+0000", "channel": {"id": "x"}})
    assert hearing.neglected == 1


@pytest.mark.parametrize(("part", "value"), [(0.5, 50), (0.95, 95), (0.99, 99), (1, 100)])
def test_quantile_is_the_nearest_rank(part: float, value: float) -> None:
    assert quantile(range(1, 101), part) == value


def test_nothing_measured_is_no_figure_and_misses_its_aim() -> None:
    assert quantile([], 0.5) is None
    assert spread([None]) == {"median": None, "min": None, "max": None, "repeats": 0}
    assert not Aim("a", None, 1).is_met


def test_report_is_the_last_line_and_a_missed_aim_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REPORT", raising=False)
    monkeypatch.delenv("RESULTS", raising=False)
    aims = [Aim("p99, ms", 51, 50), Aim("callers", 240, 240, "at least")]
    assert harness.conclude("call", {"cpus": 2}, {"x": 1}, aims) == 1
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [aim["met"] for aim in report["aims"]] == [False, True]
    monkeypatch.setenv("REPORT", "1")
    assert harness.conclude("call", {}, {}, aims) == 0


def test_cpu_of_this_process_grows_with_work() -> None:
    before = cpu_s(os.getpid())
    while cpu_s(os.getpid()) - before < 0.02:
        sum(range(10_000))
    assert cpu_s(os.getpid()) > before


# -- overload ------------------------------------------------------------------------------------------------------


def said(at_ms: float, call: str, method: str, status: int | None = None, *, by_caller: bool = False) -> wire.Message:
    """Make a message as `wire.messages` gives it."""
    return wire.Message(at_ms, CALLERS_IP if by_caller else SWITCH_IP, method, status, call)


def test_a_call_is_served_refused_or_lost() -> None:
    calls = ("served", "late", "kept", "refused", "given up")
    messages = [said(0, call, "INVITE", by_caller=True) for call in calls]
    messages += [said(1, call, "INVITE", 100) for call in calls]
    messages += [said(10, "served", "INVITE", 200), said(2100, "late", "INVITE", 200), said(10, "kept", "INVITE", 200)]
    messages += [said(20, "refused", "INVITE", 503), said(8000, "given up", "INVITE", 487)]
    messages += [
        said(3000, "served", "BYE"),
        said(3010, "served", "BYE", 200, by_caller=True),
        said(5100, "late", "BYE"),
    ]
    messages += [said(9000, "kept", "BYE", by_caller=True)]
    fates = overload.fates_of(messages)
    assert [fate.is_served for fate in fates] == [True, False, False, False, False]
    assert [fate.is_refused for fate in fates] == [False, False, False, True, False]
    run = overload.run_of(fates, rate=5, seconds=1)
    assert (run["goodput_per_s"], run["refused_per_s"], run["lost"], run["answered_but_lost"]) == (1, 1, 3, 2)
    assert (run["answer_p50_ms"], run["answer_p99_ms"]) == (10, 2100)


def test_the_best_goodput_is_that_of_any_step() -> None:
    result = overload.Result({"goodput_per_s": 80.0}, {1.0: {"goodput_per_s": 100.0}, 3.0: {"goodput_per_s": 90.0}})
    assert (result.best, result.part_at(3.0)) == (100.0, 0.9)


def test_answers_and_requests_are_read_from_a_capture(tmp_path: Path) -> None:
    answer = "SIP/2.0 503 Service Unavailable\nFrom: <sip:1@a>\nCSeq: 1 INVITE\nCall-ID: one\n\n"
    frames = [
        frame(1.0, INVITE.format(tag="").replace("Call-ID", "CSeq: 1 INVITE\nCall-ID"), CALLERS_IP, SWITCH_IP),
        frame(1.5, answer, SWITCH_IP, CALLERS_IP),
    ]
    (tmp_path / "a.pcap").write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1) + b"".join(frames))
    assert list(wire.messages(tmp_path / "a.pcap")) == [
        wire.Message(1000.0, CALLERS_IP, "INVITE", None, "one"),
        wire.Message(1500.0, SWITCH_IP, "INVITE", 503, "one"),
    ]


# -- work orders ---------------------------------------------------------------------------------------------------


def operator(*, closed: int = 0) -> fieldwork.Operator:
    """Employ one repairman for every area, in a database that knows nothing but how many orders are closed."""
    crew, somebody, nothing = cast("Any", UUID(int=1)), cast("Any", UUID(int=2)), cast("Any", None)
    paths = [(f"area {number}", crew) for number in range(fieldwork.AREAS)]
    made = fieldwork.Operator(nothing, nothing, nothing, {crew: somebody}, paths, [somebody], count(1))

    async def value(_query: str, *_args: Any) -> int:
        return closed

    return cast("Any", SimpleNamespace(cases=made.cases, value=value))


def test_repairs_are_in_all_areas_and_each_at_an_address_of_its_own() -> None:
    cases = operator().cases(2 * fieldwork.AREAS)
    assert len({case.path for case in cases[: fieldwork.AREAS]}) == fieldwork.AREAS
    assert len({case.address for case in cases}) == len(cases)


@pytest.mark.parametrize(
    ("told", "second", "untold"),
    [(["1", "2"], 0, 0), (["1", "1", "2"], 1, 0), (["1"], 0, 1), (["1", "2", "9"], 1, 0), ([], 0, 2)],
)
async def test_sms_too_many_and_too_few_are_counted(told: list[str], second: int, untold: int) -> None:
    async def orders_told() -> list[str]:
        return told

    centre, employer = cast("Any", SimpleNamespace(orders_told=orders_told)), operator(closed=1)
    side = workorders.Side("few", employer, centre, cast("Any", None))
    cases = employer.cases(2)
    await side._check([fieldwork.Order(cases[at], cast("Any", UUID(int=at)), no) for at, no in enumerate(("1", "2"))])
    assert (side.second_sms, side.untold, side.unclosed, side.orders) == (second, untold, 1, 2)


def test_the_peers_cpu_is_compared_with_ours_and_what_was_not_measured_with_nothing() -> None:
    side = workorders.Side("few", operator(), cast("Any", None), cast("Any", None))
    side.runs["a"] = [{"cpu_ms": 3.0}, {"cpu_ms": 1.0}, {"cpu_ms": 2.0}]
    side.runs["b"] = [{"cpu_ms": 8.0}]
    assert workorders.cpu_ms(side, "a", "b") == 10
    assert workorders.ratio(workorders.cpu_ms(side, "b"), workorders.cpu_ms(side, "a")) == 4
    assert workorders.ratio(workorders.cpu_ms(side, "c"), 2.0) is None


def test_the_peer_is_pinned_apart_from_the_product() -> None:
    lock = helpdesk.LOCK.read_text()
    packages = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    assert any(line.startswith("django-helpdesk==") for line in packages)
    assert lock.count("--hash=sha256:") >= len(packages)
    assert "://" not in lock
    assert "django" not in (helpdesk.ROOT / "requirements.lock").read_text()
