"""The whole world of a run: switches, database, the product's lives, and what is done to them."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from kefu.kernel.ids import AgentId
from kefu_lab.switch import Behaviour, Party, PartyState
from support.sim_books import Books
from support.sim_centre import AGENTS, NUMBERS, OUTSIDE, Settings
from support.sim_database import SimDatabase
from support.sim_desk import Desk
from support.sim_dice import Dice
from support.sim_log import Log
from support.sim_loop import VirtualTime
from support.sim_plan import Deed, Plan
from support.sim_process import Life
from support.sim_switch import FaultySwitch

CALLERS = ("051988001234", "13812345678", "051988005678", "")
AWAY_MS = (50, 300, 1500, 3000, 8000, 25_000, 400_000)
"""How long nobody serves after a crash: a standby, a supervisor's restart, somebody who is woken up."""
SKEWS_MS = (-3_600_000, -30_000, -1500, -200, 200, 1500, 30_000, 3_600_000)
DOOMS = ("between", "between", "before", "torn", "after", "draft", "snapshot")


class World:
    """Everything of one run."""

    def __init__(self, plan: Plan, folder: Path, *, keep: int | None = 400) -> None:
        self.plan, self._folder = plan, folder
        self.time, self.dice = VirtualTime(), Dice(plan.seed)
        self.log = Log(self.time, keep)
        self.settings, self.books = Settings(), Books()
        self.database = SimDatabase(self.dice.fork("database"))
        self.switches = [
            FaultySwitch(name, self.time, self.dice.fork(name), self.log.note, noise=plan.noise)
            for name in ("s1", "s2")
        ]
        self.callers: list[Party] = []
        self.life: Life | None = None
        self.lives = 0
        self.kill_after: int | None = None
        """So many callbacks later the process is killed."""
        self._away_ms = 0
        self.trouble_until_us = 0
        """Until then something was broken, and what is not exact need not hold."""
        self.desks = [Desk(self, agent_id) for agent_id in AGENTS]
        self.is_healed = False
        for switch in self.switches:
            switch.number(OUTSIDE[0], Behaviour(answers_after_ms=2000))
            switch.number(OUTSIDE[1], Behaviour())
        self.begin_life()
        self.time.call_later(500, self._keep_phones)

    # -- lives ------------------------------------------------------------------------------------------------------

    def begin_life(self) -> None:
        """Start the product."""
        self.lives += 1
        self.log.note("life", self.lives)
        self.trouble(2000)
        self.life = Life(
            time=self.time,
            dice=self.dice.fork(f"life {self.lives}"),
            folder=self._folder,
            switches=self.switches,
            database=self.database,
            settings=self.settings,
            books=self.books,
            log=self.log,
            snapshot_every=self.plan.snapshot_every,
        )
        for desk in self.desks:
            desk.process_is_back()

    def life_ends(self) -> None:
        """Take the process down, and start another one a while later."""
        if self.life is None:
            return
        self.log.note("dies", self._away_ms)
        self.kill_after = None
        for switch in self.switches:
            switch.end_life()
        self.life.die()
        self.life = None
        self.time.call_later(self._away_ms, self.begin_life)
        self.trouble(self._away_ms)

    def trouble(self, ms: float) -> None:
        """Note that something is broken for so long."""
        self.trouble_until_us = max(self.trouble_until_us, self.time.us + round(ms * 1000))

    def post(self, event: object) -> None:
        """Let somebody ask something of the product, if it is there."""
        if self.life is not None and not self.life.is_stopping:
            self.log.note("asks", event)
            self.life.post(event)

    # -- deeds ------------------------------------------------------------------------------------------------------

    def do(self, deed: Deed) -> None:
        """Let one thing of the plan happen."""
        self.log.note("deed", deed.kind, deed.a, deed.b)
        _DEEDS[deed.kind](self, deed)

    def _caller(self, deed: Deed) -> None:
        there = [party for party in self.callers if party.state is not PartyState.ENDED]
        if len(there) < 7 and (not there or deed.b % 3 == 0):
            switch = self.switches[deed.a % 5 == 0]
            if self.life is not None and switch.is_available:
                party = switch.call_in(CALLERS[deed.a % len(CALLERS)], NUMBERS[deed.b // 3 % len(NUMBERS)])
                self.callers.append(party)
                key = "0011110 2 34"[deed.b // 64 % 12].strip()
                self.time.call_later(1200 + deed.a % 2000, partial(party.press, key))
            return
        if not there:
            return
        party = there[deed.a % len(there)]
        if deed.b % 8 == 1:
            party.hang_up()
        else:
            party.press("01234*#0011"[deed.b // 4 % 11])

    def _shift(self, deed: Deed) -> None:
        """An agent signs in and is ready as soon as his phone is."""
        desk = self.desks[deed.a % len(self.desks)]
        desk.log_on()
        self.time.call_later(1500 + deed.b % 1000, desk.ready)

    def _answer(self, deed: Deed) -> None:
        """Somebody whose phone rings answers."""
        ringing = [party for desk in self.desks for party in desk.legs if party.state is PartyState.RINGING]
        if ringing:
            ringing[deed.a % len(ringing)].answer()

    def _outside(self, deed: Deed) -> None:
        """Somebody outside whom we have called answers or does not."""
        for switch in self.switches:
            for party in switch.outside_calls:
                if party.state is PartyState.RINGING:
                    (party.answer if deed.a % 2 else party.reject)()
                elif party.state is PartyState.CONNECTED and deed.a % 3 == 0:
                    party.hang_up()

    def _agent(self, deed: Deed) -> None:
        if deed.b % 16 == 0:
            self._outside(deed)
        else:
            self.desks[deed.a % len(self.desks)].act(deed.b)

    def _monkey(self, deed: Deed) -> None:
        self.desks[deed.a % len(self.desks)].anything(deed.b)

    def _supervisor(self, deed: Deed) -> None:
        desk = self.desks[deed.a % len(self.desks)]
        if deed.b % 4:
            desk.supervise(deed.b // 4)
        else:
            desk.is_forced(deed.b // 4)

    def _administrator(self, deed: Deed) -> None:
        dice = Dice(f"administrator {deed.a} {deed.b}")
        if self.settings.change(dice) == "agent":
            for desk in self.desks:
                desk.reconfigure()
        elif self.life is not None:
            self.life.loop.run(self.life.configure)

    def _page(self, deed: Deed) -> None:
        """A page comes or goes; most often that of somebody who talks."""
        talking = [desk for desk in self.desks if desk.is_page_there and desk.is_talking]
        desks = talking if talking and deed.a % 4 else self.desks
        desks[deed.a // 4 % len(desks)].page(deed.b)

    def _phone(self, deed: Deed) -> None:
        self.desks[deed.a % len(self.desks)].phone(deed.b)

    def _keep_phones(self) -> None:
        for desk in self.desks:
            desk.keep()
        self.time.call_later(900, self._keep_phones)

    # -- faults -----------------------------------------------------------------------------------------------------

    def _crash(self, deed: Deed) -> None:
        if self.life is None:
            return
        self._away_ms = AWAY_MS[deed.a % len(AWAY_MS)]
        doom = DOOMS[deed.b % len(DOOMS)]
        if doom == "between":
            self.kill_after = deed.b // len(DOOMS) % 25
        else:
            self.life.journal.doom = doom

    def _stop(self, deed: Deed) -> None:
        if self.life is not None:
            self._away_ms = AWAY_MS[deed.a % 4]
            self.life.stop()

    def _hang(self, deed: Deed) -> None:
        if self.life is not None:
            ms = (200, 900, 4000, 12_000)[deed.a % 4]
            self.life.is_hung_until_us = self.time.us + ms * 1000
            self.trouble(ms)

    def _cut(self, deed: Deed) -> None:
        noticed_ms, back_ms = deed.a % 4000, (100, 1500, 6000, 15_000)[deed.b % 4]
        self.trouble(noticed_ms + back_ms + 5000)
        self.switches[deed.b // 4 % 3 == 0].cut(noticed_ms, back_ms)

    def _switch_crash(self, deed: Deed) -> None:
        back_ms = (500, 5000, 15_000)[deed.b % 3]
        self.trouble(back_ms + 5000)
        self.switches[deed.b // 3 % 3 == 0].crash(back_ms)

    def _switch_freeze(self, deed: Deed) -> None:
        self.trouble(deed.a % 9000 + 2000)
        self.switches[deed.b % 3 == 0].freeze(deed.a % 9000)

    def _database(self, deed: Deed) -> None:
        self.database.mode = ("well", "slow", "flaky", "down")[deed.a % 4]

    def _skew(self, deed: Deed) -> None:
        self.time.skew_ms += SKEWS_MS[deed.a % len(SKEWS_MS)]

    # -- the end ----------------------------------------------------------------------------------------------------

    def heal(self) -> None:
        """End all faults."""
        self.log.note("heal")
        self.is_healed = True
        self.kill_after = None
        self.database.mode = "well"
        if self.life is not None:
            self.life.journal.doom = None
        for switch in self.switches:
            switch.heal()
        for desk in self.desks:
            desk.heal()

    def drain(self) -> None:
        """Let everybody go home: callers hang up, agents take what rings, end it and sign out."""
        for party in self.callers:
            party.hang_up()
        for switch in self.switches:
            for party in switch.outside_calls:
                party.hang_up()
        for desk in self.desks:
            desk.drain()

    def desk_of(self, agent_id: AgentId) -> Desk:
        """Return an agent's desk."""
        return self.desks[AGENTS.index(agent_id)]


_DEEDS: dict[str, Callable[[World, Deed], None]] = {
    "caller": World._caller,
    "shift": World._shift,
    "answer": World._answer,
    "agent": World._agent,
    "monkey": World._monkey,
    "administrator": World._administrator,
    "supervisor": World._supervisor,
    "crash": World._crash,
    "stop": World._stop,
    "hang": World._hang,
    "cut": World._cut,
    "switch_crash": World._switch_crash,
    "switch_freeze": World._switch_freeze,
    "database": World._database,
    "skew": World._skew,
    "page": World._page,
    "phone": World._phone,
}
