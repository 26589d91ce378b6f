"""Why a desk's command cannot be done now."""

from kefu.kernel.errors import ConflictError, NotFoundError


class NotSignedOnError(ConflictError):
    """The agent has no seat; he signs on first."""

    code = "agent-not-signed-on"
    title = "Sign on to the phone first"


class CallGoneError(NotFoundError):
    """The call has ended, or it is not this agent's."""

    code = "call-gone"
    title = "This call is over"


class NotPossibleNowError(ConflictError):
    """The call is not in a state that allows the service."""

    code = "not-possible-now"
    title = "This is not possible in the call's present state"


class PhoneNotRegisteredError(ConflictError):
    """The agent's phone is not connected to the switch."""

    code = "phone-not-registered"
    title = "Your phone is not connected"


class BusyWithCallError(ConflictError):
    """The agent has a call already."""

    code = "agent-has-call"
    title = "You already have a call"


class QueueClosedError(ConflictError):
    """The queue takes no calls now."""

    code = "queue-closed"
    title = "This queue is closed now"


class TargetUnavailableError(ConflictError):
    """Whom the agent wants to reach is not free."""

    code = "target-not-available"
    title = "The colleague is not free"
