"""The reports that come with the product."""

from collections.abc import Mapping

from kefu.insight.reports.model import Branch, Chart, Report
from kefu.insight.rules.bases import EDGES_S
from kefu.insight.rules.spans import Span
from kefu.insight.rules.tables import Dimension

OUR_LEVEL = "service_level_2"
"""Of the reports that come with the product: stands for the service level that is the tenant's."""
_QUEUE = (
    "contacts",
    "answered",
    "abandoned",
    "answer_rate",
    "abandonment_rate",
    OUR_LEVEL,
    "average_speed_of_answer_s",
    "longest_wait_s",
)
_LOST = ("contacts", "abandoned", "short_abandoned", "timed_out", "refused", "overflowed", "callback", "failed")
_WORK = ("handled", "agent_answered", "missed", "dialled", "reached", "average_handle_time_s")
_TIMES = ("signed_in_s", "ready_s", "not_ready_s", "busy_s", "working_after_call_s", "occupancy", "utilisation")
_AVERAGES = ("average_talk_s", "average_hold_s", "average_wrap_up_s")


def _report(
    code: str,
    zh: str,
    en: str,
    branch: Branch,
    measures: tuple[str, ...],
    by: tuple[Dimension, ...],
    span: Span,
    chart: Chart = Chart.BARS,
    against_days: int = 0,
) -> Report:
    return Report(
        code=code,
        name={"zh-CN": zh, "en": en},
        branch=branch,
        measures=measures,
        by=by,
        span=span,
        chart=chart,
        against_days=against_days,
    )


_ALL = (
    _report("queue", "队列汇总", "Queues", Branch.QUEUE, _QUEUE, (Dimension.QUEUE,), Span.YESTERDAY),
    _report(
        "queue-by-day",
        "队列日报",
        "Queues by day",
        Branch.QUEUE,
        _QUEUE,
        (Dimension.DAY, Dimension.QUEUE),
        Span.WEEK,
        Chart.LINE,
    ),
    _report(
        "waiting",
        "等待时长分布",
        "How long callers waited",
        Branch.QUEUE,
        (
            "answered",
            *(f"answered_{edge}" for edge in EDGES_S),
            "abandoned",
            *(f"abandoned_{edge}" for edge in EDGES_S),
        ),
        (Dimension.QUEUE,),
        Span.WEEK,
        Chart.NONE,
    ),
    _report("lost", "未接通原因", "Why calls were lost", Branch.QUEUE, _LOST, (Dimension.QUEUE,), Span.WEEK),
    _report(
        "half-hour",
        "半小时话务",
        "By half hour",
        Branch.INTERVAL,
        _QUEUE,
        (Dimension.HALF_HOUR,),
        Span.YESTERDAY,
        Chart.LINE,
    ),
    _report(
        "queue-by-half-hour",
        "队列半小时报表",
        "Queues by half hour",
        Branch.INTERVAL,
        _QUEUE,
        (Dimension.HALF_HOUR, Dimension.QUEUE),
        Span.YESTERDAY,
        Chart.NONE,
    ),
    _report(
        "hours-of-week",
        "一周各时段话务",
        "Hours of the week",
        Branch.INTERVAL,
        _QUEUE,
        (Dimension.WEEKDAY, Dimension.HOUR_OF_DAY),
        Span.MONTH,
        Chart.NONE,
    ),
    _report(
        "today-and-a-week-ago",
        "今日与上周同日对比",
        "Today and the same day a week ago",
        Branch.INTERVAL,
        ("contacts", "answered", "abandonment_rate", OUR_LEVEL),
        (Dimension.HOUR_OF_DAY,),
        Span.TODAY,
        Chart.LINE,
        against_days=7,
    ),
    _report("agent", "坐席绩效", "Agents' work", Branch.AGENT, (*_WORK, *_AVERAGES), (Dimension.AGENT,), Span.MONTH),
    _report(
        "agent-by-day",
        "坐席日报",
        "Agents by day",
        Branch.AGENT,
        (*_WORK, "signed_in_s", "occupancy"),
        (Dimension.DAY, Dimension.AGENT),
        Span.WEEK,
        Chart.NONE,
    ),
    _report("agent-time", "坐席工时", "Agents' time", Branch.AGENT, _TIMES, (Dimension.AGENT,), Span.WEEK),
    _report(
        "not-ready",
        "示忙原因",
        "Not ready by reason",
        Branch.AGENT,
        ("not_ready_s",),
        (Dimension.AGENT, Dimension.REASON),
        Span.WEEK,
        Chart.NONE,
    ),
    _report(
        "network-by-month",
        "分公司月报",
        "Local networks by month",
        Branch.NETWORK,
        _QUEUE,
        (Dimension.MONTH, Dimension.NETWORK),
        Span.QUARTER,
        Chart.NONE,
    ),
    _report("network", "分公司汇总", "Local networks", Branch.NETWORK, _QUEUE, (Dimension.NETWORK,), Span.WEEK),
    _report(
        "direction",
        "呼入与呼出",
        "In and out",
        Branch.DIRECTION,
        ("handled", "agent_answered", "dialled", "reached", "talk_s", *_AVERAGES),
        (Dimension.DAY, Dimension.DIRECTION),
        Span.WEEK,
        Chart.NONE,
    ),
    _report("group", "班组绩效", "Groups", Branch.ORGANISATION, (*_WORK, *_AVERAGES), (Dimension.GROUP,), Span.WEEK),
    _report("site", "职场汇总", "Sites", Branch.ORGANISATION, (*_WORK, *_AVERAGES), (Dimension.SITE,), Span.WEEK),
)

BUILT_IN: Mapping[str, Report] = {report.code: report for report in _ALL}
