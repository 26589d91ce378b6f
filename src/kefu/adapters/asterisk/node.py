"""Runs a local Asterisk: renders its configuration into a run folder and keeps it as a child in the foreground."""

import asyncio
import hashlib
import logging
import os
import secrets
import shlex
import shutil
import signal
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from kefu.adapters.asterisk import music
from kefu.adapters.asterisk.address import SwitchAddress
from kefu.kernel.errors import UnavailableError

log = logging.getLogger(__name__)

TELEPHONY = Path(__file__).parents[4] / "telephony"
PREFIX = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kefu" / "asterisk"

# loaded with their defaults, these modules still complain without a file
_EMPTY_FILES = (
    "acl",
    "cli_aliases",
    "pjproject",
    "pjsip_notify",
    "pjsip_wizard",
    "resolver_unbound",
    "websocket_client",
)
CALLS_A_CORE = 130
"""From outside, at once, product and database on the same machine: measured, with time left to refuse others."""
_START_TRIES = 3
_START_TIMEOUT_S = 30
_STOP_TIMEOUT_S = 5
_RESTART_PAUSE_S = 1


class NodeStartError(UnavailableError):
    """The local Asterisk could not be installed or started."""

    code = "switch-not-started"
    title = "The local telephone switch does not start"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSettings:
    """What one local node needs; a port of 0 means any free one.

    `carrier` is where outgoing calls go (host:port); calls from `carrier_addresses` are the trunk's.
    `max_calls` may come in from outside at once.
    `prompts` holds <language>/<name>.alaw or .wav, `music` what callers on hold hear (unset: Asterisk's own).
    `additions` are texts put at the end of configuration files, by file name.
    """

    run: Path
    prompts: Path
    name: str = "node1"
    prefix: Path = PREFIX
    sip_address: str = "127.0.0.1"
    media_address: str = "127.0.0.1"
    sip_port: int = 0
    http_port: int = 0
    ami_port: int = 0
    rtp_ports: tuple[int, int] = (20000, 29999)
    carrier: str = "127.0.0.2:5060"
    carrier_addresses: tuple[str, ...] = ("127.0.0.2",)
    music: Path | None = None
    max_calls: int = field(default_factory=lambda: CALLS_A_CORE * len(os.sched_getaffinity(0)))
    additions: Mapping[str, str] = field(default_factory=dict)


