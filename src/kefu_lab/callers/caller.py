"""A subscriber on the line: acts out what his conduct decides."""

import asyncio
from dataclasses import dataclass

from kefu_lab.callers.conduct import Conduct, Deed, Step
from kefu_lab.callers.menu import keys_of
from kefu_lab.callers.persona import Persona
from kefu_lab.phone import Call, CallEndedError, Carrier
from kefu_lab.speech import Speaker

_STEP_S = 0.5
_RINGS_S = 30.0


@dataclass(frozen=True, slots=True)
class Story:
    """How a call went."""

    persona: Persona
    step: Step
    """How far he got."""
    is_answered: bool


async def call_in(carrier: Carrier, persona: Persona, *, called: str, speaker: Speaker) -> Story:
    """Place one call and live it to its end."""
    call = carrier.dial(called, caller=persona.number)
    conduct = Conduct(persona, keys_of(persona))
    try:
        await call.wait_answered(_RINGS_S)
        await _stay(call, conduct, speaker)
    except (CallEndedError, TimeoutError):
        return Story(persona, conduct.step, is_answered=False)
    finally:
        call.hang_up()
    return Story(persona, conduct.step, is_answered=True)


async def _stay(call: Call, conduct: Conduct, speaker: Speaker) -> None:
    loop = asyncio.get_running_loop()
    answered_at = loop.time()
    speaking: asyncio.Task[None] | None = None
    try:
        while call.is_live:
            for deed in conduct.next(loop.time() - answered_at, call.heard.loud_share):
                match deed:
                    case Deed.SPEAK:
                        speaking = asyncio.create_task(speaker.speak(call))
                    case Deed.FALL_SILENT:
                        _quiet(call, speaking)
                    case Deed.SAY_GOODBYE:
                        _quiet(call, speaking)
                        await speaker.say_goodbye(call)
                    case Deed.HANG_UP:
                        call.hang_up()
                    case key:
                        await call.press(key)
            await asyncio.sleep(_STEP_S)
    finally:
        _quiet(call, speaking)


def _quiet(call: Call, speaking: "asyncio.Task[None] | None") -> None:
    if speaking is not None:
        speaking.cancel()
    call.stop_playing()
