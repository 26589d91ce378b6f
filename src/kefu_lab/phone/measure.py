"""`python -m kefu_lab.phone.measure`: what many calls at once cost. Prints one JSON object."""

import argparse
import asyncio
import json
import time

import uvloop

from kefu_lab.phone.audio import Tone
from kefu_lab.phone.phone import Phone


async def measure(calls: int, seconds: float) -> dict[str, float]:
    """Hold calls between two phones of this process, both speaking, and count processor time."""
    async with (
        await Phone.open("127.0.0.1", user="anna", sound=Tone(400), lines=calls, keeps_s=0) as anna,
        await Phone.open("127.0.0.1", user="bert", sound=Tone(700), lines=calls, keeps_s=0) as bert,
    ):
        bert.answers_after_s = 0.0
        placed = [anna.dial(bert.uri) for _ in range(calls)]
        for call in placed:
            await call.wait_answered(10)
        heard, cpu_s, wall_s = sum(call.heard.packets for call in placed), time.process_time(), time.monotonic()
        await asyncio.sleep(seconds)
        cpu_s, wall_s = time.process_time() - cpu_s, time.monotonic() - wall_s
        heard = sum(call.heard.packets for call in placed) - heard
    return {
        "streams": 2 * calls,
        "core_pct": round(100 * cpu_s / wall_s, 2),
        "heard_pct": round(100 * heard / (calls * wall_s * 50), 2),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=10)
    asked = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(measure(asked.calls, asked.seconds))))


if __name__ == "__main__":
    main()
