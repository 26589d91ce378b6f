"""Runs a flow for one caller: a pure function of the session, the time and what happened.

`step` changes the session and returns what must be done, in order. Late, duplicate and unknown inputs change nothing.
At most one announcement and one timer are outstanding at any moment.
"""

from dataclasses import dataclass, field
from typing import Any

from kefu.calls.model import Cause
from kefu.ivr import events as ev
from kefu.ivr import model, reading
from kefu.ivr.model import KEYS, Fixed, Media, Reading
from kefu.ivr.rules import fill, passes
from kefu.ivr.session import Context, Phase, Session

__all__ = ["Context", "Phase", "Session", "step"]

MAX_AHEAD = 32
MAX_PATH = 50
HIDDEN = "•"


def step(session: Session, at_ms: int, event: ev.Input) -> list[ev.Action]:
    """Tell a session what happened; returns what must be done."""
    turn = _Turn(session, at_ms)
    turn.take(event)
    return turn.actions


@dataclass(slots=True)
class _Turn:
    """One step. Methods that handle a node return the name of the exit to take, or None to wait."""

    s: Session
    at_ms: int
    actions: list[ev.Action] = field(default_factory=list)

    def take(self, event: ev.Input) -> None:
        s = self.s
        if s.phase is Phase.ENDED or (s.phase is Phase.NEW) != isinstance(event, ev.Started):
            return
        match event:
            case ev.Started():
                s.language = s.flow.language
                self._go(s.flow.start)
            case ev.PartyLeft():
                self._disarm()
                s.phase, s.play_id = Phase.ENDED, None
            case ev.PlayEnded(play_id) if play_id == s.play_id:
                s.play_id = None
                self._leave(self._on_play_ended())
            case ev.TimerFired(name) if name == s.timer:
                s.timer = None
                self._leave(self._on_timer())
            case ev.LookUpAnswered(look_up_id) if look_up_id == s.look_up_id:
                self._disarm()
                s.answer, s.look_up_id = event, None
                self._leave(self._answered())
            case ev.Digit(key) if len(key) == 1 and key in KEYS:
                self._leave(self._on_key(key))
            case ev.QueueRefused(is_closed) if s.phase is Phase.QUEUED:
                self._leave("closed" if is_closed and "closed" in self._node().exits else "refused")

    # Going from node to node

    def _leave(self, name: str | None) -> None:
        if name is not None:
            self._go(self._node().exits.get(name, ""))

    def _go(self, node_id: str) -> None:
        """Enter nodes until one waits. The bound is never met by a validated flow."""
        flow = self.s.flow
        for _ in range((len(flow.nodes) + 1) * (len(self.s.ahead) + 2)):
            node = flow.nodes.get(node_id)
            if node is None:
                break
            self.s.node_id, self.s.failures, self.s.entered = node_id, 0, ""
            self._note_entry(node)
            name = self._enter(node)
            if name is None:
                return
            node_id = node.exits.get(name, "")
        self._fact("ivr_failed", code="flow-broken")
        self._hang_up(Cause.INTERNAL)

    def _note_entry(self, node: model.AnyNode) -> None:
        is_shown = type(node).is_on_path
        facts = {"node": self.s.node_id, "kind": node.kind, "label": node.label.as_json(), "is_on_path": is_shown}
        self.actions.append(ev.Fact("ivr_node_entered", facts))
        if is_shown and len(self.s.path) < MAX_PATH and self.s.path[-1:] != [node.label]:
            self.s.path.append(node.label)

    def _enter(self, node: model.AnyNode) -> str | None:
        match node:
            case model.Play():
                self.s.phase = Phase.SPEAKING
                if (self.s.ahead and node.is_interruptible) or not self._speak(node.media):
                    return "next"
            case model.Menu() | model.Collect():
                return self._ask(node.media)
            case model.CallbackOffer():
                return self._ask(node.media) if fill(node.number, self.s.values()) else "no_number"
            case model.Condition():
                return "yes" if passes(node.test, self.s.flow.calendars, self.s.values(), self.at_ms) else "no"
            case model.LookUp():
                self._look_up(node)
            case model.SetVariable() | model.ChooseLanguage():
                self._set(node)
                return "next"
            case model.Queue():
                self._enqueue(node)
            case model.Voicemail():
                self.s.phase = Phase.SPEAKING
                if not self._speak(node.media):
                    self._record(node)
            case model.HangUp():
                self._hang_up(node.cause)
        return None

    # What may happen while a node waits

    def _on_play_ended(self) -> str | None:
        match self.s.phase:
            case Phase.SPEAKING:
                node = self._node()
                if not isinstance(node, model.Voicemail):
                    return "next"
                self._record(node)
            case Phase.LISTENING:
                self._await_key()
            case Phase.LOOKING_UP:
                return self._answered()
        return None

    def _on_timer(self) -> str | None:
        match self.s.phase:
            case Phase.LISTENING:
                return self._on_silence()
            case Phase.LOOKING_UP:
                self.s.answer = ev.LookUpAnswered(self.s.look_up_id or "", "failed")
                self.s.look_up_id = None
                return self._answered()
            case _:
                return self._stop_recording()

    def _on_key(self, key: str) -> str | None:
        s, node = self.s, self._node()
        is_spare = key == s.spare_key and self.at_ms < s.spare_until_ms
        s.spare_key = ""
        if is_spare:
            return None
        match s.phase:
            case Phase.SPEAKING if isinstance(node, model.Play):
                s.ahead = (s.ahead + key)[:MAX_AHEAD]
                if node.is_interruptible:
                    self._stop_play()
                    return "next"
            case Phase.LISTENING:
                self._stop_play()
                self._disarm()
                return self._use_key(key)
            case Phase.LOOKING_UP:
                s.ahead = (s.ahead + key)[:MAX_AHEAD]
            case Phase.RECORDING if key == "#":
                self._disarm()
                return self._stop_recording()
            case Phase.QUEUED if key in node.exits:
                self._fact("ivr_digit", digit=key)
                self.actions.append(ev.LeaveQueue())
                return key
        return None

    # Asking for keys: menu, collect, callback offer

    def _ask(self, *media: Media) -> str | None:
        self.s.phase = Phase.LISTENING
        if self.s.ahead:
            return self._use_ahead()
        if not self._speak(tuple(item for part in media for item in part)):
            self._await_key()
        return None

    def _await_key(self) -> None:
        node = self._node()
        if isinstance(node, model.Collect) and self.s.entered:
            self._arm(node.inter_digit_s)
        elif isinstance(node, model.Menu | model.Collect | model.CallbackOffer):
            self._arm(node.timeout_s)

    def _use_ahead(self) -> str | None:
        key, self.s.ahead = self.s.ahead[0], self.s.ahead[1:]
        return self._use_key(key)

    def _use_key(self, key: str) -> str | None:
        node = self._node()
        is_hidden = isinstance(node, model.Collect) and node.is_secret
        self._fact("ivr_digit", digit=HIDDEN if is_hidden else key)
        match node:
            case model.Menu():
                if key not in node.exits:
                    return self._on_wrong_key(node)
                if key in node.human_keys:
                    self.s.is_human_requested = True
                    self._fact("human_requested", digit=key)
                return key
            case model.Collect():
                return self._collect(node, key)
            case model.CallbackOffer() if key == node.accept_key:
                number = fill(node.number, self.s.values())
                self.actions.append(ev.BookCallback(number, self._queue_code(node.queue)))
                return "accepted"
        return "declined"

    def _collect(self, node: model.Collect, key: str) -> str | None:
        s = self.s
        if key == node.terminator:
            return self._finish(node)
        if not key.isdigit():
            return self._on_wrong_key(node)
        s.entered += key
        if len(s.entered) == node.max_digits:
            if node.terminator and s.ahead.startswith(node.terminator):
                s.ahead = s.ahead[1:]
            elif node.terminator:
                s.spare_key, s.spare_until_ms = node.terminator, self.at_ms + node.inter_digit_s * 1000
            return self._finish(node)
        if s.ahead:
            return self._use_ahead()
        self._await_key()
        return None

    def _finish(self, node: model.Collect) -> str | None:
        if len(self.s.entered) < node.min_digits:
            return self._on_wrong_key(node)
        self.s.variables[node.variable] = self.s.entered
        return "next"

    def _on_wrong_key(self, node: model.Menu | model.Collect) -> str | None:
        self.s.ahead = self.s.entered = ""
        return self._try_again(node, node.invalid_media, "invalid")

    def _on_silence(self) -> str | None:
        node = self._node()
        if isinstance(node, model.Collect) and self.s.entered:
            return self._finish(node)
        if isinstance(node, model.Menu | model.Collect):
            return self._try_again(node, node.timeout_media, "timeout")
        return "declined"

    def _try_again(self, node: model.Menu | model.Collect, first: Media, name: str) -> str | None:
        self.s.failures += 1
        return name if self.s.failures >= node.attempts else self._ask(first, node.media)

    # Other nodes

    def _set(self, node: model.SetVariable | model.ChooseLanguage) -> None:
        if isinstance(node, model.SetVariable):
            value = node.value
            self.s.variables[node.variable] = fill(value, self.s.values()) if isinstance(value, str) else value
        else:
            self.s.language = node.language
            self._fact("ivr_language", language=node.language)

    def _look_up(self, node: model.LookUp) -> None:
        s = self.s
        s.phase, s.answer, s.look_up_id = Phase.LOOKING_UP, None, self._serial("look-up")
        values = s.values()
        arguments = {name: fill(template, values) for name, template in node.arguments.items()}
        self.actions.append(ev.LookUp(s.look_up_id, node.capability, arguments))
        self._arm(node.timeout_s)
        if not s.ahead:
            self._speak(node.media)

    def _answered(self) -> str | None:
        """Go on when the answer is there and what is being said has been said."""
        s, node, answer = self.s, self._node(), self.s.answer
        if answer is None or s.play_id is not None or not isinstance(node, model.LookUp):
            return None
        s.answer = None
        self._fact("ivr_looked_up", capability=node.capability, outcome=answer.outcome)
        for name, variable in node.results.items():
            s.variables.pop(variable, None)
            if name in answer.values:
                s.variables[variable] = answer.values[name]
        return answer.outcome

    def _enqueue(self, node: model.Queue) -> None:
        self.s.phase, self.s.ahead = Phase.QUEUED, ""
        code = self._queue_code(node.queue)
        self.actions.append(ev.Enqueue(code, node.priority, node.needs, self.s.is_human_requested))

    def _queue_code(self, rule: model.QueueRule) -> str:
        code = fill(rule.code, self.s.values())
        return code if code in self.s.context.queue_codes else rule.fallback

    def _record(self, node: model.Voicemail) -> None:
        self.s.phase, self.s.ahead = Phase.RECORDING, ""
        self.actions.append(ev.RecordVoicemail())
        self._arm(node.max_s)

    def _stop_recording(self) -> str:
        self.actions.append(ev.StopVoicemail())
        return "next"

    def _hang_up(self, cause: Cause) -> None:
        self._disarm()
        self.s.phase = Phase.ENDED
        self.actions.append(ev.HangUp(cause))

    # Small things

    def _node(self) -> model.AnyNode:
        return self.s.flow.nodes[self.s.node_id]

    def _speak(self, items: Media) -> bool:
        """Play something; false when nothing of it can be said."""
        names: list[str] = []
        for item in items:
            match item:
                case Fixed():
                    names.append(f"{item.language}/{item.prompt}")
                case Reading():
                    value = self.s.values().get(item.variable, "")
                    names += reading.media(self.s.language, reading.read(item.read, value, self.s.language))
                case _:
                    names.append(f"{self.s.language}/{item}")
        if not names:
            return False
        self.s.play_id = self._serial("play")
        self.actions.append(ev.Play(self.s.play_id, tuple(names)))
        return True

    def _stop_play(self) -> None:
        if self.s.play_id is not None:
            self.actions.append(ev.StopPlay(self.s.play_id))
            self.s.play_id = None

    def _arm(self, seconds: int) -> None:
        self.s.timer = self._serial("timer")
        self.actions.append(ev.StartTimer(self.s.timer, self.at_ms + seconds * 1000))

    def _disarm(self) -> None:
        if self.s.timer is not None:
            self.actions.append(ev.CancelTimer(self.s.timer))
            self.s.timer = None

    def _serial(self, what: str) -> str:
        self.s.serial += 1
        return f"{self.s.context.session_id}-{what}-{self.s.serial}"

    def _fact(self, kind: str, **data: Any) -> None:
        self.actions.append(ev.Fact(kind, {"node": self.s.node_id, **data}))
