"""What goes on in the background goes on, whatever happens."""

import asyncio
from collections.abc import Iterator

import pytest

from kefu.platform.db import DatabaseUnavailableError
from kefu.platform.rounds import rounds


async def run(results: list[bool | BaseException | None], every_s: float) -> int:
    """Let each round end as said; return how many began."""
    left: Iterator[bool | BaseException | None] = iter(results)
    begun = 0

    async def once() -> bool | None:
        nonlocal begun
        begun += 1
        result = next(left, None)
        if isinstance(result, BaseException):
            raise result
        return result

    async with rounds("test", every_s, once):
        for _ in range(20):
            await asyncio.sleep(0)
    return begun


@pytest.mark.parametrize(
    "failure",
    [DatabaseUnavailableError(), ValueError("x"), ExceptionGroup("", [DatabaseUnavailableError()])],
    ids=["database", "bug", "group"],
)
async def test_what_fails_is_tried_again(failure: Exception) -> None:
    assert await run([failure, failure], 0) > 2


async def test_the_next_comes_when_it_is_due_or_when_there_is_more() -> None:
    assert await run([None], 3600) == 1
    assert await run([False], 3600) == 1
    assert await run([True, True, False], 3600) == 3


async def test_leaving_cuts_off_what_is_half_done() -> None:
    is_done = False

    async def once() -> None:
        nonlocal is_done
        await asyncio.sleep(3600)
        is_done = True

    async with rounds("test", 0, once):
        await asyncio.sleep(0)
    assert not is_done
    assert "test" not in {task.get_name() for task in asyncio.all_tasks()}
