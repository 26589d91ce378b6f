"""`make bench-pop`: from a ringing event to the painted customer in Chromium; the telephone look-up beside pgbench.

First the whole product with a real switch and an agent's desk in headless Chromium: known subscribers call, press 0,
are answered and wrapped up one after another. The page itself measures from the WebSocket message to the paint; the
floor is one text node painted by the same page. Then 2,000,000 customers (CUSTOMERS=...) are looked up by Zipf-drawn
numbers, by the product's use case and by pgbench with the same statement, role and scope, in turn (pgbench, product,
pgbench); CPU is that of client and server together.
"""

import itertools
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop

from benches import harness
from benches.harness import Aim, CpuMeter, quantile, spread, spreads
from benches.lookup import CUSTOMERS, OURS, PEER, WHOLE, Runs, cpu_ratio, open_registry, own_folder
from kefu_lab.phone.audio import Tone

sys.path.append(str(Path(__file__).parents[1] / "tests"))  # the stage is the tests' own
from support import postgres as test_postgres
from support.browser import Desk, browsers, desk_of
from support.stage import HOTLINE, Stage, serve_stage, until

CALLS, FLOORS_A_CALL = 6 if harness.IS_SMALL else 60, 3

# -- from the event to the painted customer ------------------------------------------------------------------------

_PAINT_TEXT = """() => new Promise((done) => {
  const place = document.body.appendChild(document.createElement('div'));
  place.style.position = 'fixed';
  const message = new MessageChannel();
  message.port1.onmessage = () => {
    const start = performance.now();
    place.textContent = `painted ${start}`;
    requestAnimationFrame(() => {
      const painted = new MessageChannel();
      painted.port1.onmessage = () => {
        const ms = performance.now() - start;
        place.remove();
        done(ms);
      };
      painted.port2.postMessage(null);
    });
  };
  message.port2.postMessage(null);
})"""
"""The page's own yardstick (web/src/shared/rt/store.ts) around one text node."""

_WATCH_PANEL = """() => {
  const measure = performance.measure.bind(performance);
  window.namesAtPop = [];
  performance.measure = (name, ...rest) => {
    const result = measure(name, ...rest);
    const shown = document.querySelector('[data-testid=customer-name]');
    if (name === 'screen-pop') window.namesAtPop.push(shown ? shown.textContent : '');
    return result;
  };
}"""
"""Notes which customer's name stood on the page when the page said that it was painted."""

_WAS_NAMED = """() => {
  const shown = document.querySelector('[data-testid=customer-name]');
  return shown !== null && shown.textContent !== '' && shown.textContent === window.namesAtPop.at(-1);
}"""
"""Asked during the call: is the name that is shown now the one that stood there then?"""


@dataclass(slots=True)
class Painted:
    """What Chromium measured."""

    panel_ms: list[float] = field(default_factory=list)
    text_ms: list[float] = field(default_factory=list)
    failed: int = 0
    nameless: int = 0
    """Measured before the customer's name stood there: not what was meant."""
    others_load: float = 0

    def figures(self) -> dict[str, Any]:
        """Return quantiles by what was painted."""
        sides = {"customer panel": self.panel_ms, "one text node": self.text_ms}
        return {name: _quantiles(values) for name, values in sides.items()} | {
            "calls": len(self.panel_ms),
            "others_load": round(self.others_load, 2),
        }


def _quantiles(values: Sequence[float]) -> dict[str, Any]:
    points = {"p50_ms": quantile(values, 0.5), "p95_ms": quantile(values, 0.95), "max_ms": max(values, default=None)}
    return {name: None if value is None else round(value, 1) for name, value in points.items()}


