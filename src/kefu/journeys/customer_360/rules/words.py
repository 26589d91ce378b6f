"""The words for what passed between a customer and us, where the operator has none of his own."""

from kefu.customers.model import Choice
from kefu.interactions.model import Direction, Outcome
from kefu.journeys.customer_360.model import Contact as Line
from kefu.journeys.customer_360.model import ContactKind, Fault, Work
from kefu.kernel.words import Text
from kefu.messaging.model import MessageState
from kefu.surveys.model import Outcome as SurveyOutcome
from kefu.tickets.model import TicketKind
from kefu.tickets.rules.lifecycles import SHIPPED

_INBOUND: dict[Outcome, Text] = {
    Outcome.ANSWERED: {"zh-CN": "来电", "en": "Call received"},
    Outcome.ABANDONED: {"zh-CN": "来电放弃", "en": "Caller gave up"},
    Outcome.IVR_ONLY: {"zh-CN": "自助服务", "en": "Self-service call"},
    Outcome.VOICEMAIL: {"zh-CN": "语音留言", "en": "Voicemail"},
    Outcome.CALLBACK: {"zh-CN": "预约回拨", "en": "Asked to be called back"},
    Outcome.FAILED: {"zh-CN": "来电失败", "en": "Call failed"},
}
_OUTBOUND_ANSWERED: Text = {"zh-CN": "去电", "en": "Call made"}
_OUTBOUND_FAILED: Text = {"zh-CN": "去电未接通", "en": "Call not answered"}
_TICKETS: dict[TicketKind, Text] = {
    TicketKind.REPORT: {"zh-CN": "报修", "en": "Fault report"},
    TicketKind.COMPLAINT: {"zh-CN": "投诉", "en": "Complaint"},
    TicketKind.ENQUIRY: {"zh-CN": "查询", "en": "Enquiry"},
    TicketKind.CONSULTATION: {"zh-CN": "咨询", "en": "Consultation"},
}
_ORDER: Text = {"zh-CN": "工单", "en": "Work order"}
_MESSAGE_OUT: Text = {"zh-CN": "短信（发出）", "en": "SMS sent"}
_MESSAGE_IN: Text = {"zh-CN": "短信（收到）", "en": "SMS received"}
_SURVEY: Text = {"zh-CN": "回访", "en": "Survey call"}
SATISFIED: Text = {"zh-CN": "满意", "en": "Satisfied"}
DISSATISFIED: Text = {"zh-CN": "不满意", "en": "Not satisfied"}
_MESSAGE_STATES: dict[str, Text] = {
    MessageState.QUEUED: {"zh-CN": "等待发送", "en": "Queued"},
    MessageState.SENDING: {"zh-CN": "发送中", "en": "Sending"},
    MessageState.SENT: {"zh-CN": "已发出", "en": "Sent"},
    MessageState.DELIVERED: {"zh-CN": "已送达", "en": "Delivered"},
    MessageState.UNDELIVERABLE: {"zh-CN": "未送达", "en": "Undeliverable"},
    MessageState.EXPIRED: {"zh-CN": "已过期", "en": "Expired"},
    MessageState.CANCELLED: {"zh-CN": "已取消", "en": "Cancelled"},
    MessageState.UNKNOWN: {"zh-CN": "结果不明", "en": "In doubt"},
}
_SURVEY_STATES: dict[str, Text] = {
    SurveyOutcome.SUCCESS: {"zh-CN": "成功", "en": "Success"},
    SurveyOutcome.NO_ANSWER: {"zh-CN": "无人接听", "en": "No answer"},
    SurveyOutcome.BUSY: {"zh-CN": "占线", "en": "Busy"},
    SurveyOutcome.WRONG_INFORMATION: {"zh-CN": "信息有误", "en": "Wrong info"},
    SurveyOutcome.REFUSED: {"zh-CN": "拒访", "en": "Refused"},
    SurveyOutcome.LATER: {"zh-CN": "稍后再呼", "en": "Later"},
    SurveyOutcome.CUT_OFF: {"zh-CN": "中断后重呼", "en": "Cut off"},
    SurveyOutcome.UNRECORDED: {"zh-CN": "未登记", "en": "Not recorded"},
}


def title_of(line: Line | Work | Fault) -> Text:
    """Say what a line is about."""
    if line.kind is ContactKind.TICKET:
        return _TICKETS[TicketKind(line.code)]
    if line.kind is ContactKind.ORDER:
        return _ORDER
    if line.kind is ContactKind.SURVEY:
        return _SURVEY
    is_inbound = isinstance(line, Line) and line.direction is Direction.INBOUND
    if line.kind is ContactKind.MESSAGE:
        return _MESSAGE_IN if is_inbound else _MESSAGE_OUT
    outcome = Outcome(line.state)
    if is_inbound:
        return _INBOUND[outcome]
    return _OUTBOUND_ANSWERED if outcome is Outcome.ANSWERED else _OUTBOUND_FAILED


def state_of(line: Line | Work | Fault) -> Choice:
    """Say where a line stands; a state that nobody has a word for stands for itself."""
    return Choice(code=line.state, text=line.state_text or _state_text(line) or {"zh-CN": line.state, "en": line.state})


def _state_text(line: Line | Work | Fault) -> Text | None:
    if line.kind is ContactKind.TICKET:
        states = SHIPPED[TicketKind(line.code)].states
        return next((state.text for state in states if state.code == line.state), None)
    if line.kind is ContactKind.MESSAGE:
        return _MESSAGE_STATES.get(line.state)
    return _SURVEY_STATES.get(line.state)
