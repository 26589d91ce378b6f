"""Words of short messages and letters: what is to be sent, its parts, what gateways say, what people answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from kefu.kernel.errors import ConflictError, InvalidError, NotFoundError
from kefu.kernel.ids import LocalNetworkId, MessageId, TenantId
from kefu.kernel.words import Text

LANGUAGES = ("zh-CN", "en")
PARTS_MAX = 10
VALID_FOR = timedelta(hours=24)
"""How long a message is worth sending unless its sender says otherwise."""


class NumberCannotReceiveError(InvalidError):
    """Short messages go to mobile numbers only."""

    code = "number-cannot-receive-messages"
    title = "No short message can be sent to this number"


class MessageEmptyError(InvalidError):
    """There is nothing to send."""

    code = "message-empty"
    title = "The message says nothing"


class MessageTooLongError(InvalidError):
    """It would be cut into more parts than anybody wants to read."""

    code = "message-too-long"
    title = "The message is too long"


class TemplateValuesMissingError(InvalidError):
    """A template's placeholders have not all been given values."""

    code = "template-values-missing"
    title = "Values for the template are missing"


class LetterContentGoneError(NotFoundError):
    """A letter has become too old: what its attachment held is deleted."""

    code = "letter-content-gone"
    title = "The attachment is no longer there"


class TemplateNotFoundError(NotFoundError):
    """The tenant has no such template."""

    code = "template-not-found"
    title = "No such template"


class TemplateUnusableError(InvalidError):
    """The template's words are missing, or do not say the same in both languages."""

    code = "template-unusable"
    title = "This template cannot be used so"


class TemplateExistsError(ConflictError):
    """Another template has this code."""

    code = "template-exists"
    title = "A template with this code exists already"


class TemplateChangedError(ConflictError):
    """Somebody else has changed the template since it was read."""

    code = "template-changed"
    title = "Somebody else has changed this template meanwhile"


class MessageNotFoundError(NotFoundError):
    """No such message, or not for this reader."""

    code = "message-not-found"
    title = "No such message"


class MessageNotCancellableError(ConflictError):
    """It has gone out already, or will never go."""

    code = "message-not-cancellable"
    title = "This message can no longer be stopped"


class MessageNotRepeatableError(ConflictError):
    """It is still under way or has arrived."""

    code = "message-not-repeatable"
    title = "This message is under way or has arrived: it is not sent again"


class MessageState(StrEnum):
    """Where a message stands; `unknown`: the connection was lost between our asking and the gateway's answer."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


REPEATABLE = frozenset({MessageState.UNDELIVERABLE, MessageState.EXPIRED, MessageState.CANCELLED, MessageState.UNKNOWN})


class PartState(StrEnum):
    """Where a part stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class Encoding(StrEnum):
    """How a text goes over the air."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


@dataclass(frozen=True, slots=True)
class Segments:
    """A text cut to the size of the air; joined, the parts are the text."""

    encoding: Encoding
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message to be written down; `key` makes asking twice one message."""

    message_id: MessageId
    tenant_id: TenantId
    local_network_id: LocalNetworkId | None
    key: str
    to: str
    text: str
    purpose: str
    template_code: str
    subject_kind: str
    subject_id: str
    created_at: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message that a sender has taken on until `leased_until`.

    `is_stale`: another sender took it on before and never said what became of it.
    """

    message_id: MessageId
    tenant_id: TenantId
    to: str
    text: str
    created_at: datetime
    valid_until: datetime
    attempts: int
    is_stale: bool
    leased_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a message as the outbox knows it; `reference` is what a receipt may repeat."""

    position: int
    state: PartState
    gateway_message_id: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One part on its way to a gateway. `key` stays when it is asked for again; `group` is one for all parts."""

    key: str
    to: str
    text: str
    encoding: Encoding
    position: int
    total: int
    group: int
    reference: int
    valid_for: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a gateway says became of a part; `key` where it knows ours, `reference` and `to` where it repeats them."""

    state: PartState
    gateway_message_id: str = ""
    key: str = ""
    reference: int | None = None
    to: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A message, or a part of one, from a phone; `content` as it came when it is one of several.

    `external_id` is the gateway's own name for it, by which a repetition is known.
    """

    sender: str
    to: str
    text: str = ""
    external_id: str = ""
    reference: int = 0
    position: int = 1
    total: int = 1
    encoding: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartAddress:
    """Whose part it is."""

    tenant_id: TenantId
    message_id: MessageId
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Words with placeholders in braces, in both languages; `version` counts its changes."""

    code: str
    name: Text
    text: Text
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateUse:
    """Which template, in which language, with which values."""

    code: str
    language: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which messages somebody looks for; empty: all."""

    states: frozenset[MessageState] = frozenset()
    purpose: str = ""
    to: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    before: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayStatus:
    """How a gateway feels."""

    name: str
    is_available: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a letter; several letters share one content."""

    name: str
    media_type: str
    content_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter of plain text by mail; `key` names it for ever."""

    key: str
    to: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()
