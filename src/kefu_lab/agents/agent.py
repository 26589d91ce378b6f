"""A synthetic agent at work: signs on, gets ready, answers, talks, wraps up."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from random import Random
from typing import Any

from kefu.forms.parsing import load_definition
from kefu_lab.agents import acceptance
from kefu_lab.agents.desk import Desk, DeskError, Frame
from kefu_lab.agents.habits import Act, Plan, draw
from kefu_lab.answers import fill
from kefu_lab.phone import Call, Phone, RegistrationError
from kefu_lab.speech import Speaker

log = logging.getLogger(__name__)

OpenPhone = Callable[[str, str], Awaitable[Phone]]

_RECOVERS_S = {"logged_on": 0.5, "forced": 60.0}
"""How soon he asks for ready after the system or a supervisor has put him into not ready; else after 5 s."""
_TRIES_AGAIN_S = 1.0
_REGISTRATION_TRIES = 20


class Agent:
    """One agent with his desk and his telephone. `open_phone` makes the phone from its user name and password."""

    def __init__(self, desk: Desk, *, open_phone: OpenPhone, random: Random, speaker: Speaker, rest_code: str) -> None:
        self._desk, self._open_phone = desk, open_phone
        self._random, self._speaker, self._rest_code = random, speaker, rest_code
        self._phone: Phone | None = None
        self._queues: list[str] = []
        self._colleagues: list[Frame] = []
        self._results: list[str] = []
        self._categories: list[Frame] = []
        self._call: Frame | None = None
        self._plan: Plan | None = None
        self._state = ""
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Work until cancelled; then hang up and sign off."""
        try:
            async for frame in self._desk.frames():
                await self._take(frame["t"], frame["d"])
        finally:
            for task in self._tasks:
                task.cancel()
            if self._phone is not None:
                await self._phone.close()

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work, name=f"agent {self._login}")
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("agent %s: %r", self._login, error)

    @property
    def _login(self) -> str:
        return str(self._desk.me["person"]["login"])

    # -- what the desk shows -------------------------------------------------------------------------------------

    async def _take(self, kind: str, data: Any) -> None:
        match kind:
            case "snapshot":
                self._results = _leaves(data["config"].get("results", []))
                if data["agent"] is None:
                    await self._register((await self._desk.post("/api/desk/log_on"))["phone"])
                else:
                    if self._phone is None:  # he is signed on since before we were started
                        await self._register(data["phone"])
                    self._take_state(data["agent"])
                for call in data["calls"]:
                    self._take_call(call)
            case "queues":
                self._queues = [queue["queue_id"] for queue in data]
            case "directory":
                self._colleagues = data["agents"]
            case "call":
                self._take_call(data)
            case "agent" if data is not None:
                self._take_state(data)

    def _take_call(self, view: Frame) -> None:
        self._call = None if view["phase"] == "ended" else view

    def _take_state(self, view: Frame) -> None:
        before, self._state = self._state, view["state"]
        if self._state == "working_after_call" and before != self._state and view["call_id"]:
            self._spawn(self._wrap_up(view["call_id"]))
        elif self._state == "not_ready" and view["reason"] != self._rest_code and view["pending_state"] is None:
            self._spawn(self._get_ready(_RECOVERS_S.get(view["reason"], 5.0)))

    # -- what he does --------------------------------------------------------------------------------------------

    async def _register(self, credentials: Frame) -> None:
        if self._phone is not None:
            await self._phone.close()
        for _ in range(_REGISTRATION_TRIES):  # the switch learns of the seat a moment later
            try:
                self._phone = await self._open_phone(credentials["address"], credentials["password"])
            except RegistrationError:
                await asyncio.sleep(_TRIES_AGAIN_S)
            else:
                self._spawn(self._answer_calls(self._phone))
                return
        log.error("agent %s: his phone cannot register", self._login)

    async def _get_ready(self, after_s: float) -> None:
        """Ask for ready until it is granted: the phone may have to register first."""
        is_ready = False
        while not is_ready:
            await asyncio.sleep(after_s)
            is_ready = await self._desk.attempt("/api/desk/state", {"state": "ready"})
            after_s = _TRIES_AGAIN_S

    async def _answer_calls(self, phone: Phone) -> None:
        while True:
            call = await phone.next_call()
            self._plan = plan = draw(self._random, self._results)
            self._spawn(self._talk(call, plan))

    async def _talk(self, call: Call, plan: Plan) -> None:
        await asyncio.sleep(plan.answers_after_s)
        call.answer()
        speaking = asyncio.create_task(self._speaker.speak(call))
        try:
            async with asyncio.timeout(plan.ends_at_s):
                if plan.act is not None and await _lasts(call, plan.acts_at_s):
                    await self._act(plan.act, plan.act_lasts_s)
                await call.wait_ended()
        except TimeoutError:
            speaking.cancel()
            await self._speaker.say_goodbye(call)
            if not await self._service("clear_connection"):
                call.hang_up()
        finally:
            speaking.cancel()

    async def _act(self, act: Act, lasts_s: float) -> None:
        match act:
            case Act.HOLD:
                if await self._service("hold_call"):
                    await asyncio.sleep(lasts_s)
                    await self._service("retrieve_call")
            case Act.TRANSFER_TO_QUEUE if self._queues:
                await self._service("transfer_call", {"kind": "queue", "id": self._random.choice(self._queues)})
            case Act.CONSULT_AND_RETURN | Act.CONSULT_AND_TRANSFER if free := self._free_colleagues():
                target = {"kind": "agent", "id": self._random.choice(free)}
                if await self._service("consultation_call", target):
                    await asyncio.sleep(lasts_s)
                    is_return = act is Act.CONSULT_AND_RETURN
                    if is_return or not await self._service("transfer_call"):
                        await self._service("reconnect_call")

    def _free_colleagues(self) -> list[str]:
        """List ready synthetic colleagues; human ones are left in peace."""
        own = str(self._desk.me["agent"]["number"])
        return [
            each["agent_id"]
            for each in self._colleagues
            if each["state"] == "ready" and each["number"] != own and each["number"].startswith(own[0])
        ]

    async def _service(self, name: str, to: Frame | None = None) -> bool:
        if self._call is None:
            return False
        body = {"to": dict(to)} if to else {}
        return await self._desk.attempt(f"/api/calls/{self._call['call_id']}/{name}", body)

    async def _wrap_up(self, call_id: str) -> None:
        plan = self._plan or draw(self._random, self._results)
        if self._call is not None and plan.writes_ticket:
            await self._accept(self._call)
        await asyncio.sleep(plan.wraps_up_s)
        body: dict[str, Any] = {"result_code": plan.result, "note": plan.note, "next_state": "ready"}
        if plan.rests_s:
            body |= {"next_state": "not_ready", "reason": self._rest_code}
        await self._desk.attempt(f"/api/calls/{call_id}/wrap_up", body)
        if plan.rests_s:
            await self._get_ready(plan.rests_s)

    async def _accept(self, call: Frame) -> None:
        """Write down what a customer whom we know wants."""
        if call.get("customer") is None:
            return
        try:
            self._categories = self._categories or (await self._desk.get("/api/ticket-settings"))["categories"]
            queue = call.get("queue") or {}
            kind = acceptance.kind_of((queue.get("name") or {}).get("en", ""), self._random)
            category = self._random.choice(acceptance.leaves(self._categories, kind))
            answers = {}
            if category["form_code"]:
                form = await self._desk.get(f"/api/forms/{category['form_code']}/versions/published")
                answers = fill(load_definition(form["definition"]), self._random)
            body = acceptance.ticket(self._random, kind=kind, category=category, call=call, answers=answers)
            await self._desk.post("/api/tickets", body)
        except DeskError as error:
            log.warning("agent %s: no ticket: %s", self._login, error)


async def _lasts(call: Call, seconds: float) -> bool:
    """Wait a while; tell whether the call is still there."""
    try:
        await call.wait_ended(seconds)
    except TimeoutError:
        return True
    return False


def _leaves(results: Sequence[Frame]) -> list[str]:
    """List the codes of the result tree that can be chosen."""
    return [
        code
        for result in results
        for code in (_leaves(result["children"]) if result.get("children") else [result["code"]])
    ]
