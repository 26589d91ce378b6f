"""What the simulated centre is configured to be: two tenants, their queues, numbers, flows and agents."""

import uuid
from collections.abc import Iterable
from dataclasses import replace

from kefu.acd.core.model import AgentConfig, QueueConfig, Relaxation, RelaxStep, SkillNeed, Strategy, WrapUpMode
from kefu.calls.model import Device, DeviceKind
from kefu.ivr import model as ivr
from kefu.journeys.inbound_call.inputs import CentreConfigured, DialledNumber, LogOn
from kefu.journeys.inbound_call.model import Network, QueueInfo
from kefu.kernel.ids import AgentId, LocalNetworkId, QueueId, SkillId, TenantId
from kefu.recordings.model import Policy
from support.sim_dice import Dice

TENANTS = [TenantId(uuid.UUID(int=n)) for n in (1, 2)]
FAULT, GENERAL, OTHER = (QueueId(uuid.UUID(int=n)) for n in (10, 11, 12))
SKILL = SkillId(uuid.UUID(int=20))
CHANGZHOU = LocalNetworkId(uuid.UUID(int=50))
AGENTS = [AgentId(uuid.UUID(int=100 + n)) for n in range(5)]
"""The last one is the second tenant's."""
NUMBERS = (*["96296"] * 9, "12345", "12345", "404")
OUTSIDE = ("13912345678", "051988009999")


def tenant_of(agent_id: AgentId) -> TenantId:
    """Tell whose agent he is."""
    return TENANTS[1] if agent_id == AGENTS[-1] else TENANTS[0]


def device_of(agent_id: AgentId) -> Device:
    """Tell which phone an agent has: one of them an ordinary telephone."""
    number = AGENTS.index(agent_id)
    return Device(DeviceKind.SIP_PHONE if number == 2 else DeviceKind.WEB_PHONE, str(1001 + number))


def _text(name: str) -> ivr.Text:
    return ivr.Text(zh_cn=name, en=name)


FLOW = ivr.Flow(
    format=1,
    language="zh-CN",
    start="menu",
    nodes={
        "menu": ivr.Menu(
            kind="menu",
            label=_text("menu"),
            media=("main-menu",),
            human_keys=("0",),
            exits={
                "0": "general",
                "1": "fault",
                "2": "message",
                "3": "balance",
                "4": "callback",
                "timeout": "bye",
                "invalid": "bye",
            },
        ),
        "fault": ivr.Queue(
            kind="queue",
            label=_text("fault"),
            queue=ivr.QueueRule(code="{network}-fault", fallback="hq-general"),
            exits={"refused": "bye", "*": "message"},
        ),
        "general": ivr.Queue(
            kind="queue",
            label=_text("general"),
            queue=ivr.QueueRule(code="hq-general", fallback="hq-general"),
            exits={"refused": "bye"},
        ),
        "message": ivr.Voicemail(
            kind="voicemail", label=_text("message"), media=("voicemail",), max_s=30, exits={"next": "bye"}
        ),
        "balance": ivr.LookUp(
            kind="look_up",
            label=_text("balance"),
            capability="billing.balance",
            media=("please-hold",),
            timeout_s=3,
            exits={"found": "menu", "not_found": "general", "failed": "general"},
        ),
        "callback": ivr.CallbackOffer(
            kind="callback_offer",
            label=_text("callback"),
            media=("callback-offer",),
            queue=ivr.QueueRule(code="hq-general", fallback="hq-general"),
            exits={"accepted": "bye", "declined": "general", "no_number": "general"},
        ),
        "bye": ivr.HangUp(kind="hang_up", label=_text("bye"), exits={}),
    },
)  # fmt: skip


