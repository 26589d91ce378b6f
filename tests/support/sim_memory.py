"""The journal against the living: what a restart would bring back must be what is there now."""

from kefu.acd.runtime import Runtime
from kefu.journeys.inbound_call.machine import CODEC, STATE_CODEC, Machine
from support.sim_books import BrokenError
from support.sim_process import Life


def check_replay(life: Life) -> None:
    """What the newest snapshot and the journal since bring back is the live state, timers and time included."""
    live = life.centre._runtime
    snapshot = life.journal.latest_snapshot()
    state = STATE_CODEC.decode(snapshot.data["machine"]) if snapshot is not None else None
    machine = Machine(state)

    def replay() -> Runtime:
        runtime = Runtime(machine, clock_ms=life.time.wall_ms, on_effects=_nothing, journal=life.journal, codec=CODEC)
        runtime._arm = lambda: None  # its timers are only looked at
        runtime.recover(snapshot)
        return runtime

    again = life.loop.run(replay)
    then, now = STATE_CODEC.encode(machine.state), STATE_CODEC.encode(life.centre.state)
    if then != now:
        raise BrokenError(f"replay differs: {_difference(then, now)}")
    if again._timers.due_ms != live._timers.due_ms:
        raise BrokenError(f"replayed timers {again._timers.due_ms}, live {live._timers.due_ms}")
    if again.at_ms > live.at_ms:
        raise BrokenError(f"replayed until {again.at_ms}, lived until {live.at_ms}")


def _nothing(at_ms: int, effects: object) -> None:
    return


def _difference(then: object, now: object, path: str = "") -> str:
    if isinstance(then, dict) and isinstance(now, dict):
        for key in [*then, *now]:
            if then.get(key) != now.get(key):
                return _difference(then.get(key), now.get(key), f"{path}.{key}")
    return f"{path}: replayed {then}, live {now}"
