"""Puts the parts together from the settings; nothing else knows everyone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import aiohttp
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd import service as acd
from kefu.acd.journal import Journal, JournalDamagedError
from kefu.acd.lease import SIGN_EVERY_S, Lease
from kefu.adapters.asterisk.address import SwitchAddress
from kefu.adapters.asterisk.switch import AsteriskSwitch
from kefu.adapters.billing.systems import BillingSystems, connect
from kefu.app.alarms import watch
from kefu.app.gateways import start_senders
from kefu.app.reactions import handlers, subscribe
from kefu.app.today import READ_EVERY_S, Today
from kefu.customers.ports import AccountUnknownError
from kefu.identity import service as identity
from kefu.identity.model import Principal
from kefu.insight.alarms import jobs as alarms
from kefu.insight.alarms.jobs import Watcher
from kefu.insight.figures import jobs as figures
from kefu.insight.figures.jobs import Refresher
from kefu.ivr.library import Capability, Surroundings
from kefu.ivr.prompts import SHIPPED, available
from kefu.journeys.agent_desktop.hub import Hub
from kefu.journeys.agent_desktop.pops import Pops
from kefu.journeys.agent_desktop.screens import Screens, Viewing
from kefu.journeys.agent_desktop.seating import Seating
from kefu.journeys.customer_360.service import Customer360
from kefu.journeys.inbound_call.bookkeeping import Bookkeeping
from kefu.journeys.inbound_call.centre import Centre
from kefu.journeys.inbound_call.effects import LookUpRequested
from kefu.journeys.inbound_call.ledger import Ledger
from kefu.journeys.inbound_call.model import Seat
from kefu.journeys.inbound_call.refusals import Refusals
from kefu.journeys.inbound_call.routing import Routing
from kefu.kernel.scope import Scope
from kefu.messaging.ports import SmsGateway
from kefu.platform import jobs
from kefu.platform.blobs import BlobStore
from kefu.platform.clock import Clock, SteadyClock, now_ms, utc_now
from kefu.platform.crypto import Vault, load_key
from kefu.platform.db import Database
from kefu.platform.jobs import Worker
from kefu.platform.processes import die_with_parent
from kefu.platform.rounds import Round, rounds
from kefu.platform.settings import Settings
from kefu.recordings.jobs import store_recording

CAPABILITIES = {
    "billing.balance": Capability(takes=frozenset({"account"}), results=frozenset({"balance_minor", "due_minor"}))
}
"""What IVR flows may ask of the world outside."""
EXPIRY_EVERY_S = 60
logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a running installation consists of."""

    settings: Settings
    database: Database
    vault: Vault
    blobs: BlobStore
    customer_360: Customer360
    centre: Centre
    ledger: Ledger
    pops: Pops
    hub: Hub
    screens: Screens
    watcher: Watcher
    seating: Seating
    routing: Routing
    http: aiohttp.ClientSession
    switch_addresses: dict[str, SwitchAddress]
    sms_gateways: dict[str, SmsGateway]


@asynccontextmanager
async def assemble(settings: Settings, database: Database, clock: Clock = utc_now) -> AsyncIterator[Parts]:
    """Start every part of an installation, and stop them in reverse order; live calls have a clock of their own."""
    async with AsyncExitStack() as stack:
        vault = Vault(load_key(settings.secret_key_file or settings.data_dir / "secret.key"))
        blobs = BlobStore(settings.blob_dir or settings.data_dir / "blobs")
        customer_360 = Customer360(vault=vault, billing=_billing(settings, stack))
        addresses = dict(_parse_switch(text) for text in settings.switches.split(",") if text)
        switches = [
            await stack.enter_async_context(AsteriskSwitch(name, address)) for name, address in addresses.items()
        ]
        ledger, journal = Ledger(database, clock), _journal(settings.data_dir / "journal")
        centre = Centre(switches, SteadyClock(), journal, carried_out=ledger.flushed)
        # not forked: a fork would keep our listening socket and every connection open behind our back
        presses = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"), initializer=die_with_parent)
        stack.callback(presses.shutdown, wait=False, cancel_futures=True)
        Bookkeeping(centre, ledger, partial(store_recording, database, blobs, clock=clock, executor=presses))
        centre.recover()
        Refusals(centre)
        pops, seating = Pops(centre, database, customer_360, clock), Seating()
        routing = Routing(centre, database, clock)
        password_of = partial(_phone_password, vault)
        hub = Hub(centre, pops=pops, config=seating.config_source(database), password_of=password_of)
        screens = Screens(hub, partial(_screen_left, database, clock))
        _answer_balance(centre, database, pops, customer_360)
        subscribe(database.subscriptions, settings)
        for part in (ledger, centre):
            part.start()
            stack.push_async_callback(part.stop)
        stack.push_async_callback(_cancelled, asyncio.ensure_future(routing.keep_current()))
        parts = Parts(
            settings=settings,
            database=database,
            vault=vault,
            blobs=blobs,
            customer_360=customer_360,
            centre=centre,
            ledger=ledger,
            pops=pops,
            hub=hub,
            screens=screens,
            watcher=watch(hub, database, clock, cell=",".join(addresses)),
            seating=seating,
            routing=routing,
            http=await stack.enter_async_context(aiohttp.ClientSession()),
            switch_addresses=addresses,
            sms_gateways=start_senders(settings.sms, database, clock, stack),
        )
        for name, every_s, once in _rounds(parts, journal.lease, clock):
            await stack.enter_async_context(rounds(name, every_s, once))
        yield parts


