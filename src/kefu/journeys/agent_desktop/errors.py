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


class AgentNotSignedOnError(NotFoundError):
    """The agent in question is not signed on, or not in the supervisor's care."""

    code = "colleague-not-signed-on"
    title = "This agent is not signed on"


class NobodySignedOnError(ConflictError):
    """Nobody of a group is signed on."""

    code = "nobody-signed-on"
    title = "Nobody in this group is signed on"


class AgentNotTalkingError(ConflictError):
    """The agent is in no conversation that a supervisor could join."""

    code = "agent-not-talking"
    title = "This agent is not talking with a customer"


class AgentPhoneNotRegisteredError(ConflictError):
    """The phone of the agent in question is not connected to the switch."""

    code = "agent-phone-not-registered"
    title = "This agent's phone is not connected"


class QueueClosedError(ConflictError):
    """The queue takes no calls now."""

    code = "queue-closed"
    title = "This queue is closed now"


class TargetUnavailableError(ConflictError):
    """Whom the agent wants to reach is not free."""

    code = "target-not-available"
    title = "The colleague is not free"


class AgentPageAwayError(ConflictError):
    """No page of the agent is open that could show what he sees."""

    code = "agent-page-away"
    title = "This agent's page cannot be reached"


class OwnPageAwayError(ConflictError):
    """The page that asked is not connected."""

    code = "own-page-away"
    title = "Your page is not connected"


class ScreenViewedError(ConflictError):
    """Somebody else looks at this agent's screen already."""

    code = "screen-viewed-already"
    title = "Somebody else looks at this agent's screen"
