"""What one viewer may see of a customer's timeline and of what is going on with him."""

from datetime import UTC, datetime
from uuid import UUID

from kefu.identity.model import Principal
from kefu.journeys.customer_360.model import (
    Contact,
    ContactKind,
    Cursor,
    Fault,
    FaultView,
    Outage,
    OutageView,
    Repeat,
    RepeatView,
    Situation,
    SituationView,
    TimelineItem,
    Work,
    WorkView,
)
from kefu.journeys.customer_360.rules import words
from kefu.journeys.customer_360.rules.faults import REPEAT_DAYS, repeat_of
from kefu.kernel.instant import to_ms
from kefu.kernel.scope import Scope

_OPENED_BY = {
    ContactKind.CALL: "board.view",
    ContactKind.TICKET: "ticket.view",
    ContactKind.ORDER: "workorder.view",
    ContactKind.MESSAGE: "message.view",
    ContactKind.SURVEY: "survey.manage",
}
"""With which permission somebody goes from a line to its own page, and reads what was written there."""
_FREELY_READ = frozenset({ContactKind.CALL, ContactKind.SURVEY})
"""What agents note after a call is for all who see the customer."""


class Eyes:
    """What a viewer sees, and where: a permission for one city opens no other city."""

    def __init__(self, viewer: Principal) -> None:
        self._viewer = viewer
        self._scopes: dict[str, Scope | None] = {}
        self.may_play = "recording.play" in viewer.permissions

    def sees(self, line: Contact | Work | Fault | Outage, permission: str = "customer.view") -> bool:
        """Tell whether he has a permission where a line belongs."""
        if permission not in self._scopes:
            has = permission in self._viewer.permissions
            self._scopes[permission] = self._viewer.scope_for(permission) if has else None
        scope = self._scopes[permission]
        return scope is not None and scope.sees(line.local_network_id)

    def opens(self, line: Contact | Work | Fault) -> bool:
        """Tell whether he may go to a line's own page."""
        return self.sees(line, _OPENED_BY[line.kind])


def timeline(contacts: tuple[Contact, ...], viewer: Principal) -> tuple[TimelineItem, ...]:
    """Show contacts to a viewer; recordings only to whom may play them, words only to whom may read them there."""
    eyes = Eyes(viewer)
    return tuple(_item(contact, eyes) for contact in contacts if eyes.sees(contact))


def cursor_of(contacts: tuple[Contact, ...], page: int) -> str | None:
    """Say where the next page begins; None when this was the last."""
    if len(contacts) < page:
        return None
    return write_cursor(Cursor(at=contacts[-1].at, item_id=contacts[-1].item_id))


def write_cursor(cursor: Cursor) -> str:
    """Write where a page ends, for an address."""
    at = cursor.at.astimezone(UTC).replace(tzinfo=None)
    return f"{at.isoformat(timespec='microseconds')}Z~{cursor.item_id}"


def read_cursor(written: str) -> Cursor | None:
    """Read where a page ends; None when that is none."""
    at, _, item_id = written.partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return Cursor(at=moment, item_id=UUID(item_id)) if moment.tzinfo else None
    except ValueError:
        return None


def situation(found: Situation, viewer: Principal) -> SituationView:
    """Show what is going on with a customer: what is due first comes first."""
    if found.as_of is None:
        return SituationView(as_of_ms=0)
    eyes = Eyes(viewer)
    work = sorted((each for each in found.work if eyes.sees(each)), key=lambda each: (each.due_at, each.item_id))
    repeat = repeat_of((each for each in found.faults if eyes.sees(each)), now=found.as_of)
    return SituationView(
        as_of_ms=to_ms(found.as_of),
        work=tuple(_work(each, eyes) for each in work),
        outages=tuple(
            OutageView(
                outage_id=each.outage_id,
                area=each.area,
                text=each.text,
                begins_at_ms=to_ms(each.begins_at),
                expected_until_ms=to_ms(each.expected_until) if each.expected_until else None,
            )
            for each in found.outages
            if eyes.sees(each)
        ),
        repeat=_repeat(repeat, eyes) if repeat else None,
    )


def _item(contact: Contact, eyes: Eyes) -> TimelineItem:
    can_open = eyes.opens(contact)
    said = {True: words.SATISFIED, False: words.DISSATISFIED, None: contact.result}
    return TimelineItem(
        kind=contact.kind,
        item_id=contact.item_id,
        at_ms=to_ms(contact.at),
        direction=contact.direction,
        title=words.title_of(contact),
        no=contact.no,
        subject=contact.subject,
        state=None if contact.kind is ContactKind.CALL or not contact.state else words.state_of(contact),
        detail=contact.note if can_open or contact.kind in _FREELY_READ else "",
        agent_name=contact.agent_name,
        queue=contact.queue,
        duration_s=contact.duration_s,
        result=said[contact.is_satisfied],
        recordings=contact.recordings if eyes.may_play else (),
        call_id=contact.call_id if eyes.sees(contact, _OPENED_BY[ContactKind.CALL]) else None,
        can_open=can_open,
    )


def _work(work: Work, eyes: Eyes) -> WorkView:
    return WorkView(
        kind=work.kind,
        item_id=work.item_id,
        no=work.no,
        title=words.title_of(work),
        subject=work.subject,
        state=words.state_of(work),
        at_ms=to_ms(work.at),
        due_at_ms=to_ms(work.due_at),
        is_waiting=work.is_waiting,
        unit=work.unit,
        appointment_at_ms=to_ms(work.appointment_at) if work.appointment_at else None,
        can_open=eyes.opens(work),
    )


def _repeat(repeat: Repeat, eyes: Eyes) -> RepeatView:
    return RepeatView(
        days=REPEAT_DAYS,
        product=repeat.product,
        faults=tuple(
            FaultView(
                kind=fault.kind,
                item_id=fault.item_id,
                no=fault.no,
                order_no=fault.order_no,
                title=words.title_of(fault),
                subject=fault.subject,
                at_ms=to_ms(fault.at),
                state=words.state_of(fault),
                result=fault.result,
                can_open=eyes.opens(fault),
            )
            for fault in repeat.faults
        ),
    )
