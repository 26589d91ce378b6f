"""What is done in the background, again and again, as long as the process lives."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

from kefu.platform.db import DatabaseUnavailableError

Round = Callable[[], Awaitable[bool | None]]
"""Does what there is to do; True: there is more, and it is called again at once."""
logger = structlog.get_logger(__name__)


@asynccontextmanager
async def rounds(name: str, every_s: float, once: Round) -> AsyncIterator[None]:
    """Do something every so many seconds; what fails is logged and tried again. Leaving cuts off what is half done."""
    task = asyncio.create_task(_go(name, every_s, once), name=name)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _go(name: str, every_s: float, once: Round) -> None:
    while True:
        has_more: bool | None = False
        try:
            has_more = await once()
        except* DatabaseUnavailableError:
            logger.warning("waits for the database", what=name)
        except* Exception:
            logger.exception("failed, and is tried again", what=name)
        if not has_more:
            await asyncio.sleep(every_s)
