"""The words of the letter that a report goes with; pure."""

from datetime import date, timedelta

from kefu.insight.reports.model import Grid

_WORDS = {
    "zh-CN": {
        "days": "{first} 至 {last}",
        "sender": "定时发送（{role}）",
        "text": """您好：

附件为定时报表“{title}”，统计时间 {days}，数据截至 {known}。
本报表按“{role}”角色发送，内容为您有权查看的范围，请勿转发。

本邮件由系统自动发送，请勿回复。
""",
    },
    "en": {
        "days": "{first} to {last}",
        "sender": "schedule ({role})",
        "text": """Hello,

attached is the scheduled report "{title}" of {days}, with data up to {known}.
It is sent to everybody with the role "{role}" and shows what you may see: please do not pass it on.

This letter was sent automatically; nobody reads answers to it.
""",
    },
}


def sender(language: str, role: str) -> str:
    """Name who has had a file made: the clock, for a role."""
    return _WORDS[language]["sender"].format(role=role)


def subject(grid: Grid) -> str:
    """Say what a letter brings."""
    return f"{grid.title} {_days(grid)}"


def text(grid: Grid, role: str) -> str:
    """Say what is attached, of which days, and why it is sent."""
    known = grid.known_until.astimezone(grid.zone).strftime("%Y-%m-%d %H:%M")
    return _WORDS[grid.language]["text"].format(title=grid.title, days=_days(grid), known=known, role=role)


def _days(grid: Grid) -> str:
    last = (date.fromisoformat(grid.end) - timedelta(days=1)).isoformat()
    if last == grid.first:
        return last
    return _WORDS[grid.language]["days"].format(first=grid.first, last=last)
