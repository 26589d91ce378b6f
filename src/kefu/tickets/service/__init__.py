"""Use cases of tickets."""

from kefu.tickets.service.accepting import Prospect, accept, duplicates, place, prospect
from kefu.tickets.service.acting import (
    act,
    answer_by_order,
    climb,
    link_order,
    miss_first_answer,
    note_delivery,
    note_order,
)
from kefu.tickets.service.drafts import PURGE, draft, drop_draft, purge_draft, save_draft
from kefu.tickets.service.reading import Page, counts, file, listing, open_of_customer, tasks, whom_to_call
from kefu.tickets.service.recording import OVERDUE, UNANSWERED
from kefu.tickets.service.settings import (
    colleagues,
    define_category,
    define_department,
    define_regulator,
    put_category,
    put_department,
    put_lifecycle,
    put_regulator,
    settings,
)

__all__ = [
    "OVERDUE",
    "PURGE",
    "UNANSWERED",
    "Page",
    "Prospect",
    "accept",
    "act",
    "answer_by_order",
    "climb",
    "colleagues",
    "counts",
    "define_category",
    "define_department",
    "define_regulator",
    "draft",
    "drop_draft",
    "duplicates",
    "file",
    "link_order",
    "listing",
    "miss_first_answer",
    "note_delivery",
    "note_order",
    "open_of_customer",
    "place",
    "prospect",
    "purge_draft",
    "put_category",
    "put_department",
    "put_lifecycle",
    "put_regulator",
    "save_draft",
    "settings",
    "tasks",
    "whom_to_call",
]
