"""What can be wrong with a ticket, or with how tickets are set up."""

from kefu.kernel.errors import ConflictError, InvalidError, NotFoundError


class TicketNotFoundError(NotFoundError):
    """No such ticket, or not for this reader."""

    code = "ticket-not-found"
    title = "No such ticket"


class TicketChangedError(ConflictError):
    """Somebody else has changed the ticket since it was read; `state` and `version` are the present ones."""

    code = "ticket-changed"
    title = "Somebody else has changed this ticket meanwhile"


class TicketNotAnsweredError(ConflictError):
    """A ticket cannot be closed as long as its customer has no reply."""

    code = "ticket-not-answered"
    title = "Answer the customer first"


class TicketInvalidError(InvalidError):
    """What is to be accepted or done is wrong; `errors` says where."""

    code = "ticket-invalid"
    title = "The ticket is not complete"


class TicketWithoutNumberError(ConflictError):
    """Nobody can be called about this ticket: it came by mail, or its number was withheld."""

    code = "ticket-without-number"
    title = "There is no number to call"


class TicketCustomerNotFoundError(NotFoundError):
    """There is no such customer, or not for this reader."""

    code = "ticket-customer-not-found"
    title = "No such customer"


class DraftChangedError(ConflictError):
    """The draft has been saved elsewhere since; `draft` is what was saved."""

    code = "draft-changed"
    title = "This draft has been changed in another window"


class DraftNotFoundError(NotFoundError):
    """There is no draft in this slot."""

    code = "draft-not-found"
    title = "No draft"


class DepartmentNotFoundError(NotFoundError):
    """No such department, or not for this reader."""

    code = "department-not-found"
    title = "No such department"


class TicketSettingChangedError(ConflictError):
    """Somebody else has changed this setting since it was read; `version` is the present one."""

    code = "ticket-setting-changed"
    title = "Somebody else has changed this meanwhile"


class TicketSettingInvalidError(InvalidError):
    """A setting cannot work; `errors` says where."""

    code = "ticket-setting-invalid"
    title = "This cannot be set so"


class TicketNumberTakenError(ConflictError):
    """No free number was found, or the acceptance's key is another one's."""

    code = "ticket-number-taken"
    title = "Try again"
