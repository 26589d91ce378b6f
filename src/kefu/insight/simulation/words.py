"""Words of the report's page, in both languages."""

from typing import Literal

Language = Literal["zh-CN", "en"]

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("话务仿真报告", "Simulation of calls and agents"),
    "lead": (
        "本产品的话务分配引擎在虚拟时钟下运行，与排队论的预期并列。",
        "The product's own distribution engine under a virtual clock, beside what queueing theory expects.",
    ),
    "totals": ("合计", "Totals"),
    "by_interval": ("按时段", "By interval"),
    "skipped": ("跳过的行", "Skipped rows"),
    "least": ("最少坐席", "Least staffing"),
    "comparison": ("合并坐席池与分队列坐席", "One pool beside islands"),
    "pool": ("合并坐席池", "one pool"),
    "islands": ("分队列坐席", "islands"),
    "queue": ("队列", "Queue"),
    "from": ("时段起", "From"),
    "all": ("全部", "all"),
    "offered": ("呼入量", "Offered"),
    "answered": ("接通量", "Answered"),
    "abandoned": ("放弃量", "Abandoned"),
    "left_waiting": ("未处理", "Left waiting"),
    "service_level": ("服务水平", "Service level"),
    "average_speed_of_answer_s": ("平均应答速度（秒）", "ASA, s"),
    "average_wait_s": ("平均等待（秒）", "Average wait, s"),
    "longest_wait_s": ("最长等待（秒）", "Longest wait, s"),
    "occupancy": ("占用率", "Occupancy"),
    "agents": ("在岗坐席", "Agents at work"),
    "agent_hours": ("坐席工时", "Agent hours"),
    "erlang_c": ("Erlang C 服务水平", "Erlang C, service level"),
    "erlang_a": ("Erlang A 服务水平", "Erlang A, service level"),
    "rows_read": ("读取行数", "rows read"),
    "rows_used": ("使用的呼叫", "calls used"),
    "rows_skipped": ("跳过", "skipped"),
    "file": ("文件", "File"),
    "line": ("行号", "Line"),
    "reason": ("原因", "Reason"),
    "value": ("内容", "Value"),
    "arrived_at-invalid": ("呼入时间不是 ISO 8601 格式", "arrived_at is not an ISO 8601 moment"),
    "zone-mixed": ("有的时间带时区、有的不带", "some moments have a zone, others none"),
    "queue-missing": ("缺少队列", "the queue is missing"),
    "outcome-unknown": ("结果应为 answered 或 abandoned", "outcome is neither answered nor abandoned"),
    "talk_s-invalid": ("通话时长不是 0 到 86400 的秒数", "talk_s is no number of seconds from 0 to 86400"),
    "patience_s-invalid": ("耐心时长不是 0 到 86400 的秒数", "patience_s is no number of seconds from 0 to 86400"),
    "talk-unknown": ("该队列没有可借用时长的接通呼叫", "no answered call of this queue could lend its talk"),
    "columns-miscounted": ("列数与表头不符", "the number of columns is not the header's"),
    "encoding-wrong": ("编码不符，请用 --encoding 指定", "not in this encoding; see --encoding"),
    "agent-or-skills-missing": ("缺少坐席或技能", "the agent or his skills are missing"),
    "skill-without-calls": ("没有呼叫使用该技能", "no call asks for this skill"),
    "shift-invalid": ("班次时间无效", "the shift is not valid"),
}


def word(name: str, language: Language) -> str:
    """Return a word in a language."""
    return _WORDS[name][language == "en"]
