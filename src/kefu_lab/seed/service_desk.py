"""How the operator's desk is set up: skills, queues, reasons, results."""

from collections.abc import Iterator, Mapping

from kefu.acd.core.model import QueueConfig, Relaxation, RelaxStep, SkillNeed, WrapUpMode
from kefu.acd.model import NotReadyReason, Queue, QueueRecording, ResultCode, Skill
from kefu.kernel.ids import CalendarId, LocalNetworkId, QueueId, SkillId
from kefu.platform.ids import new_id
from kefu_lab.seed.places import CITIES

REST = "break"
"""The reason that synthetic agents give for a rest."""

SKILLS = {
    "fault": ("故障处理", "Faults"),
    "service": ("业务办理", "Services"),
    "complaint": ("投诉处理", "Complaints"),
    "english": ("英语", "English"),
}
GENERAL, BUSINESS = "hq-general", "hq-business"

REASONS = (
    NotReadyReason(code=REST, name_zh="小休", name_en="Break"),
    NotReadyReason(code="meal", name_zh="用餐", name_en="Meal"),
    NotReadyReason(code="training", name_zh="培训", name_en="Training"),
    NotReadyReason(code="meeting", name_zh="会议", name_en="Meeting"),
    NotReadyReason(code="back-office", name_zh="后台处理", name_en="Back office"),
)

_RESULTS = {
    ("fault", "故障报修", "Fault"): (
        ("fault-solved", "电话指导解决", "Solved on the phone"),
        ("fault-visit", "预约上门", "Visit booked"),
        ("fault-area", "区域性故障", "Outage in the area"),
    ),
    ("service", "业务办理", "Service"): (
        ("service-plan", "套餐变更", "Plan changed"),
        ("service-move", "移机", "Moved to another address"),
        ("service-bill", "账单解释", "Bill explained"),
        ("service-information", "业务咨询", "Information given"),
    ),
    ("complaint", "投诉", "Complaint"): (
        ("complaint-settled", "当场处理", "Settled at once"),
        ("complaint-registered", "登记转办", "Registered, passed on"),
    ),
    ("other", "其他", "Other"): (
        ("other-wrong-number", "打错电话", "Wrong number"),
        ("other-silent", "无声电话", "Nobody spoke"),
        ("other-call-back", "需回电", "To be called back"),
    ),
}


def results() -> tuple[ResultCode, ...]:
    """Return what calls may turn out to have been about."""
    return tuple(
        ResultCode(
            code=code,
            name_zh=zh,
            name_en=en,
            children=tuple(ResultCode(code=c, name_zh=z, name_en=e) for c, z, e in leaves),
        )
        for (code, zh, en), leaves in _RESULTS.items()
    )


def skills() -> tuple[Skill, ...]:
    """Return what calls need and agents can do."""
    return tuple(
        Skill(skill_id=SkillId(new_id()), code=code, name_zh=zh, name_en=en) for code, (zh, en) in SKILLS.items()
    )


def queues(
    networks: Mapping[str, LocalNetworkId], skill_ids: Mapping[str, SkillId], office_id: CalendarId
) -> Iterator[Queue]:
    """Make three queues for every city, whom the headquarters' one helps; that comes first."""
    general = Queue(
        config=QueueConfig(
            queue_id=QueueId(new_id()), name=GENERAL, ageing_s=120, wrap_up_mode=WrapUpMode.TIMED, wrap_up_s=30
        ),
        code=GENERAL,
        name_zh="总部综合",
        name_en="Headquarters",
        recording=QueueRecording.NONE,
    )
    yield general
    yield Queue(  # agents send calls there; the hotline never closes
        config=QueueConfig(queue_id=QueueId(new_id()), name=BUSINESS, ageing_s=120, wrap_up_s=30),
        code=BUSINESS,
        name_zh="集团客户",
        name_en="Business customers",
        recording=QueueRecording.NONE,
        calendar_id=office_id,
    )
    for city in CITIES:
        for kind in ("fault", "service", "complaint"):
            zh, en = SKILLS[kind]
            code = f"{city.code}-{kind}"
            yield Queue(
                config=QueueConfig(
                    queue_id=QueueId(new_id()),
                    name=code,
                    needs=(SkillNeed(skill_id=skill_ids[kind], level=3),),
                    priority=6 if kind == "complaint" else 5,
                    wrap_up_mode=WrapUpMode.MANDATORY if kind == "complaint" else WrapUpMode.TIMED,
                    wrap_up_s=30,
                    ageing_s=120,
                    recipe=(
                        RelaxStep(action=Relaxation.LOWER_LEVELS, after_s=30, by=2),
                        RelaxStep(action=Relaxation.ADD_QUEUE, after_s=60, queue_id=general.config.queue_id),
                    ),
                ),
                code=code,
                name_zh=f"{city.name_zh}{zh}",
                name_en=f"{city.name_en} {en.lower()}",
                local_network_id=networks[city.code],
                # a day of the demonstration must fit on a disk: complaints, and what visitors say
                last_agent_s=10,
                recording=QueueRecording.ALL if kind == "complaint" else QueueRecording.NONE,
            )