class Settings:
    """What administrators have set; they change it while calls go on."""

    def __init__(self) -> None:
        self.queues = {
            FAULT: QueueConfig(queue_id=FAULT, name="fault", wrap_up_mode=WrapUpMode.TIMED, wrap_up_s=10),
            GENERAL: QueueConfig(queue_id=GENERAL, name="general", wrap_up_mode=WrapUpMode.MANDATORY),
        }
        self.other = QueueConfig(queue_id=OTHER, name="other", wrap_up_mode=WrapUpMode.NONE, ring_timeout_s=10)
        self.agents = {
            agent_id: AgentConfig(
                agent_id=agent_id,
                queue_ids=frozenset({OTHER} if agent_id == AGENTS[-1] else {FAULT, GENERAL}),
                skills={SKILL: 1 + number},
            )
            for number, agent_id in enumerate(AGENTS)
        }

    def configured(self) -> list[CentreConfigured]:
        """Return what the centre is told of both tenants."""
        network = Network(
            local_network_id=CHANGZHOU, code="changzhou", name={"zh-CN": "常州", "en": "Changzhou"}, area_code="0519"
        )
        codes = {FAULT: "changzhou-fault", GENERAL: "hq-general", OTHER: "hq-general"}
        return [
            CentreConfigured(
                tenant_id=tenant_id,
                queues=tuple((config, _info(tenant_id, codes[config.queue_id], config)) for config in queues),
                networks=(network,) if tenant_id == TENANTS[0] else (),
                numbers=(DialledNumber(tenant_id=tenant_id, number=number, flow_id="default"),),
                flows={"default": FLOW},
                skills={"skill": SKILL},
                outbound_caller=number,
            )
            for tenant_id, queues, number in (
                (TENANTS[0], self.queues.values(), "96296"),
                (TENANTS[1], [self.other], "12345"),
            )
        ]

    def log_on(self, agent_id: AgentId) -> LogOn:
        """Return what signing in says of an agent."""
        device = device_of(agent_id)
        return LogOn(
            agent_id=agent_id,
            tenant_id=tenant_of(agent_id),
            number=device.address,
            name=f"agent {device.address}",
            group="g",
            device=device,
            recording=Policy.ON_DEMAND,
            config=self.agents[agent_id],
        )

    def change(self, dice: Dice) -> str:
        """Let an administrator change something."""
        queue_id = dice.choice((FAULT, GENERAL))
        if queue_id not in self.queues:
            self.queues[queue_id] = QueueConfig(queue_id=queue_id, name="again")
            return "queue back"
        match dice.below(8):
            case 0 if len(self.queues) > 1:
                del self.queues[queue_id]
                return "queue removed"
            case 1:
                self._set(queue_id, wrap_up_mode=dice.choice(list(WrapUpMode)))
            case 2:
                self._set(queue_id, max_length=dice.choice((None, 0, 1, 3)), max_wait_s=dice.choice((None, 5, 40)))
            case 3:
                self._set(queue_id, strategy=dice.choice(list(Strategy)), ageing_s=dice.choice((None, 30)))
            case 4:
                self._set(queue_id, needs=dice.choice(((), (SkillNeed(skill_id=SKILL, level=3),))))
            case 5 | 6:
                self._set(queue_id, recipe=tuple(self._recipe(queue_id, dice)))
            case _:
                agent_id = dice.choice(AGENTS[:-1])
                queue_ids = frozenset(q for q in (FAULT, GENERAL) if dice.chance(0.7))
                config = AgentConfig(agent_id=agent_id, queue_ids=queue_ids, skills={SKILL: 1 + dice.below(5)})
                self.agents[agent_id] = config
                return "agent"
        return "queue"

    def _set(self, queue_id: QueueId, **changes: object) -> None:
        self.queues[queue_id] = replace(self.queues[queue_id], **changes)

    def _recipe(self, queue_id: QueueId, dice: Dice) -> Iterable[RelaxStep]:
        after_s = 1
        for _ in range(1 + dice.below(3)):
            after_s += dice.below(15)
            action = dice.choice(list(Relaxation))
            yield RelaxStep(
                action=action,
                after_s=after_s,
                by=1 + dice.below(3),
                queue_id=GENERAL if queue_id == FAULT else FAULT,
                value=OUTSIDE[0] if action is Relaxation.OTHER_NUMBER else "please-hold",
            )


def _info(tenant_id: TenantId, code: str, config: QueueConfig) -> QueueInfo:
    return QueueInfo(
        queue_id=config.queue_id,
        tenant_id=tenant_id,
        code=code,
        name={"zh-CN": code, "en": code},
        recording=Policy.ALWAYS if code.endswith("fault") else Policy.ON_DEMAND,
        wrap_up_mode=config.wrap_up_mode,
    )
