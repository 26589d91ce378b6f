"""The guard before a billing system, asked by many, answered or failed in any order, while time passes."""

import asyncio
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from kefu.adapters.billing.breaker import FAILURES_TO_OPEN, OPEN_MS
from kefu.adapters.billing.guard import Capability, Deed, Guard
from kefu.customers.model import Balance
from kefu.customers.ports import BillingOutcomeUnknownError, BillingUnavailableError
from kefu.kernel.errors import KefuError
from support.organisation import NOW

SLOTS = 3
CAPABILITIES = (Capability("balance", Balance, fresh_for_ms=100), Capability("due", Balance, fresh_for_ms=5_000))
_KEYS = st.sampled_from("abcd")
_STEPS = st.one_of(
    st.tuples(st.just("ask"), st.integers(0, 1), _KEYS, st.booleans()),
    st.tuples(st.just("act"), _KEYS),
    st.tuples(st.just("answer"), st.integers(0, 9)),
    st.tuples(st.just("fail"), st.integers(0, 9)),
    st.tuples(st.just("storm")),
    st.tuples(st.just("recover")),
    st.tuples(st.just("wait"), st.sampled_from([1, 200, OPEN_MS])),
)


@dataclass(slots=True)
class Request:
    """One that the back end has of us."""

    key: tuple[str, str]
    outcome: "asyncio.Future[None]"


@dataclass(slots=True)
class World:
    """A back end that answers when the test says, and what must hold of it, told without the guard's own words."""

    now_ms: int = 0
    open_: list[Request] = field(default_factory=list)
    failures_in_a_row: int = 0
    failed_at_ms: int = 0
    probes: int = 0
    done: set[str] = field(default_factory=set)

    async def _request(self, name: str, key: str) -> None:
        is_tripped = self.failures_in_a_row >= FAILURES_TO_OPEN
        if is_tripped and name not in ("find", "send"):  # a deed under way is seen through
            assert self.now_ms >= self.failed_at_ms + OPEN_MS, "asked while the circuit is open"
            assert self.probes == 0, "two probes at once"
            self.probes += 1
        assert all(request.key != (name, key) for request in self.open_), "two questions for one key at once"
        request = Request((name, key), asyncio.get_running_loop().create_future())
        self.open_.append(request)
        assert len(self.open_) <= SLOTS, "more under way than there are places"
        try:
            await request.outcome
        except Exception:
            self.failures_in_a_row += 1
            self.failed_at_ms, self.probes = self.now_ms, 0
            raise
        else:
            self.failures_in_a_row = self.probes = 0
        finally:
            self.open_.remove(request)

    async def fetch(self, name: str, key: str) -> Balance:
        await self._request(name, key)
        return Balance(balance_minor=len(key), due_minor=0, as_of=NOW)

    async def send(self, key: str) -> str:
        """Do it now; whether the answer arrives is another matter."""
        assert key not in self.done, "done twice"
        self.done.add(key)
        await self._request("send", key)
        return key

    async def find(self, key: str) -> str | None:
        await self._request("find", key)
        return key if key in self.done else None

    def settle(self, number: int, error: Exception | None) -> None:
        if self.open_:
            outcome = self.open_[number % len(self.open_)].outcome
            if not outcome.done():
                outcome.set_result(None) if error is None else outcome.set_exception(error)


async def _play(steps: list[tuple[object, ...]]) -> None:
    world = World()
    guard = Guard("drawn", slots=SLOTS, clock_ms=lambda: world.now_ms)
    people: list[asyncio.Task[object]] = []
    for step in steps:
        match step:
            case ("ask", int(which), str(key), bool(is_anew)):
                people.append(asyncio.create_task(_ask(guard, world, CAPABILITIES[which], key, is_anew)))
            case ("act", str(key)):
                people.append(asyncio.create_task(_act(guard, world, key)))
            case ("answer", int(number)):
                world.settle(number, None)
            case ("fail", int(number)):
                world.settle(number, BillingOutcomeUnknownError("silence"))
            case ("storm",):
                for key in "abcdab":
                    people.append(asyncio.create_task(_ask(guard, world, CAPABILITIES[0], key, True)))
                    await _turns()
                    for number in range(SLOTS):
                        world.settle(number, BillingOutcomeUnknownError("silence"))
            case ("recover",):
                world.now_ms += OPEN_MS
                asking = [_ask(guard, world, CAPABILITIES[0], key, True) for key in "abc"]
                people.extend(map(asyncio.create_task, asking))
            case ("wait", int(ms)):
                world.now_ms += ms
        await _turns()
        waiting = sum(not person.done() for person in people)
        assert waiting == 0 or guard.under_way > 0, "somebody waits for nothing"
        assert guard.under_way <= SLOTS
        assert guard.under_way >= len(world.open_)
    await guard.close()
    for outcome in await asyncio.gather(*people, return_exceptions=True):
        assert not isinstance(outcome, AssertionError), outcome


async def _turns() -> None:
    """Let everybody do what he can do now."""
    for _ in range(8):
        await asyncio.sleep(0)


async def _ask(guard: Guard, world: World, capability: Capability[Balance], key: str, is_anew: bool) -> object:
    async def fetch() -> Balance:
        return await world.fetch(capability.name, key)

    try:
        answer = await guard.ask(capability, key, fetch, patience_ms=60_000, is_anew=is_anew)
    except BillingUnavailableError as error:
        return error
    assert answer.balance_minor == 1
    return answer


async def _act(guard: Guard, world: World, key: str) -> object:
    async def send() -> str:
        return await world.send(key)

    async def find() -> str | None:
        return await world.find(key)

    try:
        return await guard.act("deed", (key,), Deed(send=send, find=find), patience_ms=60_000)
    except KefuError as error:
        return error


@settings(deadline=None)
@given(steps=st.lists(_STEPS, max_size=60))
def test_one_question_a_key_no_more_than_the_places_and_nothing_done_twice(steps: list[tuple[object, ...]]) -> None:
    asyncio.run(_play(steps))
