"""`kefu-lab`: the world outside, from the command line."""

import argparse
import asyncio
import logging
import math
import signal
import sys
from collections.abc import Sequence

import uvloop

from kefu.kernel.errors import KefuError
from kefu.platform.settings import Settings
from kefu_lab.demo import Options, run
from kefu_lab.processes import DemoError
from kefu_lab.seed import SYNTHETIC


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command."""
    parser = argparse.ArgumentParser(
        prog="kefu-lab", description="The world around a customer service centre, simulated"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser(
        "demo", help="run a living demo centre", formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    demo.add_argument(
        "--pace", type=_positive, default=8.0, help="calls a minute at the start; the day's curve follows"
    )
    demo.add_argument("--speed", type=_positive, default=1.0, help="how fast the day goes by; 24: a day in an hour")
    most = len(SYNTHETIC)
    demo.add_argument(
        "--agents", type=int, choices=range(most + 1), metavar="N", default=most, help=f"synthetic agents, 0-{most}"
    )
    demo.add_argument("--seed", type=int, default=None, help="number that decides who calls and what happens")
    asked = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    options = Options(
        settings=Settings(),
        per_minute=asked.pace,
        speed=asked.speed,
        agents=asked.agents,
        random_seed=asked.seed,
    )
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_until_stopped(options))
    except (DemoError, KefuError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


def _positive(text: str) -> float:
    """Read a number above zero."""
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError("must be a number above 0")
    return number


async def _until_stopped(options: Options) -> int:
    """Run the demo; Ctrl-C or TERM ends it in good order, however often it comes."""
    demo = asyncio.create_task(run(options))
    is_stopping = False

    def stop() -> None:
        nonlocal is_stopping
        if not is_stopping:
            is_stopping = True
            demo.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    try:
        await demo
    except asyncio.CancelledError:
        print("Stopped. The data stays; start again with the same command.")
    return 0
