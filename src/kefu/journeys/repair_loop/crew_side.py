"""What repairmen are told by SMS, and what they answer."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.service import zone_of
from kefu.kernel.errors import KefuError
from kefu.kernel.ids import LocalNetworkId, TenantId, WorkOrderId
from kefu.kernel.words import Text
from kefu.messaging import service as messaging
from kefu.messaging.events import MessageReceived
from kefu.messaging.model import TemplateUse
from kefu.workorders.events import WorkOrderAssigned, WorkOrderHastened, WorkOrderOverdue, WorkOrderUnaccepted
from kefu.workorders.model.orders import WorkOrder
from kefu.workorders.service.field import Replied, ReplyOutcome, act_by_reply

SUBJECT, PURPOSE = "work_order", "work-order"
LANGUAGE = "zh-CN"
"""Of what crews are told; a crew's own is not known yet."""
NOTHING = "—"
"""What stands for a name, an address or a fault that nobody has told."""
FAULT_MAX = 40
"""Characters of the description that an SMS has room for."""
VALID_FOR = timedelta(hours=12)
"""An order that is told later than this has been seen, or given to somebody else."""
_Told = WorkOrderAssigned | WorkOrderHastened | WorkOrderUnaccepted | WorkOrderOverdue

ANSWERS: Mapping[ReplyOutcome, Text] = {
    ReplyOutcome.APPLIED: {"zh-CN": "工单{order_no}：已登记。", "en": "Order {order_no}: noted."},
    ReplyOutcome.CONFLICT: {
        "zh-CN": "工单{order_no}状态已变，未登记，已转调度处理。",
        "en": "Order {order_no} has changed meanwhile; your message went to the dispatcher.",
    },
    ReplyOutcome.ORDER_UNKNOWN: {
        "zh-CN": "没有找到您的工单，请回复“代码 工单号”。1接单 2出发 3到场 4退单 9完成",
        "en": "No such order of yours. Answer: code and number. 1 accept 2 go 3 here 4 return 9 done",
    },
    ReplyOutcome.ORDER_AMBIGUOUS: {
        "zh-CN": "您有多张工单，请注明工单号，例如：9 2611220420713",
        "en": "You have several orders: name the one, such as 9 2611220420713",
    },
}
"""What a repairman is told; nothing to what was no reply to us, or had been done already."""
logger = structlog.get_logger(__name__)


class CrewSide:
    """Tells repairmen of their orders; `field_url` is the address of their page."""

    def __init__(self, field_url: str) -> None:
        self._field_url = field_url

    async def assigned(self, session: AsyncSession, event: WorkOrderAssigned) -> None:
        """Tell who has got an order."""
        await self._tell(session, event, event.key, words_of(event, await zone_of(session), field_url=self._field_url))

    async def hastened(self, session: AsyncSession, event: WorkOrderHastened) -> None:
        """Tell that the customer asks where we are."""
        values = {"reason": f"第{event.count}次催办，时限{_local(event.due_at, await zone_of(session))}"}
        await self._tell(session, event, event.key, self._use("work-order-hastened", event, values))

    async def unaccepted(self, session: AsyncSession, event: WorkOrderUnaccepted) -> None:
        """Tell that nobody has accepted an order yet."""
        values = {"reason": f"{_local(event.assigned_at, await zone_of(session))}派单，尚未接单"}
        key = f"unaccepted-{event.assigned_at.isoformat()}"
        await self._tell(session, event, key, self._use("work-order-hastened", event, values))

    async def overdue(self, session: AsyncSession, event: WorkOrderOverdue) -> None:
        """Tell the crew's lead that an order is late; dispatchers and managers see it on their board."""
        values = {"deadline": _local(event.due_at, await zone_of(session))}
        key = f"overdue-{event.number}-{event.due_at.isoformat()}"
        await self._tell(session, event, key, self._use("work-order-overdue", event, values))

    async def replied(self, session: AsyncSession, event: MessageReceived) -> None:
        """Do what a repairman answers, and tell him what came of it."""
        replied = await act_by_reply(
            session,
            tenant_id=event.tenant_id,
            from_number=event.sender,
            text=event.text,
            key=f"sms-{event.inbound_id}",
            now=event.at,
        )
        words = ANSWERS.get(replied.outcome)
        if words is None:
            return
        await _send_words(session, event, replied, words)

    def _use(self, template: str, event: _Told, values: Mapping[str, str]) -> TemplateUse:
        return _filled(template, event, self._field_url, values)

    async def _tell(self, session: AsyncSession, event: _Told, key: str, use: TemplateUse) -> None:
        if not event.phone:
            return
        await _send(session, event.tenant_id, event.order_id, event.local_network_id, event.phone, use, key, event.at)


def words_of(order: WorkOrder | WorkOrderAssigned, zone: ZoneInfo, *, field_url: str) -> TemplateUse:
    """Put an order into the words that whoever gets it reads."""
    values = {
        "customer": order.contact_name,
        "phone": order.contact_phone.removeprefix("+86"),
        "fault": order.description[:FAULT_MAX],
        "deadline": _local(order.due_at, zone),
    }
    return _filled("work-order-assigned", order, field_url, values)


def _filled(template: str, order: WorkOrder | _Told, field_url: str, values: Mapping[str, str]) -> TemplateUse:
    link = f"{field_url}?order={order.order_no}"
    common = {"order_no": order.order_no, "address": order.address, "link": link}
    filled = {name: value or NOTHING for name, value in (common | dict(values)).items()}
    return TemplateUse(code=template, language=LANGUAGE, values=filled)


async def _send(
    session: AsyncSession,
    tenant_id: TenantId,
    order_id: WorkOrderId,
    local_network_id: LocalNetworkId | None,
    phone: str,
    use: TemplateUse,
    key: str,
    now: datetime,
) -> None:
    """Write an SMS into the outbox. That it cannot be written must not keep an order from its repairman."""
    try:
        await messaging.send_template(
            session,
            tenant_id=tenant_id,
            to=phone,
            template=use,
            purpose=PURPOSE,
            key=f"{use.code}:{order_id}:{key}",
            now=now,
            valid_for=VALID_FOR,
            subject_kind=SUBJECT,
            subject_id=str(order_id),
            local_network_id=local_network_id,
        )
    except KefuError as refusal:
        logger.warning("a repairman is not told", code=refusal.code, template=use.code, order_id=str(order_id))


async def _send_words(session: AsyncSession, event: MessageReceived, replied: Replied, words: Text) -> None:
    try:
        await messaging.send(
            session,
            tenant_id=event.tenant_id,
            to=event.sender,
            text=words[LANGUAGE].format(order_no=replied.order_no),
            purpose=PURPOSE,
            key=f"work-order-reply:{event.inbound_id}",
            now=event.at,
            subject_kind=SUBJECT,
        )
    except KefuError as refusal:
        logger.warning("a repairman's message is not answered", code=refusal.code)


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%m-%d %H:%M}"
