"""The words of the operator's short messages."""

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import TenantId
from kefu.messaging import service
from kefu.messaging.model import Template

TEMPLATES = (
    Template(
        code="work-order-assigned",
        name={"zh-CN": "工单派发(维修员)", "en": "Work order assigned (repairman)"},
        text={
            "zh-CN": (
                "【江南有线】新工单{order_no}：{customer} {phone}，{address}，{fault}。请于{deadline}前处理：{link}"
            ),
            "en": "[Cable] New order {order_no}: {customer} {phone}, {address}, {fault}. Due {deadline}: {link}",
        },
    ),
    Template(
        code="work-order-hastened",
        name={"zh-CN": "工单催办(维修员)", "en": "Work order hastened (repairman)"},
        text={
            "zh-CN": "【江南有线】催办：工单{order_no}，{address}。{reason}。请尽快处理：{link}",
            "en": "[Cable] Please hurry: order {order_no}, {address}. {reason}. {link}",
        },
    ),
    Template(
        code="work-order-overdue",
        name={"zh-CN": "工单超时(维修员)", "en": "Work order overdue (repairman)"},
        text={
            "zh-CN": "【江南有线】工单{order_no}已超时({deadline})，{address}。请立即处理：{link}",
            "en": "[Cable] Order {order_no} is overdue ({deadline}), {address}. Please act now: {link}",
        },
    ),
    Template(
        code="appointment-made",
        name={"zh-CN": "上门预约(用户)", "en": "Appointment (customer)"},
        text={
            "zh-CN": (
                "【江南有线】您好，维修员{repairman}将于{slot}上门处理工单{order_no}，请保持电话畅通。改期请致电96296。"
            ),
            "en": "[Cable] {repairman} will come {slot} about order {order_no}. To change it, call 96296.",
        },
    ),
    Template(
        code="complaint-answered",
        name={"zh-CN": "投诉答复(用户)", "en": "Complaint answered (customer)"},
        text={
            "zh-CN": "【江南有线】您的投诉{ticket_no}已答复：{reply}。如仍有疑问请致电96296。",
            "en": "[Cable] Your complaint {ticket_no} has been answered: {reply}. Questions? Call 96296.",
        },
    ),
    Template(
        code="satisfaction",
        name={"zh-CN": "满意度(用户)", "en": "Satisfaction (customer)"},
        text={
            "zh-CN": "【江南有线】您的故障(工单{order_no})已处理完成。满意请回复1，一般请回复2，不满意请回复3。",
            "en": "[Cable] Order {order_no} is done. Answer 1 if you are satisfied, 2 if so-so, 3 if not.",
        },
    ),
)


async def write_templates(session: AsyncSession, tenant_id: TenantId) -> None:
    """Give the operator its words; what somebody has changed stays."""
    await service.define_templates(session, tenant_id=tenant_id, templates=TEMPLATES)
