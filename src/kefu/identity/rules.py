"""Pure decisions about people, sessions and attempts to log in."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address

from kefu.identity.model import FIELD_PERMISSIONS, SESSION_ABSOLUTE, SESSION_IDLE, SESSION_TOUCH, Grant, SessionKind

_MAIL = re.compile(
    r"(?!\.)[\w.!#$%&'*+/=?^`{|}~-]{1,64}(?<!\.)@"
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}",
    re.IGNORECASE | re.ASCII,
)
MAIL_MAX = 254


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


def is_session_alive(*, kind: SessionKind, created_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
    """Tell whether a session has been idle or has lived for too long."""
    created_since, seen_since = alive_since(kind, now)
    return created_at > created_since and last_seen_at > seen_since


def alive_since(kind: SessionKind, now: datetime) -> tuple[datetime, datetime]:
    """Return the moments since when a session must have been created and used to be alive."""
    return now - SESSION_ABSOLUTE[kind], now - SESSION_IDLE[kind]


def grants_in(kind: SessionKind, grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """Return what somebody's roles allow in a session of a kind."""
    if kind is SessionKind.DESK:
        return tuple(grants)
    narrowed = (replace(grant, permissions=grant.permissions & FIELD_PERMISSIONS) for grant in grants)
    return tuple(grant for grant in narrowed if grant.permissions)


def is_touch_due(*, last_seen_at: datetime, now: datetime) -> bool:
    """Tell whether it is worth a write to note that the session is in use."""
    return now - last_seen_at >= SESSION_TOUCH


def normal_login(login: str) -> str:
    """Fold a log-in name to the form in which it is stored and compared."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def is_mail(address: str) -> bool:
    """Tell whether every mail server takes an address as one. Source: RFC 5321, 4.1.2 (dot-string), 4.5.3.1."""
    return len(address) <= MAIL_MAX and ".." not in address and _MAIL.fullmatch(address) is not None


def throttled_address(address: str) -> str:
    """Return what attempts from an address are counted by: IPv6 gives every household 2^64 of them, so its network."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return address
    return str(parsed.ipv4_mapped or IPv6Network((parsed, 64), strict=False))
