"""The measures that there are."""

from collections.abc import Mapping

from kefu.insight.rules.bases import EDGES_S, STATES, Source
from kefu.insight.rules.measures import COPC, REGULATOR, THRESHOLD, Measure, Unit
from kefu.kernel.words import Text


def _text(zh: str, en: str) -> Text:
    return {"zh-CN": zh, "en": en}


def _plus(*names: str) -> dict[str, int]:
    return dict.fromkeys(names, 1)


def _counted(source: Source, code: str, zh: str, en: str, base: str = "", remark: Text | None = None) -> Measure:
    return Measure(
        code=code, source=source, name=_text(zh, en), unit=Unit.COUNT, above=_plus(base or code), remark=remark
    )


def _average(source: Source, code: str, zh: str, en: str, above: dict[str, int], below: dict[str, int]) -> Measure:
    return Measure(
        code=code, source=source, name=_text(zh, en), unit=Unit.SECONDS, above=above, below=below, authority=COPC
    )


_IN = _plus("offered", "transferred_in", "overflowed_in", "returned")
_SETTLED = _IN | {"waiting": -1}
_WITHIN, _GONE_WITHIN = f"answered_{THRESHOLD}", f"abandoned_{THRESHOLD}"


def _level(number: int, zh: str, en: str, above: dict[str, int], below: dict[str, int], why: Text) -> Measure:
    return Measure(
        code=f"service_level_{number}",
        source=Source.QUEUE,
        name=_text(f"服务水平 {number}: {zh}", f"Service level {number}: {en}"),
        unit=Unit.PERCENT,
        above=above,
        below=below,
        remark=why,
        authority=COPC,
    )


_LEVELS = (
    _level(
        1,
        "占全部",
        "of all",
        _plus(_WITHIN),
        _SETTLED,
        _text(
            "放弃的来话算作未达标; 最严格。仍在等待的来话尚未计入。",
            "Who hangs up was not served: the strictest. Calls that wait still are not counted yet.",
        ),
    ),
    _level(
        2,
        "不计短时放弃",
        "without those who hung up at once",
        _plus(_WITHIN),
        _SETTLED | {"short_abandoned": -1},
        _text("短时放弃的秒数由各队列规定。", "What is at once is set for each queue."),
    ),
    _level(
        3,
        "占接听",
        "of the answered",
        _plus(_WITHIN),
        _plus("answered"),
        _text("只看接听的; 放弃再多也不变差。", "Of those answered only: it never shows who gave up."),
    ),
    _level(
        4,
        "放弃也算",
        "answered or gone in time",
        _plus(_WITHIN, _GONE_WITHIN),
        _SETTLED,
        _text("时限内放弃的也算达标; 最宽松。", "Who hangs up in time counts as served: the most lenient."),
    ),
    _level(
        5,
        "不计时限内放弃",
        "without those gone in time",
        _plus(_WITHIN),
        _SETTLED | {_GONE_WITHIN: -1},
        _text("时限内放弃的来话不给机会, 不计入。", "Who hangs up in time gave us no chance, and is left out."),
    ),
)

_QUEUE = (
    Measure(
        code="contacts",
        source=Source.QUEUE,
        name=_text("进入队列", "Contacts"),
        unit=Unit.COUNT,
        above=_IN,
        remark=_text("每次进入队列计一次。", "Each entry into a queue counts once."),
    ),
    _counted(Source.QUEUE, "offered", "呼入", "Offered"),
    _counted(Source.QUEUE, "transferred_in", "转入", "Transferred in"),
    _counted(Source.QUEUE, "overflowed_in", "溢入", "Overflowed in"),
    _counted(Source.QUEUE, "returned", "回到队列", "Returned"),
    _counted(Source.QUEUE, "answered", "接听", "Answered"),
    _counted(Source.QUEUE, "abandoned", "放弃", "Abandoned"),
    _counted(Source.QUEUE, "short_abandoned", "短时放弃", "Abandoned at once"),
    _counted(Source.QUEUE, "overflowed", "溢出", "Overflowed"),
    _counted(Source.QUEUE, "callback", "预约回呼", "Callbacks wanted"),
    _counted(Source.QUEUE, "timed_out", "等待超时", "Timed out"),
    _counted(Source.QUEUE, "refused", "队列拒绝", "Refused"),
    _counted(Source.QUEUE, "left_queue", "返回菜单", "Back to the menu"),
    _counted(Source.QUEUE, "deflected", "振铃转走", "Deflected"),
    _counted(Source.QUEUE, "failed", "失败", "Failed"),
    _counted(
        Source.QUEUE,
        "waiting",
        "仍在等待",
        "Waiting still",
        remark=_text(
            "这些来话的去向未定, 数字是暂时的。", "What becomes of them is not known: the figures may change."
        ),
    ),
    *_LEVELS,
    Measure(
        code="answer_rate",
        source=Source.QUEUE,
        name=_text("接通率", "Answer rate"),
        unit=Unit.PERCENT,
        above=_plus("answered"),
        below=_SETTLED,
    ),
    Measure(
        code="abandonment_rate",
        source=Source.QUEUE,
        name=_text("放弃率", "Abandonment rate"),
        unit=Unit.PERCENT,
        above=_plus("abandoned"),
        below=_SETTLED,
        authority=COPC,
    ),
    Measure(
        code="request_level",
        source=Source.QUEUE,
        name=_text("人工接通率", "Reached a person in time"),
        unit=Unit.PERCENT,
        above=_plus(f"request_{THRESHOLD}"),
        below=_plus("requested"),
        remark=_text(
            "从要求人工服务到有人接听, 不是从进入队列算起。",
            "Counts from asking for a person to the answer, not from the entry into the queue.",
        ),
        authority=REGULATOR,
    ),
    _average(
        Source.QUEUE,
        "average_speed_of_answer_s",
        "平均应答时长",
        "Average speed of answer",
        _plus("answer_wait_ms"),
        _plus("answered"),
    ),
    _average(
        Source.QUEUE,
        "average_time_to_abandon_s",
        "平均放弃等待",
        "Average time to abandon",
        _plus("abandon_wait_ms"),
        _plus("abandoned"),
    ),
    Measure(
        code="longest_wait_s",
        source=Source.QUEUE,
        name=_text("最长等待", "Longest wait"),
        unit=Unit.SECONDS,
        above=_plus("longest_wait_ms"),
    ),
    *(
        _counted(Source.QUEUE, f"{kind}_{edge}", f"{edge} 秒内{zh}", f"{en} within {edge} s")
        for kind, zh, en in (("answered", "接听", "Answered"), ("abandoned", "放弃", "Abandoned"))
        for edge in EDGES_S
    ),
)