async def paint() -> Painted:
    """Let known subscribers call one after another, and collect what the page measures."""
    painted = Painted()
    async with _open_desk() as (stage, desk):
        _collect(stage, painted)
        await desk.ready()
        await desk.page.evaluate(_WATCH_PANEL)
        mobiles = [each for each in dict.fromkeys(stage.estate.subscribers) if each.startswith("1")]  # one owner each
        meter = CpuMeter({})
        for at, caller in enumerate(itertools.islice(itertools.cycle(mobiles), CALLS)):
            for _ in range(FLOORS_A_CALL):
                painted.text_ms.append(await desk.page.evaluate(_PAINT_TEXT))
            await _one_call(stage, desk, caller, painted)
            if painted.panel_ms:
                print(f"  call {at + 1}/{CALLS}  panel {painted.panel_ms[-1]} ms", flush=True)
        spent = meter.read()
        painted.others_load = spent["others"] / spent["wall"]
    return painted


@asynccontextmanager
async def _open_desk() -> AsyncIterator[tuple[Stage, Desk]]:
    """Start database, switch, product and browser; log an agent in."""
    with own_folder() as folder:
        async with (
            test_postgres.serve() as server,
            server.fresh_database() as urls,
            serve_stage(folder, urls) as stage,
            browsers(folder) as browser,
            desk_of(browser, stage.url, "agent") as desk,
        ):
            yield stage, desk


def _collect(stage: Stage, painted: Painted) -> None:
    """Listen in on what pages report."""
    hub = stage.parts.hub
    observe = hub.on_pop_painted

    def collect(ms: float) -> None:
        observe(ms)
        painted.panel_ms.append(ms)

    hub.on_pop_painted = collect  # type: ignore[method-assign]


async def _one_call(stage: Stage, desk: Desk, number: str, painted: Painted) -> None:
    """Call, ring, be answered, hang up, be wrapped up; a call that does not come so far counts as failed."""
    measured = len(painted.panel_ms)
    caller = stage.carrier.dial(HOTLINE, caller=number)
    try:
        await caller.wait_answered(15)
        caller.play(Tone(400))
        await caller.heard.wait_for_sound()
        await caller.press("0")
        await desk.phase_is("ringing")
        await until(lambda: len(painted.panel_ms) > measured)
        await desk.page.keyboard.press("F2")
        await desk.phase_is("connected")
        painted.nameless += not await desk.page.evaluate(_WAS_NAMED)
        caller.hang_up()
        await desk.phase_is("wrap_up")
        await desk.part("wrap-up-submit").click()  # a key in the very frame that shows the panel is too early
        await desk.state_is("ready")
    except (TimeoutError, AssertionError) as error:
        print(f"  failed: {str(error)[:200] or type(error).__name__}", flush=True)
        painted.failed += 1
        caller.hang_up()
        await until(lambda: not stage.live_calls)
        await desk.ready()
    await until(lambda: not stage.live_calls)


# -- the verdict ---------------------------------------------------------------------------------------------------


def aims_of(painted: Painted, runs: Runs) -> list[Aim]:
    """Compare with what a screen pop should do."""
    unanswered = sum(run["unanswered"] or 0 for side in (PEER, OURS) for run in runs[side])
    return [
        Aim("event to painted customer p95, ms", quantile(painted.panel_ms, 0.95), 100),
        Aim("failed calls", painted.failed, 0),
        Aim("pops measured before the name stood there", painted.nameless, 0),
        Aim(f"CPU per look-up beside pgbench's, {CUSTOMERS:,} customers", cpu_ratio(runs, OURS), 4),
        Aim("look-ups without an answer", unanswered, 0),
    ]


async def run() -> int:
    """Measure, print, judge."""
    around = harness.machine()
    painted = await paint()
    async with open_registry() as registry:
        await registry.measure()
        runs = registry.runs
    figures = {
        "painted": painted.figures(),
        "customers": CUSTOMERS,
        "look_up": {side: spreads(runs[side]) for side in (PEER, OURS, WHOLE)},
        "cpu_ratio": {side: spread([cpu_ratio(runs, side)]) for side in (OURS, WHOLE)},
    }
    return harness.conclude("pop", around, figures, aims_of(painted, runs))


if __name__ == "__main__":
    sys.exit(uvloop.run(run()))
