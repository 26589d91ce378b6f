"""Writes files beside live calls, which must not wait for them."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from kefu.insight.reports.files import Form, Mark, write
from kefu.insight.reports.model import Sheet
from kefu.platform.processes import die_with_parent

SHORT_MAX = 2_000
"""A thread takes turns from the calls, a process costs a second or two to start: ADR 0033."""


async def written(grid: Sheet, form: Form, mark: Mark) -> bytes:
    """Write a short table in a thread, a long one in another process.

    Raises: ReportTooLongError, FontMissingError.
    """
    if len(grid.lines) <= SHORT_MAX:
        return await asyncio.to_thread(write, grid, form, mark)
    pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"), initializer=die_with_parent)
    try:
        return await asyncio.get_running_loop().run_in_executor(pool, write, grid, form, mark)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
