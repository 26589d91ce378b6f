"""Where one caller is in a flow; plain data."""

from dataclasses import dataclass, field
from enum import StrEnum

from kefu.ivr.events import LookUpAnswered
from kefu.ivr.model import Collect, Flow, SetVariable, Text, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known about a call before its flow starts."""

    session_id: str
    """Makes the session's play and look-up ids unique on the switch; the call's id will do."""
    caller: str
    """The number to call back ("+8651988001234"), empty when withheld."""
    called: str
    network: str
    """Code of the caller's local network, empty when unknown."""
    queue_codes: frozenset[str]
    """Queues that exist now; queue rules choose among them."""


class Phase(StrEnum):
    """What a session waits for."""

    NEW = "new"
    SPEAKING = "speaking"  # its announcement
    LISTENING = "listening"  # keys; an announcement may still run
    LOOKING_UP = "looking_up"
    RECORDING = "recording"
    QUEUED = "queued"
    ENDED = "ended"


@dataclass(slots=True, kw_only=True)
class Session:
    """Where one caller is in his flow; plain data, changed only by `step`."""

    flow: Flow
    context: Context
    phase: Phase = Phase.NEW
    node_id: str = ""
    language: str = ""
    variables: dict[str, Value] = field(default_factory=dict)
    path: list[Text] = field(default_factory=list)
    """Labels for the agent's screen."""
    ahead: str = ""
    """Keys typed and not used yet."""
    entered: str = ""
    """Digits of the collect node so far."""
    spare_key: str = ""
    """A terminator that may still follow a full number, and until when; it is dropped."""
    spare_until_ms: int = 0
    failures: int = 0
    """Silences and wrong keys at this node."""
    play_id: str | None = None
    timer: str | None = None
    look_up_id: str | None = None
    answer: LookUpAnswered | None = None
    is_human_requested: bool = False
    serial: int = 0
    """Counts plays, timers and look-ups."""

    def noted(self) -> dict[str, Value]:
        """Return what the flow has noted of the caller, for forms: what it has set, what he has keyed in openly."""
        nodes = self.flow.nodes.values()
        secret = {node.variable for node in nodes if isinstance(node, Collect) and node.is_secret}
        told = {node.variable for node in nodes if isinstance(node, SetVariable | Collect)} - secret
        return {name: value for name, value in self.variables.items() if name in told}

    def values(self) -> dict[str, Value]:
        """Return every variable as it is now; the context may become better known while the flow runs."""
        context = self.context
        return self.variables | {
            "caller": context.caller,
            "called": context.called,
            "network": context.network,
            "language": self.language,
        }
