"""What others may want to know of short messages and letters."""

from dataclasses import dataclass
from uuid import UUID

from kefu.kernel.events import DomainEvent
from kefu.kernel.ids import MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(DomainEvent):
    """Somebody has written to us; `in_reply_to` is the last message that we sent him, if there is one."""

    inbound_id: UUID
    sender: str
    """E.164 where it is a number."""
    to: str
    text: str
    in_reply_to: MessageId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDelivered(DomainEvent):
    """All parts of a message are on the phone."""

    message_id: MessageId
    purpose: str
    subject_kind: str
    subject_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageUndeliverable(DomainEvent):
    """A message will not arrive: `reason` is "expired", or what the gateway said."""

    message_id: MessageId
    purpose: str
    subject_kind: str
    subject_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSettled(DomainEvent):
    """A letter is with the mail server, or will never be."""

    subject_kind: str
    subject_id: str
    is_sent: bool