class AsteriskNode:
    """One Asterisk as a child of this process; `async with` starts and stops it.

    A switch that dies is started anew at the same address; its calls are lost.
    """

    def __init__(self, settings: NodeSettings) -> None:
        self.settings = settings
        self.run = settings.run.absolute()
        self.sip_port = settings.sip_port
        self._address: SwitchAddress | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def address(self) -> SwitchAddress:
        """Return how to talk to the node, once it has been started."""
        if self._address is None:
            raise NodeStartError("the node has not been started")
        return self._address

    @property
    def pid(self) -> int:
        """Return the switch's process id."""
        if self._process is None:
            raise NodeStartError("the node has not been started")
        return self._process.pid

    async def __aenter__(self) -> "AsteriskNode":
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start the switch and wait until it answers; when another process took a free port meanwhile, try others.

        Raises: NodeStartError.
        """
        for attempt in range(1, _START_TRIES + 1):
            address = self._choose_address()
            try:
                process = await self._launch(address)
            except NodeStartError:
                if attempt == _START_TRIES:
                    raise
            else:
                self._address = address
                self._watch = asyncio.create_task(self._keep(process))
                return

    async def stop(self) -> None:
        """Stop the switch; calls on it end."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        if self._process is not None:
            await _end(self._process)

    async def _keep(self, process: asyncio.subprocess.Process) -> None:
        """Start the switch anew whenever it ends by itself."""
        while True:
            status = await process.wait()
            log.error("switch %s ended with status %s and is started anew", self.settings.name, status)
            try:
                process = await self._launch(self.address)
            except NodeStartError:
                log.exception("switch %s does not start", self.settings.name)
                await asyncio.sleep(_RESTART_PAUSE_S)

    def _choose_address(self) -> SwitchAddress:
        wanted = self.settings
        self.sip_port, http, ami = _free_ports(wanted.sip_address, wanted.sip_port, wanted.http_port, wanted.ami_port)
        recordings = self.run / "spool" / "recordings"
        return SwitchAddress(
            url=f"http://127.0.0.1:{http}",
            user="kefu",
            password=secrets.token_urlsafe(24),
            ami_host="127.0.0.1",
            ami_port=ami,
            recordings=recordings,
            recordings_seen=recordings,
        )

    async def _launch(self, address: SwitchAddress) -> asyncio.subprocess.Process:
        """Start the child and wait until it answers."""
        self._end_leftover()
        await asyncio.to_thread(self._render, address)
        asterisk = self.settings.prefix / "bin" / "asterisk"
        # Should we be killed, the kernel stops it for us; in a session of its own, Ctrl-C at the terminal reaches
        # only us, and we stop it in good order.
        self._process = process = await asyncio.create_subprocess_exec(
            *("setpriv", "--pdeathsig", "TERM", str(asterisk), "-C", str(self.run / "etc" / "asterisk.conf"), "-f"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(_START_TIMEOUT_S):
                is_there = await _answers(address, process)
        except TimeoutError:
            is_there = False
        if not is_there:
            await _end(process)
            raise NodeStartError(f"Asterisk does not start, see {self.run}/log/messages")
        return process

    def _end_leftover(self) -> None:
        """End a switch that an earlier life of ours left running in this folder: it would not let another start."""
        try:
            pid = int((self.run / "run" / "asterisk.pid").read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            if str(self.run / "etc" / "asterisk.conf").encode() in command.split(b"\0"):
                os.kill(pid, signal.SIGKILL)
        except (OSError, ValueError):
            return  # there is none

    def _render(self, address: SwitchAddress) -> None:
        """Write the configuration and an empty database of pushed seats."""
        if not (self.settings.prefix / "asterisk.env").exists():
            raise NodeStartError(
                f"Asterisk is not installed below {self.settings.prefix}: run telephony/install-asterisk.sh"
            )
        installed = _read_env(self.settings.prefix / "asterisk.env")
        for folder in ("etc", "lib/keys", "spool/recordings", "spool/tmp", "run", "log", "cache", "data/sounds"):
            (self.run / folder).mkdir(parents=True, exist_ok=True)
        for stale in (*(self.run / "etc").glob("*.conf"), *(self.run / "lib").glob("astdb*")):
            stale.unlink()
        packaged = Path(installed["ASTDATADIR"])
        self._link_data(packaged)
        if self.settings.music is None:
            music.prepare(packaged / "moh", self.run / "music")
        values = self._values(address, installed)
        for template in sorted((TELEPHONY / "asterisk").glob("*.conf")):
            text = template.read_text() + self.settings.additions.get(template.name, "")
            for name, value in values.items():
                text = text.replace(f"@{name}@", value)
            self._write(template.name, text)
        for name in set(self.settings.additions) | {f"{name}.conf" for name in _EMPTY_FILES}:
            if not (self.run / "etc" / name).exists():
                self._write(name, self.settings.additions.get(name, ""))

    def _write(self, name: str, text: str) -> None:
        path = self.run / "etc" / name
        path.touch(mode=0o600)  # there are passwords in some
        path.write_text(text)

    def _link_data(self, packaged: Path) -> None:
        """Lay our prompts over the packaged sounds."""
        data = self.run / "data"
        for source in packaged.iterdir():
            if source.name != "sounds":
                _link(data / source.name, source)
        _link(data / "sounds" / "kefu", self.settings.prompts.absolute())

    def _values(self, address: SwitchAddress, installed: Mapping[str, str]) -> dict[str, str]:
        wanted = self.settings
        digest = hashlib.sha256(f"{wanted.name}{self.run}".encode()).hexdigest()
        return {
            "RUN": str(self.run),
            "MODULES": installed["ASTMODDIR"],
            "NODE": wanted.name,
            "ENTITY": "02:" + ":".join(digest[i : i + 2] for i in range(0, 10, 2)),
            "MAX_CALLS": str(wanted.max_calls),
            "MAX_CHANNELS": str(2 * wanted.max_calls + CALLS_A_CORE),
            "PASSWORD": address.password,
            "HTTP": address.url.rpartition(":")[2],
            "AMI": str(address.ami_port),
            "SIP_ADDRESS": wanted.sip_address,
            "SIP": str(self.sip_port),
            "MEDIA_ADDRESS": wanted.media_address,
            "CARRIER": wanted.carrier,
            "CARRIER_ADDRESSES": ",".join(wanted.carrier_addresses),
            "MUSIC": str(wanted.music.absolute() if wanted.music else self.run / "music"),
            "RTP_START": str(wanted.rtp_ports[0]),
            "RTP_END": str(wanted.rtp_ports[1]),
        }


async def _end(process: asyncio.subprocess.Process) -> None:
    """Stop a child in good order, or at least stop it."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(_STOP_TIMEOUT_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def install_asterisk(prefix: Path = PREFIX) -> None:
    """Provide the switch below `prefix` unless it is there; its progress goes to the terminal.

    Raises: NodeStartError.
    """
    process = await asyncio.create_subprocess_exec(str(TELEPHONY / "install-asterisk.sh"), str(prefix))
    if await process.wait() != 0:
        raise NodeStartError("telephony/install-asterisk.sh failed; its last lines say why")


async def _answers(address: SwitchAddress, process: asyncio.subprocess.Process) -> bool:
    """Wait until the switch answers; False when it has ended instead."""
    async with aiohttp.ClientSession(headers=address.headers) as session:
        while process.returncode is None:
            try:
                async with session.get(f"{address.url}/ari/asterisk/ping") as answer:
                    if answer.status == 200:
                        return True
            except aiohttp.ClientError:
                pass  # it does not listen yet
            await asyncio.sleep(0.05)
    return False


def _read_env(path: Path) -> dict[str, str]:
    pairs = (shlex.split(line)[0].partition("=") for line in path.read_text().splitlines() if line)
    return {name: value for name, _, value in pairs}


def _link(link: Path, target: Path) -> None:
    if link.is_symlink():
        link.unlink()
    elif link.is_dir():
        shutil.rmtree(link)
    link.symlink_to(target)


def _free_ports(sip_address: str, sip: int, http: int, ami: int) -> tuple[int, int, int]:
    """Choose a free port wherever 0 was asked: SIP needs it for UDP and TCP."""
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", http))
        two.bind(("127.0.0.1", ami))
        http, ami = one.getsockname()[1], two.getsockname()[1]
        while sip == 0:
            with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
                tcp.bind((sip_address, 0))
                try:
                    udp.bind((sip_address, tcp.getsockname()[1]))
                except OSError:
                    continue
                sip = tcp.getsockname()[1]
    return sip, http, ami
