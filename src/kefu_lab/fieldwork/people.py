"""Repairmen, a dispatcher and clerks, at work over the product's own HTTP."""

import asyncio
import secrets
from abc import ABC, abstractmethod
from base64 import b64decode
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any, ClassVar
from uuid import UUID

from kefu.forms.parsing import load_definition
from kefu.platform.clock import utc_now
from kefu_lab.agents.desk import Desk, DeskError
from kefu_lab.answers import fill
from kefu_lab.seed.fieldwork import CREW_SIZE
from kefu_lab.seed.places import CITIES
from kefu_lab.seed.staff import OFFICE
from kefu_lab.seed.tickets import DEPARTMENTS

_GOES_ON = 0.35
"""How often a repairman is done with a step when he looks: each lasts about a minute."""
_STEPS = {"assigned": "accept", "accepted": "set_out", "on_the_way": "arrive", "on_site": "complete"}
PHOTO = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAT0lEQVR42u3PQQkAAAgEsEsngv37GMG3MFiBpXpei4CAgICAgICA"
    "gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIDAZQENS5DEdarXvAAAAABJRU5ErkJggg=="
)
"""A grey square: what a camera sees in a dark cupboard."""
_REPLIES = (
    "您好，经核查已为您处理完毕，给您带来不便深表歉意。",
    "您反映的问题已核实，本月账单已作调整。",
    "We have looked into it and put it right. We are sorry for the trouble.",
)


class Worker(ABC):
    """Somebody who looks at his work now and then and does one piece of it."""

    looks_every_s = 10.0

    def __init__(self, desk: Desk, random: Random, *, speed: float = 1.0) -> None:
        self.desk, self.random, self.speed = desk, random, speed

    async def run(self) -> None:
        """Work until cancelled.

        Raises: DeskError, aiohttp.ClientError, TimeoutError.
        """
        while True:
            await asyncio.sleep(self.looks_every_s * self.random.uniform(0.7, 1.3) / self.speed)
            try:
                await self.work()
            except DeskError as error:
                if error.status != 409:  # somebody was quicker: look again
                    raise

    @abstractmethod
    async def work(self) -> None:
        """Do one piece of work, if there is any."""


class Repairman(Worker):
    """Accepts what he is sent, goes there, mends it; gives one in twenty back."""

    looks_every_s = 20.0

    async def work(self) -> None:
        """Take the next step with his most urgent order."""
        if self.random.random() > _GOES_ON:
            return
        seen = await self.desk.get("/api/field/orders")
        for order in seen["orders"]:
            action = _STEPS.get(order["state"])
            if action is not None and action in order["actions"]:
                await self._step(order, action, seen)
                return

    async def _step(self, order: dict[str, Any], action: str, seen: dict[str, Any]) -> None:
        detail: dict[str, Any] = {}
        if action == "complete":
            detail = await self._completion(order, seen)
        elif action == "accept" and self.random.random() < 0.05:
            action, detail = "return", {"reason": "不属于本班组负责范围"}
        body = {
            "key": secrets.token_hex(8),
            "work_order_id": order["work_order_id"],
            "action": action,
            "client_at": utc_now().isoformat(),
            "base_version": order["version"],
            "detail": detail,
        }
        await self.desk.post("/api/field/actions", {"actions": [body]})

    async def _completion(self, order: dict[str, Any], seen: dict[str, Any]) -> dict[str, Any]:
        results = [each["code"] for each in seen["results"]]
        weights = [12, 2, 1, 1, *([1] * len(results))][: len(results)]
        detail: dict[str, Any] = {
            "result_code": self.random.choices(results, weights)[0],
            "cause_code": self.random.choice([each["code"] for each in seen["causes"]]),
            "parts": [{"code": each["code"], "count": 1} for each in seen["parts"] if self.random.random() < 0.2],
            "note": "已测试，恢复正常",
        }
        form_code = next(each["form_code"] for each in seen["types"] if each["code"] == order["type_code"])
        if form_code:
            form = await self.desk.get(f"/api/forms/{form_code}/versions/published")
            detail["form_version"] = form["version"]
            photo_id = str(UUID(int=self.random.getrandbits(128), version=4))
            await self.desk.put_bytes(f"/api/field/orders/{order['work_order_id']}/photos/{photo_id}", PHOTO)
            detail["answers"] = fill(load_definition(form["definition"]), self.random, photo_ids=[photo_id])
        return detail


class Dispatcher(Worker):
    """Gives orders to whom the product suggests first, when no human colleague has done so for a while."""

    waits = timedelta(seconds=60)

    async def work(self) -> None:
        """Assign the most urgent order that nobody has."""
        for state in ("pending", "returned"):
            page = await self.desk.get(f"/api/work-orders?show=open&state={state}&limit=1")
            for order in page["items"]:
                if utc_now() - datetime.fromisoformat(order["opened_at"]) > self.waits / self.speed:
                    await self._assign(order)

    async def _assign(self, order: dict[str, Any]) -> None:
        path = f"/api/work-orders/{order['work_order_id']}"
        suggested = await self.desk.get(f"{path}/suggestions")
        if suggested:
            best = suggested[0]
            body = {"action": "assign", "version": order["version"], "key": secrets.token_hex(8)}
            await self.desk.attempt(
                f"{path}/actions", body | {"crew_id": best["crew_id"], "person_id": best["person_id"]}
            )


class Clerk(Worker):
    """Answers what comes to his department, asks whether it is well, and closes it."""

    async def work(self) -> None:
        """Do what is expected of him most urgently."""
        for task in (await self.desk.get("/api/tasks"))["tasks"]:
            if task["kind"] == "ticket" and task["expected"] in self._DOES:
                await self._DOES[task["expected"]](self, await self.desk.get(f"/api/tickets/{task['id']}"))
                return

    async def _act(self, ticket: dict[str, Any], action: str, **said: Any) -> None:
        body = {"action": action, "version": ticket["version"], "key": secrets.token_hex(8), **said}
        await self.desk.attempt(f"/api/tickets/{ticket['ticket_id']}/actions", body)

    async def _take(self, ticket: dict[str, Any]) -> None:
        await self._act(ticket, "take")

    async def _answer(self, ticket: dict[str, Any]) -> None:
        by = ticket["reply_by"] if ticket["reply_by"] in ("sms", "phone") else "none"
        await self._act(ticket, "answer", text=self.random.choice(_REPLIES), by=by)

    async def _call_back(self, ticket: dict[str, Any]) -> None:
        await self._act(ticket, "call_made", is_reached=self.random.random() < 0.85)

    async def _confirm(self, ticket: dict[str, Any]) -> None:
        if "close" in ticket["actions"] and ticket["is_satisfied"]:
            await self._act(ticket, "close")
        else:
            await self._act(ticket, "confirm", is_satisfied=self.random.random() < 0.93)

    _DOES: ClassVar[Mapping[str, Callable[["Clerk", dict[str, Any]], Awaitable[None]]]] = {
        "take": _take,
        "answer": _answer,
        "call_back": _call_back,
        "confirm": _confirm,
    }


def office() -> dict[str, type[Worker]]:
    """Say who the laboratory plays, by log-in: but for the first repairman and clerk: those are visitors."""
    repairmen = range(2, len(CITIES) * CREW_SIZE + 1)
    return {
        **dict.fromkeys((each.login for each in OFFICE), Dispatcher),
        **{f"repair{number}": Repairman for number in repairmen},
        **{f"dept{number}": Clerk for number in range(2, len(DEPARTMENTS) + 1)},
    }
