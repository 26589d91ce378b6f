"""In which order tasks are done."""

from collections.abc import Iterable
from datetime import UTC, datetime

from kefu.journeys.my_tasks.model import Counts, MyTasks
from kefu.kernel.tasks import Task

_NEVER = datetime.max.replace(tzinfo=UTC)


def put_in_order(tasks: Iterable[Task]) -> MyTasks:
    """Put what is overdue first, then what is due soonest; what has no time comes last."""
    ordered = tuple(sorted(tasks, key=lambda task: (not task.is_overdue, task.due_at or _NEVER, task.no)))
    counts = Counts(
        all=len(ordered),
        overdue=sum(task.is_overdue for task in ordered),
        alarms=sum(task.is_alarm for task in ordered),
    )
    return MyTasks(ordered, counts)
