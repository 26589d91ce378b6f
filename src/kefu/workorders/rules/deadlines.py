"""When an order must be done, and which alarm is next."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from kefu.calendars.model import Calendar
from kefu.calendars.rules import deadline
from kefu.workorders.model.orders import Alarm, Bucket, WorkOrder
from kefu.workorders.model.settings import Severity

SOON = timedelta(hours=4)


def due_at(severity: Severity, calendar: Calendar | None, begins_at: datetime) -> datetime:
    """Return when an order must be done: by the wall clock (None), or by a calendar's hours."""
    return deadline(calendar, begins_at, timedelta(minutes=severity.within_min))


def next_alarm(order: WorkOrder, severity: Severity) -> Alarm | None:
    """Return what will be wrong next if nobody does anything."""
    return min(_pending(order, severity), key=lambda alarm: alarm.at, default=None)


def ring(order: WorkOrder, severity: Severity, now: datetime) -> tuple[WorkOrder, tuple[Alarm, ...]]:
    """Return which alarms go off by now, and the order that remembers them: each goes off once."""
    rung = tuple(sorted((a for a in _pending(order, severity) if a.at <= now), key=lambda a: (a.at, a.number)))
    for alarm in rung:
        if alarm.level is None:
            order = replace(order, is_unaccepted=True)
        else:
            order = replace(order, overdue_level=max(order.overdue_level, alarm.number))
    following = next_alarm(order, severity)
    return replace(order, alarm_at=following.at if following else None), rung


def set_alarm(order: WorkOrder, severity: Severity) -> WorkOrder:
    """Return the order with its alarm clock set: put forward at once, put back only when it rings too early."""
    following = next_alarm(order, severity)
    if following is None:
        return replace(order, alarm_at=None)
    if order.alarm_at is not None and order.alarm_at <= following.at:
        return order
    return replace(order, alarm_at=following.at)


def bucket(order: WorkOrder, now: datetime) -> Bucket | None:
    """Tell how near an open order is to its deadline; None of one that is over."""
    if order.is_final:
        return None
    if order.suspended_at is not None:
        return Bucket.WAITING
    if order.due_at <= now:
        return Bucket.OVERDUE
    return Bucket.SOON if order.due_at <= now + SOON else Bucket.LATER


def _pending(order: WorkOrder, severity: Severity) -> Iterator[Alarm]:
    if order.is_final or order.suspended_at is not None:
        return
    is_awaited = order.assigned_at is not None and order.accepted_at is None and not order.is_unaccepted
    if severity.accept_within_min is not None and order.assigned_at is not None and is_awaited:
        yield Alarm(at=order.assigned_at + timedelta(minutes=severity.accept_within_min))
    for number, level in enumerate(severity.ladder, 1):
        if number > order.overdue_level:
            yield Alarm(at=order.due_at + timedelta(minutes=level.after_min), number=number, level=level)