def _rounds(parts: Parts, lease: Lease, clock: Clock) -> Iterator[tuple[str, float, Round]]:
    """Say what is done again and again, and every how many seconds."""
    database, hub = parts.database, parts.hub
    yield "lease", SIGN_EVERY_S, partial(_sign, lease)
    yield "jobs", jobs.LOOKS_EVERY_S, Worker(database, clock, handlers(parts.settings)).round
    yield "figures", figures.LOOKS_EVERY_S, Refresher(database).round
    yield "alarms", alarms.LOOK_EVERY_S, parts.watcher.look
    yield "today", READ_EVERY_S, Today(hub, database, clock).read
    yield "pages", 1.0, partial(_tick, hub, parts.screens)
    yield "sessions", EXPIRY_EVERY_S, partial(_expire, hub, database, clock)


def _billing(settings: Settings, stack: AsyncExitStack) -> BillingSystems | None:
    """Connect the billing systems, if there are any."""
    systems = connect(settings.billing)
    if systems is not None:
        stack.push_async_callback(systems.close)
    return systems


def _journal(folder: Path) -> Journal:
    """Open the journal; one that is damaged is moved aside, because calls now matter more than calls before.

    Raises: JournalInUseError.
    """
    try:
        return Journal(folder)
    except JournalDamagedError:
        aside = folder.with_name(f"{folder.name}-damaged-{now_ms()}")
        folder.rename(aside)
        logger.exception("the journal is damaged and moved aside", aside=str(aside))
        return Journal(folder)


def _parse_switch(text: str) -> tuple[str, SwitchAddress]:
    name, _, address = text.strip().partition("=")
    return name, SwitchAddress.parse(address)


def _phone_password(vault: Vault, seat: Seat) -> str:
    """Return the password of an agent's phone: another one each time he signs in, the same after a restart."""
    return vault.password(f"seat {seat.agent_id} {seat.opened_at_ms}")


def _answer_balance(centre: Centre, database: Database, pops: Pops, customer_360: Customer360) -> None:
    """Let IVR flows ask for the caller's balance, or that of an account he has keyed in."""

    async def balance(request: LookUpRequested) -> dict[str, object]:
        account, keyed = pops.account(request.call), request.arguments.get("account")
        if keyed and (account is None or account.account_no != keyed):
            async with database.read(Scope(request.call.tenant_id)) as reader:
                account = await customer_360.account_of(reader, keyed)
        if account is None:
            return {}
        try:
            found = await customer_360.balance(account)
        except AccountUnknownError:
            return {}
        return {"balance_minor": found.balance_minor, "due_minor": found.due_minor}

    centre.look_up("billing.balance", balance)


async def _sign(lease: Lease) -> None:
    """Give signs of life, from the loop that does everything: when it hangs, they end."""
    lease.sign()


async def _tick(hub: Hub, screens: Screens) -> None:
    screens.tick()
    await hub.tick()


async def _screen_left(database: Database, clock: Clock, viewing: Viewing, reason: str, seconds: int) -> None:
    """Write into the audit that nobody looks at an agent's screen any more."""
    async with database.transaction(viewing.viewer.scope) as session:
        await identity.record_audit(
            session,
            principal=viewing.viewer,
            action="screen-view-ended",
            subject_kind="agent",
            subject_id=str(viewing.agent_id),
            detail={"viewing_id": str(viewing.viewing_id), "reason": reason, "seconds": seconds},
            now=clock(),
        )


async def _expire(hub: Hub, database: Database, clock: Clock) -> None:
    async def is_alive(principal: Principal) -> bool:
        async with database.transaction(None) as session:
            return await identity.session_is_alive(session, principal=principal, now=clock())

    await hub.expire(is_alive)


async def _cancelled(task: "asyncio.Future[None]") -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def prompts_of(settings: Settings) -> Path:
    """Return the folder that the switch plays from: the data folder's merged one, or what is shipped."""
    merged = settings.data_dir / "prompts"
    return merged if merged.is_dir() else SHIPPED


async def surroundings(session: AsyncSession, prompts: Path) -> Surroundings:
    """Tell what a tenant's flows may refer to."""
    codes = frozenset(queue.code for queue in await acd.queues(session))
    return Surroundings(prompts=available(prompts), capabilities=CAPABILITIES, queue_codes=codes)


def web_folder() -> Path | None:
    """Return where the built console lies: beside the package when installed, else in the source tree."""
    package = Path(__file__).parents[1]
    for folder in (package / "web", package.parents[1] / "web" / "dist"):
        if (folder / "index.html").is_file():
            return folder
    return None
