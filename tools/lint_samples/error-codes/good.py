# file: src/kefu/tickets/service.py
from kefu.kernel.errors import ConflictError


class TicketClosedError(ConflictError):
    code = "ticket-already-closed"


class TicketFrozenError(TicketClosedError):
    code: ClassVar[str] = "ticket-frozen"


class ParseError(ValueError):
    pass


# file: src/kefu/kernel/errors.py
class KefuError(Exception):
    code = "internal-error"


class ConflictError(KefuError):
    code = "conflict"
