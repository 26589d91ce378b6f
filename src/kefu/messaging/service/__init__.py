"""Use cases of short messages and letters."""

from kefu.messaging.service.letters import (
    LETTER,
    LETTER_CONTENT,
    contents_of,
    forget_content,
    keep_content,
    letter_of,
    send_letter,
)
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
from kefu.messaging.service.traffic import INCOMPLETE, note_receipt, note_submitted, receive, receive_incomplete

__all__ = [
    "INCOMPLETE",
    "LETTER",
    "LETTER_CONTENT",
    "PAGE",
    "Detail",
    "add_template",
    "cancel",
    "change_template",
    "contents_of",
    "define_templates",
    "detail",
    "forget_content",
    "keep_content",
    "letter_of",
    "list_messages",
    "list_purposes",
    "list_received",
    "list_templates",
    "note_receipt",
    "note_submitted",
    "receive",
    "receive_incomplete",
    "remove_template",
    "render",
    "send",
    "send_again",
    "send_letter",
    "send_template",
]
