"""Makes identifiers: the only place where entropy and the clock meet."""

import os
import time
from uuid import UUID

from kefu.kernel.ids import uuid7


def new_id() -> UUID:
    """Make a UUIDv7 for now."""
    return uuid7(time.time_ns() // 1_000_000, os.urandom(10))
