"""The laboratory's short message centre as a process of its own, so that its CPU is not ours."""

import asyncio
import json
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from kefu_lab.sms import SmsCentre

_ORDER_NO = re.compile(r"\d{6}-\d{7}")


@dataclass(slots=True)
class Centre:
    """A running centre; `address` is what KEFU_SMS must be."""

    process: Process
    address: str

    async def orders_told(self) -> list[str]:
        """Return the order number in each message that has reached a phone since this was last asked."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")
        told: list[str] = await _answer(self.process)
        return told


@asynccontextmanager
async def open_centre() -> AsyncIterator[Centre]:
    """Start a centre; it ends with us."""
    command = (sys.executable, "-m", "benches.smscentre")
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=2**24)
    try:
        yield Centre(process, await _answer(process))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _answer(process: Process) -> Any:
    assert process.stdout is not None
    return json.loads(await process.stdout.readline())


async def serve() -> None:
    """Be a centre until the input ends; for each line say what has reached a phone."""
    async with SmsCentre() as centre:
        print(json.dumps(centre.address), flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            told = [number for sms in centre.phones.all for number in _ORDER_NO.findall(sms.text)[:1]]
            centre.phones.all.clear()
            centre.submitted.clear()
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(serve())
