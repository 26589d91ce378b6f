"""Use cases of work orders."""

from kefu.workorders.service.acting import act, assign_many, merge
from kefu.workorders.service.opening import open_order

__all__ = ["act", "assign_many", "merge", "open_order"]
