"""Which calls are recorded, which piece of a recording was asked for, and what counts as one play."""

import re

from kefu.recordings.model import ByteRange, Decision, Policy, RangeNotSatisfiableError

_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
SAME_PLAY_S = 5
"""A player that asks for the beginning twice in a row does not play twice."""
PLAY_LASTS_S = 12 * 3600


def decide(*, queue: Policy, agent: Policy) -> Decision:
    """Decide about a call by its queue and its agent: never wins over always, always over on demand."""
    policies = {queue, agent}
    is_allowed = Policy.NEVER not in policies
    return Decision(is_policy=is_allowed and Policy.ALWAYS in policies, is_allowed=is_allowed)


def wanted_range(header: str | None, size: int) -> ByteRange | None:
    """Understand a Range header; None means the whole: no header, several ranges, or words we do not know.

    Raises: RangeNotSatisfiableError.
    Source: RFC 9110, section 14.2.
    """
    match = _ONE_RANGE.fullmatch(header.replace(" ", "")) if header else None
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if first and last and int(last) < int(first):
        return None
    if start >= size or (not first and int(last) == 0):
        raise RangeNotSatisfiableError(f"the recording has {size} bytes", size=size)
    return ByteRange(start, end)


def is_new_play(*, start: int, since_last_play_s: float | None) -> bool:
    """Tell whether a request begins a play, which is audited, or goes on with one (a player asks many times).

    A play begins where the recording begins. Whoever starts in the middle has begun one too, unless he has been heard
    to begin before.
    """
    if since_last_play_s is None:
        return True
    return since_last_play_s > (SAME_PLAY_S if start == 0 else PLAY_LASTS_S)
