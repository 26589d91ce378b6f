"""What a caller does on the line, decided from the time and from what he hears. Pure.

A caller cannot see when an agent answers. He hears it: the music, which hardly ever pauses, gives way to speech, which
often does. So he talks while there is no music, and waits while there is.
"""

from dataclasses import dataclass
from enum import StrEnum

from kefu_lab.callers.persona import Persona, Wish

_MUSIC_SHARE = 0.92
"""Sound in more of the last seconds than this is music (or a prompt); speech in a conversation pauses more."""
_PROMPT_S = 4.0
"""After the last key the announcement of the queue begins; before, nothing is concluded from what is heard."""
_SETTLED_S = 10.0
"""Who has talked so long has been with an agent: music after that is hold, and he has new patience."""
_BALANCE_S = 22.0
_ON_HOLD_PATIENCE_S = 90.0
_LONGEST_S = 300.0


class Step(StrEnum):
    """Where the caller is in his own mind."""

    MENU = "menu"
    LISTENING = "listening"  # to the read-out of his balance
    WAITING = "waiting"
    TALKING = "talking"
    DONE = "done"


class Deed(StrEnum):
    """What the caller does; a key is its own deed."""

    SPEAK = "speak"
    FALL_SILENT = "fall_silent"
    SAY_GOODBYE = "say_goodbye"
    HANG_UP = "hang_up"


@dataclass(slots=True)
class Conduct:
    """One caller on the line. Call `next` every half second or so with the time since the answer."""

    persona: Persona
    keys: str
    """What he will press, in order."""
    step: Step = Step.MENU
    _pressed: int = 0
    _last_s: float = 0.0
    _since_s: float = 0.0
    _waited_s: float = 0.0
    _talked_s: float = 0.0
    _is_settled: bool = False

    def next(self, at_s: float, loud_share: float) -> list[str]:
        """Return the deeds that are due: keys, or words of Deed. `loud_share` of the last seconds held sound."""
        passed_s, self._last_s = at_s - self._last_s, at_s
        if self.step is Step.MENU:
            return self._in_menu(at_s)
        if self.step is Step.DONE:
            return []
        if self.step is Step.LISTENING:
            return self._hang_up() if at_s - self._since_s >= _BALANCE_S else []
        if at_s - self._since_s < _PROMPT_S and not self._talked_s:
            return []
        return self._wait(passed_s) if loud_share >= _MUSIC_SHARE else self._talk(passed_s)

    def _in_menu(self, at_s: float) -> list[str]:
        listens_s = self.persona.listens_s[min(self._pressed, len(self.persona.listens_s) - 1)]
        if at_s - self._since_s < listens_s:
            return []
        self._since_s = at_s
        deeds = []
        if self._pressed < len(self.keys):
            deeds = [self.keys[self._pressed]]
            self._pressed += 1
        if self._pressed >= len(self.keys):
            self.step = Step.LISTENING if self.persona.wish is Wish.BALANCE else Step.WAITING
        return deeds

    def _wait(self, passed_s: float) -> list[str]:
        self._waited_s += passed_s
        patience_s = _ON_HOLD_PATIENCE_S if self._is_settled else self.persona.patience_s
        if self._waited_s >= patience_s:
            return self._hang_up()
        was_talking, self.step = self.step is Step.TALKING, Step.WAITING
        return [Deed.FALL_SILENT] if was_talking else []

    def _talk(self, passed_s: float) -> list[str]:
        self._talked_s += passed_s
        if self._talked_s >= _SETTLED_S and not self._is_settled:
            self._is_settled, self._waited_s = True, 0.0
        limit_s = self.persona.talks_s if self.persona.is_first_to_hang_up else _LONGEST_S
        if self._talked_s >= limit_s:
            return [Deed.SAY_GOODBYE, *self._hang_up()]
        was_talking, self.step = self.step is Step.TALKING, Step.TALKING
        return [] if was_talking else [Deed.SPEAK]

    def _hang_up(self) -> list[str]:
        self.step = Step.DONE
        return [Deed.HANG_UP]
