"""What one viewer may see of a customer's file."""

from kefu.journeys.customer_360.rules.history import cursor_of, read_cursor, situation, timeline
from kefu.journeys.customer_360.rules.showing import (
    POP_CONTACTS,
    billing,
    bills,
    devices,
    payments,
    products,
    seen_by,
)

__all__ = [
    "POP_CONTACTS",
    "billing",
    "bills",
    "cursor_of",
    "devices",
    "payments",
    "products",
    "read_cursor",
    "seen_by",
    "situation",
    "timeline",
]
