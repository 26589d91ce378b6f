"""The repair day: a ticket makes a work order, whose end answers it; replies go out by SMS.

Each side has a file; what they share are ids and values.
"""

from kefu.journeys.repair_loop.subscribing import subscribe

__all__ = ["subscribe"]
