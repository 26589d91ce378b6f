"""The demonstration: starts everything, lets people call and work, stops everything."""

import asyncio
import os
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import quote
from zoneinfo import ZoneInfo

import aiohttp

from kefu.adapters.asterisk.node import PREFIX, AsteriskNode, NodeSettings, install_asterisk
from kefu.ivr.prompts import available, prompt_folder
from kefu.platform.clock import utc_now
from kefu.platform.crypto import load_key
from kefu.platform.migrate import upgrade
from kefu.platform.postgres import EmbeddedPostgres
from kefu.platform.settings import Settings
from kefu_lab import seed
from kefu_lab.billing import Boss
from kefu_lab.callers.curve import Arrivals
from kefu_lab.fieldwork.people import office
from kefu_lab.people import networks_of
from kefu_lab.phone import Carrier
from kefu_lab.population import Population, Surroundings
from kefu_lab.processes import Child, DemoError, Progress, ended, only_one, require_free_port
from kefu_lab.sms import SmsCentre
from kefu_lab.sms.twin import HttpTwin
from kefu_lab.speech import Voices

_ZONE = ZoneInfo("Asia/Shanghai")
_TRUNK_IP, _SWITCH_IP = "127.0.0.2", "127.0.0.1"
_HEALTHY_WITHIN_S = 60.0
_WHAT = {"agent": "desk", "supervisor": "live board", "administrator": "everything", "dispatcher": "dispatch"}
_OTHERS = (("repair1", "赵强", "the field page, /field on a phone"), ("dept1", "沈志强", "complaints and tasks"))
"""Log-ins of visitors that other rooms' seeds make."""
_POLL_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What can be asked of a demonstration."""

    settings: Settings
    per_minute: float = 8.0
    speed: float = 1.0
    agents: int = len(seed.SYNTHETIC)
    random_seed: int | None = None


@dataclass(slots=True)
class World:
    """What has been started, by name, so that it can be watched."""

    options: Options
    stack: AsyncExitStack
    progress: Progress
    children: dict[str, int]
    """Process ids."""
    inboxes: str = ""
    """Where one sees what messages people got."""

    @property
    def folder(self) -> Path:
        """Return the data folder."""
        return self.options.settings.data_dir.absolute()

    @property
    def url(self) -> str:
        """Return the product's address."""
        settings = self.options.settings
        return f"http://{settings.http_host}:{settings.http_port}"


async def run(options: Options) -> None:
    """Run the demonstration until cancelled; then stop every process that was started.

    Raises: DemoError, KefuError.
    """
    settings = options.settings
    folder = settings.data_dir.absolute()
    with only_one(folder):
        require_free_port(settings.http_host, settings.http_port, "KEFU_HTTP_PORT")
        async with AsyncExitStack() as stack:
            world = World(options, stack, Progress(), {})
            print("Starting the demo centre")
            app_url, owner_url = await _start_database(world)
            prompts = prompt_folder(folder / "switch-prompts", own=folder / "prompts")
            premises = seed.Premises(
                app_url=app_url,
                owner_url=owner_url,
                key=load_key(settings.secret_key_file or folder / "secret.key"),
                password=seed.password_of(folder, os.environ.get("KEFU_DEMO_PASSWORD")),
                prompts=available(prompts),
            )
            with world.progress.step(f"One operator, 14 local networks, {seed.CUSTOMERS:,} customers"):
                estate = await seed.ensure(premises, now=utc_now())
            carrier = await Carrier.open(_TRUNK_IP, keeps_s=0)
            stack.push_async_callback(carrier.close)
            environment = {
                "KEFU_DATA_DIR": str(folder),
                "KEFU_DATABASE_URL": app_url,
                "KEFU_SWITCHES": settings.switches or await _start_switch(world, carrier, prompts),
                "KEFU_BILLING": settings.billing or await _start_billing(world, owner_url, estate),
                "KEFU_SMS": settings.sms or await _start_messages(world),
            }
            product = await _start_product(world, environment)
            print(_banner(world, premises), flush=True)
            await _live(world, product, _population(world, premises, estate, carrier))


def _population(world: World, premises: seed.Premises, estate: seed.Estate, carrier: Carrier) -> Population | None:
    """Make the people; none when the switch is somebody else's: we know neither its trunk nor its telephones."""
    options = world.options
    if options.settings.switches:
        return None
    around = Surroundings(
        url=world.url,
        hotline=seed.HOTLINE,
        password=premises.password,
        rest_code=seed.REST,
        subscribers=estate.subscribers,
        agents=[each.login for each in seed.SYNTHETIC[: options.agents]],
        office=office(),
        speed=options.speed,
    )
    now = utc_now().astimezone(_ZONE)
    arrivals = Arrivals(
        per_minute=options.per_minute,
        start_second_of_day=now.hour * 3600 + now.minute * 60 + now.second,
        speed=options.speed,
    )
    random = Random(options.random_seed)
    return Population(around, carrier=carrier, arrivals=arrivals, voices=Voices(), random=random)


