"""Use cases of short messages."""

from kefu.messaging.service.outbox import (
    PAGE,
    Detail,
    cancel,
    detail,
    list_messages,
    list_purposes,
    list_received,
    send,
    send_again,
    send_template,
)
from kefu.messaging.service.templates import (
    add_template,
    change_template,
    define_templates,
    list_templates,
    remove_template,
    render,
)
from kefu.messaging.service.traffic import note_receipt, note_submitted, receive

__all__ = [
    "PAGE",
    "Detail",
    "add_template",
    "cancel",
    "change_template",
    "define_templates",
    "detail",
    "list_messages",
    "list_purposes",
    "list_received",
    "list_templates",
    "note_receipt",
    "note_submitted",
    "receive",
    "remove_template",
    "render",
    "send",
    "send_again",
    "send_template",
]
