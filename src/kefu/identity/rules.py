"""Pure decisions about people, sessions and attempts to log in."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from kefu.identity.model import SESSION_ABSOLUTE, SESSION_IDLE, SESSION_TOUCH


@dataclass(frozen=True, slots=True)
class ThrottlePolicy:
    """How many attempts one key has within a window of time."""

    attempts: int
    window: timedelta


PER_LOGIN = ThrottlePolicy(attempts=8, window=timedelta(minutes=5))
PER_ADDRESS = ThrottlePolicy(attempts=100, window=timedelta(minutes=5))


def retry_after_s(attempts: int, window_ends_at: datetime, now: datetime, policy: ThrottlePolicy) -> int | None:
    """Return the seconds to wait when this attempt is one too many, else None."""
    if attempts <= policy.attempts:
        return None
    return max(1, -((now - window_ends_at) // timedelta(seconds=1)))


def is_session_alive(*, created_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
    """Tell whether a session has been idle or has lived for too long."""
    return now - last_seen_at < SESSION_IDLE and now - created_at < SESSION_ABSOLUTE


def is_touch_due(*, last_seen_at: datetime, now: datetime) -> bool:
    """Tell whether it is worth a write to note that the session is in use."""
    return now - last_seen_at >= SESSION_TOUCH


def normal_login(login: str) -> str:
    """Fold a log-in name to the form in which it is stored and compared."""
    return unicodedata.normalize("NFKC", login).strip().casefold()