def _banner(world: World, premises: seed.Premises) -> str:
    options = world.options
    people = f"About {options.per_minute:g} calls a minute, {options.agents} synthetic agents."
    if options.settings.switches:
        people = "The switch is yours: nobody calls but you."
    people_of = [(each.login, each.name, _WHAT[each.role]) for each in seed.VISITORS]
    visitors = "\n".join(f"    {login:<12} {name} · {what}" for login, name, what in (*people_of, *_OTHERS))
    return f"""
{seed.TENANT_NAME} {seed.HOTLINE} is open, {world.progress.seconds:.0f} s after the start.

  {world.url}

  Log-ins, password {premises.password}
{visitors}

  Log in as agent, allow the microphone, say ready: the next caller rings in your browser.
  {people} Data: {world.folder}
  Short messages that people got: {world.inboxes or "go out by your gateway"}
  Ctrl-C stops everything.
"""


async def _start_database(world: World) -> tuple[str, str]:
    """Start a database unless the settings name one; return the application's and the owner's address."""
    settings = world.options.settings
    if settings.database_url is not None:
        app_url = settings.database_url.get_secret_value()
        owner_url = (settings.database_owner_url or settings.database_url).get_secret_value()
    else:
        with world.progress.step("Database"):
            postgres = await world.stack.enter_async_context(EmbeddedPostgres(world.folder / "postgres"))
            app_url, owner_url = postgres.app_url, postgres.owner_url
        if postgres.pid is not None:
            world.children["The database"] = postgres.pid
    with world.progress.step("Migrations"):
        await upgrade(owner_url)
    return app_url, owner_url


async def _start_switch(world: World, carrier: Carrier, prompts: Path) -> str:
    """Start a local switch; return what KEFU_SWITCHES must be."""
    if not (PREFIX / "asterisk.env").exists():
        await install_asterisk()
    wanted = NodeSettings(
        run=world.folder / "switch",
        prompts=prompts,
        carrier="{}:{}".format(*carrier.address),
        carrier_addresses=(_TRUNK_IP,),
    )
    with world.progress.step("Switch"):
        node = await world.stack.enter_async_context(AsteriskNode(wanted))
    world.children["The switch"] = node.pid
    carrier.switch = (_SWITCH_IP, node.sip_port)
    address = node.address
    door = address.url.replace("://", f"://{quote(address.user)}:{quote(address.password, safe='')}@", 1)
    return f"{wanted.name}={door}?ami={address.ami_port}&recordings={quote(str(address.recordings))}"


async def _start_billing(world: World, owner_url: str, estate: seed.Estate) -> str:
    """Start a billing system with two doors; return what KEFU_BILLING must be: one city speaks SOAP."""
    boss = Boss(networks=await networks_of(owner_url, estate.tenant_id))
    world.stack.push_async_callback(boss.stop)
    url = await boss.start()
    return f"suzhou=soap+{url}/soap, *=json+{url}"


async def _start_messages(world: World) -> str:
    """Start a short message centre; return what KEFU_SMS must be. What people get lies open at a web address."""
    centre = SmsCentre(receipt_after_s=2)
    await world.stack.enter_async_context(centre)
    window = HttpTwin(centre.phones, centre=centre)
    world.inboxes = f"http://{await window.start()}/inbox"
    world.stack.push_async_callback(window.stop)
    return centre.address


async def _start_product(world: World, environment: dict[str, str]) -> Child:
    log = world.folder / "log" / "kefu.log"
    command = (str(Path(sys.executable).with_name("kefu")), "serve")
    with world.progress.step("Product"):
        product = await Child.start("The product", command, environment=environment, log=log)
        world.stack.push_async_callback(product.stop)
        watching = asyncio.create_task(product.wait())
        healthy = asyncio.create_task(_healthy(world.url))
        try:
            async with asyncio.timeout(_HEALTHY_WITHIN_S):
                await asyncio.wait((watching, healthy), return_when=asyncio.FIRST_COMPLETED)
            if watching.done():
                raise DemoError(watching.result())
        except TimeoutError as error:
            raise DemoError(f"The product is not healthy after {_HEALTHY_WITHIN_S:.0f} s; see {log}") from error
        finally:
            watching.cancel()
            healthy.cancel()
    return product


async def _healthy(url: str) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        is_healthy = False
        while not is_healthy:
            await asyncio.sleep(_POLL_S)
            try:
                async with session.get(f"{url}/api/health") as answer:
                    is_healthy = answer.status == 200
            except (aiohttp.ClientError, TimeoutError):
                pass  # it does not listen yet


async def _live(world: World, product: Child, population: Population | None) -> None:
    """Let the world go on until one of its parts ends by itself.

    Raises: DemoError.
    """
    tasks = [asyncio.create_task(_watch(name, pid, world.folder)) for name, pid in world.children.items()]
    tasks.append(asyncio.create_task(_watch_product(product)))
    if population is not None:
        tasks.append(asyncio.create_task(population.live()))
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        print("\nStopping ...", flush=True)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _watch(name: str, pid: int, folder: Path) -> None:
    await ended(pid)
    raise DemoError(f"{name} (process {pid}) has ended by itself; its log is in {folder}. Everything else is stopped.")


async def _watch_product(product: Child) -> None:
    raise DemoError(await product.wait())
