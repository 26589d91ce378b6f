"""Clocks: one that does not jump when somebody sets the other."""

import pytest

from kefu.platform.clock import SteadyClock


@pytest.mark.parametrize("jump_ms", [3_600_000, -3_600_000])
def test_a_clock_that_is_set_is_followed_slowly(jump_ms: int) -> None:
    wall_ms, elapsed_s = 1_000_000, 50.0
    clock = SteadyClock(lambda: wall_ms, lambda: elapsed_s)

    wall_ms, elapsed_s = 1_010_000, 60.0
    assert clock() == 1_010_000
    wall_ms += jump_ms
    assert clock() == 1_010_000
    wall_ms, elapsed_s = wall_ms + 10_000, 70.0
    assert clock() == 1_020_000 + (1000 if jump_ms > 0 else -1000)


def test_a_small_error_is_soon_gone() -> None:
    wall_ms, elapsed_s = 1_000_000, 50.0
    clock = SteadyClock(lambda: wall_ms, lambda: elapsed_s)
    wall_ms, elapsed_s = 1_010_300, 60.0
    assert clock() == 1_010_300


def test_the_machines_own_clocks_will_do() -> None:
    clock = SteadyClock()
    assert 0 <= clock() - clock() + 1 <= 1
