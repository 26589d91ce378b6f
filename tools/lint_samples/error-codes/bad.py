# file: src/kefu/kernel/errors.py
class KefuError(Exception):
    code = "internal-error"


class ConflictError(KefuError):
    code = "conflict"


# file: src/kefu/tickets/service.py
from kefu.kernel import errors


class TicketClosedError(errors.ConflictError):  # breach
    code = "Ticket_Closed"


class TicketLateError(errors.ConflictError):  # breach
    title = "Too late"


class TicketFrozenError(TicketLateError):  # breach
    code = "conflict"


class TicketLostError(errors.KefuError):  # breach
    code = "ticket-" + "lost"
