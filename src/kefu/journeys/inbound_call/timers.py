"""Names of the journey's timers; the engine's own are left to it."""

from kefu.kernel.ids import AgentId, CallId, QueueId, RecordingId

PREFIX = "journey"


def announce_timer(call_id: CallId) -> str:
    """Name the timer of the next queue announcement."""
    return f"{PREFIX}:announce:{call_id}"


def clearing_timer(call_id: CallId) -> str:
    """Name the limit of a last announcement."""
    return f"{PREFIX}:clearing:{call_id}"


def lost_timer(call_id: CallId) -> str:
    """Name the time a lost agent has to come back."""
    return f"{PREFIX}:lost:{call_id}"


def ivr_timer(call_id: CallId, name: str) -> str:
    """Name a timer of the call's flow."""
    return f"{PREFIX}:ivr:{call_id}:{name}"


def recording_timer(recording_id: RecordingId) -> str:
    """Name the time a recording of an ended call may take to be finished."""
    return f"{PREFIX}:recording:{recording_id}"


def page_timer(agent_id: AgentId) -> str:
    """Name the time after which an agent without a page is not ready."""
    return f"{PREFIX}:page:{agent_id}"


def callback_timer(call_id: CallId) -> str:
    """Name the time after which a callback is not expected any more."""
    return f"{PREFIX}:callback:{call_id}"


def closed_timer(call_id: CallId) -> str:
    """Name the limit of the prompt that tells a caller that his queue is closed."""
    return f"{PREFIX}:closed:{call_id}"


def opening_timer(call_id: CallId) -> str:
    """Name the time at which a callback's queue opens."""
    return f"{PREFIX}:opening:{call_id}"


def hours_timer(queue_id: QueueId) -> str:
    """Name the time at which a queue opens or closes."""
    return f"{PREFIX}:hours:{queue_id}"


def away_timer(switch: str) -> str:
    """Name the time a switch may be away before its calls are given up."""
    return f"{PREFIX}:away:{switch}"
