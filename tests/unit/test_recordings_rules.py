"""Which calls are recorded, which piece of a recording is asked for, what counts as one play."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.recordings import rules
from kefu.recordings.model import ByteRange, Decision, Policy, RangeNotSatisfiableError

ALWAYS, ON_DEMAND, NEVER = Policy.ALWAYS, Policy.ON_DEMAND, Policy.NEVER


@pytest.mark.parametrize(
    ("queue", "agent", "decision"),
    [
        (ALWAYS, ALWAYS, Decision(is_policy=True, is_allowed=True)),
        (ALWAYS, ON_DEMAND, Decision(is_policy=True, is_allowed=True)),
        (ON_DEMAND, ALWAYS, Decision(is_policy=True, is_allowed=True)),
        (ON_DEMAND, ON_DEMAND, Decision(is_policy=False, is_allowed=True)),
        (NEVER, ON_DEMAND, Decision(is_policy=False, is_allowed=False)),
        (NEVER, ALWAYS, Decision(is_policy=False, is_allowed=False)),
        (ALWAYS, NEVER, Decision(is_policy=False, is_allowed=False)),
        (NEVER, NEVER, Decision(is_policy=False, is_allowed=False)),
    ],
)
def test_never_wins_over_always_and_always_over_on_demand(queue: Policy, agent: Policy, decision: Decision) -> None:
    assert rules.decide(queue=queue, agent=agent) == decision


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("bytes=0-", ByteRange(0, 999)),
        ("bytes=0-0", ByteRange(0, 0)),
        ("bytes=100-199", ByteRange(100, 199)),
        ("bytes = 100 - 199", ByteRange(100, 199)),
        ("bytes=999-", ByteRange(999, 999)),
        ("bytes=900-5000", ByteRange(900, 999)),
        ("bytes=-100", ByteRange(900, 999)),
        ("bytes=-5000", ByteRange(0, 999)),
        (None, None),
        ("", None),
        ("bytes=-", None),
        ("bytes=5-2", None),
        ("bytes=0-1,5-6", None),
        ("seconds=0-1", None),
        ("bytes=a-b", None),
    ],
)
def test_one_range_is_understood_and_everything_else_means_the_whole(
    header: str | None, wanted: ByteRange | None
) -> None:
    assert rules.wanted_range(header, 1000) == wanted


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_behind_the_end_is_refused(header: str) -> None:
    with pytest.raises(RangeNotSatisfiableError) as refusal:
        rules.wanted_range(header, 1000)
    assert refusal.value.facts == {"size": 1000}


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_range_lies_within_the_recording(size: int, first: int, length: int) -> None:
    header = f"bytes={first}-{first + length}"
    if first >= size:
        with pytest.raises(RangeNotSatisfiableError):
            rules.wanted_range(header, size)
        return
    wanted = rules.wanted_range(header, size)
    assert wanted is not None
    assert 0 <= wanted.start <= wanted.end < size
    assert wanted.length == min(length + 1, size - first)


@pytest.mark.parametrize(
    ("start", "since_s", "is_new"),
    [
        (0, None, True),
        (5000, None, True),  # whoever jumps into the middle hears it too
        (0, 1.0, False),  # the player asks for the beginning twice
        (0, 5.0, False),
        (0, 5.1, True),  # he plays it again
        (5000, 1.0, False),
        (5000, 3600.0, False),  # he has paused for lunch
        (5000, 13 * 3600.0, True),
    ],
)
def test_a_play_begins_at_the_beginning(start: int, since_s: float | None, is_new: bool) -> None:
    assert rules.is_new_play(start=start, since_last_play_s=since_s) is is_new