_AGENT = (
    _counted(Source.AGENT, "offers", "振铃", "Offered to agents"),
    _counted(Source.AGENT, "agent_answered", "坐席接听", "Answered by agents", "answered"),
    _counted(Source.AGENT, "missed", "未接振铃", "Not answered"),
    _counted(Source.AGENT, "rejected", "拒接", "Declined"),
    _counted(Source.AGENT, "dialled", "外呼", "Dialled"),
    _counted(Source.AGENT, "reached", "外呼接通", "Reached"),
    _counted(
        Source.AGENT,
        "handled",
        "处理量",
        "Handled",
        remark=_text("话后处理结束时计入。", "Counted when the wrap-up has ended."),
    ),
    _counted(Source.AGENT, "consultations", "被求助咨询", "Consulted"),
    _counted(Source.AGENT, "holds", "保持次数", "Holds"),
    _counted(Source.AGENT, "transfers", "转出", "Transferred"),
    *(
        Measure(
            code=code,
            source=Source.AGENT,
            name=_text(zh, en),
            unit=Unit.DURATION,
            above=_plus(base),
        )
        for code, base, zh, en in (
            ("talk_s", "talk_ms", "通话时长", "Talk"),
            ("hold_s", "hold_ms", "保持时长", "Hold"),
            ("wrap_up_s", "wrap_ms", "话后时长", "Wrap-up"),
            ("ringing_s", "ring_ms", "振铃时长", "Ringing"),
            ("longest_talk_s", "longest_talk_ms", "最长通话", "Longest talk"),
        )
    ),
    _average(
        Source.AGENT,
        "average_handle_time_s",
        "平均处理时长",
        "Average handle time",
        _plus("talk_ms", "hold_ms", "wrap_ms"),
        _plus("handled"),
    ),
    _average(Source.AGENT, "average_talk_s", "平均通话", "Average talk", _plus("talk_ms"), _plus("handled")),
    _average(Source.AGENT, "average_hold_s", "平均保持", "Average hold", _plus("hold_ms"), _plus("handled")),
    _average(Source.AGENT, "average_wrap_up_s", "平均话后", "Average wrap-up", _plus("wrap_ms"), _plus("handled")),
    Measure(
        code="handled_per_hour",
        source=Source.AGENT,
        name=_text("每小时处理量", "Handled per hour"),
        unit=Unit.PER_HOUR,
        above=_plus("handled"),
        below=_plus("signed_in_ms"),
        below_source=Source.TIME,
    ),
)

_TIME = (
    Measure(
        code="signed_in_s",
        source=Source.TIME,
        name=_text("签入时长", "Signed in"),
        unit=Unit.DURATION,
        above=_plus("signed_in_ms"),
    ),
    *(
        Measure(
            code=f"{state}_s",
            source=Source.TIME,
            name=_text(text["zh-CN"], text["en"].capitalize()),
            unit=Unit.DURATION,
            above=_plus(f"{state}_ms"),
        )
        for state, text in STATES.items()
    ),
    Measure(
        code="occupancy",
        source=Source.TIME,
        name=_text("工时利用率", "Occupancy"),
        unit=Unit.PERCENT,
        above=_plus("busy_ms", "working_after_call_ms", "reserved_ms"),
        below=_plus("signed_in_ms") | {"not_ready_ms": -1},
        authority=COPC,
    ),
    Measure(
        code="utilisation",
        source=Source.TIME,
        name=_text("签入利用率", "Utilisation"),
        unit=Unit.PERCENT,
        above=_plus("busy_ms", "working_after_call_ms", "reserved_ms"),
        below=_plus("signed_in_ms"),
        authority=COPC,
    ),
)

MEASURES: Mapping[str, Measure] = {each.code: each for each in (*_QUEUE, *_AGENT, *_TIME)}
