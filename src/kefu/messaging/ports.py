"""What messages need from outside: a gateway to phones and what it calls back, a server of mail."""

from collections.abc import Sequence
from typing import Protocol

from kefu.kernel.errors import KefuError
from kefu.messaging.model import Arrived, Letter, Receipt, Submission


class GatewayError(Exception):
    """A part was not accepted."""


class NotSentError(GatewayError):
    """It has certainly not been taken: the gateway cannot be reached, is throttling us, or is full."""


class RefusedError(GatewayError):
    """The gateway does not want this part; `is_final`: and never will."""

    def __init__(self, error: str, *, is_final: bool = True) -> None:
        super().__init__(error)
        self.error, self.is_final = error, is_final


class OutcomeUnknownError(GatewayError):
    """It was handed over, and no answer came: nobody knows whether it was taken."""


class GatewayEvents(Protocol):
    """Who is told what comes back. When a call raises, the gateway is to say it again later."""

    async def on_receipt(self, receipt: Receipt) -> bool:
        """Take note of a receipt; False: it belongs to nothing that we know."""
        ...

    async def on_arrived(self, arrived: Arrived) -> None:
        """Take in what somebody wrote."""
        ...


class SmsGateway(Protocol):
    """A way to phones."""

    @property
    def name(self) -> str:
        """Return its name in the settings."""
        ...

    @property
    def is_available(self) -> bool:
        """Tell whether asking makes sense now."""
        ...

    @property
    def is_healthy(self) -> bool:
        """Tell whether it answered when it was asked last."""
        ...

    @property
    def deduplicates(self) -> bool:
        """Tell whether a part that is submitted twice with one key is sent once."""
        ...

    def start(self, events: GatewayEvents) -> None:
        """Begin to listen to what comes back."""
        ...

    async def stop(self) -> None:
        """Hang up."""
        ...

    def cut(self, text: str) -> Sequence[str]:
        """Cut a text into what is submitted one by one."""
        ...

    async def submit(self, submission: Submission) -> str:
        """Hand a part over; return the gateway's name for it.

        Raises: NotSentError, RefusedError, OutcomeUnknownError.
        """
        ...


class MailRefusedError(KefuError):
    """The server will never take this letter: no such mailbox, not from us."""

    code = "mail-refused"
    title = "The mail server refuses this letter"


class MailUnavailableError(KefuError):
    """The server does not answer, or says: later."""

    code = "mail-unavailable"
    title = "The mail server does not take letters now"


class MailServer(Protocol):
    """A way to mailboxes."""

    async def hand_over(self, letter: Letter, contents: Sequence[bytes] = ()) -> None:
        """Hand a letter over, with what its attachments hold in their order.

        Raises: MailRefusedError, MailUnavailableError.
        """
        ...
